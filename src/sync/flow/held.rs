//! Deciding on what is held.

use serde_json::Value;

use super::judge::{Kept, judge, settle};
use super::operations::{As, may_be_done_for};
use super::push::reopened;
use crate::casework::VoidReason;
use crate::platform::db::{AuditEvent, OnceKey, Tier, Tx, Write};
use crate::platform::keys::Keys;
use crate::sync::error::SentError;
use crate::sync::model::operation::{Operation, SyncOpId};
use crate::sync::scope::HeldScope;
use crate::sync::store::journal::TABLE;

/// What is to become of a held operation.
#[derive(Debug, Clone, Copy)]
pub(in crate::sync) enum Decision {
    /// It is judged again, with the rights of who decides.
    Apply,
    /// It is not to be done, for this reason.
    Dismiss(VoidReason),
}

/// Decides, in the author's turn: not while her phone is sending it again.
pub(in crate::sync) async fn decide(
    tx: &Tx<Write>,
    keys: &Keys,
    id: SyncOpId,
    version: i32,
    decision: Decision,
    key: Option<OnceKey>,
) -> Result<(), SentError> {
    let scope = HeldScope::open(tx, id).await?;
    if tx.done_before(key.as_ref(), SentError::KeyUsedOtherwise).await? {
        tx.audit(AuditEvent::on("decide_operation", TABLE, id.uuid(), Tier::C2).fields(&["repeated"]));
        return Ok(());
    }
    scope.is_open()?;
    if scope.row.rescued_by == Some(tx.context().staff) {
        let tried = AuditEvent::tried_alone(TABLE, id.uuid(), Tier::C3).fields(&["decide"]);
        return Err(tx.refuse(tried, SentError::OwnFile));
    }
    if scope.row.row_version != version {
        return Err(SentError::ChangedMeanwhile);
    }
    match decision {
        Decision::Dismiss(reason) => {
            if !scope.row.void(tx, version, reason).await? {
                return Err(SentError::ChangedMeanwhile);
            }
        }
        Decision::Apply => apply(tx, keys, &scope).await?,
    }
    tx.audit(AuditEvent::on("decide_operation", TABLE, id.uuid(), Tier::C3));
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

async fn apply(tx: &Tx<Write>, keys: &Keys, scope: &HeldScope<'_, Write>) -> Result<(), SentError> {
    let row = &scope.row;
    let sent = reopened(tx, keys, row)?.ok_or(SentError::Erased)?;
    if !scope.is_hers() && !may_be_done_for(&sent) {
        return Err(SentError::AuthorsOwn);
    }
    let judged_as = As {
        id: row.id,
        by: row.recorded_by,
        decided: true,
    };
    let judged = judge(tx, keys, &sent, judged_as).await?;
    // Only what is done was decided on: what is refused again waits on, with the reason of now.
    let decided_by = judged.is_ok().then_some(tx.context().staff);
    let kept = Kept {
        id: row.id,
        sent: &sent,
        decided_by,
    };
    settle(tx, keys, &kept, judged, Vec::new()).await
}

/// A held operation with what it says; no words: it was erased, or decided on.
pub(in crate::sync) fn opened<M>(
    tx: &Tx<M>,
    keys: &Keys,
    scope: &HeldScope<'_, M>,
) -> Result<Option<Value>, SentError> {
    let sent = reopened(tx, keys, &scope.row)?;
    Ok(sent.map(|sent| fields(sent.operation)))
}

fn fields(operation: Operation) -> Value {
    Value::Object(operation.set)
}
