//! Recording what somebody is to her, saying anew what holds, voiding.

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::error::Error;
use super::http::{BondInput, RecordRelationship};
use super::model::{Bond, RelationshipId};
use super::scope::{RelationshipScope, may_know};
use super::store::{self, NewRelationship, OpenRelationship, Other};
use crate::access::{Action, Denied};
use crate::casework::VoidReason;
use crate::organisation;
use crate::people::{PersonId, PersonScope};
use crate::platform::clock::local_day;
use crate::platform::db::{AuditEvent, OnceKey, Read, Tier, Tx, Write};
use crate::platform::keys::Keys;

fn bond(asked: BondInput, valid_from: NaiveDate) -> Result<Bond, Error> {
    if asked.valid_to.is_some_and(|last| last < valid_from) {
        return Err(Error::EndsBefore);
    }
    Ok(Bond {
        legal_guardian: asked.legal_guardian,
        lives_with: asked.lives_with,
        guardian_unsafe: asked.guardian_unsafe,
        partner_unsafe: asked.partner_unsafe,
        valid_to: asked.valid_to,
    })
}

/// Records what somebody is to her.
pub(super) async fn record(
    tx: &Tx<Write>,
    keys: &Keys,
    person: PersonId,
    request: RecordRelationship,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let person = PersonScope::open(tx, person, Action::ChangePerson).await?;
    if person.wrapped_key().is_none() {
        return Err(Error::KeyDestroyed);
    }
    let other = match (request.other_person_id, request.other_name.map(Zeroizing::new)) {
        (Some(other), None) if other == person.id() => return Err(Error::OnePerson),
        (Some(other), None) => {
            let other = PersonScope::open(tx, other, Action::SeePerson).await;
            let other = other.map_err(|denied| denied.or_unknown(Error::NoSuchPerson))?;
            Other::Person(other.id(), other.home_site())
        }
        (None, Some(name)) => Other::Name(name),
        _ => return Err(Error::OtherOrName),
    };
    let valid_from = if let Some(day) = request.valid_from {
        day
    } else {
        let site = organisation::site_place(tx, person.home_site()).await?;
        local_day(tx.now(), site.time_zone)
    };
    let bond = bond(request.bond, valid_from)?;
    if !bond.fits(request.kind) {
        return Err(Error::DoesNotFit);
    }
    let new = NewRelationship {
        id: request.id,
        kind: request.kind,
        other,
        bond,
        valid_from,
        created_mac,
    };
    Ok(store::add(&person, keys, new).await?)
}

/// What others are to her, without those of whose record the caller may not know.
pub(super) async fn list(tx: &Tx<Read>, keys: &Keys, person: PersonId) -> Result<Vec<OpenRelationship>, Error> {
    let person = PersonScope::open(tx, person, Action::OpenIdentity).await?;
    let mut opened = Vec::new();
    for row in store::list(&person).await? {
        if may_know(tx, &row).await? {
            opened.push(store::open(&person, keys, row)?);
        }
    }
    Ok(opened)
}

/// Opens a relationship to change it. Whoever works with her may say that somebody is not safe, and may be pressed to say
/// that she is: from then on it is others' to change.
async fn to_change(tx: &Tx<Write>, id: RelationshipId) -> Result<RelationshipScope<'_, Write>, Denied> {
    let row = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
    let action = if row.bond().is_unsafe() {
        Action::TrustAgain
    } else {
        Action::ChangePerson
    };
    RelationshipScope::open(tx, id, action).await
}

/// Says anew what holds.
pub(super) async fn change(tx: &Tx<Write>, id: RelationshipId, version: i32, request: BondInput) -> Result<(), Error> {
    let scope = to_change(tx, id).await?;
    if scope.row.voided {
        return Err(Error::Voided);
    }
    let bond = bond(request, scope.row.valid_from)?;
    if !bond.fits(scope.row.kind) {
        return Err(Error::DoesNotFit);
    }
    if !scope.change(version, bond).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(())
}

/// Voids a relationship.
pub(super) async fn void(
    tx: &Tx<Write>,
    id: RelationshipId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = to_change(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        let event = AuditEvent::on("void", "person_relationship", id.uuid(), Tier::C3);
        tx.audit(event.fields(&["repeated"]));
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
