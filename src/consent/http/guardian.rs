//! The doors to whether somebody's parents or guardian may be asked.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Action;
use crate::consent::error::Error;
use crate::consent::model::{ConsentGiver, GuardianPathId, is_guardian};
use crate::consent::scope::ConsentScope;
use crate::consent::store::guardian::PathRow;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody, Valid, content_mac, same_creation};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Whether her parents or guardian may be asked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SayGuardianPath {
    /// Made by the client (UUID version 7).
    id: GuardianPathId,
    /// Who answers for her instead: closes it. Left out: they may be asked again.
    authority: Option<ConsentGiver>,
}

/// What was said about it once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuardianPathView {
    id: GuardianPathId,
    /// They are not asked, and their word counts for nothing.
    closed: bool,
    /// Who answers for her instead.
    authority: Option<ConsentGiver>,
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
}

/// What was said about it, the latest first: that counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuardianPathList {
    items: Vec<GuardianPathView>,
}

impl From<PathRow> for GuardianPathView {
    fn from(row: PathRow) -> Self {
        Self {
            id: row.id,
            closed: row.closed,
            authority: row.authority,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        }
    }
}

async fn paths(state: &AppState, actor: &Actor, person: PersonId) -> Result<Vec<PathRow>, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = ConsentScope::open(tx, person, Action::CloseGuardianPath).await?;
            Ok(scope.paths().await?)
        })
        .await
}

/// Close or open asking her parents or guardian
///
/// Closed where asking them would endanger her. What they said before counts for nothing from then on.
/// Permission: those assigned to her, who took her in, her supervisor and the safeguarding lead.
#[utoipa::path(tag = "consent", operation_id = "sayGuardianPath", request_body = SayGuardianPath,
    params(("id" = PersonId, Path)), responses(
    (status = 201, body = GuardianPathView), (status = 200, body = GuardianPathView, description = "Said before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/guardian-path")]
pub(crate) async fn say_guardian_path(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<SayGuardianPath>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "sayGuardianPath", &(person, &body))?;
    let SayGuardianPath { id, authority } = body;
    if authority.is_some_and(|authority| is_guardian(authority) || authority == *"young_person") {
        let words = "must be somebody who may answer for her instead: court, trusted_adult or agency_best_interests";
        return Err(Problem::one_field("/authority", "choice", words));
    }
    let said = state
        .db()
        .write(&actor, async move |tx| -> Result<(), Error> {
            let scope = ConsentScope::open(tx, person, Action::CloseGuardianPath).await?;
            Ok(scope.say_path(id, authority, mac).await?)
        })
        .await;
    let created = match said {
        Ok(()) => true,
        Err(Error::Db(error)) if error.is_id_taken() => false,
        Err(error) => return Err(error.into()),
    };
    let row = paths(&state, &actor, person)
        .await?
        .into_iter()
        .find(|row| row.id == id);
    if !created {
        same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    }
    let row = row.ok_or_else(Problem::not_found)?;
    let mut response = if created {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response.json(GuardianPathView::from(row)))
}

/// List what was said about asking her parents or guardian
///
/// The latest first: that counts. Looking is remembered.
/// Permission: those assigned to her, who took her in, her supervisor and the safeguarding lead.
#[utoipa::path(tag = "consent", operation_id = "listGuardianPath", params(("id" = PersonId, Path)), responses(
    (status = 200, body = GuardianPathList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/people/{id}/guardian-path")]
pub(crate) async fn list_guardian_path(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let rows = paths(&state, &actor, person).await?;
    Ok(HttpResponse::Ok().json(GuardianPathList {
        items: rows.into_iter().map(GuardianPathView::from).collect(),
    }))
}
