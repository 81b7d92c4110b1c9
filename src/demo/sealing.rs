//! Sealing what is sealed everywhere else too: names, dates of birth, notes. With real keys; only the people are invented.

use std::collections::HashMap;

use sealed::{PersonKey, Place};
use uuid::Uuid;

use super::error::Error;
use super::plans::to_seal;
use super::rows::{House, Person};
use crate::platform::keys::Keys;

/// The sealed columns of a house, in the order of its rows.
pub(super) struct Sealed {
    pub(super) identities: Vec<Identity>,
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

/// Makes a key for everybody and seals with it.
pub(super) fn seal(keys: &Keys, house: &House) -> Result<Sealed, Error> {
    let org = *house.org.as_bytes();
    let mut of_people: HashMap<Uuid, PersonKey> = HashMap::with_capacity(house.people.len());
    let mut identities = Vec::with_capacity(house.people.len());
    for person in &house.people {
        let (key, wrapped) = keys
            .kek_ring
            .new_person_key(org, *person.id.as_bytes())
            .map_err(failed)?;
        identities.push(identity(&key, wrapped.as_bytes().to_vec(), org, person)?);
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
        notes,
        goals,
        actions,
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
