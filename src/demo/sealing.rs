//! Sealing what is sealed everywhere else too: names, dates of birth, notes. With real keys; only the people are invented.

use std::collections::HashMap;

use sealed::{PersonKey, Place};
use uuid::Uuid;

use super::error::Error;
use super::plans::to_seal;
use super::rows::{House, Person};
use crate::contacts::{Number, number_index, phone_spelling};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;

/// The sealed columns of a house, in the order of its rows.
pub(super) struct Sealed {
    pub(super) identities: Vec<Identity>,
    pub(super) phones: Vec<Phone>,
    pub(super) notes: Vec<Vec<u8>>,
    /// The words of each plan's goal.
    pub(super) goals: Vec<Vec<u8>>,
    /// What is to be done in each plan.
    pub(super) actions: Vec<Vec<u8>>,
}

/// One person's key, and what it seals of her identity.
pub(super) struct Identity {
    pub(super) wrapped: Vec<u8>,
    pub(super) legal_name: Vec<u8>,
    pub(super) known_as: Vec<u8>,
    pub(super) birth_date: Vec<u8>,
}

/// One person's phone, and what is safe on it.
pub(super) struct Phone {
    pub(super) value: Vec<u8>,
    pub(super) index: Vec<u8>,
    pub(super) safe_to_call: bool,
    pub(super) safe_to_leave_message: bool,
}

/// Makes a key for everybody and seals with it.
pub(super) fn seal(keys: &Keys, house: &House) -> Result<Sealed, Error> {
    let org = *house.org.as_bytes();
    let mut of_people: HashMap<Uuid, PersonKey> = HashMap::with_capacity(house.people.len());
    let mut identities = Vec::with_capacity(house.people.len());
    let mut phones = Vec::with_capacity(house.people.len());
    for person in &house.people {
        let (key, wrapped) = keys
            .kek_ring
            .new_person_key(org, *person.id.as_bytes())
            .map_err(failed)?;
        identities.push(identity(&key, wrapped.as_bytes().to_vec(), org, person)?);
        phones.push(phone(keys, &key, OrgId::from_uuid(house.org), person)?);
        of_people.insert(person.id, key);
    }
    let notes = house.notes.iter().map(|note| {
        let place = Place {
            table: "session_note",
            column: "body_enc",
            org,
            row: *note.id.as_bytes(),
        };
        let key = of_people
            .get(&note.person_id)
            .ok_or_else(|| failed("a note about nobody"))?;
        key.seal(&place, note.body).map_err(failed)
    });
    let notes = notes.collect::<Result<_, _>>()?;
    let (mut goals, mut actions) = (Vec::new(), Vec::new());
    for plan in &house.plans {
        let (person, words, step) = to_seal(plan);
        let key = of_people.get(&person).ok_or_else(|| failed("a plan of nobody"))?;
        let put = |table: &'static str, column: &'static str, row: Uuid, text: &str| {
            let place = Place {
                table,
                column,
                org,
                row: *row.as_bytes(),
            };
            key.seal(&place, text).map_err(failed)
        };
        let words = serde_json::to_string(&words).map_err(failed)?;
        goals.push(put("goal", "words_enc", plan.goal_id, &words)?);
        actions.push(put("plan_action", "what_enc", plan.action_id, step)?);
    }
    Ok(Sealed {
        identities,
        phones,
        notes,
        goals,
        actions,
    })
}

/// A number nobody has: country code 999 is given to no country (ITU-T E.164). One in four must not be called, one in two
/// not be left a message; both follow from her id, so that nothing else of the demo depends on them.
fn phone(keys: &Keys, key: &PersonKey, org: OrgId, person: &Person) -> Result<Phone, Error> {
    let bits = person.id.as_u128();
    let written = format!("+999 {:09}", bits % 1_000_000_000);
    let number = phone_spelling(&written).ok_or_else(|| failed("no phone number"))?;
    let place = Place {
        table: "contact_method",
        column: "value_enc",
        org: org.bytes(),
        row: *person.id.as_bytes(),
    };
    Ok(Phone {
        value: key.seal(&place, &written).map_err(failed)?,
        index: number_index(keys, org, &Number::Phone(number)),
        safe_to_call: !bits.is_multiple_of(4),
        safe_to_leave_message: bits.is_multiple_of(2),
    })
}

fn identity(key: &PersonKey, wrapped: Vec<u8>, org: [u8; 16], person: &Person) -> Result<Identity, Error> {
    let put = |column: &'static str, text: &str| {
        let place = Place {
            table: "person_identity",
            column,
            org,
            row: *person.id.as_bytes(),
        };
        key.seal(&place, text).map_err(failed)
    };
    Ok(Identity {
        wrapped,
        legal_name: put("legal_name_enc", &person.legal_name)?,
        known_as: put("known_as_enc", &person.known_as)?,
        birth_date: put("birth_date_enc", &person.birth_date.to_string())?,
    })
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Sealing(error.to_string())
}
