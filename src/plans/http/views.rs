//! What plans, goals and actions look like.

use actix_web::{HttpResponse, HttpResponseBuilder};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Action;
use crate::enrolment::EnrolmentId;
use crate::plans::error::Error;
use crate::plans::model::{
    CasePlanId, CasePlanState, CloseReason, GoalDomain, GoalId, GoalPriority, GoalStatus, PlanActionId, PlanReviewId,
    ReturnReason, Who,
};
use crate::plans::scope::PlanScope;
use crate::plans::store::{ActionRow, GoalRow, PlanRow, ReviewRow};
use crate::platform::db::Actor;
use crate::platform::http::{Problem, etag};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// A version of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CasePlanView {
    id: CasePlanId,
    enrolment_id: EnrolmentId,
    /// 1 for the first.
    version: i32,
    state: CasePlanState,
    /// Who began it.
    recorded_by: StaffId,
    submitted_by: Option<StaffId>,
    submitted_at: Option<DateTime<Utc>>,
    /// The last time it was given back, also after it was handed in again.
    returned_by: Option<StaffId>,
    returned_at: Option<DateTime<Utc>>,
    return_reason: Option<ReturnReason>,
    approved_by: Option<StaffId>,
    approved_at: Option<DateTime<Utc>>,
    active_from: Option<NaiveDate>,
    next_review_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    close_reason: Option<CloseReason>,
    /// The version of this row.
    etag: String,
}

impl From<PlanRow> for CasePlanView {
    fn from(row: PlanRow) -> Self {
        Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            version: row.version,
            state: row.state,
            recorded_by: row.recorded_by,
            submitted_by: row.submitted_by,
            submitted_at: row.submitted_at,
            returned_by: row.returned_by,
            returned_at: row.returned_at,
            return_reason: row.return_reason(),
            approved_by: row.approved_by,
            approved_at: row.approved_at,
            active_from: row.active_from,
            next_review_on: row.next_review_on,
            closed_on: row.closed_on,
            close_reason: row.close_reason(),
            etag: etag(row.row_version).1,
        }
    }
}

/// The versions of an enrolment's plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CasePlanList {
    /// Newest first.
    items: Vec<CasePlanView>,
}

impl CasePlanList {
    pub(super) fn of(rows: Vec<PlanRow>) -> Self {
        Self {
            items: rows.into_iter().map(CasePlanView::from).collect(),
        }
    }
}

/// A goal, without its words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GoalView {
    id: GoalId,
    domain: GoalDomain,
    priority: GoalPriority,
    due_on: NaiveDate,
    /// Null: nobody has looked at it yet.
    status: Option<GoalStatus>,
    gas: Option<i32>,
    /// When it was looked at last.
    reviewed_on: Option<NaiveDate>,
    /// The version of this goal.
    etag: String,
}

impl From<&GoalRow> for GoalView {
    fn from(row: &GoalRow) -> Self {
        Self {
            id: row.id,
            domain: row.domain,
            priority: row.priority,
            due_on: row.due_on,
            status: row.status(),
            gas: row.gas,
            reviewed_on: row.reviewed_on,
            etag: etag(row.row_version).1,
        }
    }
}

/// An action, without its words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanActionView {
    id: PlanActionId,
    goal_id: GoalId,
    who: Who,
    staff_id: Option<StaffId>,
    due_on: NaiveDate,
    done_on: Option<NaiveDate>,
    /// The version of this action.
    etag: String,
}

impl From<&ActionRow> for PlanActionView {
    fn from(row: &ActionRow) -> Self {
        Self {
            id: row.id,
            goal_id: row.goal_id,
            who: row.who,
            staff_id: row.staff_id,
            due_on: row.due_on,
            done_on: row.done_on,
            etag: etag(row.row_version).1,
        }
    }
}

/// A look at a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanReviewView {
    id: PlanReviewId,
    /// The day it was due on; null: a look at single goals.
    due_on: Option<NaiveDate>,
    reviewed_on: NaiveDate,
    next_review_on: Option<NaiveDate>,
    recorded_by: StaffId,
}

impl From<&ReviewRow> for PlanReviewView {
    fn from(row: &ReviewRow) -> Self {
        Self {
            id: row.id,
            due_on: row.due_on,
            reviewed_on: row.reviewed_on,
            next_review_on: row.next_review_on,
            recorded_by: row.recorded_by,
        }
    }
}

/// A plan with its goals, actions and looks at it; without words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CasePlanWhole {
    plan: CasePlanView,
    /// The most important first.
    goals: Vec<GoalView>,
    /// In the order of their days.
    actions: Vec<PlanActionView>,
    /// Latest first.
    reviews: Vec<PlanReviewView>,
}

/// The plan as it stands now.
pub(super) async fn answer(
    state: &AppState,
    actor: &Actor,
    id: CasePlanId,
    mut response: HttpResponseBuilder,
) -> Result<HttpResponse, Problem> {
    let (row, goals, actions, reviews) = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = PlanScope::open(tx, id, Action::SeeEnrolment).await?;
            let (goals, actions) = (scope.goals().await?, scope.actions().await?);
            let reviews = scope.reviews().await?;
            Ok((scope.row, goals, actions, reviews))
        })
        .await?;
    let version = row.row_version;
    Ok(response.insert_header(etag(version)).json(CasePlanWhole {
        plan: CasePlanView::from(row),
        goals: goals.iter().map(GoalView::from).collect(),
        actions: actions.iter().map(PlanActionView::from).collect(),
        reviews: reviews.iter().map(PlanReviewView::from).collect(),
    }))
}
