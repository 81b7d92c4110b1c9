//! The doors to sessions: with one young person here, of groups in the files beside this one.

mod attempts;
mod corrections;
mod heads;
mod lines;
mod notes;
mod plans;
mod problems;
mod rolls;
mod walk_ins;

pub(crate) use attempts::RecordAttempt;
pub(super) use heads::CountHeads;
pub(super) use lines::{AddRollLine, MarkRollLine};
pub(crate) use notes::NoteInput;
pub(crate) use plans::PlanSession;
pub(super) use plans::{MovePlan, SettlePlan};
pub(crate) use rolls::CreateGroupSession;
pub(crate) use walk_ins::AddWalkIn;
pub(super) use walk_ins::MatchWalkIn;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow;
use super::model::{Attendance, ContactMode, CorrectionReason, SessionId, SessionKind};
use super::scope::SessionScope;
use super::store::{self, SessionRow};
use crate::access::Action;
use crate::casework::{Channel, VoidReason};
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac,
    etag, id_taken, same_creation,
};
use crate::platform::ids::StaffId;
use crate::safeguarding::{self, ConcernId};
use crate::state::AppState;

/// A session to log.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogSession {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(super) id: SessionId,
    /// What it was.
    pub(super) kind: SessionKind,
    /// How they met.
    pub(super) mode: ContactMode,
    /// When it began. Late is easy, the future is not.
    pub(super) starts_at: DateTime<Utc>,
    /// How long it was, in minutes.
    #[validate(range(min = 1, max = 1440))]
    pub(super) minutes: i32,
    /// How she took part.
    pub(super) attendance: Attendance,
    /// How long she was there, if not all of it.
    #[validate(range(min = 0, max = 1440))]
    pub(super) attended_minutes: Option<i32>,
    /// What was written about it.
    #[validate(nested)]
    pub(super) note: Option<NoteInput>,
    /// By which way this record reached us; `web` when left out.
    pub(super) recorded_via: Option<Channel>,
}

/// Corrections to a session. What is left out stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateSession {
    /// What it was.
    pub(super) kind: Option<SessionKind>,
    /// How they met.
    pub(super) mode: Option<ContactMode>,
    /// When it began.
    pub(super) starts_at: Option<DateTime<Utc>>,
    /// How long it was, in minutes.
    #[validate(range(min = 1, max = 1440))]
    pub(super) minutes: Option<i32>,
    /// How she took part.
    pub(super) attendance: Option<Attendance>,
    /// How long she was there, if not all of it.
    #[validate(range(min = 0, max = 1440))]
    pub(super) attended_minutes: Option<i32>,
    /// What is to stand instead of what was written; the old text is kept. A concern replaces nothing, and is never too late.
    #[validate(nested)]
    pub(super) note: Option<NoteInput>,
    /// Why. Needed of a supervisor, unless it is hers and she may still edit it.
    pub(super) reason: Option<CorrectionReason>,
}

impl UpdateSession {
    /// Does it bring a concern, and change nothing?
    pub(super) fn is_only_concern(&self) -> bool {
        self.note.as_ref().and_then(NoteInput::concern).is_some()
            && self.kind.is_none()
            && self.mode.is_none()
            && self.starts_at.is_none()
            && self.minutes.is_none()
            && self.attendance.is_none()
            && self.attended_minutes.is_none()
    }
}

/// Why a session no longer counts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidSession {
    /// Why.
    pub(super) reason: VoidReason,
}

/// A session and how she took part.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    id: SessionId,
    enrolment_id: EnrolmentId,
    person_id: PersonId,
    kind: SessionKind,
    mode: ContactMode,
    /// Code of list `session_status`.
    status: String,
    starts_at: DateTime<Utc>,
    /// The day at the site, in its own time zone.
    held_on: NaiveDate,
    minutes: i32,
    attendance: Attendance,
    attended_minutes: i32,
    lead_staff_id: StaffId,
    recorded_by: Option<StaffId>,
    /// When it was recorded. Its author may edit it for as many hours from then on as its programme says (`edit_hours`).
    recorded_at: DateTime<Utc>,
    /// Code of list `void_reason`, when it no longer counts.
    void_reason: Option<String>,
    /// Was it a group's? Then this is her line, seen and corrected on the group's roll.
    is_group: bool,
    /// That the concern sent with it was received. Said to who sent it, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    concern: Option<ReceivedConcern>,
}

/// That a concern was received. What it says went to those who answer for it, and stands nowhere else.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceivedConcern {
    id: ConcernId,
    received_at: DateTime<Utc>,
}

impl From<SessionRow> for SessionView {
    fn from(row: SessionRow) -> Self {
        Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            kind: row.kind,
            mode: row.mode,
            status: row.status,
            starts_at: row.starts_at,
            held_on: row.held_on,
            minutes: row.minutes,
            attendance: row.attendance,
            attended_minutes: row.attended_minutes,
            lead_staff_id: row.lead_staff_id,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            void_reason: row.void_reason,
            is_group: row.is_group,
            concern: None,
        }
    }
}

/// Log a session
///
/// One-to-one, with how she took part and, if wanted, a note; a concern for a child goes to those who answer for it. The first session she attends makes the enrolment active.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "sessions", operation_id = "logSession",
    request_body = LogSession, params(("id" = EnrolmentId, Path)), responses(
    (status = 201, body = SessionView), (status = 200, body = SessionView, description = "Logged before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/enrolments/{id}/sessions")]
pub(crate) async fn log_session(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    Valid(body): Valid<LogSession>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "logSession", &(enrolment, &body))?;
    let (id, shared) = (body.id, state.shared());
    let concern = body.note.as_ref().and_then(NoteInput::concern);
    let logged = state
        .db()
        .write(&actor, async move |tx| {
            flow::log(tx, &shared.keys, enrolment, body, mac).await
        })
        .await;
    let (status, row) = match logged {
        Ok(row) => (StatusCode::CREATED, row),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let row = find(&state, &actor, id).await;
            let stored = row.as_ref().ok().and_then(|row| row.created_mac.as_deref());
            same_creation(stored, &mac)?;
            (StatusCode::OK, row?)
        }
        Err(error) => return Err(error.into()),
    };
    shown(&state, &actor, status, row, concern).await
}

/// A session, and to who sent one with it that her concern was received.
async fn shown(
    state: &AppState,
    actor: &Actor,
    status: StatusCode,
    row: SessionRow,
    concern: Option<ConcernId>,
) -> Result<HttpResponse, Problem> {
    let tag = etag(row.row_version);
    let mut view = SessionView::from(row);
    if let Some(id) = concern {
        let received = state
            .db()
            .read(actor, async |tx| -> Result<_, Error> {
                Ok(safeguarding::received(tx, id).await?)
            })
            .await?;
        view.concern = received.map(|row| ReceivedConcern {
            id,
            received_at: row.recorded_at,
        });
    }
    Ok(HttpResponse::build(status).insert_header(tag).json(view))
}

async fn find(state: &AppState, actor: &Actor, id: SessionId) -> Result<SessionRow, Error> {
    state
        .db()
        .read(actor, async |tx| {
            Ok(SessionScope::open(tx, id, Action::SeeEnrolment).await?.row)
        })
        .await
}

/// List an enrolment's sessions
///
/// Latest first; voided ones too, with the reason.
/// Permission: as for the enrolment.
#[utoipa::path(tag = "sessions", operation_id = "listSessions", params(("id" = EnrolmentId, Path), PageQuery), responses(
    (status = 200, body = Page<SessionView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/sessions")]
pub(crate) async fn list_sessions(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (query.after::<(NaiveDate, SessionId)>()?, query.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, enrolment, Action::SeeEnrolment).await?;
            Ok(store::list(&scope, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.held_on, row.id), SessionView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read a session
///
/// Without what was written about it.
/// Permission: as for the enrolment.
#[utoipa::path(tag = "sessions", operation_id = "readSession", params(("id" = SessionId, Path)), responses(
    (status = 200, body = SessionView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/sessions/{id}")]
pub(crate) async fn read_session(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
) -> Result<HttpResponse, Problem> {
    let row = find(&state, &actor, id).await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(SessionView::from(row)))
}

/// Correct a session
///
/// What is left out stays; a note that is sent replaces the old one, which is kept, as is everything it said before.
/// Permission: who logged it, for as long as its programme lets her edit it; the supervisor of its place, who says why.
#[utoipa::path(tag = "sessions", operation_id = "updateSession",
    request_body = UpdateSession, params(("id" = SessionId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = SessionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[patch("/sessions/{id}")]
pub(crate) async fn update_session(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    Valid(body): Valid<UpdateSession>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "updateSession", &(id, &body))?;
    let (shared, which) = (state.shared(), (id, if_match.version()));
    let concern = body.note.as_ref().and_then(NoteInput::concern);
    let corrected = state
        .db()
        .write(&actor, async move |tx| {
            flow::correct(tx, &shared.keys, which, body, mac).await
        })
        .await;
    match corrected {
        Err(Error::Db(error)) if error.is_id_taken() => return Err(id_taken()),
        corrected => corrected?,
    }
    let row = find(&state, &actor, id).await?;
    shown(&state, &actor, StatusCode::OK, row, concern).await
}

/// Void a session
///
/// It no longer counts anywhere; it stays in the list with the reason.
/// Permission: who logged it, for as long as its programme lets her edit it; and the supervisor of its place.
#[utoipa::path(tag = "sessions", operation_id = "voidSession", request_body = VoidSession,
    params(("id" = SessionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = SessionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/sessions/{id}/void")]
pub(crate) async fn void_session(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidSession>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidSession", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    let row = find(&state, &actor, id).await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(SessionView::from(row)))
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(log_session)
        .service(list_sessions)
        .service(read_session)
        .service(notes::read_note)
        .service(notes::read_earlier_notes)
        .service(corrections::list_corrections)
        .service(corrections::list_line_corrections)
        .service(update_session)
        .service(void_session)
        .service(plans::plan_session)
        .service(plans::list_plans)
        .service(plans::move_plan)
        .service(plans::settle_plan)
        .service(plans::void_plan)
        .service(plans::list_my_sessions)
        .service(rolls::create_group_session)
        .service(rolls::list_group_sessions)
        .service(rolls::read_roll)
        .service(rolls::cancel_group_session)
        .service(rolls::close_roll)
        .service(rolls::reopen_roll)
        .service(rolls::void_group_session)
        .service(heads::count_heads)
        .service(lines::add_roll_line)
        .service(lines::mark_rest)
        .service(lines::mark_roll_line)
        .service(lines::take_off_roll)
        .service(walk_ins::add_walk_in)
        .service(walk_ins::match_walk_in)
        .service(walk_ins::void_walk_in)
        .service(attempts::record_contact_attempt)
        .service(attempts::list_contact_attempts)
        .service(attempts::void_contact_attempt);
}
