//! Action POSTs that may be sent twice (`Idempotency-Key`): the second gets the first one's answer.
//!
//! What is kept is the status, the id and the `ETag`, never a body (design §5); the caller reads the resource again.

use diesel::OptionalExtension;
use diesel::sql_types::{Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::error::DbError;
use super::prepared::Prepared;
use super::tx::{Tx, Write};
use crate::sql_file;

sql_file!(FindAnswer, "sql/find_answer.sql");
sql_file!(KeepAnswer, "sql/keep_answer.sql");

/// A key the client chose for one action, and a keyed digest of what it sent.
#[derive(Debug, Clone)]
pub struct OnceKey {
    /// The header's text.
    pub key: String,
    /// The operation's id: a key is for one operation.
    pub operation: &'static str,
    /// Digest of path and body.
    pub body_mac: [u8; 16],
}

/// What was done before under a key.
#[derive(diesel::QueryableByName)]
struct Kept {
    #[diesel(sql_type = Text)]
    operation: String,
    #[diesel(sql_type = Binary)]
    body_mac: Vec<u8>,
}

impl Tx<Write> {
    /// Was the same asked and done before? Without a key nothing was. `used_otherwise` when the key was used for something
    /// else.
    pub async fn done_before<E: From<DbError>>(&self, key: Option<&OnceKey>, used_otherwise: E) -> Result<bool, E> {
        let Some(key) = key else { return Ok(false) };
        let mut conn = self.conn()?;
        let kept: Option<Kept> = Prepared::<FindAnswer>::new()
            .bind::<SqlUuid, _>(self.context().org)
            .bind::<SqlUuid, _>(self.context().staff)
            .bind::<Text, _>(key.key.clone())
            .get_result(&mut conn)
            .await
            .optional()
            .map_err(DbError::from)?;
        match kept {
            None => Ok(false),
            Some(kept) if kept.operation == key.operation && kept.body_mac == key.body_mac => Ok(true),
            Some(_) => Err(used_otherwise),
        }
    }

    /// Keeps the answer under its key. Two at once: the second one's transaction fails on the key and it may ask again.
    pub async fn keep_answer(
        &self,
        key: Option<&OnceKey>,
        status: u16,
        resource_id: Uuid,
        etag: Option<String>,
    ) -> Result<(), DbError> {
        let Some(key) = key else { return Ok(()) };
        let mut conn = self.conn()?;
        Prepared::<KeepAnswer>::new()
            .bind::<SqlUuid, _>(self.context().org)
            .bind::<SqlUuid, _>(self.context().staff)
            .bind::<Text, _>(key.key.clone())
            .bind::<Text, _>(key.operation)
            .bind::<Binary, _>(key.body_mac.to_vec())
            .bind::<Integer, _>(i32::from(status))
            .bind::<SqlUuid, _>(resource_id)
            .bind::<Nullable<Text>, _>(etag)
            .bind::<Timestamptz, _>(self.now())
            .execute(&mut conn)
            .await?;
        Ok(())
    }
}
