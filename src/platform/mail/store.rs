//! Mail rows.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sql_types::{Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{MailId, TemplateCode};
use super::sealing::SealedMail;
use crate::platform::db::{AuthTx, DbError, JobTx, Prepared, Queue, SqlText, Tx, Write};
use crate::sql_file;

sql_file!(Claim, "sql/claim.sql");
sql_file!(Settle, "sql/settle.sql");
sql_file!(TakeNotices, "sql/take_notices.sql");
sql_file!(Enqueue, "sql/queue.sql");
sql_file!(QueueForApp, "sql/queue_for_app.sql");

#[derive(QueryableByName)]
pub(super) struct DueRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: MailId,
    #[diesel(sql_type = Text)]
    pub(super) template: TemplateCode,
    #[diesel(sql_type = Integer)]
    pub(super) attempts: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub(super) language: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) email: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) wrapped_key: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) content_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub(super) too_late: bool,
}

/// What became of a mail.
pub(super) enum Fate {
    Sent,
    Dropped(&'static str),
    Again(DateTime<Utc>, String),
    Dead(String),
}

fn statement<Q: SqlText>(mail: SealedMail, now: DateTime<Utc>) -> impl QueryFragment<Pg> + QueryId + 'static + use<Q> {
    Prepared::<Q>::new()
        .bind::<SqlUuid, _>(mail.id)
        .bind::<Nullable<SqlUuid>, _>(mail.account)
        .bind::<Text, _>(mail.mail.template.as_str())
        .bind::<Nullable<Text>, _>(mail.language.map(super::model::Language::as_str))
        .bind::<Nullable<Binary>, _>(mail.key)
        .bind::<Nullable<Binary>, _>(mail.content)
        .bind::<Nullable<Timestamptz>, _>(mail.mail.useful_until)
        .bind::<Timestamptz, _>(now)
}

impl Tx<Write> {
    /// Puts a mail into the outbox, to be sent once this transaction stands. An account must be a colleague's.
    pub async fn post(&self, mail: SealedMail) -> Result<(), DbError> {
        let mut conn = self.conn()?;
        statement::<QueueForApp>(mail, self.now()).execute(&mut conn).await?;
        self.queued(Queue::Mail);
        Ok(())
    }
}

impl JobTx {
    /// Puts a mail into the outbox, to be sent once this transaction stands. An account must be one of the organisation.
    pub async fn post(&self, mail: SealedMail) -> Result<(), DbError> {
        let mut conn = self.conn()?;
        statement::<QueueForApp>(mail, self.now()).execute(&mut conn).await?;
        self.queued(Queue::Mail);
        Ok(())
    }
}

impl AuthTx {
    /// Puts a mail of an account's own into the outbox, to be sent once this transaction stands.
    pub async fn post(&self, mail: SealedMail) -> Result<(), DbError> {
        let mut conn = self.conn()?;
        statement::<Enqueue>(mail, self.now()).execute(&mut conn).await?;
        self.queued(Queue::Mail);
        Ok(())
    }
}

/// Turns the notices that accounts are to be told of into mails. How many there were.
pub(super) async fn take_notices(tx: &AuthTx) -> Result<usize, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<TakeNotices>::new().bind::<Timestamptz, _>(tx.now());
    Ok(query.execute(&mut conn).await?)
}

/// The next mail that is due, held by `sender` until `until`.
pub(super) async fn claim(tx: &AuthTx, sender: Uuid, until: DateTime<Utc>) -> Result<Option<DueRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<Claim>::new()
        .bind::<SqlUuid, _>(sender)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Timestamptz, _>(until)
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// Writes down what became of a mail `sender` holds.
pub(super) async fn settle(tx: &AuthTx, mail: MailId, sender: Uuid, fate: Fate) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let (word, again, code) = match fate {
        Fate::Sent => ("sent", None, None),
        Fate::Dropped(why) => ("dropped", None, Some(why.to_owned())),
        Fate::Again(at, why) => ("again", Some(at), Some(why)),
        Fate::Dead(why) => ("dead", None, Some(why)),
    };
    Prepared::<Settle>::new()
        .bind::<SqlUuid, _>(mail)
        .bind::<SqlUuid, _>(sender)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Text, _>(word)
        .bind::<Nullable<Timestamptz>, _>(again)
        .bind::<Nullable<Text>, _>(code)
        .execute(&mut conn)
        .await?;
    Ok(())
}
