//! What a phone sends, by itself or in a file: each operation kept, judged and answered in a transaction of its own, in the
//! phone's order.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::judge::{Kept, judge, settle};
use super::operations::{As, Held};
use super::pull::is_of_another_history;
use super::{report, rescue};
use crate::access::Denied;
use crate::platform::db::{Actor, AuditEvent, Db, DbError, Read, Tier, Tx, Write};
use crate::platform::http::content_mac;
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::state::Shared;
use crate::sync::error::{Error, SentError};
use crate::sync::model::Report;
use crate::sync::model::operation::{Operation, Sent, SyncOpId, kept_id, read};
use crate::sync::scope::SyncDeviceId;
use crate::sync::store;
use crate::sync::store::conflicts::{self, ClashRow};
use crate::sync::store::journal::{self, NewOp, OpRow};

/// The fields of an operation that name the rows it is about.
const NAMES: [&str; 4] = ["enrolment_id", "person_id", "session_id", "plan_id"];

/// One operation as it lies in the request.
#[derive(Debug, Clone)]
pub(in crate::sync) struct Raw {
    pub(in crate::sync) text: String,
    /// Does a U+FFFD stand for something that could not be read?
    pub(in crate::sync) damaged: bool,
}

/// What a phone sent.
pub(in crate::sync) struct Batch {
    pub(in crate::sync) operations: Vec<Raw>,
    /// The server's clock less the phone's, in milliseconds.
    pub(in crate::sync) skew_ms: i64,
    /// What the phone says about what lies on it.
    pub(in crate::sync) report: Option<Report>,
    /// How far it has come, where it asks for what changed in the same round trip.
    pub(in crate::sync) cursor: Option<String>,
}

/// By which way operations come.
#[derive(Debug, Clone, Copy)]
pub(in crate::sync) enum Way {
    /// The phone of this sign-in sends them.
    Phone,
    /// In a file from a phone of this colleague's.
    File(StaffId),
}

/// Whose operation it is, and what it lay on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sender {
    pub(super) author: StaffId,
    phone: SyncDeviceId,
    draining: bool,
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
    /// It was received before, and is not the caller's to look at.
    Received { op_id: Uuid, status: String },
    /// The server could not judge it: nothing was kept, and it stays on the phone.
    Retry { op_id: Option<Uuid> },
    /// It cannot be read: it stays on the phone, and keeps no other from going on.
    Invalid { op_id: Option<Uuid>, why: &'static str },
}

/// Takes in what a phone sent. Only what is wrong with the phone or its sign-in ends the request; an operation that cannot be
/// judged ends the batch, since what follows may build on it. Of a phone in another history nothing is taken in.
pub(in crate::sync) async fn push(
    db: &Db,
    actor: &Actor,
    shared: &Arc<Shared>,
    mut batch: Batch,
) -> Result<Vec<Answer>, SentError> {
    let (told, keys) = (batch.report, &shared.keys);
    let look = async |tx: &Tx<Read>| -> Result<_, SentError> {
        store::device(tx).await?.ok_or(Error::NotADevice)?;
        let elsewhere = match &batch.cursor {
            Some(cursor) if !batch.operations.is_empty() => is_of_another_history(tx, keys, cursor).await?,
            Some(_) | None => false,
        };
        Ok((report::is_news(tx, told.as_ref()).await?, elsewhere))
    };
    let (news, elsewhere) = db.read(actor, look).await?;
    if let (true, Some(told)) = (news, told) {
        report::keep(db, actor, told).await;
    }
    if elsewhere {
        batch.operations.clear();
    }
    let (answers, stopped) = take_all(db, actor, shared, batch, Way::Phone).await?;
    if !stopped {
        release(db, actor, shared).await?;
    }
    Ok(answers)
}

/// What became of each; and whether one could not be judged.
pub(super) async fn take_all(
    db: &Db,
    actor: &Actor,
    shared: &Arc<Shared>,
    batch: Batch,
    way: Way,
) -> Result<(Vec<Answer>, bool), SentError> {
    let mut answers = Vec::with_capacity(batch.operations.len());
    let mut stopped = false;
    for raw in batch.operations {
        let sent = match read(&raw.text, raw.damaged) {
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
            .write(actor, async move |tx| {
                let from = sender(tx, way).await?;
                take(tx, &keys, from, &sent, skew).await
            })
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
    Ok((answers, stopped))
}

/// Who sends by this way, once it is her turn.
async fn sender(tx: &Tx<Write>, way: Way) -> Result<Sender, SentError> {
    match way {
        Way::Phone => {
            let phone = journal::lane(tx).await?.ok_or(Error::NotADevice)?;
            Ok(Sender {
                author: tx.context().staff,
                phone: phone.id,
                draining: phone.draining,
            })
        }
        Way::File(author) => Ok(Sender {
            author,
            phone: journal::file_lane(tx, author).await?.ok_or(Denied::NotFound)?,
            draining: false,
        }),
    }
}

/// Keeps one operation and judges it; or answers as before.
async fn take(tx: &Tx<Write>, keys: &Keys, from: Sender, sent: &Sent, skew_ms: i64) -> Result<Answer, SentError> {
    let (org, author, op) = (tx.context().org, from.author, &sent.operation);
    let mac = content_mac(keys, org, "syncOperation", op)
        .map_err(|_problem| DbError::Unexpected("an operation cannot be recognised".into()))?;
    if author != tx.context().staff {
        return rescue::keep(tx, keys, from, sent, mac).await;
    }
    let mut id = kept_id(org, author, op.op_id, None);
    let mut reused = false;
    if let Some(row) = journal::find(tx, id).await? {
        if row.is(&mac) {
            return again(tx, keys, row).await;
        }
        reused = true;
        id = kept_id(org, author, op.op_id, Some(&mac));
        if let Some(row) = journal::find(tx, id).await? {
            return again(tx, keys, row).await;
        }
    }
    journal::add(tx, new_op(id, from, sent, mac, skew_ms)).await?;
    let parents: Vec<_> = op
        .depends_on
        .iter()
        .map(|parent| kept_id(org, author, *parent, None))
        .collect();
    let held = if reused {
        Some("op_id_reuse")
    } else if from.draining {
        Some("device_draining")
    } else if waits(tx, &parents).await? {
        Some("missing_parent")
    } else {
        None
    };
    let judged = match held {
        Some(code) => Err(Held::only(code)),
        None => judge(tx, keys, sent, by_herself(id, author)).await?,
    };
    let kept = Kept {
        id,
        sent,
        decided_by: None,
    };
    settle(tx, keys, &kept, judged, parents).await?;
    answer(tx, id, false).await
}

fn by_herself(id: SyncOpId, author: StaffId) -> As {
    As {
        id,
        by: author,
        decided: false,
    }
}

pub(super) fn new_op(id: SyncOpId, from: Sender, sent: &Sent, payload_mac: [u8; 16], skew_ms: i64) -> NewOp {
    let op = &sent.operation;
    let named = NAMES.iter().filter_map(|field| op.named(field));
    // What is to be made is not there: a row that has its id already is none of its concern.
    let itself = Some(op.entity_id).filter(|_| !op.creates());
    NewOp {
        id,
        op_id: op.op_id,
        author: from.author,
        phone: from.phone,
        seq: op.seq,
        operation: sent.what,
        entity_id: op.entity_id,
        schema: op.schema,
        payload_mac,
        client_at: op.at.with_timezone(&Utc),
        skew_ms,
        names: named.chain(itself).collect(),
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

/// The same was sent before: answered as then, or as somebody has decided since. What somebody else brought in a file is judged
/// when its author sends it herself.
async fn again(tx: &Tx<Write>, keys: &Keys, row: OpRow) -> Result<Answer, SentError> {
    tx.audit(AuditEvent::on("push", journal::TABLE, row.id.uuid(), Tier::C2).fields(&["repeated"]));
    if row.recorded_by == tx.context().staff && row.waits_as("rescued") {
        judge_kept(tx, keys, &row).await?;
    }
    answer(tx, row.id, true).await
}

pub(super) async fn answer(tx: &Tx<Write>, id: SyncOpId, replayed: bool) -> Result<Answer, SentError> {
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
    journal::lane(tx).await?.ok_or(Error::NotADevice)?;
    tx.audit(AuditEvent::on("push", journal::TABLE, id.uuid(), Tier::C2).fields(&["released"]));
    let row = journal::find(tx, id).await?;
    match row.filter(|row| row.waits_as("missing_parent")) {
        Some(row) => judge_kept(tx, keys, &row).await,
        None => Ok(()),
    }
}

/// Judges what was held, as its author's own.
async fn judge_kept(tx: &Tx<Write>, keys: &Keys, row: &OpRow) -> Result<(), SentError> {
    let Some(sent) = reopened(tx, keys, row)? else {
        return Ok(());
    };
    let judged = judge(tx, keys, &sent, by_herself(row.id, row.recorded_by)).await?;
    let kept = Kept {
        id: row.id,
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
