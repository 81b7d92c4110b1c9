//! Who is named in an incident.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::closing::VoidIncident;
use crate::incidents::error::Error;
use crate::incidents::flow;
use crate::incidents::model::{IncidentId, IncidentPartyId, IncidentRole};
use crate::incidents::store;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Somebody who is named: a young person, or a colleague.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameParty {
    /// Made by the client (UUID version 7).
    pub(in crate::incidents) id: IncidentPartyId,
    /// A young person whose file is the caller's to open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::incidents) person_id: Option<PersonId>,
    /// Or a colleague.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::incidents) staff_id: Option<StaffId>,
    /// What she is in it.
    pub(in crate::incidents) role: IncidentRole,
}

/// A name that was written down.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartyNamed {
    id: IncidentPartyId,
}

/// Name somebody in an incident
///
/// Changes nothing else of it: no version, no time.
/// Permission: supervisors and safeguarding leads of the site, and who reported it; a young person, whose file they
/// open.
#[utoipa::path(tag = "incidents", operation_id = "nameParty", request_body = NameParty,
    params(("id" = IncidentId, Path)), responses(
    (status = 201, body = PartyNamed), (status = 200, body = PartyNamed, description = "Named before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/incidents/{id}/parties")]
pub(crate) async fn name_party(
    state: Data<AppState>,
    actor: Actor,
    PathId(incident): PathId<IncidentId>,
    Valid(body): Valid<NameParty>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "nameParty", &(incident, &body))?;
    let id = body.id;
    let named = state
        .db()
        .write(&actor, async move |tx| flow::add_party(tx, incident, body, mac).await)
        .await;
    match named {
        Ok(()) => Ok(HttpResponse::Created().insert_header(etag(1)).json(PartyNamed { id })),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let row = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(store::find_party(tx, id).await?)
                })
                .await?;
            same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
            Ok(HttpResponse::Ok().json(PartyNamed { id }))
        }
        Err(error) => Err(error.into()),
    }
}

/// Take a name back
///
/// Somebody who was named in error.
/// Permission: supervisors and safeguarding leads of the site; a young person, whose file they open.
#[utoipa::path(tag = "incidents", operation_id = "voidParty", request_body = VoidIncident,
    params(("id" = IncidentPartyId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/incident-parties/{id}/void")]
pub(crate) async fn void_party(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<IncidentPartyId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidIncident>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidParty", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void_party(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
