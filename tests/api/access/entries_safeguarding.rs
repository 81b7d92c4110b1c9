//! What is asked about concerns for children.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::Tie;
use crate::support::new_id;

const SITES: &[Tie] = &[Tie::North, Tie::South, Tie::Elsewhere];
const OURS: &[Tie] = &[Tie::North];
const PEOPLE: &[Tie] = &[Tie::Assigned, Tie::TookIn, Tie::North, Tie::South, Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("raiseConcern", PEOPLE, |scene, _, there| {
        Ask::whole().body(json!({"id": new_id(), "site_id": scene.house.north, "about": "family",
            "person_id": there.person, "text": "Something is wrong."}))
    })
    .note("for somebody")
    .undo(|_, new| format!("delete from safeguarding_concern where id = '{new}'")),
    Entry::new("listConcerns", SITES, |_, _, _| Ask::whole().query("limit=200".into()))
        .shows(|there| there.concerns.theirs.to_string()),
    Entry::new("listConcerns", OURS, |_, _, _| Ask::whole().query("limit=200".into()))
        .shows(|there| there.concerns.about_her.to_string())
        .note("about the caller")
        .for_nobody(),
    Entry::new("readConcern", SITES, |_, _, there| Ask::about(there.concerns.theirs)),
    Entry::new("readConcern", OURS, |_, _, there| Ask::about(there.concerns.own))
        .note("the caller raised it, and sees that it was received"),
    Entry::new("readConcern", OURS, |_, _, there| Ask::about(there.concerns.about_her))
        .note("about the caller")
        .for_nobody(),
    Entry::new("addConcernEntry", SITES, |_, _, there| {
        Ask::about(there.concerns.theirs)
            .seen("safeguarding_concern", "id", there.concerns.theirs)
            .body(json!({"step": "taken_up", "text": "Spoke with the aunt."}))
    })
    .undo(|there, _| {
        format!(
            "delete from concern_entry where concern_id = '{0}';
             update safeguarding_concern set state = 'received', lead_id = null, taken_up_at = null where id = '{0}'",
            there.concerns.theirs
        )
    }),
];
