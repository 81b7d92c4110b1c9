//! What is asked about caseloads.

use serde_json::json;

use super::ask::Ask;
use super::callers::Caller;
use super::entries::Entry;
use super::scene::{Scene, Target, Tie};
use super::scene_caseload::proposed;
use crate::support::new_id;

const SITES: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth, Tie::Elsewhere];
const OWN_SITES: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth];
const ENROLMENT: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];
const OTHERS: &[Tie] = &[Tie::WasAssigned, Tie::North, Tie::Sport, Tie::South, Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("readCaseload", &[Tie::Assigned], |_, _, _| Ask::whole()).shows(|there| there.enrolment.to_string()),
    Entry::new("readCaseload", OTHERS, |_, _, _| Ask::whole())
        .note("others'")
        .shows(|there| there.enrolment.to_string())
        .for_nobody(),
    Entry::new("listCaseloads", SITES, |_, _, there| {
        Ask::whole().query(format!("site_id={}", there.site))
    }),
    Entry::new("listLeaderless", ENROLMENT, |_, _, there| {
        let (set, back) = ("started_at", "null");
        let lead = |ended: &str| {
            format!(
                "update assignment set ended_at = {ended} where id = '{}'",
                there.assignment
            )
        };
        Ask::whole().given(lead(set), lead(back))
    })
    .note("nobody leads")
    .shows(|there| there.enrolment.to_string()),
    Entry::new("setCaseloadLimit", &[Tie::House], |_, _, _| {
        Ask::whole().body(json!({"id": new_id(), "role": "mentor", "cap": 30}))
    })
    .undo(|_, id| format!("delete from caseload_limit where id = '{id}'")),
    Entry::new("setCaseloadLimit", SITES, |_, _, there| {
        Ask::whole().body(json!({"id": new_id(), "site_id": there.site, "cap": 30}))
    })
    .note("of one site")
    .undo(|_, id| format!("delete from caseload_limit where id = '{id}'")),
    Entry::new("listCaseloadLimits", &[Tie::House, Tie::Elsewhere], |_, _, _| {
        Ask::whole()
    })
    .shows(|there| there.loads.limit.to_string()),
    Entry::new("endCaseloadLimit", &[Tie::House, Tie::Elsewhere], |_, _, there| {
        Ask::about(there.loads.limit).seen("caseload_limit", "id", there.loads.limit)
    })
    .undo(|there, _| {
        format!(
            "update caseload_limit set ended_at = null where id = '{}'",
            there.loads.limit
        )
    }),
    Entry::new("askCaseloadException", SITES, |_, _, there| {
        exception(there, there.staff)
    })
    .undo(|_, id| format!("delete from caseload_exception where id = '{id}'")),
    Entry::new("askCaseloadException", OWN_SITES, |_, caller, there| {
        exception(there, caller.staff)
    })
    .note("her own")
    .undo(|_, id| format!("delete from caseload_exception where id = '{id}'")),
    Entry::new("listCaseloadExceptions", SITES, |_, _, _| Ask::whole())
        .shows(|there| there.loads.exception.to_string()),
    Entry::new("decideCaseloadException", SITES, |_, _, there| {
        let id = there.loads.exception;
        Ask::about(id)
            .seen("caseload_exception", "id", id)
            .body(json!({"approve": true}))
    })
    .undo(|there, _| {
        format!(
            "update caseload_exception set approved = null, decided_by = null, decided_at = null where id = '{}'",
            there.loads.exception
        )
    }),
    Entry::new("coverAbsence", SITES, |_, caller, there| {
        Ask::whole().body(json!({"id": new_id(), "site_id": there.site, "absent_id": caller.staff,
            "cover_id": there.staff, "from_on": "2026-12-01", "until_on": "2026-12-05"}))
    })
    .undo(|_, id| format!("delete from absence_cover where id = '{id}'")),
    Entry::new("listAbsenceCovers", SITES, |_, _, _| Ask::whole()).shows(|there| there.loads.cover.to_string()),
    Entry::new("listAbsenceCovers", OWN_SITES, |_, _, _| Ask::whole())
        .note("the caller stands in")
        .shows(|there| there.loads.own_cover.to_string()),
    Entry::new("endAbsenceCover", SITES, |_, _, there| {
        Ask::about(there.loads.cover).seen("absence_cover", "id", there.loads.cover)
    })
    .undo(|there, _| {
        format!(
            "update absence_cover set ended_at = null where id = '{}'",
            there.loads.cover
        )
    }),
    Entry::new("proposeHandOver", SITES, |_, _, there| {
        let note = json!({"assignment_id": there.assignment, "text": super::scene::canary(there.person)});
        Ask::whole().body(
            json!({"id": new_id(), "site_id": there.site, "from_id": there.loads.giver,
            "to_id": there.staff, "assignment_ids": [there.assignment], "notes": [note]}),
        )
    })
    .undo(|_, id| forgotten(id)),
    Entry::new("proposeHandOver", &[Tie::SiteNorth], |_, caller, there| {
        Ask::whole().body(json!({"id": new_id(), "site_id": there.site, "from_id": caller.staff,
            "to_id": there.staff}))
    })
    .note("her own caseload")
    .undo(|_, id| forgotten(id)),
    Entry::new("listHandOvers", SITES, |_, _, _| Ask::whole()).shows(|there| there.loads.hand_over.to_string()),
    Entry::new("readHandOver", SITES, |_, _, there| Ask::about(there.loads.hand_over)),
    Entry::new("readHandOver", OWN_SITES, |_, _, there| {
        Ask::about(there.loads.own_hand_over)
    })
    .note("the caller is to receive"),
    Entry::new("acceptHandOver", SITES, theirs).undo(|there, _| proposed(there)),
    Entry::new("acceptHandOver", OWN_SITES, hers)
        .note("the caller is to receive")
        .undo(|there, _| proposed(there)),
    Entry::new("refuseHandOver", SITES, theirs).undo(|there, _| proposed(there)),
    Entry::new("refuseHandOver", OWN_SITES, hers)
        .note("the caller is to receive")
        .undo(|there, _| proposed(there)),
    Entry::new("withdrawHandOver", SITES, theirs).undo(|there, _| proposed(there)),
    Entry::new("withdrawHandOver", OWN_SITES, hers)
        .note("the caller is to receive")
        .undo(|there, _| proposed(there)),
    Entry::new("listHandOverNotes", ENROLMENT, |_, _, there| {
        Ask::about(there.enrolment)
    }),
];

fn exception(there: &Target, staff: uuid::Uuid) -> Ask {
    Ask::whole().body(
        json!({"id": new_id(), "staff_id": staff, "site_id": there.site, "cap": 40,
        "reason": "colleague_left", "until_on": "2026-07-01"}),
    )
}

fn theirs(_: &Scene, _: &Caller, there: &Target) -> Ask {
    Ask::about(there.loads.hand_over).seen("hand_over", "id", there.loads.hand_over)
}

fn hers(_: &Scene, _: &Caller, there: &Target) -> Ask {
    Ask::about(there.loads.own_hand_over).seen("hand_over", "id", there.loads.own_hand_over)
}

fn forgotten(id: uuid::Uuid) -> String {
    format!("delete from hand_over_line where hand_over_id = '{id}'; delete from hand_over where id = '{id}'")
}
