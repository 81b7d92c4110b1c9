//! What is asked about who has left, and about what was found.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Target, Tie};
use super::scene_followup::restored;
use crate::support::new_id;

const ENROLMENT: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("listFollowups", ENROLMENT, |_, _, there| Ask::about(there.enrolment)),
    Entry::new("readFollowup", ENROLMENT, |_, _, there| Ask::about(there.followups.due)),
    Entry::new("recordFollowupContact", ENROLMENT, |_, _, there| {
        Ask::about(there.followups.due).body(json!({"id": new_id(), "contacted_on": "2026-06-03",
            "source_kind": "self_report", "result": "done"}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("voidFollowupContact", ENROLMENT, |_, _, there| {
        let contact = there.followups.contact;
        Ask::about(contact)
            .seen("followup_contact", "id", contact)
            .body(json!({"reason": "wrong_person"}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("judgeFollowupSafety", ENROLMENT, |_, _, there| {
        gone(there, Ask::about(there.enrolment)).body(json!({"safe": false}))
    })
    .note("that it is not safe"),
    Entry::new("judgeFollowupSafety", ENROLMENT, |_, _, there| {
        gone(there, Ask::about(there.enrolment)).body(json!({"safe": true, "safe_contact_rule": "message_first"}))
    })
    .note("that it is safe"),
    Entry::new("listObservations", ENROLMENT, |_, _, there| Ask::about(there.enrolment)),
    Entry::new("recordObservation", ENROLMENT, |_, _, there| {
        Ask::about(there.enrolment).body(json!({"id": new_id(), "measure": "wellbeing", "stage": "update",
            "observed_on": "2026-06-03", "source_kind": "self_report", "value_number": 48}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("voidObservation", ENROLMENT, |_, _, there| {
        let observation = there.followups.observation;
        Ask::about(observation)
            .seen("outcome_observation", "id", observation)
            .body(json!({"reason": "wrong_person"}))
    })
    .undo(|there, _| restored(there)),
];

/// Of somebody who has left, for this question.
fn gone(there: &Target, ask: Ask) -> Ask {
    let id = there.enrolment;
    ask.given(
        format!("update enrolment set exited_on = date '2026-06-01' where id = '{id}'"),
        format!(
            "update enrolment set exited_on = null where id = '{id}'; {}",
            restored(there)
        ),
    )
}
