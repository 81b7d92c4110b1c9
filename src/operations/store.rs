//! The queues, counted. The rows are given out by definer functions, which look at the caller's roles too.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::scope::OperationsScope;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier};
use crate::sql_file;

sql_file!(OpenJobs, "sql/open_jobs.sql");
sql_file!(DeadJobs, "sql/dead_jobs.sql");
sql_file!(OpenMail, "sql/open_mail.sql");
sql_file!(DeadMail, "sql/dead_mail.sql");

#[derive(QueryableByName)]
pub(super) struct OpenRow {
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = BigInt)]
    pub(super) waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) retrying: i64,
    #[diesel(sql_type = Timestamptz)]
    pub(super) oldest: DateTime<Utc>,
}

#[derive(QueryableByName)]
pub(super) struct DeadRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Integer)]
    pub(super) attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) last_error: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) dead_at: DateTime<Utc>,
}

/// One queue: what is open by kind, and what was given up, latest first.
pub(super) struct QueueRows {
    pub(super) open: Vec<OpenRow>,
    pub(super) dead: Vec<DeadRow>,
}

impl OperationsScope<'_> {
    pub(super) async fn jobs(&self) -> Result<QueueRows, DbError> {
        let mut conn = self.tx.conn()?;
        let open = Prepared::<OpenJobs>::new().load(&mut conn).await?;
        let dead = Prepared::<DeadJobs>::new().load(&mut conn).await?;
        Ok(self.showed("job", QueueRows { open, dead }))
    }

    pub(super) async fn mail(&self) -> Result<QueueRows, DbError> {
        let mut conn = self.tx.conn()?;
        let open = Prepared::<OpenMail>::new().load(&mut conn).await?;
        let dead = Prepared::<DeadMail>::new().load(&mut conn).await?;
        Ok(self.showed("mail", QueueRows { open, dead }))
    }

    fn showed(&self, what: &'static str, rows: QueueRows) -> QueueRows {
        let ids = rows.dead.iter().map(|row| row.id).collect();
        self.tx.audit(AuditEvent::shown(what, ids, Tier::C1));
        rows
    }
}
