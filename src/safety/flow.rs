//! Entering a pair and ending it.

use super::error::Error;
use super::http::KeepApart;
use super::model::KeepApartId;
use super::scope::PairScope;
use super::store::{self, PairRow};
use crate::access::Denied;
use crate::casework::VoidReason;
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, OnceKey, Tier, Tx, Write};

/// Says that two people must not meet.
pub(super) async fn keep_apart(
    tx: &Tx<Write>,
    person: PersonId,
    request: KeepApart,
    created_mac: [u8; 16],
) -> Result<PairRow, Error> {
    // First: who may not know of one of them learns nothing about the other.
    let scope = PairScope::open(tx, person, request.other_person_id).await?;
    if person == request.other_person_id {
        return Err(Error::OnePerson);
    }
    scope.add(request.id, created_mac).await.map_err(|error| {
        if error.unique_constraint() == Some("keep_apart_once") {
            Error::KeptApartAlready
        } else {
            error.into()
        }
    })?;
    Ok(store::find(tx, request.id).await?.ok_or(Denied::NotFound)?)
}

/// Ends a pair: they may meet again.
pub(super) async fn end(
    tx: &Tx<Write>,
    id: KeepApartId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let (scope, row) = PairScope::of(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        tx.audit(AuditEvent::on("void", "keep_apart", id.uuid(), Tier::C3).fields(&["repeated"]));
        return Ok(());
    }
    if row.ended {
        return Err(Error::Ended);
    }
    if !scope.end(id, reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}
