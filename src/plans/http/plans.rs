//! Beginning a plan, reading it, opening its words.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::views::{CasePlanList, CasePlanWhole, answer};
use crate::access::Action;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::plans::error::Error;
use crate::plans::flow;
use crate::plans::model::{CasePlanId, GoalId, PlanActionId};
use crate::plans::scope::PlanScope;
use crate::plans::store::{self, OpenWords};
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody, Valid, content_mac, same_creation};
use crate::state::AppState;

/// A version of a plan that begins.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftPlan {
    /// Made by the client (UUID version 7).
    id: CasePlanId,
}

/// What a goal says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GoalWords {
    id: GoalId,
    /// What she wants, in her own words.
    own_words: Option<String>,
    /// What is to be reached; null when it was erased.
    description: Option<String>,
    /// Where it begins.
    baseline: Option<String>,
    /// By what it is known to be reached.
    target: Option<String>,
}

/// What an action says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActionWords {
    id: PlanActionId,
    /// What is to be done; null when it was erased.
    what: Option<String>,
}

/// The words of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanWords {
    goals: Vec<GoalWords>,
    actions: Vec<ActionWords>,
}

/// Begin a version of a plan
///
/// One is prepared at a time; the one in force stays so until the next begins.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "plans", operation_id = "draftPlan", request_body = DraftPlan,
    params(("id" = EnrolmentId, Path)), responses(
    (status = 201, body = CasePlanWhole), (status = 200, body = CasePlanWhole, description = "Begun before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/enrolments/{id}/case-plans")]
pub(crate) async fn draft_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    Valid(body): Valid<DraftPlan>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "draftPlan", &(enrolment, &body))?;
    let id = body.id;
    let drafted = state
        .db()
        .write(&actor, async move |tx| flow::draft(tx, enrolment, id, mac).await)
        .await;
    let refused = match drafted {
        Ok(()) => return answer(&state, &actor, id, HttpResponse::Created()).await,
        // The same request again runs into one of these; what stands under the id decides.
        Err(error @ Error::PreparedAlready) => Some(error),
        Err(Error::Db(error)) if error.is_id_taken() => None,
        Err(error) => return Err(error.into()),
    };
    let known = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::find_plan(tx, id).await?)
        })
        .await?;
    let stored = known.as_ref().and_then(|known| known.created_mac.as_deref());
    match (same_creation(stored, &mac), refused) {
        (Ok(()), _) => answer(&state, &actor, id, HttpResponse::Ok()).await,
        (Err(_), Some(refused)) => Err(refused.into()),
        (Err(id_taken), None) => Err(id_taken),
    }
}

/// List the versions of a plan
///
/// Newest first.
/// Permission: as for the enrolment.
#[utoipa::path(tag = "plans", operation_id = "listCasePlans", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = CasePlanList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/case-plans")]
pub(crate) async fn list_case_plans(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, enrolment, Action::SeeEnrolment).await?;
            Ok(store::list(&scope).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(CasePlanList::of(rows)))
}

/// Read a plan
///
/// Its goals and actions with their days and how far they have come, and when it was looked at. Not their words.
/// Permission: as for the enrolment.
#[utoipa::path(tag = "plans", operation_id = "readCasePlan", params(("id" = CasePlanId, Path)), responses(
    (status = 200, body = CasePlanWhole), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/case-plans/{id}")]
pub(crate) async fn read_case_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CasePlanId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id, HttpResponse::Ok()).await
}

/// Open the words of a plan
///
/// What she wants in her own words, what is to be reached, and what is to be done. Opening is remembered.
/// Permission: those assigned to the enrolment, its supervisor and the safeguarding lead.
#[utoipa::path(tag = "plans", operation_id = "readPlanWords", params(("id" = CasePlanId, Path)), responses(
    (status = 200, body = PlanWords), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/case-plans/{id}/words")]
pub(crate) async fn read_plan_words(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CasePlanId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let OpenWords { goals, actions } = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(PlanScope::open(tx, id, Action::OpenPlan)
                .await?
                .words(&shared.keys)
                .await?)
        })
        .await?;
    let goals = goals.into_iter().map(|(id, words)| {
        let (description, rest) = match words {
            Some(words) => (Some(words.description), (words.own_words, words.baseline, words.target)),
            None => (None, (None, None, None)),
        };
        let (own_words, baseline, target) = rest;
        GoalWords {
            id,
            own_words,
            description,
            baseline,
            target,
        }
    });
    let actions = actions.into_iter().map(|(id, what)| ActionWords {
        id,
        what: what.map(|what| what.as_str().to_owned()),
    });
    Ok(HttpResponse::Ok().json(PlanWords {
        goals: goals.collect(),
        actions: actions.collect(),
    }))
}
