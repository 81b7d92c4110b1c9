//! Carrying a merge out, refusing it, undoing it.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{MergeView, read};
use crate::merging::flow;
use crate::merging::model::{MergeId, MergeUndoReason};
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, etag};
use crate::state::AppState;

/// Why two records are taken apart again.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoMerge {
    /// The reason.
    reason: MergeUndoReason,
}

async fn answer(state: &AppState, actor: &Actor, id: MergeId) -> Result<HttpResponse, Problem> {
    let row = read(state, actor, id).await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(MergeView::from(row)))
}

/// Carry a merge out
///
/// Everything of the one record is the other's from now on, and whoever asks for the merged one is led to the one that stays.
/// It can be undone for 30 days.
/// Permission: supervisors and safeguarding leads of both, but not who asked.
#[utoipa::path(tag = "people", operation_id = "confirmMerge",
    params(("id" = MergeId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MergeView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/merges/{id}/confirm")]
pub(crate) async fn confirm_merge(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<MergeId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "confirmMerge", &id)?;
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::confirm(tx, shared, id, if_match.version(), key).await
        })
        .await?;
    answer(&state, &actor, id).await
}

/// Refuse a merge, or take one's own request back
///
/// Permission: supervisors and safeguarding leads of both, and who asked.
#[utoipa::path(tag = "people", operation_id = "refuseMerge",
    params(("id" = MergeId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MergeView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/merges/{id}/refuse")]
pub(crate) async fn refuse_merge(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<MergeId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "refuseMerge", &id)?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::refuse(tx, id, if_match.version(), key).await
        })
        .await?;
    answer(&state, &actor, id).await
}

/// Take two records apart again
///
/// What moved goes back, with what has come since and hangs on it; what was written about the record that stays otherwise
/// stays with it.
/// Permission: supervisors and safeguarding leads of the record that stays, for 30 days.
#[utoipa::path(tag = "people", operation_id = "undoMerge", request_body = UndoMerge,
    params(("id" = MergeId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MergeView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/merges/{id}/undo")]
pub(crate) async fn undo_merge(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<MergeId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<UndoMerge>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "undoMerge", &(id, &body))?;
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::undo(tx, shared, id, if_match.version(), body.reason, key).await
        })
        .await?;
    answer(&state, &actor, id).await
}
