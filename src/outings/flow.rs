//! Going out, taking longer, coming back; and what happens when somebody does not.

use chrono::{DateTime, Utc};

use super::error::Error;
use super::http::GoOut;
use super::model::{GRACE, LONGEST_OUT, OutingId, Refused, may_be_back};
use super::scope::OutingScope;
use super::store::{self, NewOuting};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation;
use crate::platform::db::{AuditEvent, DbError, JobTx, OnceKey, Tier, Tx, Write};
use crate::platform::jobs::{Job, JobError};

/// Writes down that the caller is out.
pub(crate) async fn go_out(tx: &Tx<Write>, request: GoOut, created_mac: [u8; 16]) -> Result<(), Error> {
    if !Grants::of(tx.context()).allows(Action::SeeHouse, &Spot::organisation(), Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    organisation::site_place(tx, request.site_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchSite))?;
    if request.with_staff_id == Some(tx.context().staff) {
        return Err(Error::NoSuchColleague);
    }
    may_be_back(request.back_by, None, tx.now())?;
    let (id, back_by) = (request.id, request.back_by);
    let new = NewOuting {
        id,
        site: request.site_id,
        with: request.with_staff_id,
        back_by,
        created_mac,
    };
    store::add(tx, new)
        .await
        .map_err(|error| match (&error, error.unique_constraint()) {
            (_, Some("outing_one_open")) => Error::OutAlready,
            (DbError::ForeignKey { .. }, _) => Error::NoSuchColleague,
            _ => error.into(),
        })?;
    tx.enqueue("miss_outing", id.uuid(), back_by + GRACE).await?;
    Ok(())
}

/// Says that it takes longer.
pub(super) async fn extend(
    tx: &Tx<Write>,
    id: OutingId,
    version: i32,
    back_by: DateTime<Utc>,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = OutingScope::open_own(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember("update", &["repeated"]);
        return Ok(());
    }
    if scope.row.back_at.is_some() {
        return Err(Error::BackAlready);
    }
    may_be_back(back_by, Some(scope.row.back_by), tx.now())?;
    if back_by > scope.row.went_at + LONGEST_OUT {
        return Err(Refused::TooLong.into());
    }
    if !scope.change(version, back_by, None).await? {
        return Err(Error::ChangedMeanwhile);
    }
    tx.enqueue("miss_outing", id.uuid(), back_by + GRACE).await?;
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Says that she is back: herself, or who watches over her.
pub(super) async fn come_back(tx: &Tx<Write>, id: OutingId, version: i32, key: Option<OnceKey>) -> Result<(), Error> {
    let scope = OutingScope::open(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember("come_back", &["repeated"]);
        return Ok(());
    }
    if scope.row.back_at.is_some() {
        return Err(Error::BackAlready);
    }
    if !scope.change(version, scope.row.back_by, Some(tx.now())).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Says that she is back, as a phone says it; answers the version. Who is back already is back.
pub(crate) async fn come_back_sent(tx: &Tx<Write>, id: OutingId) -> Result<i32, Error> {
    let row = OutingScope::open(tx, id).await?.row;
    if row.back_at.is_none() {
        come_back(tx, id, row.row_version, None).await?;
        return Ok(row.row_version.saturating_add(1));
    }
    Ok(row.row_version)
}

/// The outing of this id: its version, and what recognises its creation; `None`: there is none for this caller.
pub(crate) async fn stands(tx: &Tx<Write>, id: OutingId) -> Result<Option<(i32, Option<Vec<u8>>)>, Error> {
    let row = store::find(tx, id).await?;
    Ok(row.map(|row| (row.row_version, row.created_mac)))
}

/// The job `miss_outing`: has the rota called when she is not back.
pub(crate) async fn miss_outing(tx: &JobTx, job: Job) -> Result<(), JobError> {
    if let Some(alert) = store::miss(tx, job.object).await? {
        tx.enqueue("call_on_call", alert.uuid(), tx.now()).await?;
    }
    tx.audit(AuditEvent::on("call", "outing", job.object, Tier::C1));
    Ok(())
}

/// The job `forget_outings`: deletes what was over a week ago.
pub(crate) async fn forget_outings(tx: &JobTx, job: Job) -> Result<(), JobError> {
    store::forget(tx).await?;
    tx.audit(AuditEvent::on("forget", "outing", job.object, Tier::C1));
    Ok(())
}
