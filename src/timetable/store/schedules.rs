//! Rows of schedules, and what was planned by them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::sql_types::{Binary, Bool, Date, Integer, Nullable, Text, Time, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::platform::db::{AuditEvent, DbError, JobTx, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sessions::{ContactMode, GroupTitle, SessionId, SessionKind};
use crate::sql_file;
use crate::timetable::model::{CohortId, HORIZON_DAYS, ScheduleId, Weekly, first_turn};
use crate::timetable::scope::{CohortScope, ScheduleScope};

sql_file!(AddSchedule, "../sql/add_schedule.sql");
sql_file!(FindSchedule, "../sql/find_schedule.sql");
sql_file!(ListSchedules, "../sql/list_schedules.sql");
sql_file!(ChangeSchedule, "../sql/change_schedule.sql");
sql_file!(ClearAhead, "../sql/clear_ahead.sql");
sql_file!(PlanGroups, "../sql/plan_groups.sql");
sql_file!(ListAhead, "../sql/list_ahead.sql");

/// A schedule.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::timetable) struct ScheduleRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::timetable) id: ScheduleId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::timetable) cohort_id: CohortId,
    #[diesel(sql_type = Text)]
    kind: SessionKind,
    #[diesel(sql_type = Text)]
    mode: ContactMode,
    #[diesel(sql_type = Nullable<Text>)]
    title: Option<String>,
    #[diesel(sql_type = Integer)]
    weekday: i32,
    #[diesel(sql_type = Integer)]
    every_weeks: i32,
    #[diesel(sql_type = Nullable<Date>)]
    anchor_on: Option<NaiveDate>,
    #[diesel(sql_type = Time)]
    starts_local: NaiveTime,
    #[diesel(sql_type = Integer)]
    minutes: i32,
    #[diesel(sql_type = SqlUuid)]
    lead_staff_id: StaffId,
    #[diesel(sql_type = Date)]
    from_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    to_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::timetable) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::timetable) row_version: i32,
}

impl ScheduleRow {
    /// When they meet.
    pub(in crate::timetable) fn weekly(&self) -> Weekly {
        Weekly {
            kind: self.kind,
            mode: self.mode,
            title: self.title.clone().and_then(|title| GroupTitle::try_from(title).ok()),
            weekday: self.weekday,
            every_weeks: self.every_weeks,
            anchor_on: self.anchor_on.unwrap_or_else(|| first_turn(self.from_on, self.weekday)),
            starts_local: self.starts_local,
            minutes: self.minutes,
            lead: self.lead_staff_id,
            from_on: self.from_on,
            to_on: self.to_on,
        }
    }
}

/// A session of a schedule that lies ahead when the schedule changes.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(in crate::timetable) struct Cleared {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::timetable) session_id: SessionId,
    /// Somebody had touched it: it stays as it is.
    #[diesel(sql_type = Bool)]
    pub(in crate::timetable) touched: bool,
}

/// A session planned by a schedule.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::timetable) struct AheadRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::timetable) session_id: SessionId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::timetable) schedule_id: ScheduleId,
    #[diesel(sql_type = Date)]
    pub(in crate::timetable) turn_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::timetable) starts_at: DateTime<Utc>,
}

/// A schedule by its id; `None`: not there for this caller.
pub(in crate::timetable) async fn find_schedule<M>(tx: &Tx<M>, id: ScheduleId) -> Result<Option<ScheduleRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindSchedule>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// When a cohort meets.
pub(in crate::timetable) async fn list_schedules<M>(scope: &CohortScope<'_, M>) -> Result<Vec<ScheduleRow>, DbError> {
    let mut conn = scope.tx.conn()?;
    let query = Prepared::<ListSchedules>::new()
        .bind::<SqlUuid, _>(scope.tx.context().org)
        .bind::<SqlUuid, _>(scope.row.id);
    Ok(query.load(&mut conn).await?)
}

/// What is planned of a cohort's schedules and lies ahead.
pub(in crate::timetable) async fn ahead<M>(scope: &CohortScope<'_, M>) -> Result<Vec<AheadRow>, DbError> {
    let mut conn = scope.tx.conn()?;
    let query = Prepared::<ListAhead>::new().bind::<SqlUuid, _>(scope.row.id);
    Ok(query.load(&mut conn).await?)
}

/// Voids what of a schedule lies ahead and nobody has touched; says of each session ahead which.
pub(in crate::timetable) async fn clear_ahead(tx: &Tx<Write>, id: ScheduleId) -> Result<Vec<Cleared>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ClearAhead>::new().bind::<SqlUuid, _>(id);
    Ok(query.load(&mut conn).await?)
}

/// Makes the sessions of the coming weeks in the job's organisation, and fills their rolls.
pub(in crate::timetable) async fn plan_groups(tx: &JobTx) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<PlanGroups>::new()
        .bind::<Integer, _>(HORIZON_DAYS)
        .execute(&mut conn)
        .await?;
    Ok(())
}

impl CohortScope<'_, Write> {
    /// Writes down when the cohort meets.
    pub(in crate::timetable) async fn add_schedule(
        &self,
        id: ScheduleId,
        weekly: &Weekly,
        created_mac: [u8; 16],
    ) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<AddSchedule>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.row.site_id)
            .bind::<SqlUuid, _>(self.row.programme_id)
            .bind::<Text, _>(weekly.kind)
            .bind::<Text, _>(weekly.mode)
            .bind::<Nullable<Text>, _>(weekly.title.as_ref().map(GroupTitle::as_str))
            .bind::<Integer, _>(weekly.weekday)
            .bind::<Time, _>(weekly.starts_local)
            .bind::<Integer, _>(weekly.minutes)
            .bind::<SqlUuid, _>(weekly.lead)
            .bind::<Date, _>(weekly.from_on)
            .bind::<Nullable<Date>, _>(weekly.to_on)
            .bind::<Binary, _>(created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Integer, _>(weekly.every_weeks)
            .bind::<Date, _>(weekly.anchor_on)
            .execute(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("create", "schedule", id.uuid(), Tier::C1));
        Ok(())
    }
}

impl ScheduleScope<'_, Write> {
    /// Writes down when they meet from now on; `false` when it was changed meanwhile.
    pub(in crate::timetable) async fn change(&self, version: i32, weekly: &Weekly) -> Result<bool, DbError> {
        let tx = self.cohort.tx;
        let mut conn = tx.conn()?;
        let changed = Prepared::<ChangeSchedule>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Integer, _>(weekly.weekday)
            .bind::<Time, _>(weekly.starts_local)
            .bind::<Integer, _>(weekly.minutes)
            .bind::<SqlUuid, _>(weekly.lead)
            .bind::<Nullable<Date>, _>(weekly.to_on)
            .bind::<Integer, _>(weekly.every_weeks)
            .bind::<Date, _>(weekly.anchor_on)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("update", "schedule", self.row.id.uuid(), Tier::C1));
        Ok(changed == 1)
    }
}
