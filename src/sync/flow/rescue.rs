//! What lay on a phone that cannot send any more, brought in a file (docs/adr/0147).

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::judge::{Kept, settle};
use super::operations::Held;
use super::push::{Answer, Batch, Raw, Sender, Way, answer, new_op, take_all};
use crate::access::Denied;
use crate::platform::db::{Actor, AuditEvent, Db, DbError, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::state::Shared;
use crate::sync::error::SentError;
use crate::sync::model::operation::{SealedCopy, Sent, kept_id};
use crate::sync::store::journal;

/// Opens what is sealed to the organisation; what does not open stays as it is, and is answered so.
fn opened(keys: &Keys, org: OrgId, line: Raw) -> Raw {
    let open = || {
        let copy = SealedCopy::read(&line.text)?;
        let sealed = URL_SAFE_NO_PAD.decode(copy.sealed).ok()?;
        let plain = keys.rescue.of(org).ok()?.open(copy.op_id, &sealed).ok()?;
        let mut operation: Map<String, Value> = serde_json::from_slice(&plain).ok()?;
        operation.insert("seq".to_owned(), copy.seq.into());
        serde_json::to_string(&operation).ok()
    };
    match open() {
        Some(text) => Raw { text, damaged: false },
        None => line,
    }
}

/// Takes in a file from a phone that cannot send any more: one's own as if it had sent it, somebody else's to be decided on.
pub(in crate::sync) async fn rescue(
    db: &Db,
    actor: &Actor,
    shared: &Arc<Shared>,
    mut batch: Batch,
    author: Option<StaffId>,
) -> Result<Vec<Answer>, SentError> {
    let open = |line| opened(&shared.keys, actor.org(), line);
    batch.operations = batch.operations.into_iter().map(open).collect();
    let author = db
        .write(actor, async move |tx| -> Result<_, SentError> {
            let author = author.unwrap_or(tx.context().staff);
            let phone = journal::file_lane(tx, author).await?.ok_or(Denied::NotFound)?;
            tx.audit(AuditEvent::on("rescue", "device", phone.uuid(), Tier::C3));
            Ok(author)
        })
        .await?;
    let (answers, _) = take_all(db, actor, shared, batch, Way::File(author)).await?;
    Ok(answers)
}

/// Keeps one operation that somebody else wrote, for others than who brings it to decide on.
pub(super) async fn keep(
    tx: &Tx<Write>,
    keys: &Keys,
    from: Sender,
    sent: &Sent,
    mac: [u8; 16],
) -> Result<Answer, SentError> {
    let (org, op) = (tx.context().org, &sent.operation);
    for content in [None, Some(&mac)] {
        let id = kept_id(org, from.author, op.op_id, content);
        match journal::received(tx, id, &mac).await? {
            // The id was used for something else: both are kept.
            Some(before) if !before.same => {}
            Some(before) => {
                tx.audit(AuditEvent::on("rescue", journal::TABLE, id.uuid(), Tier::C2).fields(&["repeated"]));
                return match journal::find(tx, id).await? {
                    Some(_) => answer(tx, id, true).await,
                    None => Ok(Answer::Received {
                        op_id: op.op_id,
                        status: before.status,
                    }),
                };
            }
            None => {
                journal::add(tx, new_op(id, from, sent, mac, 0)).await?;
                let kept = Kept {
                    id,
                    sent,
                    decided_by: None,
                };
                settle(tx, keys, &kept, Err(Held::only("rescued")), Vec::new()).await?;
                return answer(tx, id, false).await;
            }
        }
    }
    Err(DbError::Unexpected("an id made of a content has another one".into()).into())
}
