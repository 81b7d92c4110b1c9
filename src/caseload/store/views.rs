//! Rows of views: one's own caseload, those of a site, and who has nobody.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::access::{Action, Grants};
use crate::caseload::scope::SiteScope;
use crate::enrolment::{AssignmentRole, EnrolmentId};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(Room, "../sql/room.sql");
sql_file!(Own, "../sql/own.sql");
sql_file!(Loads, "../sql/loads.sql");
sql_file!(Leaderless, "../sql/leaderless.sql");

/// How much the caller carries and may carry.
#[derive(Debug, QueryableByName)]
pub(in crate::caseload) struct RoomRow {
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) carried: f64,
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) cap: f64,
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) ordinary: f64,
}

/// Somebody the caller works with, or stands in for somebody for.
#[derive(Debug, QueryableByName)]
pub(in crate::caseload) struct OwnRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(in crate::caseload) public_code: String,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) programme_id: ProgrammeId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) site_id: SiteId,
    #[diesel(sql_type = Text)]
    pub(in crate::caseload) role: AssignmentRole,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::caseload) covering_for: Option<StaffId>,
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) weight: f64,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::caseload) contact_due_on: Option<NaiveDate>,
    #[diesel(sql_type = Date)]
    pub(in crate::caseload) place: NaiveDate,
    #[diesel(sql_type = Bool)]
    pub(in crate::caseload) paused: bool,
    #[diesel(sql_type = Bool)]
    pub(in crate::caseload) has_left: bool,
    #[diesel(sql_type = BigInt)]
    pub(in crate::caseload) tasks: i64,
}

/// A colleague's caseload, as who supervises at a site sees it.
#[derive(Debug, QueryableByName)]
pub(in crate::caseload) struct LoadRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(in crate::caseload) display_name: String,
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) carried: f64,
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) cap: f64,
    #[diesel(sql_type = Double)]
    pub(in crate::caseload) ordinary: f64,
    #[diesel(sql_type = BigInt)]
    pub(in crate::caseload) enrolments: i64,
    #[diesel(sql_type = BigInt)]
    pub(in crate::caseload) overdue: i64,
    #[diesel(sql_type = BigInt)]
    pub(in crate::caseload) tasks: i64,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::caseload) away_until: Option<NaiveDate>,
}

/// An enrolment nobody leads.
#[derive(Debug, QueryableByName)]
pub(in crate::caseload) struct LeaderlessRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(in crate::caseload) public_code: String,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) programme_id: ProgrammeId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) site_id: SiteId,
    #[diesel(sql_type = Date)]
    pub(in crate::caseload) enrolled_on: NaiveDate,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::caseload) gone_lead: Option<StaffId>,
}

/// How much the caller carries and may carry.
pub(in crate::caseload) async fn room<M>(tx: &Tx<M>) -> Result<RoomRow, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<Room>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(tx.context().staff);
    Ok(query.get_result(&mut conn).await?)
}

/// One page of the caller's own caseload; remembered.
pub(in crate::caseload) async fn own<M>(
    tx: &Tx<M>,
    after: Option<(NaiveDate, EnrolmentId)>,
    limit: i64,
) -> Result<Vec<OwnRow>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<OwnRow> = Prepared::<Own>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Nullable<Date>, _>(after.map(|(day, _)| day))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1)
        .load(&mut conn)
        .await?;
    let shown = rows.iter().map(|row| row.enrolment_id.uuid()).collect();
    tx.audit(AuditEvent::shown("enrolment", shown, Tier::C2));
    Ok(rows)
}

/// One page of the caseloads at a site, by name.
pub(in crate::caseload) async fn loads<M>(
    scope: &SiteScope<'_, M>,
    after: Option<(String, StaffId)>,
    limit: i64,
) -> Result<Vec<LoadRow>, DbError> {
    let mut conn = scope.tx.conn()?;
    let (name, staff) = after.unzip();
    let query = Prepared::<Loads>::new()
        .bind::<SqlUuid, _>(scope.site)
        .bind::<Nullable<Text>, _>(name)
        .bind::<Nullable<SqlUuid>, _>(staff)
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// One page of open enrolments nobody leads; remembered.
pub(in crate::caseload) async fn leaderless<M>(
    tx: &Tx<M>,
    site: Option<SiteId>,
    after: Option<(NaiveDate, EnrolmentId)>,
    limit: i64,
) -> Result<Vec<LeaderlessRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::Assign);
    let rows: Vec<LeaderlessRow> = Prepared::<Leaderless>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Array<SqlUuid>, _>(reach.programmes)
        .bind::<Nullable<SqlUuid>, _>(site)
        .bind::<Nullable<Date>, _>(after.map(|(day, _)| day))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1)
        .load(&mut conn)
        .await?;
    let shown = rows.iter().map(|row| row.enrolment_id.uuid()).collect();
    tx.audit(AuditEvent::shown("enrolment", shown, Tier::C2));
    Ok(rows)
}
