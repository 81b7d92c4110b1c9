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
