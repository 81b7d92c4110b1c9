//! What whoever meets her must know.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Action;
use crate::contacts::error::Error;
use crate::contacts::flow;
use crate::contacts::store;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Actor;
use crate::platform::http::{IfMatch, PathId, Problem, ProblemBody, Valid, etag};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// What whoever meets her must know. Replaces what was said before: what is left out is removed.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct NeedsInput {
    /// Allergies, medicine, what to do: only what a mentor must know on the way. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 1000))]
    pub(in crate::contacts) medical_needs: Option<String>,
    /// Whom to call in an emergency. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 300))]
    pub(in crate::contacts) emergency_contact: Option<String>,
    /// With whom she would rather work.
    pub(in crate::contacts) preferred_staff_id: Option<StaffId>,
}

impl std::fmt::Debug for NeedsInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NeedsInput").finish_non_exhaustive()
    }
}

/// What whoever meets her must know, opened. In which language she wants to be spoken to says her record.
#[derive(Serialize, ToSchema)]
pub(crate) struct NeedsView {
    person_id: PersonId,
    medical_needs: Option<String>,
    emergency_contact: Option<String>,
    preferred_staff_id: Option<StaffId>,
}

async fn answer(state: &AppState, actor: &Actor, person: PersonId) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let (needs, version) = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let person = PersonScope::open(tx, person, Action::OpenIdentity).await?;
            Ok(store::needs(&person, &shared.keys).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(NeedsView {
        person_id: person,
        medical_needs: needs.medical.map(|text| text.as_str().to_owned()),
        emergency_contact: needs.emergency_contact.map(|text| text.as_str().to_owned()),
        preferred_staff_id: needs.preferred_staff,
    }))
}

/// Read what whoever meets her must know
///
/// Medical needs, whom to call, with whom she would rather work. All null, at version 0, until it is written. Opening is
/// remembered.
/// Permission: as for who she is: those assigned to her, who took her in, her supervisor and the safeguarding lead.
#[utoipa::path(tag = "contacts", operation_id = "readNeeds", params(("id" = PersonId, Path)), responses(
    (status = 200, body = NeedsView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}/needs")]
pub(crate) async fn read_needs(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, person).await
}

/// Replace what whoever meets her must know
///
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "contacts", operation_id = "replaceNeeds", request_body = NeedsInput,
    params(("id" = PersonId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = NeedsView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/people/{id}/needs")]
pub(crate) async fn replace_needs(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    if_match: IfMatch,
    Valid(body): Valid<NeedsInput>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::replace_needs(tx, &shared.keys, person, if_match.version(), body).await
        })
        .await?;
    answer(&state, &actor, person).await
}
