//! Raising and dismissing tasks.

use chrono::Days;

use super::error::Error;
use super::model::{ASK_AGAIN_DAYS, Dismissal, TaskId};
use super::scope::TaskScope;
use super::store;
use crate::platform::clock::local_day;
use crate::platform::db::{AuditEvent, JobTx, OnceKey, Tier, Tx, Write};
use crate::platform::jobs::{Job, JobError};

/// The job `raise_tasks`: looks which clocks have struck in one organisation.
pub(crate) async fn raise_tasks(tx: &JobTx, job: Job) -> Result<(), JobError> {
    store::raise(tx).await?;
    tx.audit(AuditEvent::on("raise", "task", job.object, Tier::C2));
    Ok(())
}

/// Dismisses a task, for a while.
pub(super) async fn dismiss(
    tx: &Tx<Write>,
    id: TaskId,
    version: i32,
    why: Dismissal,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let scope = TaskScope::open_to_dismiss(tx, id).await?;
    if again {
        scope.remember_repeat("dismiss");
        return Ok(());
    }
    if scope.row.closed_at.is_some() {
        return Err(Error::Closed);
    }
    let today = local_day(tx.now(), scope.zone());
    let ask_again_on = today.checked_add_days(Days::new(ASK_AGAIN_DAYS)).unwrap_or(today);
    if !scope.dismiss(version, why, ask_again_on).await? {
        return Err(Error::ChangedMeanwhile);
    }
    tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?;
    Ok(())
}

/// Dismisses a task as a phone does that knew it in this version (`None`: whatever it says now); answers the version. Dismissed
/// for the same reason before, it stays so.
pub(crate) async fn dismiss_sent(
    tx: &Tx<Write>,
    id: TaskId,
    version: Option<i32>,
    why: Dismissal,
) -> Result<i32, Error> {
    let row = TaskScope::open_to_dismiss(tx, id).await?.row;
    if row.closed_at.is_some() && row.dismissal == Some(why) {
        return Ok(row.row_version);
    }
    let version = version.unwrap_or(row.row_version);
    dismiss(tx, id, version, why, None).await?;
    Ok(version.saturating_add(1))
}
