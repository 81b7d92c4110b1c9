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

/// What was answered before.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct KeptAnswer {
    #[diesel(sql_type = Text)]
    operation: String,
    #[diesel(sql_type = Binary)]
    body_mac: Vec<u8>,
    /// The resource the action was on.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub resource_id: Option<Uuid>,
}

/// Is this the first time?
#[derive(Debug)]
pub enum Once {
    /// Yes: do it.
    First,
    /// No: the same was asked and done before.
    Again(KeptAnswer),
    /// The key was used for something else.
    OtherRequest,
}

impl Tx<Write> {
    /// Looks whether this action was done before. Without a key every request is the first.
    pub async fn once(&self, key: Option<&OnceKey>) -> Result<Once, DbError> {
        let Some(key) = key else { return Ok(Once::First) };
        let mut conn = self.conn()?;
        let kept: Option<KeptAnswer> = Prepared::<FindAnswer>::new()
            .bind::<SqlUuid, _>(self.context().org)
            .bind::<SqlUuid, _>(self.context().staff)
            .bind::<Text, _>(key.key.clone())
            .get_result(&mut conn)
            .await
            .optional()?;
        Ok(match kept {
            None => Once::First,
            Some(kept) if kept.operation == key.operation && kept.body_mac == key.body_mac => Once::Again(kept),
            Some(_) => Once::OtherRequest,
        })
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
