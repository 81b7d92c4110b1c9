//! What a phone sends: each operation kept, judged and answered in a transaction of its own, in the phone's order.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::judge::{Kept, judge, settle};
use super::operations::Held;
use crate::platform::db::{Actor, AuditEvent, Db, DbError, Tier, Tx, Write};
use crate::platform::http::content_mac;
use crate::platform::keys::Keys;
use crate::state::Shared;
use crate::sync::error::{Error, SentError};
use crate::sync::model::operation::{Operation, Sent, SyncOpId, kept_id, read};
use crate::sync::store::conflicts::{self, ClashRow};
use crate::sync::store::journal::{self, NewOp, OpRow, Phone};

/// The fields of an operation that name the rows it is about.
const NAMES: [&str; 3] = ["enrolment_id", "person_id", "session_id"];

/// What a phone sent, as it lies in the request.
pub(in crate::sync) struct Batch {
    pub(in crate::sync) operations: Vec<Box<RawValue>>,
    /// Does a U+FFFD stand for something that could not be read?
    pub(in crate::sync) damaged: bool,
    /// The server's clock less the phone's, in milliseconds.
    pub(in crate::sync) skew_ms: i64,
}

/// What became of one operation.
#[expect(clippy::large_enum_variant, reason = "nearly all of them are the large one")]
pub(in crate::sync) enum Answer {
    /// It is kept: done, or held.
    Kept {
        row: OpRow,
        clashes: Vec<ClashRow>,
        /// It had been sent before.
        replayed: bool,
    },
    /// The server could not judge it: nothing was kept, and it stays on the phone.
    Retry { op_id: Option<Uuid> },
    /// It cannot be read: it stays on the phone, and keeps no other from going on.
    Invalid { op_id: Option<Uuid>, why: &'static str },
}

/// Takes in what a phone sent. Only what is wrong with the phone or its sign-in ends the request; an operation that cannot be
/// judged ends the batch, since what follows may build on it.
pub(in crate::sync) async fn push(
    db: &Db,
    actor: &Actor,
    shared: &Arc<Shared>,
    batch: Batch,
) -> Result<Vec<Answer>, SentError> {
    db.read(actor, async |tx| -> Result<_, SentError> { phone(tx).await })
        .await?;
    let mut answers = Vec::with_capacity(batch.operations.len());
    let mut stopped = false;
    for raw in batch.operations {
        let sent = match read(raw.get(), batch.damaged) {
            Ok(sent) => sent,
            Err(unreadable) => {
                tracing::warn!(why = unreadable.why, "an operation cannot be read");
                answers.push(Answer::Invalid {
                    op_id: unreadable.op_id,
                    why: unreadable.why,
                });
                continue;
            }
        };
        let op_id = Some(sent.operation.op_id);
        if stopped {
            answers.push(Answer::Retry { op_id });
            continue;
        }
        let (keys, skew) = (Arc::clone(&shared.keys), batch.skew_ms);
        let taken = db
            .write(actor, async move |tx| take(tx, &keys, &sent, skew).await)
            .await;
        match taken {
            Ok(answer) => answers.push(answer),
            Err(SentError::Db(error)) => {
                tracing::error!(error = %error, "an operation could not be judged");
                stopped = true;
                answers.push(Answer::Retry { op_id });
            }
            Err(other) => return Err(other),
        }
    }
    if !stopped {
        release(db, actor, shared).await?;
    }
    Ok(answers)
}

async fn phone<M>(tx: &Tx<M>) -> Result<Phone, SentError> {
    Ok(journal::lane(tx).await?.ok_or(Error::NotADevice)?)
}

/// Keeps one operation and judges it; or answers as before.
async fn take(tx: &Tx<Write>, keys: &Keys, sent: &Sent, skew_ms: i64) -> Result<Answer, SentError> {
    let phone = phone(tx).await?;
    let (org, staff, op) = (tx.context().org, tx.context().staff, &sent.operation);
    let mac = content_mac(keys, org, "syncOperation", op)
        .map_err(|_problem| DbError::Unexpected("an operation cannot be recognised".into()))?;
    let mut id = kept_id(org, staff, op.op_id, None);
    let mut reused = false;
    if let Some(row) = journal::find(tx, id).await? {
        if row.is(&mac) {
            return again(tx, row).await;
        }
        reused = true;
        id = kept_id(org, staff, op.op_id, Some(&mac));
        if let Some(row) = journal::find(tx, id).await? {
            return again(tx, row).await;
        }
    }
    journal::add(tx, new_op(id, phone.id, sent, mac, skew_ms)).await?;
    let parents: Vec<_> = op
        .depends_on
        .iter()
        .map(|parent| kept_id(org, staff, *parent, None))
        .collect();
    let held = if reused {
        Some("op_id_reuse")
    } else if phone.draining {
        Some("device_draining")
    } else if waits(tx, &parents).await? {
        Some("missing_parent")
    } else {
        None
    };
    let judged = match held {
        Some(code) => Err(Held::only(code)),
        None => judge(tx, keys, sent, staff).await?,
    };
    let kept = Kept {
        id,
        sent,
        decided_by: None,
    };
    settle(tx, keys, &kept, judged, parents).await?;
    answer(tx, id, false).await
}

fn new_op(id: SyncOpId, phone: Uuid, sent: &Sent, payload_mac: [u8; 16], skew_ms: i64) -> NewOp {
    let op = &sent.operation;
    let named = NAMES.iter().filter_map(|field| op.named(field));
    NewOp {
        id,
        op_id: op.op_id,
        phone,
        seq: op.seq,
        operation: sent.what,
        entity_id: op.entity_id,
        schema: op.schema,
        payload_mac,
        client_at: op.at.with_timezone(&Utc),
        skew_ms,
        names: named.chain([op.entity_id]).collect(),
    }
}

/// Is something it builds on not done?
async fn waits(tx: &Tx<Write>, parents: &[SyncOpId]) -> Result<bool, DbError> {
    if parents.is_empty() {
        return Ok(false);
    }
    let standing = journal::standing(tx, parents).await?;
    Ok(!parents.iter().all(|parent| standing.contains(parent)))
}

/// The same was sent before: answered as then, or as somebody has decided since.
async fn again(tx: &Tx<Write>, row: OpRow) -> Result<Answer, SentError> {
    tx.audit(AuditEvent::on("push", journal::TABLE, row.id.uuid(), Tier::C2).fields(&["repeated"]));
    answer(tx, row.id, true).await
}

async fn answer(tx: &Tx<Write>, id: SyncOpId, replayed: bool) -> Result<Answer, SentError> {
    let row = journal::find(tx, id)
        .await?
        .ok_or_else(|| DbError::Unexpected("an operation that was kept is not there".into()))?;
    let clashes = if row.status == "conflict" {
        conflicts::of(tx, id).await?
    } else {
        Vec::new()
    };
    Ok(Answer::Kept { row, clashes, replayed })
}

/// Judges what waited for something that stands now. One that cannot be judged goes on waiting, and is looked at again the
/// next time.
async fn release(db: &Db, actor: &Actor, shared: &Arc<Shared>) -> Result<(), SentError> {
    let ready = db
        .read(actor, async |tx| -> Result<_, SentError> {
            Ok(journal::ready(tx).await?)
        })
        .await?;
    for id in ready {
        let keys = Arc::clone(&shared.keys);
        let released = db.write(actor, async move |tx| release_one(tx, &keys, id).await).await;
        match released {
            Ok(()) => {}
            Err(SentError::Db(error)) => {
                tracing::error!(error = %error, "an operation that waited could not be judged");
                return Ok(());
            }
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

async fn release_one(tx: &Tx<Write>, keys: &Keys, id: SyncOpId) -> Result<(), SentError> {
    phone(tx).await?;
    tx.audit(AuditEvent::on("push", journal::TABLE, id.uuid(), Tier::C2).fields(&["released"]));
    let row = journal::find(tx, id).await?;
    let Some(row) = row.filter(|row| row.code.as_deref() == Some("missing_parent") && row.void_reason.is_none()) else {
        return Ok(());
    };
    let Some(sent) = reopened(tx, keys, &row)? else {
        return Ok(());
    };
    let by = tx.context().staff;
    let judged = judge(tx, keys, &sent, by).await?;
    let kept = Kept {
        id,
        sent: &sent,
        decided_by: None,
    };
    settle(tx, keys, &kept, judged, Vec::new()).await
}

/// A kept operation as it was sent; `None`: nothing of it is left.
pub(super) fn reopened<M>(tx: &Tx<M>, keys: &Keys, row: &OpRow) -> Result<Option<Sent>, SentError> {
    let Some(text) = row.open(tx, keys)? else {
        return Ok(None);
    };
    let operation: Operation = serde_json::from_str(&text)
        .map_err(|_error| DbError::Sealed("an operation that was kept is of another form"))?;
    Ok(Some(Sent {
        operation,
        what: row.operation,
    }))
}

/// The server's clock less the phone's. Data, never an order.
pub(in crate::sync) fn skew(server: DateTime<Utc>, phone: DateTime<Utc>) -> i64 {
    (server - phone).num_milliseconds()
}
