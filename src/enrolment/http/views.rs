//! What enrolments and assignments look like on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::enrolment::model::{
    AssignmentId, AssignmentRole, EnrolmentEventId, EnrolmentId, ExitReason, completion_class,
};
use crate::enrolment::scope::EnrolmentScope;
use crate::enrolment::store::{EnrolmentRow, EventRow, TeamRow};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::DbError;
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;

/// One person in one programme.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnrolmentView {
    id: EnrolmentId,
    person_id: PersonId,
    programme_id: ProgrammeId,
    site_id: SiteId,
    /// Code of list `strand`.
    strand: String,
    /// Code of list `enrolment_status`, as the dates say.
    status: &'static str,
    enrolled_on: NaiveDate,
    first_service_on: Option<NaiveDate>,
    /// The first day of the pause that holds, or that held when she left.
    paused_on: Option<NaiveDate>,
    exited_on: Option<NaiveDate>,
    /// Her last enrolment in this programme before this one.
    previous_enrolment_id: Option<EnrolmentId>,
    /// Its dated changes of state; left out in lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<EventView>,
}

/// A dated change of state.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventView {
    id: EnrolmentEventId,
    /// Code of list `enrolment_status`.
    to_status: String,
    /// Why she left, as everybody who reads this is shown it.
    reason: Option<ExitReason>,
    /// How that counts: a code of list `completion_class`.
    completion_class: Option<&'static str>,
    occurred_on: NaiveDate,
    /// The day by which a pause ends or is looked at again.
    review_by: Option<NaiveDate>,
    /// The exit that was taken back.
    undoes: Option<EnrolmentEventId>,
}

/// A person's enrolments, latest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnrolmentList {
    items: Vec<EnrolmentView>,
}

/// Somebody who works, or worked, in an enrolment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TeamMember {
    id: AssignmentId,
    enrolment_id: EnrolmentId,
    staff_id: StaffId,
    display_name: String,
    role: AssignmentRole,
    started_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

/// Who works and worked in an enrolment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TeamList {
    items: Vec<TeamMember>,
}

impl EnrolmentView {
    /// The enrolment of this scope, with its events.
    pub(super) async fn of<M>(scope: &EnrolmentScope<'_, M>) -> Result<Self, DbError> {
        let events = scope.events().await?;
        let events = events.into_iter().map(EventView::of).collect();
        Ok(Self {
            events,
            ..Self::from(scope.row())
        })
    }
}

impl EventView {
    fn of(row: EventRow) -> Self {
        Self {
            id: row.id,
            to_status: row.to_status,
            reason: row.reason,
            completion_class: row.reason.map(|reason| completion_class(reason).as_str()),
            occurred_on: row.occurred_on,
            review_by: row.review_by,
            undoes: row.undoes,
        }
    }
}

impl From<EnrolmentRow> for EnrolmentView {
    fn from(row: EnrolmentRow) -> Self {
        let stamps = row.stamps();
        Self {
            id: row.id,
            person_id: row.person_id,
            programme_id: row.programme_id,
            site_id: row.site_id,
            strand: row.strand,
            status: stamps.status(),
            enrolled_on: stamps.enrolled_on,
            first_service_on: stamps.first_service_on,
            paused_on: stamps.paused_on,
            exited_on: stamps.exited_on,
            previous_enrolment_id: row.previous_enrolment_id,
            events: Vec::new(),
        }
    }
}

impl EnrolmentList {
    pub(super) fn of(rows: Vec<EnrolmentRow>) -> Self {
        Self {
            items: rows.into_iter().map(EnrolmentView::from).collect(),
        }
    }
}

impl TeamMember {
    pub(super) fn of(row: TeamRow) -> Self {
        Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            staff_id: row.staff_id,
            display_name: row.display_name,
            role: row.role,
            started_at: row.started_at,
            ended_at: row.ended_at,
        }
    }
}

impl TeamList {
    pub(super) fn of(rows: Vec<TeamRow>) -> Self {
        Self {
            items: rows.into_iter().map(TeamMember::of).collect(),
        }
    }
}
