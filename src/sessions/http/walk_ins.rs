//! Who came to a group session without being on its roll.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use zeroize::Zeroizing;

use super::VoidSession;
use crate::enrolment::EnrolmentId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::sessions::error::Error;
use crate::sessions::flow;
use crate::sessions::model::{Attendance, RollLineId, SessionId, WalkInId};
use crate::sessions::store::walk_ins::{self, WalkInRow};
use crate::state::AppState;

/// Somebody who came and is on no list.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddWalkIn {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::sessions) id: WalkInId,
    /// What she called herself. Sealed at once, and destroyed when it is known who she is.
    #[validate(length(min = 1, max = 60))]
    pub(in crate::sessions) nickname: String,
    /// How she took part.
    pub(in crate::sessions) attendance: Attendance,
    /// How long she was there, if not all of it.
    #[validate(range(min = 0, max = 1440))]
    pub(in crate::sessions) minutes: Option<i32>,
}

impl std::fmt::Debug for AddWalkIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[walk-in]")
    }
}

/// Who she was.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatchWalkIn {
    /// The id of her line on the roll, made by the client (UUID version 7).
    pub(in crate::sessions) id: RollLineId,
    /// Her enrolment, in the group's programme and at its site, from the day of the session on or before it.
    pub(in crate::sessions) enrolment_id: EnrolmentId,
}

/// Somebody who came without being on the roll.
#[derive(Serialize, ToSchema)]
pub(crate) struct WalkInView {
    id: WalkInId,
    /// What she called herself.
    nickname: String,
    attendance: Attendance,
    minutes: i32,
    /// The version of this entry.
    etag: String,
}

impl std::fmt::Debug for WalkInView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[walk-in]")
    }
}

impl From<(WalkInRow, Zeroizing<String>)> for WalkInView {
    fn from((row, nickname): (WalkInRow, Zeroizing<String>)) -> Self {
        Self {
            id: row.id,
            nickname: nickname.as_str().to_owned(),
            attendance: row.attendance,
            minutes: row.minutes,
            etag: etag(row.row_version).1,
        }
    }
}

/// A walk-in that was written down.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WalkInCreated {
    id: WalkInId,
}

/// Write down a walk-in
///
/// By what she called herself; she counts nowhere until it is known who she is.
/// Permission: who leads the group, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "addWalkIn", request_body = AddWalkIn,
    params(("id" = SessionId, Path)), responses(
    (status = 201, body = WalkInCreated), (status = 200, body = WalkInCreated, description = "Written down before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/group-sessions/{id}/walk-ins")]
pub(crate) async fn add_walk_in(
    state: Data<AppState>,
    actor: Actor,
    PathId(session): PathId<SessionId>,
    Valid(body): Valid<AddWalkIn>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "addWalkIn", &(session, &body))?;
    let (id, shared) = (body.id, state.shared());
    let added = state
        .db()
        .write(&actor, async move |tx| {
            flow::walk_ins::add(tx, &shared.keys, session, body, mac).await
        })
        .await;
    match added {
        Ok(()) => Ok(HttpResponse::Created()
            .insert_header(etag(1))
            .json(WalkInCreated { id })),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let row = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(walk_ins::find(tx, id).await?)
                })
                .await?;
            same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
            Ok(HttpResponse::Ok().json(WalkInCreated { id }))
        }
        Err(error) => Err(error.into()),
    }
}

/// Match a walk-in to an enrolment
///
/// It is known now who she was: she gets a line on the roll, marked as she was, and what she called herself is destroyed.
/// Permission: who leads the group, for people she is assigned to; the supervisor of the place, for everybody there.
#[utoipa::path(tag = "sessions", operation_id = "matchWalkIn", request_body = MatchWalkIn,
    params(("id" = WalkInId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/walk-ins/{id}/match")]
pub(crate) async fn match_walk_in(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<WalkInId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<MatchWalkIn>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "matchWalkIn", &(id, &body))?;
    let matched = state
        .db()
        .write(&actor, async move |tx| {
            flow::walk_ins::match_to(tx, id, if_match.version(), body, key).await
        })
        .await;
    match matched {
        Ok(()) => Ok(HttpResponse::NoContent().finish()),
        Err(Error::Db(error)) if error.is_id_taken() => Err(crate::platform::http::id_taken()),
        Err(error) => Err(error.into()),
    }
}

/// Void a walk-in
///
/// An entry that should not have been made. What she called herself is destroyed.
/// Permission: who leads the group, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "voidWalkIn", request_body = VoidSession,
    params(("id" = WalkInId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/walk-ins/{id}/void")]
pub(crate) async fn void_walk_in(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<WalkInId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidSession>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidWalkIn", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::walk_ins::void(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
