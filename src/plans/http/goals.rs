//! Goals, and actions towards them.

use actix_web::web::Data;
use actix_web::{HttpResponse, post, put};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::views::{CasePlanWhole, answer};
use crate::casework::VoidReason;
use crate::plans::error::Error;
use crate::plans::flow;
use crate::plans::model::{CasePlanId, GoalDomain, GoalId, GoalPriority, PlanActionId, Who, Words};
use crate::plans::store;
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, same_creation};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// What a goal says. Its words are sealed as soon as they arrive. No names of groups or of others, no crimes, no routes, no
/// addresses.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoalBody {
    /// Which part of life it is about.
    pub(in crate::plans) domain: GoalDomain,
    /// What comes before what.
    pub(in crate::plans) priority: GoalPriority,
    /// By when.
    pub(in crate::plans) due_on: NaiveDate,
    /// What she wants, in her own words.
    #[validate(length(min = 1, max = 2_000))]
    own_words: Option<String>,
    /// What is to be reached: specific, measurable, agreed with her, within reach.
    #[validate(length(min = 1, max = 2_000))]
    description: String,
    /// Where it begins.
    #[validate(length(min = 1, max = 1_000))]
    baseline: Option<String>,
    /// By what it is known to be reached.
    #[validate(length(min = 1, max = 1_000))]
    target: Option<String>,
}

impl GoalBody {
    /// What is sealed of it.
    pub(in crate::plans) fn into_words(self) -> Words {
        Words {
            own_words: self.own_words,
            description: self.description,
            baseline: self.baseline,
            target: self.target,
        }
    }
}

impl std::fmt::Debug for GoalBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[goal]")
    }
}

/// A goal.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddGoal {
    /// Made by the client (UUID version 7).
    id: GoalId,
    /// The goal.
    #[validate(nested)]
    goal: GoalBody,
}

/// Why a goal is taken out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidGoal {
    /// Why.
    reason: VoidReason,
}

/// A step towards a goal.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddAction {
    /// Made by the client (UUID version 7).
    pub(in crate::plans) id: PlanActionId,
    /// Who takes it.
    pub(in crate::plans) who: Who,
    /// Which colleague: with `staff`, and only then.
    pub(in crate::plans) staff_id: Option<StaffId>,
    /// By when.
    pub(in crate::plans) due_on: NaiveDate,
    /// What is to be done. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 1_000))]
    pub(in crate::plans) what: String,
}

impl std::fmt::Debug for AddAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[action]")
    }
}

/// When an action was done.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct FinishAction {
    /// On this day.
    pub(crate) done_on: NaiveDate,
}

/// Write a goal into a plan
///
/// While the plan is a draft.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "addGoal", request_body = AddGoal, params(("id" = CasePlanId, Path)), responses(
    (status = 201, body = CasePlanWhole), (status = 200, body = CasePlanWhole, description = "Written before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/case-plans/{id}/goals")]
pub(crate) async fn add_goal(
    state: Data<AppState>,
    actor: Actor,
    PathId(plan): PathId<CasePlanId>,
    Valid(body): Valid<AddGoal>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "addGoal", &(plan, &body))?;
    let (shared, id) = (state.shared(), body.id);
    let added = state
        .db()
        .write(&actor, async move |tx| {
            flow::add_goal(tx, &shared.keys, plan, id, body.goal, mac).await
        })
        .await;
    match added {
        Ok(()) => answer(&state, &actor, plan, HttpResponse::Created()).await,
        Err(Error::Db(error)) if error.is_id_taken() => {
            let known = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(store::find_goal(tx, id).await?)
                })
                .await?;
            same_creation(known.and_then(|known| known.created_mac).as_deref(), &mac)?;
            answer(&state, &actor, plan, HttpResponse::Ok()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Write a goal anew
///
/// While its plan is a draft; afterwards a goal changes by the next version.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "changeGoal", request_body = GoalBody,
    params(("id" = GoalId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CasePlanWhole), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/goals/{id}")]
pub(crate) async fn change_goal(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<GoalId>,
    if_match: IfMatch,
    Valid(body): Valid<GoalBody>,
) -> Result<HttpResponse, Problem> {
    let (shared, version) = (state.shared(), if_match.version());
    let plan = state
        .db()
        .write(&actor, async move |tx| {
            flow::change_goal(tx, &shared.keys, id, version, body).await
        })
        .await?;
    answer(&state, &actor, plan, HttpResponse::Ok()).await
}

/// Take a goal out of a plan
///
/// While the plan is a draft.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "voidGoal", request_body = VoidGoal,
    params(("id" = GoalId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/goals/{id}/void")]
pub(crate) async fn void_goal(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<GoalId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidGoal>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidGoal", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void_goal(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Write an action towards a goal
///
/// While the plan is a draft, or in force.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "addAction", request_body = AddAction, params(("id" = GoalId, Path)), responses(
    (status = 201, body = CasePlanWhole), (status = 200, body = CasePlanWhole, description = "Written before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/goals/{id}/actions")]
pub(crate) async fn add_action(
    state: Data<AppState>,
    actor: Actor,
    PathId(goal): PathId<GoalId>,
    Valid(body): Valid<AddAction>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "addAction", &(goal, &body))?;
    let (shared, id) = (state.shared(), body.id);
    let added = state
        .db()
        .write(&actor, async move |tx| {
            flow::add_action(tx, &shared.keys, goal, body, mac).await
        })
        .await;
    let response = match added {
        Ok(()) => HttpResponse::Created(),
        Err(Error::Db(error)) if error.is_id_taken() => HttpResponse::Ok(),
        Err(error) => return Err(error.into()),
    };
    let known = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::find_action(tx, id).await?)
        })
        .await?;
    same_creation(known.as_ref().and_then(|known| known.created_mac.as_deref()), &mac)?;
    let known = known.ok_or_else(Problem::not_found)?;
    answer(&state, &actor, known.plan_id, response).await
}

/// Say that an action was done
///
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "finishAction", request_body = FinishAction,
    params(("id" = PlanActionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CasePlanWhole), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/plan-actions/{id}/done")]
pub(crate) async fn finish_action(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<PlanActionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<FinishAction>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "finishAction", &(id, &body))?;
    let plan = state
        .db()
        .write(&actor, async move |tx| {
            flow::finish_action(tx, id, if_match.version(), body.done_on, key).await
        })
        .await?;
    answer(&state, &actor, plan, HttpResponse::Ok()).await
}
