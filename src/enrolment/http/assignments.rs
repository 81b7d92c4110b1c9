//! Who works with whom.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::views::{TeamList, TeamMember};
use crate::access::Action;
use crate::enrolment::error::Error;
use crate::enrolment::flow;
use crate::enrolment::model::{AssignmentId, AssignmentRole, ConflictDeclarationId, EnrolmentId};
use crate::enrolment::scope::EnrolmentScope;
use crate::enrolment::store;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// A colleague to assign.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignWorker {
    /// Made by the client (UUID version 7).
    pub(in crate::enrolment) id: AssignmentId,
    /// Whom.
    pub(in crate::enrolment) staff_id: StaffId,
    /// As what.
    pub(in crate::enrolment) role: AssignmentRole,
}

/// The caller's word about a conflict of interest with a person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclareConflict {
    /// Made by the client (UUID version 7).
    id: ConflictDeclarationId,
    /// Is there one: family, neighbourhood, an old group, a case with a rival?
    has_conflict: bool,
}

/// List who works in an enrolment
///
/// Those who work in it now first, then those who did: who had access before.
/// Permission: as for the enrolment.
#[utoipa::path(tag = "enrolment", operation_id = "listTeam", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = TeamList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/assignments")]
pub(crate) async fn list_team(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(EnrolmentScope::open(tx, id, Action::SeeEnrolment).await?.team().await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(TeamList::of(rows)))
}

/// Assign a colleague
///
/// Permission: the supervisor of the site or programme.
#[utoipa::path(tag = "enrolment", operation_id = "assignWorker",
    request_body = AssignWorker, params(("id" = EnrolmentId, Path)), responses(
    (status = 201, body = TeamMember), (status = 200, body = TeamMember, description = "Assigned before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/enrolments/{id}/assignments")]
pub(crate) async fn assign_worker(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    Valid(body): Valid<AssignWorker>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "assignWorker", &(enrolment, &body))?;
    let id = body.id;
    let created = match state
        .db()
        .write(&actor, async move |tx| flow::assign(tx, enrolment, body, mac).await)
        .await
    {
        Ok(()) => true,
        Err(Error::Db(error)) if error.is_id_taken() => false,
        Err(error) => return Err(error.into()),
    };
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(EnrolmentScope::open(tx, enrolment, Action::SeeEnrolment)
                .await?
                .team()
                .await?)
        })
        .await?;
    let row = rows.into_iter().find(|row| row.id == id);
    if !created {
        same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    }
    let row = row.ok_or_else(Problem::not_found)?;
    let mut response = if created {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response.insert_header(etag(row.row_version)).json(TeamMember::of(row)))
}

/// End an assignment
///
/// The colleague's access ends with it, at once.
/// Permission: the supervisor of the site or programme.
#[utoipa::path(tag = "enrolment", operation_id = "endAssignment",
    params(("id" = AssignmentId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = TeamMember), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/assignments/{id}/end")]
pub(crate) async fn end_assignment(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<AssignmentId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "endAssignment", &id)?;
    let enrolment = state
        .db()
        .write(&actor, async move |tx| {
            flow::end_assignment(tx, id, if_match.version(), key).await
        })
        .await?;
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(EnrolmentScope::open(tx, enrolment, Action::SeeEnrolment)
                .await?
                .team()
                .await?)
        })
        .await?;
    let row = rows
        .into_iter()
        .find(|row| row.id == id)
        .ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(TeamMember::of(row)))
}

/// Declare whether there is a conflict of interest
///
/// The latest declaration counts. A colleague with a conflict is not assigned to this person.
/// Permission: those assigned to her or who took her in, and her supervisor; each for herself.
#[utoipa::path(tag = "enrolment", operation_id = "declareConflict",
    request_body = DeclareConflict, params(("id" = PersonId, Path)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/conflict-declarations")]
pub(crate) async fn declare_conflict(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<DeclareConflict>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "declareConflict", &(person, &body))?;
    let declaration = body.id;
    let declared = state
        .db()
        .write(&actor, async move |tx| -> Result<(), Error> {
            let scope = PersonScope::open(tx, person, Action::DeclareConflict).await?;
            Ok(store::declare_conflict(&scope, body.id, body.has_conflict, mac).await?)
        })
        .await;
    match declared {
        Ok(()) => {}
        Err(Error::Db(error)) if error.is_id_taken() => {
            let stored = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(store::declaration_mac(tx, declaration).await?)
                })
                .await?;
            same_creation(stored.as_deref(), &mac)?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(HttpResponse::NoContent().finish())
}
