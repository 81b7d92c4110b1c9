//! Looking at a plan again.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::views::{CasePlanWhole, answer};
use crate::plans::error::Error;
use crate::plans::flow;
use crate::plans::model::{CasePlanId, GoalId, GoalStatus, PlanReviewId};
use crate::plans::store;
use crate::platform::db::Actor;
use crate::platform::http::{IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, same_creation};
use crate::state::AppState;

/// How far a goal has come.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoalSeen {
    /// Which.
    pub(in crate::plans) goal_id: GoalId,
    /// How far.
    pub(in crate::plans) status: GoalStatus,
    /// Goal attainment scaling, if it is used: -2 is much less than hoped for, 0 as hoped, +2 much more.
    #[validate(range(min = -2, max = 2))]
    pub(in crate::plans) gas: Option<i32>,
}

/// A look at a plan.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewPlan {
    /// Made by the client (UUID version 7).
    pub(in crate::plans) id: PlanReviewId,
    /// On this day.
    pub(in crate::plans) reviewed_on: NaiveDate,
    /// At the whole plan, with every goal that is still open: its clock starts anew. False: at single goals.
    pub(in crate::plans) whole: bool,
    /// When the plan is looked at next, as late as may be when left out. With `whole` only.
    pub(in crate::plans) next_review_on: Option<NaiveDate>,
    /// What it came to.
    #[validate(length(max = 50), nested)]
    pub(in crate::plans) goals: Vec<GoalSeen>,
}

/// Look at a plan again
///
/// How far each goal has come. A look at the whole plan names every open goal and starts its clock anew, for at most 90 days;
/// of a restricted record for at most 30. Of several looks at a goal the latest counts.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "reviewPlan", request_body = ReviewPlan,
    params(("id" = CasePlanId, Path), ("If-Match" = String, Header)), responses(
    (status = 201, body = CasePlanWhole), (status = 200, body = CasePlanWhole, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[post("/case-plans/{id}/reviews")]
pub(crate) async fn review_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(plan): PathId<CasePlanId>,
    if_match: IfMatch,
    Valid(body): Valid<ReviewPlan>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "reviewPlan", &(plan, &body))?;
    let (id, version) = (body.id, if_match.version());
    let looked = state
        .db()
        .write(&actor, async move |tx| flow::review(tx, plan, version, body, mac).await)
        .await;
    let Err(refused) = looked else {
        return answer(&state, &actor, plan, HttpResponse::Created()).await;
    };
    // A look that is there moved the plan on, so that sending it again is refused for many reasons: what stands under the id
    // decides.
    let known = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::find_review(tx, id).await?)
        })
        .await?;
    let stored = known.as_ref().and_then(|known| known.created_mac.as_deref());
    match (same_creation(stored, &mac), refused) {
        (Ok(()), _) => answer(&state, &actor, plan, HttpResponse::Ok()).await,
        (Err(id_taken), Error::Db(error)) if error.is_id_taken() => Err(id_taken),
        (Err(_), refused) => Err(refused.into()),
    }
}
