//! Rows of limits and of exceptions to them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Date, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;

use crate::access::{Action, Grants, StaffRoles};
use crate::caseload::model::{CaseloadExceptionId, CaseloadLimitId, CaseloadReason};
use crate::caseload::scope::SiteScope;
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(ListLimits, "../sql/list_limits.sql");
sql_file!(AddLimit, "../sql/add_limit.sql");
sql_file!(EndLimit, "../sql/end_limit.sql");
sql_file!(ListExceptions, "../sql/list_exceptions.sql");
sql_file!(AskException, "../sql/ask_exception.sql");
sql_file!(DecideException, "../sql/decide_exception.sql");

/// A limit.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::caseload) struct LimitRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) id: CaseloadLimitId,
    #[diesel(sql_type = Nullable<Text>)]
    role: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::caseload) site_id: Option<SiteId>,
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) cap: f64,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::caseload) started_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::caseload) ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::caseload) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::caseload) created_mac: Option<Vec<u8>>,
}

impl LimitRow {
    /// Whose it is, by role.
    pub(in crate::caseload) fn role(&self) -> Option<Code<StaffRoles>> {
        self.role.as_deref().and_then(Code::parse)
    }
}

/// A limit about to be written.
pub(in crate::caseload) struct NewLimit {
    pub(in crate::caseload) id: CaseloadLimitId,
    pub(in crate::caseload) role: Option<Code<StaffRoles>>,
    pub(in crate::caseload) site: Option<SiteId>,
    pub(in crate::caseload) cap: i32,
    pub(in crate::caseload) created_mac: [u8; 16],
}

/// An exception.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::caseload) struct ExceptionRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) id: CaseloadExceptionId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) staff_id: StaffId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) site_id: SiteId,
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) cap: f64,
    #[diesel(sql_type = Text)]
    pub(in crate::caseload) reason: CaseloadReason,
    #[diesel(sql_type = Date)]
    pub(in crate::caseload) until_on: NaiveDate,
    #[diesel(sql_type = Nullable<Bool>)]
    pub(in crate::caseload) approved: Option<bool>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::caseload) decided_by: Option<StaffId>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::caseload) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) recorded_by: StaffId,
    #[diesel(sql_type = Integer)]
    pub(in crate::caseload) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::caseload) created_mac: Option<Vec<u8>>,
}

/// An exception about to be asked for.
pub(in crate::caseload) struct NewException {
    pub(in crate::caseload) id: CaseloadExceptionId,
    pub(in crate::caseload) staff: StaffId,
    pub(in crate::caseload) cap: i32,
    pub(in crate::caseload) reason: CaseloadReason,
    pub(in crate::caseload) until_on: NaiveDate,
    pub(in crate::caseload) ends_at: DateTime<Utc>,
    pub(in crate::caseload) created_mac: [u8; 16],
}

async fn limits<M>(tx: &Tx<M>, id: Option<CaseloadLimitId>) -> Result<Vec<LimitRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListLimits>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<SqlUuid>, _>(id);
    Ok(query.load(&mut conn).await?)
}

/// The limits that hold.
pub(in crate::caseload) async fn list_limits<M>(tx: &Tx<M>) -> Result<Vec<LimitRow>, DbError> {
    limits(tx, None).await
}

/// A limit by its id, ended ones too; `None`: not there for this caller.
pub(in crate::caseload) async fn find_limit<M>(tx: &Tx<M>, id: CaseloadLimitId) -> Result<Option<LimitRow>, DbError> {
    Ok(limits(tx, Some(id)).await?.into_iter().next())
}

/// Sets a limit.
pub(in crate::caseload) async fn add_limit(tx: &Tx<Write>, new: NewLimit) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<AddLimit>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<Nullable<Text>, _>(new.role.map(Code::as_str))
        .bind::<Nullable<SqlUuid>, _>(new.site)
        .bind::<Integer, _>(new.cap)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "caseload_limit", new.id.uuid(), Tier::C1));
    Ok(())
}

/// Ends a limit; `false` when it was changed meanwhile.
pub(in crate::caseload) async fn end_limit(tx: &Tx<Write>, id: CaseloadLimitId, version: i32) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let ended = Prepared::<EndLimit>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .bind::<Integer, _>(version)
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("end", "caseload_limit", id.uuid(), Tier::C1));
    Ok(ended == 1)
}

async fn exceptions<M>(
    tx: &Tx<M>,
    id: Option<CaseloadExceptionId>,
    after: Option<CaseloadExceptionId>,
    limit: i64,
) -> Result<Vec<ExceptionRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::Assign);
    let query = Prepared::<ListExceptions>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Nullable<SqlUuid>, _>(id)
        .bind::<Nullable<SqlUuid>, _>(after)
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// One page of the caller's own exceptions and those of the sites where she decides, newest first.
pub(in crate::caseload) async fn list_exceptions<M>(
    tx: &Tx<M>,
    after: Option<CaseloadExceptionId>,
    limit: i64,
) -> Result<Vec<ExceptionRow>, DbError> {
    exceptions(tx, None, after, limit).await
}

/// An exception by its id; `None`: not there for this caller.
pub(in crate::caseload) async fn find_exception<M>(
    tx: &Tx<M>,
    id: CaseloadExceptionId,
) -> Result<Option<ExceptionRow>, DbError> {
    Ok(exceptions(tx, Some(id), None, 1).await?.into_iter().next())
}

impl SiteScope<'_, Write> {
    /// Asks for an exception.
    pub(in crate::caseload) async fn ask_exception(&self, new: NewException) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<AskException>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(new.staff)
            .bind::<SqlUuid, _>(self.site)
            .bind::<Integer, _>(new.cap)
            .bind::<Text, _>(new.reason)
            .bind::<Date, _>(new.until_on)
            .bind::<Timestamptz, _>(new.ends_at)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("create", "caseload_exception", new.id.uuid(), Tier::C1);
        self.tx.audit(event);
        Ok(())
    }

    /// Decides about an exception; `false` when it was changed meanwhile.
    pub(in crate::caseload) async fn decide_exception(
        &self,
        id: CaseloadExceptionId,
        version: i32,
        approve: bool,
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let decided = Prepared::<DecideException>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Bool, _>(approve)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("decide_caseload", "caseload_exception", id.uuid(), Tier::C1);
        self.tx.audit(event);
        Ok(decided == 1)
    }
}
