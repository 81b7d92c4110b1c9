//! Trying to reach somebody.

use crate::access::Action;
use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::platform::clock::local_day;
use crate::platform::db::{OnceKey, Tx, Write};
use crate::sessions::error::Error;
use crate::sessions::http::RecordAttempt;
use crate::sessions::model::{ContactAttemptId, check_attempt};
use crate::sessions::scope::AttemptScope;
use crate::sessions::store::attempts::{self, AttemptRow, NewAttempt};

/// Records that the caller tried.
pub(in crate::sessions) async fn record(
    tx: &Tx<Write>,
    enrolment: EnrolmentId,
    request: RecordAttempt,
    created_mac: [u8; 16],
) -> Result<AttemptRow, Error> {
    let scope = EnrolmentScope::open(tx, enrolment, Action::LogSession).await?;
    let attempted_on = local_day(request.attempted_at, scope.zone());
    check_attempt(request.attempted_at, tx.now(), scope.stamps().covers(attempted_on))?;
    let new = NewAttempt {
        id: request.id,
        attempted_at: request.attempted_at,
        attempted_on,
        mode: request.mode,
        result: request.result,
        collateral: request.collateral,
        created_mac,
    };
    Ok(attempts::add(&scope, new).await?)
}

/// Voids an attempt of one's own, or as the supervisor of its place.
pub(in crate::sessions) async fn void(
    tx: &Tx<Write>,
    id: ContactAttemptId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = AttemptScope::open(tx, id, Action::LogSession).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.enrolment.remember_repeat("void");
        return Ok(());
    }
    scope.may_void()?;
    if !scope.void(reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}
