//! Judging one operation: done, or held with the reason. What the server fails at is neither.

use zeroize::Zeroizing;

use super::concern;
use super::operations::{self, As, Done, Held, Refusal};
use crate::platform::db::{DbError, Tx, Write};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::sync::error::SentError;
use crate::sync::model::operation::{Sent, SyncOpId};
use crate::sync::store::conflicts;
use crate::sync::store::journal::{self, Settled};

/// Does it, or says why somebody has to decide. A failure of the database is passed on, whatever it is: nothing may be kept
/// of what could not be judged.
pub(super) async fn judge(tx: &Tx<Write>, keys: &Keys, sent: &Sent, judged: As) -> Result<Result<Done, Held>, DbError> {
    let answer = tx
        .attempt(async |tx| operations::apply(tx, keys, sent, judged).await)
        .await?;
    let answer = match answer {
        Err(Refusal::Db(error)) if error.is_id_taken() => {
            tx.attempt(async |tx| operations::stands(tx, keys, sent, judged).await)
                .await?
        }
        other => other,
    };
    match answer {
        Ok(done) => Ok(Ok(done)),
        Err(Refusal::Held(held)) => Ok(Err(held)),
        Err(Refusal::Db(error)) => Err(error),
    }
}

/// An operation that is kept, and what its judge needs besides.
pub(super) struct Kept<'a> {
    pub(super) id: SyncOpId,
    pub(super) sent: &'a Sent,
    /// Who decided that it is done, where somebody had to.
    pub(super) decided_by: Option<StaffId>,
}

/// Writes down what became of it.
pub(super) async fn settle(
    tx: &Tx<Write>,
    keys: &Keys,
    kept: &Kept<'_>,
    judged: Result<Done, Held>,
    waits_for: Vec<SyncOpId>,
) -> Result<(), SentError> {
    let to = match judged {
        Ok(done) => {
            for clash in done.clashes {
                conflicts::add(tx, keys, kept.id, clash).await?;
            }
            Settled {
                status: done.status,
                entity_version: Some(done.version),
                wrote: done.wrote,
                decided_by: kept.decided_by,
                ..Settled::default()
            }
        }
        Err(held) => {
            let mut operation = kept.sent.operation.clone();
            // Whoever decides may not be who answers for it: nothing of a concern stays with the operation.
            let told = concern::hand_on(tx, keys, kept.id, &mut operation).await?;
            Settled {
                status: "held",
                code: Some(held.code),
                problem: held.problem,
                pointer: held.pointer,
                payload: Some(Zeroizing::new(
                    serde_json::to_vec(&operation)
                        .map_err(|_error| DbError::Unexpected("an operation cannot be written".into()))?,
                )),
                waits_for,
                only_author: !told,
                ..Settled::default()
            }
        }
    };
    Ok(journal::settle(tx, keys, kept.id, to).await?)
}
