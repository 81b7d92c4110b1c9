//! The doors to the timetable.

mod cohorts;
mod holidays;
mod problems;
mod schedules;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::ScheduleId;
use super::store::AheadRow;
use crate::platform::http::Operations;
use crate::sessions::SessionId;

pub(super) use cohorts::{ChangeCohort, CreateCohort, JoinCohort};
pub(super) use holidays::AddHoliday;
pub(super) use schedules::CreateSchedule;

/// A session that was planned by a schedule and lies ahead.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlannedTurn {
    session_id: SessionId,
    schedule_id: ScheduleId,
    /// The day at the site.
    turn_on: NaiveDate,
    starts_at: DateTime<Utc>,
}

impl From<AheadRow> for PlannedTurn {
    fn from(row: AheadRow) -> Self {
        Self {
            session_id: row.session_id,
            schedule_id: row.schedule_id,
            turn_on: row.turn_on,
            starts_at: row.starts_at,
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(cohorts::list_cohorts)
        .service(cohorts::create_cohort)
        .service(cohorts::read_cohort)
        .service(cohorts::change_cohort)
        .service(cohorts::list_cohort_members)
        .service(cohorts::join_cohort)
        .service(cohorts::leave_cohort)
        .service(schedules::list_schedules)
        .service(schedules::create_schedule)
        .service(schedules::change_schedule)
        .service(holidays::list_holidays)
        .service(holidays::add_holiday)
        .service(holidays::read_holiday)
        .service(holidays::void_holiday);
}
