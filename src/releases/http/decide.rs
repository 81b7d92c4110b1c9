//! Auditing, approving, rejecting and publishing a release.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::flow::{self, Seen, Step};
use super::super::model::{RejectReasons, ReleaseId};
use super::ReleaseView;
use crate::platform::codes::Code;
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, etag};
use crate::state::AppState;

/// A reason, under a name of its own: the OpenAPI derive would take a type in angle brackets apart.
type RejectReason = Code<RejectReasons>;

/// Why a draft is not approved.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ReleaseRejection)]
pub(crate) struct RejectRequest {
    /// The reason.
    reason: RejectReason,
}

fn answer(seen: Seen) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok()
        .insert_header(etag(seen.row.row_version))
        .json(ReleaseView::of(seen)?))
}

fn step(
    state: &AppState,
    actor: &Actor,
    id: ReleaseId,
    if_match: IfMatch,
    key: IdempotencyKey,
    operation: &'static str,
    body: &impl Serialize,
) -> Result<Step, Problem> {
    Ok(Step {
        id,
        row_version: if_match.version(),
        once: key.of(state.keys(), actor.org(), operation, &(id, body))?,
    })
}

/// Audit a draft
///
/// Counts again and runs the gates: the table programme and nothing else, nobody twice, nobody overspent, the same
/// bytes. Data that changed since the draft make it stale: draft anew.
/// Permission: evaluator or data-protection officer of the whole organisation.
#[utoipa::path(tag = "releases", operation_id = "auditRelease",
    params(("id" = Uuid, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ReleaseView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/releases/{id}/audit")]
pub(crate) async fn audit_release(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReleaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let step = step(&state, &actor, id, if_match, key, "auditRelease", &())?;
    answer(flow::audit(state.db(), &actor, state.shared(), step).await?)
}

/// Approve a release
///
/// Counts again and runs the gates once more. Whoever drafted it cannot approve it.
/// Permission: data-protection officer of the whole organisation, not the drafter.
#[utoipa::path(tag = "releases", operation_id = "approveRelease",
    params(("id" = Uuid, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ReleaseView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/releases/{id}/approve")]
pub(crate) async fn approve_release(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReleaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let step = step(&state, &actor, id, if_match, key, "approveRelease", &())?;
    answer(flow::approve(state.db(), &actor, state.shared(), step).await?)
}

/// Reject a release
///
/// Ends a draft that is not out yet. It still counts as one of the three drafts of its year.
/// Permission: data-protection officer of the whole organisation, not the drafter.
#[utoipa::path(tag = "releases", operation_id = "rejectRelease", request_body = RejectRequest,
    params(("id" = Uuid, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ReleaseView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/releases/{id}/reject")]
pub(crate) async fn reject_release(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReleaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<RejectRequest>,
) -> Result<HttpResponse, Problem> {
    let step = step(&state, &actor, id, if_match, key, "rejectRelease", &body)?;
    answer(flow::reject(state.db(), &actor, step, body.reason.as_str()).await?)
}

/// Publish a release
///
/// Counts a last time, marks everyone counted, signs, chains and freezes. Its funders can download it from now on, and
/// nobody can change it.
/// Permission: data-protection officer of the whole organisation, not the drafter.
#[utoipa::path(tag = "releases", operation_id = "publishRelease",
    params(("id" = Uuid, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ReleaseView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/releases/{id}/publish")]
pub(crate) async fn publish_release(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReleaseId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let step = step(&state, &actor, id, if_match, key, "publishRelease", &())?;
    answer(flow::publish(state.db(), &actor, state.shared(), step).await?)
}
