//! What is to be done after an incident.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::incidents::error::Error;
use crate::incidents::flow;
use crate::incidents::model::{IncidentActionId, IncidentId};
use crate::incidents::store;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Something to be done.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetAction {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::incidents) id: IncidentActionId,
    /// What. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 1000))]
    pub(in crate::incidents) what: String,
    /// Who is to do it. She comes to know of the incident, and reads this and nothing else that was written.
    pub(in crate::incidents) owner_id: StaffId,
    /// By which day.
    pub(in crate::incidents) due_on: NaiveDate,
}

impl std::fmt::Debug for SetAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetAction")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// An action that was set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActionSet {
    id: IncidentActionId,
}

/// Set an action
///
/// Until the incident is closed. A request to close it has to be made anew.
/// Permission: supervisors and safeguarding leads of the site.
#[utoipa::path(tag = "incidents", operation_id = "setAction", request_body = SetAction,
    params(("id" = IncidentId, Path)), responses(
    (status = 201, body = ActionSet), (status = 200, body = ActionSet, description = "Set before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/incidents/{id}/actions")]
pub(crate) async fn set_action(
    state: Data<AppState>,
    actor: Actor,
    PathId(incident): PathId<IncidentId>,
    Valid(body): Valid<SetAction>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "setAction", &(incident, &body))?;
    let (id, shared) = (body.id, state.shared());
    let set = state
        .db()
        .write(&actor, async move |tx| {
            flow::set_action(tx, &shared.keys, incident, body, mac).await
        })
        .await;
    match set {
        Ok(()) => Ok(HttpResponse::Created().insert_header(etag(1)).json(ActionSet { id })),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let row = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(store::find_action(tx, id).await?)
                })
                .await?;
            same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
            Ok(HttpResponse::Ok().json(ActionSet { id }))
        }
        Err(error) => Err(error.into()),
    }
}

/// Say that an action is done
///
/// Permission: whose action it is; supervisors and safeguarding leads of the site.
#[utoipa::path(tag = "incidents", operation_id = "doAction",
    params(("id" = IncidentActionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/incident-actions/{id}/done")]
pub(crate) async fn do_action(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<IncidentActionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "doAction", &id)?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::do_action(tx, id, if_match.version(), key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
