//! The doors to tasks.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow;
use super::model::{Dismissal, TaskId, TaskKind, TaskOutcome};
use super::scope::TaskScope;
use super::store::{self, TaskRow, Wanted};
use crate::enrolment::EnrolmentId;
use crate::incidents::{IncidentActionId, IncidentId};
use crate::intake::ReferralId;
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, etag,
};
use crate::state::AppState;

/// Which tasks.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TasksQuery {
    /// Only those about enrolments the caller is assigned to, referrals of people she took in or works with, and what she is
    /// to do herself after an incident.
    #[serde(default)]
    mine: bool,
    /// Only those of this site.
    site_id: Option<SiteId>,
    /// Only those of this kind.
    kind: Option<TaskKind>,
    /// `next_cursor` of the page before; leave out for the first page.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Why a task is not done.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DismissTask {
    /// Why.
    pub(crate) reason: Dismissal,
}

/// Something a clock asks of those who work with somebody. It is about one of three: an enrolment, a referral, or something
/// that was to be done after an incident.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskView {
    id: TaskId,
    kind: TaskKind,
    /// Null after an incident: whom it names is said there, to those who may know.
    person_id: Option<PersonId>,
    enrolment_id: Option<EnrolmentId>,
    /// Of `offer_silent` and `joining_open`.
    referral_id: Option<ReferralId>,
    /// Of `incident_action_due`: what was to be done.
    incident_action_id: Option<IncidentActionId>,
    /// Of `incident_action_due`: after which incident.
    incident_id: Option<IncidentId>,
    site_id: SiteId,
    /// Of `lost_contact`: the day an exit would be dated, which is that of the last service; null if she never came. Of
    /// `pause_review` and `review_due`: the day by which the pause, or the plan, is to be looked at. Of `reconsent`: from which
    /// she decides herself. Of `referral_out_silent`: on which she was sent there. Of `follow_up`: on which
    /// it is three, six, twelve or twenty-four months since she left. Of `consent_ends`: the last day it holds. Of
    /// `plan_missing`: since when she is without one. Of `plan_overdue`, `goal_due`, `plan_action_due` and
    /// `incident_action_due`: the day that has passed. Of `offer_silent` and `joining_open`: of the offer, or of the yes.
    about_on: Option<NaiveDate>,
    due_on: NaiveDate,
    raised_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    outcome: Option<TaskOutcome>,
    dismissal: Option<Dismissal>,
    /// The first day on which it may be asked again.
    ask_again_on: Option<NaiveDate>,
}

impl From<TaskRow> for TaskView {
    fn from(row: TaskRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            person_id: row.person_id,
            enrolment_id: row.enrolment_id,
            referral_id: row.referral_id,
            incident_action_id: row.incident_action_id,
            incident_id: row.incident_id,
            site_id: row.site_id,
            about_on: row.about_on,
            due_on: row.due_on,
            raised_at: row.raised_at,
            closed_at: row.closed_at,
            outcome: row.outcome,
            dismissal: row.dismissal,
            ask_again_on: row.ask_again_on,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::Closed => Self::conflict(
                "task_closed",
                "This task is closed",
                "It was done, dismissed, or is no longer needed. Read the list again.",
            ),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

/// List open tasks
///
/// The most urgent first.
/// Permission: shows those about the enrolments and referrals the caller may see, and those after an incident to who handles it
/// and to whose action it is.
#[utoipa::path(tag = "tasks", operation_id = "listTasks", params(TasksQuery), responses(
    (status = 200, body = Page<TaskView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/tasks")]
pub(crate) async fn list_tasks(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<TasksQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let limit = page.limit();
    let wanted = Wanted {
        only_mine: query.mine,
        site: query.site_id,
        kind: query.kind,
        after: page.after()?,
        limit,
    };
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list(tx, wanted).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.due_on, row.id), TaskView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read a task
///
/// Permission: as for the enrolment or referral it is about; after an incident, who handles it and whose action it is.
#[utoipa::path(tag = "tasks", operation_id = "readTask", params(("id" = TaskId, Path)), responses(
    (status = 200, body = TaskView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/tasks/{id}")]
pub(crate) async fn read_task(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<TaskId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id).await
}

async fn answer(state: &AppState, actor: &Actor, id: TaskId) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            Ok(TaskScope::open(tx, id).await?.row)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(TaskView::from(row)))
}

/// Dismiss a task
///
/// What it asks is not to be done now. It is asked again 30 days later if there still is reason to. To do what `lost_contact`
/// asks, end the enrolment with that reason, on the day the task names.
/// Permission: those assigned to the enrolment, and its supervisor; those who work on the referral; those who handle the
/// incident.
#[utoipa::path(tag = "tasks", operation_id = "dismissTask", request_body = DismissTask,
    params(("id" = TaskId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = TaskView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/tasks/{id}/dismiss")]
pub(crate) async fn dismiss_task(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<TaskId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<DismissTask>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "dismissTask", &(id, &body))?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::dismiss(tx, id, version, body.reason, key).await
        })
        .await?;
    answer(&state, &actor, id).await
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations.service(list_tasks).service(read_task).service(dismiss_task);
}
