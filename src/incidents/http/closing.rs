//! The second person's yes, and voiding what was reported in error.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::look::answer;
use super::views::IncidentView;
use crate::casework::VoidReason;
use crate::incidents::flow;
use crate::incidents::model::IncidentId;
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid};
use crate::state::AppState;

/// Is it closed?
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideClosing {
    /// False: it goes on; whoever asked may take the request back so too.
    close: bool,
}

/// Why a report no longer counts, or somebody is no longer named.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidIncident {
    pub(super) reason: VoidReason,
}

/// Decide whether an incident is closed
///
/// As somebody else asked.
/// Permission: supervisors and safeguarding leads of the site; not who asked, not who reported it, not who is named in
/// it.
#[utoipa::path(tag = "incidents", operation_id = "decideClosing", request_body = DecideClosing,
    params(("id" = IncidentId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = IncidentView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/incidents/{id}/closing")]
pub(crate) async fn decide_closing(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<IncidentId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<DecideClosing>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "decideClosing", &(id, &body))?;
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::decide(tx, &shared.keys, id, if_match.version(), body.close, key).await
        })
        .await?;
    answer(&state, &actor, id).await
}

/// Void an incident
///
/// A report made in error. It stays to be read, and counts nowhere.
/// Permission: supervisors and safeguarding leads of the site; not who reported it, not who is named in it.
#[utoipa::path(tag = "incidents", operation_id = "voidIncident", request_body = VoidIncident,
    params(("id" = IncidentId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = IncidentView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/incidents/{id}/void")]
pub(crate) async fn void_incident(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<IncidentId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidIncident>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidIncident", &(id, &body))?;
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void(tx, &shared.keys, id, if_match.version(), body.reason, key).await
        })
        .await?;
    answer(&state, &actor, id).await
}
