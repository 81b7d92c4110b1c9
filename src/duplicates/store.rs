//! Rows of pairs.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{DuplicateGround, DuplicateId, DuplicateOutcome};
use super::scope::DuplicateScope;
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, JobTx, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(FindPair, "sql/find.sql");
sql_file!(ListPairs, "sql/list.sql");
sql_file!(JudgePair, "sql/judge.sql");
sql_file!(RaisePairs, "sql/raise.sql");

/// Two records that are perhaps one person.
#[derive(Debug, QueryableByName)]
pub(super) struct PairRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: DuplicateId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_a: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_b: PersonId,
    #[diesel(sql_type = Text)]
    pub(super) found_by: DuplicateGround,
    #[diesel(sql_type = Timestamptz)]
    pub(super) found_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) outcome: Option<DuplicateOutcome>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) decided_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) decided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// A pair by its id; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, pair: DuplicateId) -> Result<Option<PairRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindPair>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(pair);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page of pairs nobody has judged, one row more than `limit` when there is a next page.
pub(super) async fn list<M>(
    tx: &Tx<M>,
    after: Option<(DateTime<Utc>, DuplicateId)>,
    limit: i64,
) -> Result<Vec<PairRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListPairs>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// Raises a pair for everybody who has the number of this contact or paper.
pub(super) async fn raise(tx: &JobTx, object: Uuid) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<RaisePairs>::new()
        .bind::<SqlUuid, _>(object)
        .execute(&mut conn)
        .await?;
    Ok(())
}

impl DuplicateScope<'_, Write> {
    /// Says whether they are one; `false` when somebody else did meanwhile.
    pub(super) async fn judge(&self, version: i32, outcome: DuplicateOutcome) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let judged = Prepared::<JudgePair>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(outcome)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("judge_duplicate", "possible_duplicate", self.row.id.uuid(), Tier::C3);
        self.tx.audit(event);
        Ok(judged == 1)
    }
}
