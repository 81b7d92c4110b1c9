//! Screening: looking at the rules, deciding, and the exception that takes two.

use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::screening_views::ScreeningView;
use crate::access::Action;
use crate::intake::error::Error;
use crate::intake::flow;
use crate::intake::model::{
    EndReason, EvaluationId, OverrideId, OverrideReason, ReferralDecision, ReferralId, RuleId, RuleResult,
};
use crate::intake::scope::ReferralScope;
use crate::intake::store;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::state::AppState;

/// What who screens found out about one rule.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleAnswer {
    /// Which rule.
    pub(in crate::intake) rule_id: RuleId,
    /// Is it so? Counts where the record does not say.
    pub(in crate::intake) result: RuleResult,
}

/// A look at the rules.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvaluateReferral {
    /// Made by the client (UUID version 7).
    pub(in crate::intake) id: EvaluationId,
    /// What was found out; of a rule that is left out nothing was.
    #[validate(length(max = 200), nested)]
    #[serde(default)]
    pub(in crate::intake) answers: Vec<RuleAnswer>,
}

/// A decision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideReferral {
    /// Which. `eligible_by_override` takes two: ask for it, and somebody else decides.
    pub(in crate::intake) decision: ReferralDecision,
    /// Why she is shown another way: with `not_eligible`.
    pub(in crate::intake) reason: Option<EndReason>,
    /// When it was made.
    pub(in crate::intake) decided_at: DateTime<Utc>,
}

/// A request that the rules in the way be set aside.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskOverride {
    /// Made by the client (UUID version 7).
    pub(in crate::intake) id: OverrideId,
    /// Why.
    pub(in crate::intake) reason: OverrideReason,
}

/// What becomes of such a request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideOverride {
    /// True finds her eligible; false leaves her in screening.
    approve: bool,
}

async fn answer(
    state: &AppState,
    actor: &Actor,
    id: ReferralId,
    mut response: HttpResponseBuilder,
) -> Result<HttpResponse, Problem> {
    let (view, version) = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = ReferralScope::open(tx, id, Action::SeeReferral).await?;
            Ok((ScreeningView::of(&scope).await?, scope.row.referral.row_version))
        })
        .await?;
    Ok(response.insert_header(etag(version)).json(view))
}

/// Read a screening
///
/// Every look at the rules with what each came to, as far as the caller may know it; what was decided; requests to set rules
/// aside. Its version is the referral's.
/// Permission: as for the referral.
#[utoipa::path(tag = "intake", operation_id = "readScreening", params(("id" = ReferralId, Path)), responses(
    (status = 200, body = ScreeningView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/referrals/{id}/screening")]
pub(crate) async fn read_screening(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id, HttpResponse::Ok()).await
}

/// Look at the rules for a referral
///
/// Keeps what every rule of the programme comes to today, with the rule's version and what was looked at. The record decides
/// where it can: her year of birth, her consent. Whether she is in another programme is looked up only among what the caller
/// may see, so seeing nothing proves nothing: then her own answer counts. It decides nothing.
/// Permission: supervisors and intake officers of the site; who received it while she works with the person, or took her in.
#[utoipa::path(tag = "intake", operation_id = "evaluateReferral", request_body = EvaluateReferral,
    params(("id" = ReferralId, Path)), responses(
    (status = 201, body = ScreeningView), (status = 200, body = ScreeningView, description = "Looked at before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/referrals/{id}/evaluations")]
pub(crate) async fn evaluate_referral(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
    Valid(body): Valid<EvaluateReferral>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "evaluateReferral", &(id, &body))?;
    let evaluation = body.id;
    let looked = state
        .db()
        .write(&actor, async move |tx| flow::evaluate(tx, id, body, mac).await)
        .await;
    match looked {
        Ok(()) => answer(&state, &actor, id, HttpResponse::Created()).await,
        Err(Error::Db(error)) if error.is_id_taken() => {
            let known = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(store::find_evaluation(tx, evaluation).await?)
                })
                .await?;
            same_creation(known.as_ref().and_then(|known| known.created_mac.as_deref()), &mac)?;
            let known = known.ok_or_else(Problem::not_found)?;
            answer(&state, &actor, known.referral_id, HttpResponse::Ok()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Decide about a referral
///
/// A person's word, apart from the rules. `eligible` needs a look at the rules as they are, and none in the way;
/// `not_eligible` shows her another way and says why; `pending_info` keeps her in screening.
/// Permission: supervisors and intake officers of the site; who received it while she works with the person, or took her in.
#[utoipa::path(tag = "intake", operation_id = "decideReferral", request_body = DecideReferral,
    params(("id" = ReferralId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ScreeningView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/referrals/{id}/decide")]
pub(crate) async fn decide_referral(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<DecideReferral>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "decideReferral", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::decide(tx, id, if_match.version(), body, key).await
        })
        .await?;
    answer(&state, &actor, id, HttpResponse::Ok()).await
}

/// Ask that rules be set aside for somebody
///
/// When a rule stands in the way and she should be taken all the same. Somebody else decides.
/// Permission: supervisors and intake officers of the site; who received it while she works with the person, or took her in.
#[utoipa::path(tag = "intake", operation_id = "askOverride", request_body = AskOverride,
    params(("id" = ReferralId, Path)), responses(
    (status = 201, body = ScreeningView), (status = 200, body = ScreeningView, description = "Asked before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/referrals/{id}/overrides")]
pub(crate) async fn ask_override(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
    Valid(body): Valid<AskOverride>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "askOverride", &(id, &body))?;
    let asked_as = body.id;
    let asked = state
        .db()
        .write(&actor, async move |tx| flow::ask_override(tx, id, body, mac).await)
        .await;
    let refused = match asked {
        Ok(()) => return answer(&state, &actor, id, HttpResponse::Created()).await,
        // The same request again runs into one of these; what stands under the id decides.
        Err(error @ Error::AskedAlready) => Some(error),
        Err(Error::Db(error)) if error.is_id_taken() => None,
        Err(error) => return Err(error.into()),
    };
    let known = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::find_override(tx, asked_as).await?)
        })
        .await?;
    let stored = known.as_ref().and_then(|known| known.created_mac.as_deref());
    match (same_creation(stored, &mac), refused) {
        (Ok(()), _) => answer(&state, &actor, id, HttpResponse::Ok()).await,
        (Err(_), Some(refused)) => Err(refused.into()),
        (Err(id_taken), None) => Err(id_taken),
    }
}

/// Decide whether rules are set aside
///
/// Approving finds her eligible. It needs the last look at the rules, as they are, to be the one that was asked about.
/// Permission: supervisors and intake officers of the site, but not who asked.
#[utoipa::path(tag = "intake", operation_id = "decideOverride", request_body = DecideOverride,
    params(("id" = OverrideId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ScreeningView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/overrides/{id}/decide")]
pub(crate) async fn decide_override(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<OverrideId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<DecideOverride>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "decideOverride", &(id, &body))?;
    let referral = state
        .db()
        .write(&actor, async move |tx| {
            flow::decide_override(tx, id, if_match.version(), body.approve, key).await
        })
        .await?;
    answer(&state, &actor, referral, HttpResponse::Ok()).await
}
