//! Recording how somebody is reached and what papers she has, and who is known by a number.

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::error::Error;
use super::http::{ContactSafety, NeedsInput, RecordContact, RecordIdentifier};
use super::model::{ContactKind, ContactMethodId, IdentifierId, Number, document_spelling, phone_spelling};
use super::scope::{ContactScope, IdentifierScope};
use super::store::{self, Needs, NewContact, NewIdentifier, OpenContact, OpenIdentifier, Safety};
use crate::access::{Action, Denied};
use crate::casework::VoidReason;
use crate::organisation;
use crate::people::{PersonId, PersonScope};
use crate::platform::clock::local_day;
use crate::platform::db::{AuditEvent, DbError, OnceKey, Tier, Tx, Write};
use crate::platform::keys::Keys;

/// The job that looks who else has a number, among everybody. Put into the queue whether somebody has or not, so that who
/// enters a number cannot tell (design §4).
const LOOK_FOR_DUPLICATES: &str = "look_for_duplicates";
/// At most so many people are named who have the same number: a family shares a phone, a town does not.
const MOST_NAMED: usize = 5;

/// People whom the caller may open and who have this number. Those seen through broken glass only are not among them: she
/// broke it to look at one file. One more than `most` when there are more.
pub(crate) async fn known_by<M>(
    tx: &Tx<M>,
    keys: &Keys,
    number: &Number,
    most: usize,
) -> Result<Vec<PersonId>, DbError> {
    let mut found = Vec::new();
    for row in store::equal(tx, keys, number).await? {
        if found.contains(&row.person_id) {
            continue;
        }
        match PersonScope::open_by_right(tx, row.person_id, Action::OpenIdentity).await {
            Ok(person) => {
                if store::is_it(&person, keys, &row, number)? {
                    found.push(person.id());
                }
            }
            Err(Denied::NotFound | Denied::Merged(_) | Denied::NotAllowed | Denied::StepUpNeeded) => {}
            Err(Denied::Db(error)) => return Err(error),
        }
        if found.len() > most {
            break;
        }
    }
    Ok(found)
}

/// Who else has the number that was entered for `person`, as far as the caller may open them; remembered.
async fn also_known_by<M>(
    tx: &Tx<M>,
    keys: &Keys,
    person: PersonId,
    number: &Number,
) -> Result<Vec<PersonId>, DbError> {
    let mut others = known_by(tx, keys, number, MOST_NAMED).await?;
    others.retain(|other| *other != person);
    others.truncate(MOST_NAMED);
    if !others.is_empty() {
        let shown = others.iter().map(|other| other.uuid()).collect();
        tx.audit(AuditEvent::shown("person_identity", shown, Tier::C3).fields(&["same_number"]));
    }
    Ok(others)
}

/// A contact that was entered, opened, and who else has its number.
pub(super) async fn entered_contact<M>(
    tx: &Tx<M>,
    keys: &Keys,
    id: ContactMethodId,
) -> Result<(OpenContact, Vec<PersonId>), Error> {
    let scope = ContactScope::open(tx, id, Action::OpenIdentity).await?;
    let opened = scope.open_value(keys)?;
    let number = match &opened.value {
        Some(value) => number_of(opened.row.kind, value)?,
        None => None,
    };
    let others = match number {
        Some(number) => also_known_by(tx, keys, opened.row.person_id, &number).await?,
        None => Vec::new(),
    };
    Ok((opened, others))
}

/// A paper that was entered, opened, and who else has its number.
pub(super) async fn entered_identifier<M>(
    tx: &Tx<M>,
    keys: &Keys,
    id: IdentifierId,
) -> Result<(OpenIdentifier, Vec<PersonId>), Error> {
    let scope = IdentifierScope::open(tx, id, Action::OpenIdentity).await?;
    let opened = scope.open_number(keys)?;
    let number = opened.number.as_ref().and_then(|written| document_spelling(written));
    let others = match number {
        Some(number) => also_known_by(tx, keys, opened.row.person_id, &Number::Document(number)).await?,
        None => Vec::new(),
    };
    Ok((opened, others))
}

/// Opens her to write something that is sealed.
async fn to_write(tx: &Tx<Write>, person: PersonId) -> Result<PersonScope<'_, Write>, Error> {
    let person = PersonScope::open(tx, person, Action::ChangePerson).await?;
    if person.wrapped_key().is_none() {
        return Err(Error::KeyDestroyed);
    }
    Ok(person)
}

/// The number a contact has, if its kind has one; an error where the kind says what it must be.
fn number_of(kind: ContactKind, value: &str) -> Result<Option<Number>, Error> {
    let phone = phone_spelling(value).map(Number::Phone);
    match kind.as_str() {
        "phone" => phone.map(Some).ok_or(Error::NoSuchValue),
        // Most messengers go by a phone number.
        "messenger" => Ok(phone),
        "mail" if !value.contains('@') => Err(Error::NoSuchValue),
        _ => Ok(None),
    }
}

fn safety(asked: ContactSafety, valid_from: NaiveDate) -> Result<Safety, Error> {
    if asked.valid_to.is_some_and(|last| last < valid_from) {
        return Err(Error::EndsBefore);
    }
    Ok(Safety {
        call: asked.safe_to_call,
        text: asked.safe_to_text,
        leave_message: asked.safe_to_leave_message,
        only_when: asked.only_when.map(Zeroizing::new),
        who_may_answer: asked.who_may_answer.map(Zeroizing::new),
        valid_to: asked.valid_to,
    })
}

/// Records a way to reach somebody.
pub(super) async fn record_contact(
    tx: &Tx<Write>,
    keys: &Keys,
    person: PersonId,
    request: RecordContact,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let person = to_write(tx, person).await?;
    let value = Zeroizing::new(request.value);
    let number = number_of(request.kind, &value)?;
    let valid_from = if let Some(day) = request.valid_from {
        day
    } else {
        let site = organisation::site_place(tx, person.home_site()).await?;
        local_day(tx.now(), site.time_zone)
    };
    let new = NewContact {
        id: request.id,
        kind: request.kind,
        value,
        number,
        safety: safety(request.safety, valid_from)?,
        valid_from,
        created_mac,
    };
    let has_number = new.number.is_some();
    store::add_contact(&person, keys, new).await?;
    if has_number {
        tx.enqueue(LOOK_FOR_DUPLICATES, request.id.uuid(), tx.now()).await?;
    }
    Ok(())
}

/// Records the number of a paper.
pub(super) async fn record_identifier(
    tx: &Tx<Write>,
    keys: &Keys,
    person: PersonId,
    request: RecordIdentifier,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let person = to_write(tx, person).await?;
    let written = Zeroizing::new(request.number);
    let number = document_spelling(&written)
        .map(Number::Document)
        .ok_or(Error::NoSuchValue)?;
    let new = NewIdentifier {
        id: request.id,
        kind: request.kind,
        written,
        number,
        created_mac,
    };
    store::add_identifier(&person, keys, new).await?;
    tx.enqueue(LOOK_FOR_DUPLICATES, request.id.uuid(), tx.now()).await?;
    Ok(())
}

/// Says anew what is safe, and until when a contact holds.
pub(super) async fn change_contact(
    tx: &Tx<Write>,
    keys: &Keys,
    id: ContactMethodId,
    version: i32,
    request: ContactSafety,
) -> Result<(), Error> {
    let scope = ContactScope::open(tx, id, Action::ChangePerson).await?;
    if scope.row.voided {
        return Err(Error::Voided);
    }
    if scope.person.wrapped_key().is_none() {
        return Err(Error::KeyDestroyed);
    }
    let safety = safety(request, scope.row.valid_from)?;
    if !scope.change(keys, version, &safety).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(())
}

/// Replaces what whoever meets her must know.
pub(super) async fn replace_needs(
    tx: &Tx<Write>,
    keys: &Keys,
    person: PersonId,
    version: i32,
    request: NeedsInput,
) -> Result<(), Error> {
    let person = to_write(tx, person).await?;
    let needs = Needs {
        medical: request.medical_needs.map(Zeroizing::new),
        emergency_contact: request.emergency_contact.map(Zeroizing::new),
        preferred_staff: request.preferred_staff_id,
    };
    match store::write_needs(&person, keys, version, &needs).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::ChangedMeanwhile),
        Err(DbError::ForeignKey { constraint }) if constraint == "person_needs_preferred" => {
            Err(Error::NoSuchColleague)
        }
        Err(error) => Err(error.into()),
    }
}

/// Voids a contact.
pub(super) async fn void_contact(
    tx: &Tx<Write>,
    id: ContactMethodId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = ContactScope::open(tx, id, Action::ChangePerson).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        tx.audit(AuditEvent::on("void", "contact_method", id.uuid(), Tier::C3).fields(&["repeated"]));
        return Ok(());
    }
    if scope.row.voided {
        return Err(Error::Voided);
    }
    if !scope.void(reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}

/// Voids a paper.
pub(super) async fn void_identifier(
    tx: &Tx<Write>,
    id: IdentifierId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = IdentifierScope::open(tx, id, Action::ChangePerson).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        tx.audit(AuditEvent::on("void", "identifier", id.uuid(), Tier::C3).fields(&["repeated"]));
        return Ok(());
    }
    if scope.row.voided {
        return Err(Error::Voided);
    }
    if !scope.void(reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}
