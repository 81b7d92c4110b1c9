//! Deciding between two values of one field.

use super::operations::{Refusal, fields_of, put_field};
use crate::platform::db::{AuditEvent, DbError, OnceKey, Tier, Tx, Write};
use crate::platform::keys::Keys;
use crate::sync::error::SentError;
use crate::sync::model::operation::{ConflictId, ConflictSide};
use crate::sync::scope::ConflictScope;
use crate::sync::store::conflicts::TABLE;

/// How often it is tried while others change the same record.
const TRIES: usize = 3;

/// Says which value stands, and writes it where the other one does.
pub(in crate::sync) async fn resolve(
    tx: &Tx<Write>,
    keys: &Keys,
    id: ConflictId,
    version: i32,
    take: ConflictSide,
    key: Option<OnceKey>,
) -> Result<(), SentError> {
    let scope = ConflictScope::open_to_resolve(tx, id).await?;
    if tx.done_before(key.as_ref(), SentError::KeyUsedOtherwise).await? {
        tx.audit(AuditEvent::on("resolve_conflict", TABLE, id.uuid(), Tier::C2).fields(&["repeated"]));
        return Ok(());
    }
    if scope.row.state == "resolved" {
        return Err(SentError::Decided);
    }
    let values = scope.row.open(tx, keys)?.ok_or(SentError::Erased)?;
    if !scope.row.resolve(tx, version, take).await? {
        return Err(SentError::ChangedMeanwhile);
    }
    if take != scope.row.kept {
        let value = if take == *"sent" { &values.sent } else { &values.stood };
        write(tx, &scope, value).await?;
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

async fn write(tx: &Tx<Write>, scope: &ConflictScope<'_, Write>, value: &serde_json::Value) -> Result<(), SentError> {
    for _ in 0..TRIES {
        let stands = fields_of(tx, scope.row.person_id).await.map_err(refused)?;
        let written = put_field(tx, scope.row.person_id, stands.version, &scope.row.field, value).await;
        if written.map_err(refused)? {
            return Ok(());
        }
    }
    Err(DbError::Retry("others change the same record").into())
}

fn refused(refusal: Refusal) -> SentError {
    match refusal {
        Refusal::Db(error) => error.into(),
        Refusal::Held(held) if held.code == "entity_deleted" => SentError::Erased,
        Refusal::Held(_) => SentError::Refused,
    }
}
