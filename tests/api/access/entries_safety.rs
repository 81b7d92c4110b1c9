//! What is asked about people who must not meet.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Target, Tie};
use crate::support::new_id;

const PEOPLE: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::TookIn,
    Tie::ColleagueTookIn,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("keepApart", PEOPLE, |_, _, there| {
        let body = json!({"id": new_id(), "other_person_id": there.other});
        Ask::about(there.person)
            .body(body)
            .given(not_yet(there), as_it_was(there))
    })
    .note("from somebody at north"),
    Entry::new("keepApart", &[Tie::Elsewhere], |scene, _, there| {
        let person = scene.target(Tie::Assigned).person;
        Ask::about(person).body(json!({"id": new_id(), "other_person_id": there.person}))
    })
    .note("the other named in the body"),
    Entry::new("listKeepApart", PEOPLE, |_, _, there| Ask::about(there.person)),
    Entry::new("endKeepApart", PEOPLE, |_, _, there| {
        Ask::about(there.pair)
            .seen("keep_apart", "id", there.pair)
            .body(json!({"reason": "other"}))
    })
    .note("with somebody at north")
    .undo(|there, _| as_it_was(there)),
];

/// The pair is not there.
fn not_yet(there: &Target) -> String {
    format!(
        "update keep_apart set voided_at = recorded_at, void_reason = 'other' where id = '{}'",
        there.pair
    )
}

/// The pair is there, and no other of this person's.
fn as_it_was(there: &Target) -> String {
    format!(
        "delete from keep_apart where '{}' in (person_a, person_b) and id <> '{pair}';
         update keep_apart set voided_at = null, void_reason = null where id = '{pair}'",
        there.person,
        pair = there.pair
    )
}
