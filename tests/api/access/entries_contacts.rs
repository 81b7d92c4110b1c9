//! What is asked about finding young people, reaching them, and their papers.

use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Tie, canary};
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

/// At south nobody sees somebody at north as well who may write: the safeguarding lead only reads.
const NOT_SOUTH: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::TookIn,
    Tie::ColleagueTookIn,
    Tie::North,
    Tie::Sport,
    Tie::Elsewhere,
];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("searchPeople", PERSON, |_, _, there| {
        search(json!({"name": canary(there.person)}))
    })
    .note("by her name")
    .shows(|there| there.person.to_string()),
    Entry::new("searchPeople", PERSON, |_, _, there| {
        search(json!({"phone": phone(there.person)}))
    })
    .note("by her phone number")
    .shows(|there| there.person.to_string()),
    Entry::new("searchPeople", PERSON, |_, _, there| {
        search(json!({"document": canary(there.person)}))
    })
    .note("by the number of her paper")
    .shows(|there| there.person.to_string()),
    Entry::new("recordContact", PERSON, |_, _, there| {
        Ask::about(there.person).body(contact(new_id(), there.person))
    }),
    Entry::new("listContacts", PERSON, |_, _, there| Ask::about(there.person)),
    Entry::new("changeContact", PERSON, |_, _, there| {
        Ask::about(there.contact)
            .seen("contact_method", "id", there.contact)
            .body(
                json!({"safe_to_call": true, "safe_to_text": false, "safe_to_leave_message": false,
                "only_when": canary(there.person)}),
            )
    }),
    Entry::new("voidContact", PERSON, |_, _, there| {
        void("contact_method", there.contact)
    })
    .undo(|there, _| unvoid("contact_method", there.contact)),
    Entry::new("recordIdentifier", PERSON, |_, _, there| {
        Ask::about(there.person).body(identifier(new_id(), there.person))
    }),
    Entry::new("listIdentifiers", PERSON, |_, _, there| Ask::about(there.person)),
    Entry::new("voidIdentifier", PERSON, |_, _, there| {
        void("identifier", there.identifier)
    })
    .undo(|there, _| unvoid("identifier", there.identifier)),
    Entry::new("readNeeds", PERSON, |_, _, there| Ask::about(there.person)),
    Entry::new("replaceNeeds", PERSON, |_, _, there| {
        Ask::about(there.person)
            .seen("person_needs", "person_id", there.person)
            .body(json!({"medical_needs": canary(there.person)}))
    }),
    Entry::new("replaceNeeds", &[Tie::Elsewhere], |scene, _, there| {
        let hers = scene.target(Tie::Assigned).person;
        Ask::about(hers)
            .seen("person_needs", "person_id", hers)
            .body(json!({"preferred_staff_id": there.staff}))
    })
    .note("assigned to her; colleague named in the body"),
    Entry::new("listNamesakes", PERSON, |_, _, there| {
        Ask::about(there.person).given("delete from auth.search_count".to_owned(), String::new())
    }),
    Entry::new("recordRelationship", PERSON, |_, _, there| {
        Ask::about(there.person).body(relative(new_id(), there.person))
    }),
    Entry::new("recordRelationship", NOT_SOUTH, |_, _, there| {
        let body = json!({"id": new_id(), "kind": "family", "other_person_id": there.other, "bond": {}});
        Ask::about(there.person).body(body)
    })
    .note("to somebody at north whom a colleague took in"),
    Entry::new("listRelationships", PERSON, |_, _, there| Ask::about(there.person)),
    Entry::new("changeRelationship", PERSON, |_, _, there| {
        bond(there.relative, json!({"lives_with": true}))
    })
    .note("to somebody she trusts"),
    Entry::new("changeRelationship", PERSON, |_, _, there| {
        bond(there.not_safe, json!({}))
    })
    .note("that a guardian is safe after all")
    .undo(|there, _| {
        format!(
            "update person_relationship set guardian_unsafe = true, legal_guardian = true where id = '{}'",
            there.not_safe
        )
    }),
    Entry::new("voidRelationship", PERSON, |_, _, there| {
        void("person_relationship", there.relative)
    })
    .undo(|there, _| unvoid("person_relationship", there.relative)),
    Entry::new("listDuplicates", PERSON, |_, _, _| {
        Ask::whole().query("limit=200".into())
    })
    .note("with somebody at north whom a colleague took in")
    .shows(|there| there.duplicate.to_string()),
    Entry::new("judgeDuplicate", PERSON, |_, _, there| {
        Ask::about(there.duplicate)
            .seen("possible_duplicate", "id", there.duplicate)
            .body(json!({"outcome": "two_people"}))
    })
    .note("with somebody at north whom a colleague took in")
    .undo(|there, _| {
        format!(
            "update possible_duplicate set outcome = null, decided_by = null, decided_at = null where id = '{}'",
            there.duplicate
        )
    }),
];

/// A phone number that is this person's and nobody else's.
pub(super) fn phone(person: Uuid) -> String {
    format!("+57 3{:09}", person.as_u128() % 1_000_000_000)
}

/// Her phone.
pub(super) fn contact(id: Uuid, person: Uuid) -> Value {
    json!({"id": id, "kind": "phone", "value": phone(person), "safety": {"safe_to_call": true, "safe_to_text": true,
        "safe_to_leave_message": false, "who_may_answer": canary(person)}})
}

/// Her passport.
pub(super) fn identifier(id: Uuid, person: Uuid) -> Value {
    json!({"id": id, "kind": "passport", "value": canary(person)})
}

/// Her guardian, who is not safe.
pub(super) fn guardian(id: Uuid, person: Uuid) -> Value {
    json!({"id": id, "kind": "guardian", "other_name": canary(person),
        "bond": {"legal_guardian": true, "guardian_unsafe": true}})
}

/// Somebody she trusts.
pub(super) fn relative(id: Uuid, person: Uuid) -> Value {
    json!({"id": id, "kind": "trusted_adult", "other_name": canary(person), "bond": {}})
}

fn bond(id: Uuid, body: Value) -> Ask {
    Ask::about(id).seen("person_relationship", "id", id).body(body)
}

/// As if nobody had searched before.
fn search(body: Value) -> Ask {
    Ask::whole()
        .body(body)
        .given("delete from auth.search_count".to_owned(), String::new())
}

fn void(table: &'static str, id: Uuid) -> Ask {
    Ask::about(id)
        .seen(table, "id", id)
        .body(json!({"reason": "entered_in_error"}))
}

fn unvoid(table: &str, id: Uuid) -> String {
    format!("update {table} set voided_at = null, void_reason = null where id = '{id}'")
}
