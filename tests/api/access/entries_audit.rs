//! What is asked about the log and about broken glass.

use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::Tie;
use crate::support::new_id;

const PERSON: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::TookIn,
    Tie::ColleagueTookIn,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];
const HOUSE: &[Tie] = &[Tie::House];
const HOUSE_OR_NOT: &[Tie] = &[Tie::House, Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("listOpenings", PERSON, |_, _, there| Ask::about(there.person)),
    Entry::new("listAuditEvents", HOUSE, |_, _, _| Ask::whole()).note("of her own organisation"),
    Entry::new("breakGlass", PERSON, |_, _, there| {
        let reason = "She wrote that she will not come home tonight.";
        Ask::about(there.person).body(json!({"id": new_id(), "purpose": "life_at_risk", "reason": reason}))
    })
    .undo(|_, new| {
        format!(
            "delete from break_glass_notice where break_glass_id = '{new}'; delete from break_glass where id = '{new}'"
        )
    }),
    Entry::new("listBreakGlass", HOUSE_OR_NOT, |_, _, _| Ask::whole())
        .note("a colleague's is in the list")
        .shows(|there| there.glass.asked.to_string()),
    Entry::new("listBreakGlass", HOUSE, |_, _, _| Ask::whole())
        .note("her own is in the list")
        .shows(|there| there.glass.own.to_string()),
    Entry::new("readBreakGlass", HOUSE_OR_NOT, |_, _, there| Ask::about(there.glass.asked)).note("a colleague's"),
    Entry::new("secondBreakGlass", HOUSE_OR_NOT, |_, _, there| seen(there.glass.waiting))
        .note("a colleague's")
        .undo(|there, _| {
            format!(
                "update break_glass set second_by = null, second_at = null, starts_at = null, ends_at = null where id = '{}'",
                there.glass.waiting
            )
        }),
    Entry::new("secondBreakGlass", HOUSE, |_, _, there| seen(there.glass.own))
        .note("her own")
        .for_nobody(),
    Entry::new("reviewBreakGlass", HOUSE_OR_NOT, |_, _, there| {
        seen(there.glass.asked).body(justified())
    })
    .note("a colleague's")
    .undo(|there, _| {
        format!(
            "update break_glass set reviewed_by = null, reviewed_at = null, outcome = null where id = '{}'",
            there.glass.asked
        )
    }),
    Entry::new("reviewBreakGlass", HOUSE, |_, _, there| seen(there.glass.own).body(justified()))
        .note("her own")
        .for_nobody(),
    Entry::new("listNotices", HOUSE, |_, _, _| Ask::whole())
        .note("what she was told is in the list")
        .shows(|there| there.glass.notice.to_string()),
    Entry::new("seeNotice", HOUSE, |_, _, there| Ask::about(there.glass.notice)).note("her own"),
    Entry::new("seeNotice", HOUSE_OR_NOT, |_, _, there| {
        Ask::about(there.glass.others_notice)
    })
    .note("a colleague's")
    .for_nobody(),
];

fn seen(glass: Uuid) -> Ask {
    Ask::about(glass).seen("break_glass", "id", glass)
}

fn justified() -> Value {
    json!({"outcome": "justified"})
}
