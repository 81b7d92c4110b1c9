//! Rows of attempts to reach somebody.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sessions::model::{AttemptResult, ContactAttemptId, ContactMode};
use crate::sessions::scope::AttemptScope;
use crate::sql_file;

sql_file!(AddAttempt, "../sql/add_attempt.sql");
sql_file!(FindAttempt, "../sql/find_attempt.sql");
sql_file!(ListAttempts, "../sql/list_attempts.sql");
sql_file!(VoidAttempt, "../sql/void_attempt.sql");

/// An attempt to reach somebody.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::sessions) struct AttemptRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) id: ContactAttemptId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) person_id: PersonId,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sessions) attempted_at: DateTime<Utc>,
    #[diesel(sql_type = Date)]
    pub(in crate::sessions) attempted_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) mode: ContactMode,
    #[diesel(sql_type = Text)]
    pub(in crate::sessions) result: AttemptResult,
    #[diesel(sql_type = Bool)]
    pub(in crate::sessions) collateral: bool,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sessions) recorded_by: StaffId,
    #[diesel(sql_type = Integer)]
    pub(in crate::sessions) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::sessions) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sessions) void_reason: Option<String>,
}

/// An attempt of the caller's about to be written.
pub(in crate::sessions) struct NewAttempt {
    pub(in crate::sessions) id: ContactAttemptId,
    pub(in crate::sessions) attempted_at: DateTime<Utc>,
    pub(in crate::sessions) attempted_on: NaiveDate,
    pub(in crate::sessions) mode: ContactMode,
    pub(in crate::sessions) result: AttemptResult,
    pub(in crate::sessions) collateral: bool,
    pub(in crate::sessions) created_mac: [u8; 16],
}

/// An attempt by its id, voided ones too; `None`: not there for this caller.
pub(in crate::sessions) async fn find<M>(tx: &Tx<M>, id: ContactAttemptId) -> Result<Option<AttemptRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindAttempt>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page of the attempts made in an enrolment, one row more than `limit` when there is a next page.
pub(in crate::sessions) async fn list<M>(
    scope: &EnrolmentScope<'_, M>,
    after: Option<(NaiveDate, ContactAttemptId)>,
    limit: i64,
) -> Result<Vec<AttemptRow>, DbError> {
    let mut conn = scope.tx().conn()?;
    let query = Prepared::<ListAttempts>::new()
        .bind::<SqlUuid, _>(scope.tx().context().org)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<Nullable<Date>, _>(after.map(|(day, _)| day))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// Writes an attempt of the caller's.
pub(in crate::sessions) async fn add(
    scope: &EnrolmentScope<'_, Write>,
    new: NewAttempt,
) -> Result<AttemptRow, DbError> {
    let tx = scope.tx();
    let (mut conn, context) = (tx.conn()?, tx.context());
    Prepared::<AddAttempt>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<SqlUuid, _>(scope.person())
        .bind::<SqlUuid, _>(scope.site())
        .bind::<SqlUuid, _>(scope.programme())
        .bind::<Text, _>(scope.strand().to_owned())
        .bind::<Timestamptz, _>(new.attempted_at)
        .bind::<Date, _>(new.attempted_on)
        .bind::<Text, _>(new.mode)
        .bind::<Text, _>(new.result)
        .bind::<Bool, _>(new.collateral)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "contact_attempt", new.id.uuid(), Tier::C2));
    Ok(AttemptRow {
        id: new.id,
        enrolment_id: scope.id(),
        person_id: scope.person(),
        attempted_at: new.attempted_at,
        attempted_on: new.attempted_on,
        mode: new.mode,
        result: new.result,
        collateral: new.collateral,
        recorded_by: context.staff,
        row_version: 1,
        created_mac: Some(new.created_mac.to_vec()),
        void_reason: None,
    })
}

impl AttemptScope<'_, Write> {
    /// Voids the attempt; `false` when it was changed meanwhile.
    pub(in crate::sessions) async fn void(&self, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let voided = Prepared::<VoidAttempt>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", "contact_attempt", self.row.id.uuid(), Tier::C2));
        Ok(voided == 1)
    }
}
