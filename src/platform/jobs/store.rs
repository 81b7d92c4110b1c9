//! Job rows.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::model::Job;
use crate::platform::db::{AuthTx, DbError, JobTx, Prepared, Queue, Tx, Write};
use crate::platform::ids::{JobId, OrgId};
use crate::sql_file;

sql_file!(Claim, "sql/claim.sql");
sql_file!(Fail, "sql/fail.sql");
sql_file!(Enqueue, "sql/enqueue.sql");
sql_file!(PlanDay, "sql/plan_day.sql");

#[derive(QueryableByName)]
pub(super) struct ClaimRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) org_id: OrgId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: JobId,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = SqlUuid)]
    pub(super) object_id: Uuid,
    #[diesel(sql_type = Integer)]
    pub(super) attempts: i32,
}

impl Tx<Write> {
    /// Puts a job for the caller's organisation into the queue, to be done once this transaction stands and not before
    /// `run_at`.
    pub async fn enqueue(&self, kind: &'static str, object: Uuid, run_at: DateTime<Utc>) -> Result<JobId, DbError> {
        let id = JobId::from_uuid(self.new_id());
        put(self.conn()?, id, (kind, object), run_at, self.now()).await?;
        self.queued(Queue::Jobs);
        Ok(id)
    }
}

impl JobTx {
    /// The same, for work that follows from this job.
    pub async fn enqueue(&self, kind: &'static str, object: Uuid, run_at: DateTime<Utc>) -> Result<JobId, DbError> {
        let id = JobId::from_uuid(self.new_id());
        put(self.conn()?, id, (kind, object), run_at, self.now()).await?;
        self.queued(Queue::Jobs);
        Ok(id)
    }
}

async fn put(
    mut conn: &AsyncPgConnection,
    id: JobId,
    (kind, object): (&'static str, Uuid),
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    Prepared::<Enqueue>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(kind)
        .bind::<SqlUuid, _>(object)
        .bind::<Timestamptz, _>(run_at)
        .bind::<Timestamptz, _>(now)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Takes up to `most` jobs of these kinds for `worker`, until `until`.
pub(super) async fn claim(
    tx: &AuthTx,
    worker: Uuid,
    until: DateTime<Utc>,
    kinds: Vec<&'static str>,
    most: i64,
) -> Result<Vec<ClaimRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<Claim>::new()
        .bind::<SqlUuid, _>(worker)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Timestamptz, _>(until)
        .bind::<Array<Text>, _>(kinds)
        .bind::<BigInt, _>(most)
        .load(&mut conn)
        .await?)
}

/// Plans the day of `now`: those of these kinds that come daily.
pub(super) async fn plan_day(tx: &AuthTx, kinds: Vec<&'static str>, now: DateTime<Utc>) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<PlanDay>::new()
        .bind::<Array<Text>, _>(kinds)
        .bind::<Timestamptz, _>(now)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Lets go of a job that failed. `again`: when to try it next; `None` gives it up.
pub(super) async fn fail(
    tx: &AuthTx,
    job: Job,
    worker: Uuid,
    again: Option<DateTime<Utc>>,
    code: &'static str,
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<Fail>::new()
        .bind::<SqlUuid, _>(job.org)
        .bind::<SqlUuid, _>(job.id)
        .bind::<SqlUuid, _>(worker)
        .bind::<Nullable<Timestamptz>, _>(again)
        .bind::<Text, _>(code)
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    Ok(())
}
