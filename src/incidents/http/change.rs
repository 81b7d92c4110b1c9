//! Moving an incident on, and correcting what was reported.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::look::answer;
use super::views::IncidentView;
use crate::incidents::flow;
use crate::incidents::model::{IncidentId, IncidentKind, IncidentStep, IncidentVerification, NotifiedTo, Severity};
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid};
use crate::state::AppState;

/// A step that was taken.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakeIncidentStep {
    /// `triaged`, `acted`, `notified`, `review_begun`, `actions_opened`, `close_asked` or `lessons_drawn`; the others
    /// follow from something else.
    pub(in crate::incidents) step: IncidentStep,
    /// When.
    pub(in crate::incidents) occurred_at: DateTime<Utc>,
    /// Of `triaged`, and needed there: how grave it is.
    pub(in crate::incidents) severity: Option<Severity>,
    /// Of `notified`, and needed there: who was told, or that there is nobody to tell.
    #[validate(length(min = 1, max = 9))]
    pub(in crate::incidents) notified_to: Option<Vec<NotifiedTo>>,
    /// Of `notified`: does the law ask for it? False when left out.
    pub(in crate::incidents) mandatory: Option<bool>,
    /// What was done, who said what. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 4000))]
    pub(in crate::incidents) note: Option<String>,
}

impl std::fmt::Debug for TakeIncidentStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TakeIncidentStep")
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// What was reported wrongly. What is left out stays.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectIncident {
    pub(in crate::incidents) kind: Option<IncidentKind>,
    pub(in crate::incidents) severity: Option<Severity>,
    pub(in crate::incidents) verification: Option<IncidentVerification>,
    pub(in crate::incidents) occurred_at: Option<DateTime<Utc>>,
    /// All of it anew.
    #[validate(length(min = 1, max = 8000))]
    pub(in crate::incidents) narrative: Option<String>,
}

impl CorrectIncident {
    pub(in crate::incidents) fn is_empty(&self) -> bool {
        self.kind.is_none()
            && self.severity.is_none()
            && self.verification.is_none()
            && self.occurred_at.is_none()
            && self.narrative.is_none()
    }
}

impl std::fmt::Debug for CorrectIncident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[correction of an incident]")
    }
}

/// Take a step in an incident
///
/// `reported → triaged → immediate_actions → notified → under_review → actions_open → closed → lessons`. Asking to
/// close it (`close_asked`) moves nothing: another decides.
/// Permission: supervisors and safeguarding leads of the site; who is named in it does not ask to close it.
#[utoipa::path(tag = "incidents", operation_id = "takeIncidentStep", request_body = TakeIncidentStep,
    params(("id" = IncidentId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = IncidentView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/incidents/{id}/steps")]
pub(crate) async fn take_incident_step(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<IncidentId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<TakeIncidentStep>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "takeIncidentStep", &(id, &body))?;
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::step(tx, &shared.keys, id, if_match.version(), body, key).await
        })
        .await?;
    answer(&state, &actor, id).await
}

/// Correct what was reported
///
/// Until it is closed. What it was stays beside it. A request to close it has to be made anew.
/// Permission: supervisors and safeguarding leads of the site.
#[utoipa::path(tag = "incidents", operation_id = "correctIncident", request_body = CorrectIncident,
    params(("id" = IncidentId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = IncidentView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/incidents/{id}/correct")]
pub(crate) async fn correct_incident(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<IncidentId>,
    if_match: IfMatch,
    Valid(body): Valid<CorrectIncident>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::correct(tx, &shared.keys, id, if_match.version(), body).await
        })
        .await?;
    answer(&state, &actor, id).await
}
