//! The steps of a plan.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::views::{CasePlanWhole, answer};
use crate::plans::flow;
use crate::plans::model::{CasePlanId, CloseReason, Move, ReturnReason};
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid};
use crate::state::AppState;

/// Why a plan is given back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnPlan {
    /// Why.
    reason: ReturnReason,
}

/// A plan that comes into force.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartPlan {
    /// The day it began with her.
    on: NaiveDate,
    /// When it is looked at again; as late as may be when left out.
    next_review_on: Option<NaiveDate>,
}

/// A plan that is closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClosePlan {
    /// The last day.
    on: NaiveDate,
    /// Why. `superseded` follows from a new version alone.
    reason: CloseReason,
}

/// One step with one plan: as which operation, at which version, under which key.
struct Asked {
    plan: CasePlanId,
    operation: &'static str,
    if_match: IfMatch,
    key: IdempotencyKey,
}

async fn take(
    state: &AppState,
    actor: &Actor,
    asked: Asked,
    body: &impl Serialize,
    step: Move,
) -> Result<HttpResponse, Problem> {
    let Asked {
        plan,
        operation,
        if_match,
        key,
    } = asked;
    let key = key.of(state.keys(), actor.org(), operation, &(plan, body))?;
    let version = if_match.version();
    state
        .db()
        .write(actor, async move |tx| flow::step(tx, plan, version, step, key).await)
        .await?;
    answer(state, actor, plan, HttpResponse::Ok()).await
}

/// Hand a plan in
///
/// It needs a goal. Afterwards somebody else approves it or gives it back.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "submitPlan",
    params(("id" = CasePlanId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CasePlanWhole), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/case-plans/{id}/submit")]
pub(crate) async fn submit_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(plan): PathId<CasePlanId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let asked = Asked {
        plan,
        operation: "submitPlan",
        if_match,
        key,
    };
    let step = Move::Submit;
    take(&state, &actor, asked, &(), step).await
}

/// Give a plan back
///
/// It is a draft again: to be worked on, or because who handed it in thinks better of it.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "returnPlan", request_body = ReturnPlan,
    params(("id" = CasePlanId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CasePlanWhole), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/case-plans/{id}/return")]
pub(crate) async fn return_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(plan): PathId<CasePlanId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<ReturnPlan>,
) -> Result<HttpResponse, Problem> {
    let asked = Asked {
        plan,
        operation: "returnPlan",
        if_match,
        key,
    };
    let step = Move::Return(body.reason);
    take(&state, &actor, asked, &body, step).await
}

/// Approve a plan
///
/// Permission: the supervisor of the site or programme, but not who wrote a part of it or handed it in.
#[utoipa::path(tag = "plans", operation_id = "approvePlan",
    params(("id" = CasePlanId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CasePlanWhole), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/case-plans/{id}/approve")]
pub(crate) async fn approve_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(plan): PathId<CasePlanId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let asked = Asked {
        plan,
        operation: "approvePlan",
        if_match,
        key,
    };
    let step = Move::Approve;
    take(&state, &actor, asked, &(), step).await
}

/// Put a plan into force
///
/// The version before closes with it.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "startPlan", request_body = StartPlan,
    params(("id" = CasePlanId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CasePlanWhole), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/case-plans/{id}/start")]
pub(crate) async fn start_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(plan): PathId<CasePlanId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<StartPlan>,
) -> Result<HttpResponse, Problem> {
    let asked = Asked {
        plan,
        operation: "startPlan",
        if_match,
        key,
    };
    let step = Move::Start {
        on: body.on,
        next_review_on: body.next_review_on,
    };
    take(&state, &actor, asked, &body, step).await
}

/// Close a plan
///
/// One that has not begun is withdrawn.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "closePlan", request_body = ClosePlan,
    params(("id" = CasePlanId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CasePlanWhole), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/case-plans/{id}/close")]
pub(crate) async fn close_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(plan): PathId<CasePlanId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<ClosePlan>,
) -> Result<HttpResponse, Problem> {
    let asked = Asked {
        plan,
        operation: "closePlan",
        if_match,
        key,
    };
    let step = Move::Close {
        on: body.on,
        reason: body.reason,
    };
    take(&state, &actor, asked, &body, step).await
}
