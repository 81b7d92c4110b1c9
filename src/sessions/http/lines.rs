//! Lines of a roll: who is expected, and who came.

use actix_web::web::Data;
use actix_web::{HttpResponse, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::VoidSession;
use crate::enrolment::EnrolmentId;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::sessions::error::Error;
use crate::sessions::flow;
use crate::sessions::model::{Attendance, CorrectionReason, RollLineId, SessionId};
use crate::sessions::store::lines::{self, LineRow};
use crate::state::AppState;

/// Somebody to put on a roll.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddRollLine {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::sessions) id: RollLineId,
    /// Her enrolment, in the group's programme and at its site.
    pub(in crate::sessions) enrolment_id: EnrolmentId,
}

/// How somebody on a roll took part.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkRollLine {
    /// How she took part.
    pub(in crate::sessions) attendance: Attendance,
    /// How long she was there, if not all of it.
    #[validate(range(min = 0, max = 1440))]
    pub(in crate::sessions) minutes: Option<i32>,
    /// Why a line that was marked is corrected. Needed of a supervisor who does not lead the group and did not mark it, and of
    /// everybody once its author may not edit it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sessions) reason: Option<CorrectionReason>,
}

/// How everybody took part whom nobody has marked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkRest {
    /// How they took part; who came counts with all its minutes.
    attendance: Attendance,
}

/// A line as a roll shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollLineView {
    id: RollLineId,
    /// The person's public code.
    public_code: String,
    /// What she is called, for who keeps the roll. Never her legal name.
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<String>,
    /// Who she is, for those who may see her anyway.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<PersonId>,
    /// Her enrolment, for those who may see it anyway.
    #[serde(skip_serializing_if = "Option::is_none")]
    enrolment_id: Option<EnrolmentId>,
    /// How she took part; null: nobody has marked her, and she counts nowhere.
    attendance: Option<Attendance>,
    /// How long she was there.
    minutes: Option<i32>,
    /// The version of this line.
    etag: String,
}

impl From<LineRow> for RollLineView {
    fn from(row: LineRow) -> Self {
        Self {
            id: row.id,
            public_code: row.public_code,
            alias: row.alias.map(|alias| alias.as_str().to_owned()),
            person_id: row.whose.map(|(person, _)| person),
            enrolment_id: row.whose.map(|(_, enrolment)| enrolment),
            attendance: row.attendance,
            minutes: row.minutes,
            etag: etag(row.row_version).1,
        }
    }
}

/// A line that was put on a roll or marked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollMarkView {
    id: RollLineId,
    /// How she took part; null: not marked yet.
    attendance: Option<Attendance>,
    /// How long she was there, as it counts.
    minutes: Option<i32>,
}

/// What marking the rest did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarkedRest {
    /// Lines that are marked now and were not before.
    marked: usize,
    /// Lines that are not marked: she had left the programme, or somebody else marked her meanwhile.
    left: usize,
}

/// Put somebody on a roll
///
/// Unmarked. Before the session, and until its roll is closed.
/// Permission: who leads the group, for people she is assigned to; the supervisor of the place, for everybody there.
#[utoipa::path(tag = "sessions", operation_id = "addRollLine", request_body = AddRollLine,
    params(("id" = SessionId, Path)), responses(
    (status = 201, body = RollMarkView), (status = 200, body = RollMarkView, description = "Put on it before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/group-sessions/{id}/lines")]
pub(crate) async fn add_roll_line(
    state: Data<AppState>,
    actor: Actor,
    PathId(session): PathId<SessionId>,
    Valid(body): Valid<AddRollLine>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "addRollLine", &(session, &body))?;
    let view = RollMarkView {
        id: body.id,
        attendance: None,
        minutes: None,
    };
    let added = state
        .db()
        .write(&actor, async move |tx| {
            flow::rolls::add_line(tx, session, body, mac).await
        })
        .await;
    match added {
        Ok(()) => Ok(HttpResponse::Created().insert_header(etag(1)).json(view)),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let stored = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(lines::created_mac(tx, view.id).await?)
                })
                .await?;
            same_creation(stored.as_deref(), &mac)?;
            Ok(HttpResponse::Ok().json(view))
        }
        Err(error) => Err(error.into()),
    }
}

/// Mark how somebody took part
///
/// Again to correct it, until the roll is closed: what it said before is kept. Who marked her and who leads the group may
/// for as long as the programme lets them edit it; after that a supervisor does, and says why. The first session she attends makes her enrolment active.
/// Permission: who leads the group, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "markRollLine", request_body = MarkRollLine,
    params(("id" = RollLineId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = RollMarkView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[patch("/roll-lines/{id}")]
pub(crate) async fn mark_roll_line(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<RollLineId>,
    if_match: IfMatch,
    Valid(body): Valid<MarkRollLine>,
) -> Result<HttpResponse, Problem> {
    let (version, attendance) = (if_match.version(), body.attendance);
    let minutes = state
        .db()
        .write(&actor, async move |tx| flow::rolls::mark(tx, id, version, body).await)
        .await?;
    let view = RollMarkView {
        id,
        attendance: Some(attendance),
        minutes: Some(minutes),
    };
    Ok(HttpResponse::Ok()
        .insert_header(etag(version.saturating_add(1)))
        .json(view))
}

/// Mark the rest
///
/// Everybody whom nobody has marked, in one go.
/// Permission: who leads the group, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "markRest", request_body = MarkRest,
    params(("id" = SessionId, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = MarkedRest), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/group-sessions/{id}/mark-rest")]
pub(crate) async fn mark_rest(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    key: IdempotencyKey,
    Valid(body): Valid<MarkRest>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "markRest", &(id, &body))?;
    let rest = state
        .db()
        .write(&actor, async move |tx| {
            flow::rolls::mark_rest(tx, id, body.attendance, key).await
        })
        .await?;
    Ok(HttpResponse::Ok().json(MarkedRest {
        marked: rest.marked,
        left: rest.left,
    }))
}

/// Take somebody off a roll
///
/// Who should not have been on it. What she was marked as no longer counts.
/// Permission: who leads the group, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "takeOffRoll", request_body = VoidSession,
    params(("id" = RollLineId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/roll-lines/{id}/take-off")]
pub(crate) async fn take_off_roll(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<RollLineId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidSession>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "takeOffRoll", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::rolls::take_off(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
