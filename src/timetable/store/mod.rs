//! Rows of the timetable.

mod holidays;
mod schedules;

pub(super) use holidays::{HolidayRow, add_holiday, find_holiday, list_holidays, on_that_day, void_holiday};
pub(super) use schedules::{
    AheadRow, Cleared, ScheduleRow, ahead, clear_ahead, find_schedule, list_schedules, plan_groups,
};

use chrono::NaiveDate;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::model::{CohortId, CohortMemberId};
use super::scope::CohortScope;
use crate::access::{Action, Grants};
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::organisation::{PlaceName, SiteId};
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(AddCohort, "../sql/add_cohort.sql");
sql_file!(FindCohort, "../sql/find_cohort.sql");
sql_file!(ListCohorts, "../sql/list_cohorts.sql");
sql_file!(ChangeCohort, "../sql/change_cohort.sql");
sql_file!(FreePlaces, "../sql/free_places.sql");
sql_file!(WouldMeet, "../sql/would_meet.sql");
sql_file!(AddMember, "../sql/add_member.sql");
sql_file!(FindMember, "../sql/find_member.sql");
sql_file!(ListMembers, "../sql/list_members.sql");
sql_file!(EndMember, "../sql/end_member.sql");

/// A cohort.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct CohortRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: CohortId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) programme_id: ProgrammeId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) site_id: SiteId,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Integer)]
    pub(super) capacity: i32,
    #[diesel(sql_type = Date)]
    pub(super) starts_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// A cohort about to be written.
pub(super) struct NewCohort {
    pub(super) id: CohortId,
    pub(super) programme: ProgrammeId,
    pub(super) site: SiteId,
    pub(super) name: PlaceName,
    pub(super) capacity: i32,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: Option<NaiveDate>,
    pub(super) created_mac: [u8; 16],
}

/// A member.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct MemberRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: CohortMemberId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) cohort_id: CohortId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) enrolment_id: EnrolmentId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person_id: PersonId,
    #[diesel(sql_type = Date)]
    pub(super) joined_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) left_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// A member about to be written.
pub(super) struct NewMember {
    pub(super) id: CohortMemberId,
    pub(super) on: NaiveDate,
    pub(super) created_mac: [u8; 16],
}

#[derive(QueryableByName)]
struct FreeRow {
    #[diesel(sql_type = Integer)]
    free: i32,
}

#[derive(QueryableByName)]
struct MeetRow {
    #[diesel(sql_type = Bool)]
    meet: bool,
}

/// A cohort by its id; `None`: not there for this caller.
pub(super) async fn find_cohort<M>(tx: &Tx<M>, id: CohortId) -> Result<Option<CohortRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindCohort>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// The cohorts of a programme, at a site, or all.
pub(super) async fn list_cohorts<M>(
    tx: &Tx<M>,
    programme: Option<ProgrammeId>,
    site: Option<SiteId>,
) -> Result<Vec<CohortRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListCohorts>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<SqlUuid>, _>(programme)
        .bind::<Nullable<SqlUuid>, _>(site);
    Ok(query.load(&mut conn).await?)
}

/// Makes a cohort.
pub(super) async fn add_cohort(tx: &Tx<Write>, new: NewCohort) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<AddCohort>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.programme)
        .bind::<SqlUuid, _>(new.site)
        .bind::<Text, _>(String::from(new.name))
        .bind::<Integer, _>(new.capacity)
        .bind::<Date, _>(new.starts_on)
        .bind::<Nullable<Date>, _>(new.ends_on)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "cohort", new.id.uuid(), Tier::C1));
    Ok(())
}

/// Places nobody has; locked until the transaction ends.
pub(super) async fn free_places(scope: &CohortScope<'_, Write>) -> Result<i32, DbError> {
    let mut conn = scope.tx.conn()?;
    let query = Prepared::<FreePlaces>::new().bind::<SqlUuid, _>(scope.row.id);
    let row: FreeRow = query.get_result(&mut conn).await?;
    Ok(row.free)
}

/// Would she meet somebody in this cohort whom she must not?
pub(super) async fn would_meet(scope: &CohortScope<'_, Write>, person: PersonId) -> Result<bool, DbError> {
    let mut conn = scope.tx.conn()?;
    let query = Prepared::<WouldMeet>::new()
        .bind::<SqlUuid, _>(scope.row.id)
        .bind::<SqlUuid, _>(person);
    let row: MeetRow = query.get_result(&mut conn).await?;
    Ok(row.meet)
}

/// Makes her a member.
pub(super) async fn add_member(
    cohort: &CohortScope<'_, Write>,
    enrolment: &EnrolmentScope<'_, Write>,
    new: NewMember,
) -> Result<(), DbError> {
    let tx = cohort.tx;
    let mut conn = tx.conn()?;
    Prepared::<AddMember>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(cohort.row.id)
        .bind::<SqlUuid, _>(enrolment.id())
        .bind::<SqlUuid, _>(enrolment.person())
        .bind::<SqlUuid, _>(cohort.row.site_id)
        .bind::<SqlUuid, _>(cohort.row.programme_id)
        .bind::<Date, _>(new.on)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("join_cohort", "cohort_member", new.id.uuid(), Tier::C2));
    Ok(())
}

/// A member by the id of her membership; `None`: not there for this caller.
pub(super) async fn find_member<M>(tx: &Tx<M>, id: CohortMemberId) -> Result<Option<MemberRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindMember>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Ends a membership; `false` when it was changed meanwhile.
pub(super) async fn end_member(
    enrolment: &EnrolmentScope<'_, Write>,
    id: CohortMemberId,
    version: i32,
    left_on: NaiveDate,
) -> Result<bool, DbError> {
    let tx = enrolment.tx();
    let mut conn = tx.conn()?;
    let ended = Prepared::<EndMember>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .bind::<Integer, _>(version)
        .bind::<Date, _>(left_on)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("leave_cohort", "cohort_member", id.uuid(), Tier::C2));
    Ok(ended == 1)
}

impl<M> CohortScope<'_, M> {
    /// The members whose enrolments the caller may see.
    pub(super) async fn members(&self) -> Result<Vec<MemberRow>, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let reach = Grants::of(context).reach(Action::SeeEnrolment);
        let query = Prepared::<ListMembers>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Bool, _>(reach.everywhere)
            .bind::<Array<SqlUuid>, _>(reach.sites)
            .bind::<Array<SqlUuid>, _>(reach.programmes)
            .bind::<SqlUuid, _>(context.staff)
            .bind::<BigInt, _>(500);
        Ok(query.load(&mut conn).await?)
    }
}

impl CohortScope<'_, Write> {
    /// Changes what is named; `false` when it was changed meanwhile.
    pub(super) async fn change(
        &self,
        version: i32,
        name: Option<String>,
        capacity: Option<i32>,
        ends_on: Option<NaiveDate>,
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let changed = Prepared::<ChangeCohort>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Nullable<Text>, _>(name)
            .bind::<Nullable<Integer>, _>(capacity)
            .bind::<Nullable<Date>, _>(ends_on)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("update", "cohort", self.row.id.uuid(), Tier::C1));
        Ok(changed == 1)
    }
}
