//! Group sessions and their rolls.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::VoidSession;
use super::heads::HeadsOf;
use super::lines::{AddRollLine, RollLineView};
use super::walk_ins::WalkInView;
use crate::access::Action;
use crate::casework::Channel;
use crate::organisation::SiteId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag,
    same_creation,
};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::sessions::error::Error;
use crate::sessions::flow;
use crate::sessions::model::{ContactMode, GroupTitle, SessionId, SessionKind, SessionStatus};
use crate::sessions::scope::RollScope;
use crate::sessions::store::rolls::{self, GroupRow};
use crate::state::AppState;

/// A group session to open.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateGroupSession {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::sessions) id: SessionId,
    /// The programme it belongs to.
    pub(in crate::sessions) programme_id: ProgrammeId,
    /// Where it takes place.
    pub(in crate::sessions) site_id: SiteId,
    /// What it is.
    pub(in crate::sessions) kind: SessionKind,
    /// How they meet.
    pub(in crate::sessions) mode: ContactMode,
    /// When it begins: up to 400 days ahead.
    pub(in crate::sessions) starts_at: DateTime<Utc>,
    /// How long it is, in minutes.
    #[validate(range(min = 1, max = 1440))]
    pub(in crate::sessions) minutes: i32,
    /// Who leads it; the caller when left out. Naming somebody else is for supervisors.
    pub(in crate::sessions) lead_staff_id: Option<StaffId>,
    /// What stands on the roll.
    pub(in crate::sessions) title: Option<GroupTitle>,
    /// Who is expected.
    #[serde(default)]
    #[validate(length(max = 200))]
    pub(in crate::sessions) lines: Vec<AddRollLine>,
    /// By which way this record reached us; `web` when left out.
    pub(in crate::sessions) recorded_via: Option<Channel>,
}

/// Who called a group session off.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelGroupSession {
    /// `cancelled_by_provider`: we did; `cancelled_other`: it could not be.
    status: SessionStatus,
}

/// A group session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupSessionView {
    id: SessionId,
    programme_id: ProgrammeId,
    site_id: SiteId,
    kind: SessionKind,
    mode: ContactMode,
    status: SessionStatus,
    starts_at: DateTime<Utc>,
    /// The day at the site, in its own time zone.
    held_on: NaiveDate,
    minutes: i32,
    title: Option<String>,
    lead_staff_id: StaffId,
    /// When the roll was closed; null while it is open.
    closed_at: Option<DateTime<Utc>>,
    /// Code of list `void_reason`, when it no longer counts.
    void_reason: Option<String>,
    /// The version of this record.
    etag: String,
}

/// A group session and who is on its roll.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollView {
    session: GroupSessionView,
    /// In the order in which they were put on it.
    lines: Vec<RollLineView>,
    /// Who came without being on it, and is not matched to anybody yet.
    walk_ins: Vec<WalkInView>,
    /// How many came, where heads were counted and nobody is on the roll.
    heads: Vec<HeadsOf>,
}

impl From<GroupRow> for GroupSessionView {
    fn from(row: GroupRow) -> Self {
        Self {
            id: row.id,
            programme_id: row.programme_id,
            site_id: row.site_id,
            kind: row.kind,
            mode: row.mode,
            status: row.status,
            starts_at: row.starts_at,
            held_on: row.held_on,
            minutes: row.minutes,
            title: row.title,
            lead_staff_id: row.lead_staff_id,
            closed_at: row.closed_at,
            void_reason: row.void_reason,
            etag: etag(row.row_version).1,
        }
    }
}

/// Open a group session
///
/// With who is expected, if that is known; everybody starts unmarked, and counts nowhere until she is marked.
/// Permission: who works with young people at the place, to lead it; its supervisor, for a colleague. Each puts on the roll
/// whose sessions she may log.
#[utoipa::path(tag = "sessions", operation_id = "createGroupSession", request_body = CreateGroupSession, responses(
    (status = 201, body = GroupSessionView), (status = 200, body = GroupSessionView, description = "Opened before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/group-sessions")]
pub(crate) async fn create_group_session(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<CreateGroupSession>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createGroupSession", &body)?;
    let id = body.id;
    let created = state
        .db()
        .write(&actor, async move |tx| flow::rolls::create(tx, body, mac).await)
        .await;
    match created {
        Ok(row) => Ok(HttpResponse::Created()
            .insert_header(etag(row.row_version))
            .json(GroupSessionView::from(row))),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let row = find(&state, &actor, id).await;
            let stored = row.as_ref().ok().and_then(|row| row.created_mac.as_deref());
            same_creation(stored, &mac)?;
            Ok(answer(row?))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn find(state: &AppState, actor: &Actor, id: SessionId) -> Result<GroupRow, Error> {
    state
        .db()
        .read(actor, async |tx| {
            Ok(RollScope::open(tx, id, Action::SeeRoll).await?.row)
        })
        .await
}

pub(super) fn answer(row: GroupRow) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(GroupSessionView::from(row))
}

/// List group sessions
///
/// Latest first; voided ones too, with the reason.
/// Permission: those one leads, and those at places whose pseudonymous records one reads.
#[utoipa::path(tag = "sessions", operation_id = "listGroupSessions", params(PageQuery), responses(
    (status = 200, body = Page<GroupSessionView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/group-sessions")]
pub(crate) async fn list_group_sessions(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (query.after::<(NaiveDate, SessionId)>()?, query.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(rolls::list(tx, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.held_on, row.id), GroupSessionView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read a group session and its roll
///
/// Everybody on it by her public code, and by what she is called for who keeps the roll; that is remembered. Who she is and
/// her enrolment are named only to those who may see her anyway.
/// Permission: who leads it, and those who read pseudonymous records at the place.
#[utoipa::path(tag = "sessions", operation_id = "readRoll", params(("id" = SessionId, Path)), responses(
    (status = 200, body = RollView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/group-sessions/{id}")]
pub(crate) async fn read_roll(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let (row, lines, walk_ins, heads) = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = RollScope::open(tx, id, Action::SeeRoll).await?;
            let lines = scope.lines(&shared.keys).await?;
            let walk_ins = scope.walk_ins(&shared.keys).await?;
            let heads = scope.heads().await?;
            Ok((scope.row, lines, walk_ins, heads))
        })
        .await?;
    let tag = etag(row.row_version);
    Ok(HttpResponse::Ok().insert_header(tag).json(RollView {
        session: row.into(),
        lines: lines.into_iter().map(RollLineView::from).collect(),
        walk_ins: walk_ins.into_iter().map(WalkInView::from).collect(),
        heads: heads.into_iter().map(HeadsOf::from).collect(),
    }))
}

/// Call a group session off
///
/// While nobody on its roll is marked: a session to which somebody came was not called off.
/// Permission: who leads the group, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "cancelGroupSession", request_body = CancelGroupSession,
    params(("id" = SessionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = GroupSessionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/group-sessions/{id}/cancel")]
pub(crate) async fn cancel_group_session(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<CancelGroupSession>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "cancelGroupSession", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::rolls::cancel(tx, id, if_match.version(), body.status, key).await
        })
        .await?;
    Ok(answer(find(&state, &actor, id).await?))
}

/// Close a roll
///
/// Nobody is marked any more. Who is still unmarked counts nowhere.
/// Permission: who leads the group, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "closeRoll",
    params(("id" = SessionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = GroupSessionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/group-sessions/{id}/close")]
pub(crate) async fn close_roll(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "closeRoll", &id)?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::rolls::set_closed(tx, id, true, if_match.version(), key).await
        })
        .await?;
    Ok(answer(find(&state, &actor, id).await?))
}

/// Reopen a roll
///
/// To correct who came.
/// Permission: who leads the group, within seven days of its closing; the supervisor of the place at any time.
#[utoipa::path(tag = "sessions", operation_id = "reopenRoll",
    params(("id" = SessionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = GroupSessionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/group-sessions/{id}/reopen")]
pub(crate) async fn reopen_roll(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "reopenRoll", &id)?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::rolls::set_closed(tx, id, false, if_match.version(), key).await
        })
        .await?;
    Ok(answer(find(&state, &actor, id).await?))
}

/// Void a group session
///
/// Nobody's attendance at it counts any more; it stays in the list with the reason.
/// Permission: who leads the group, if she entered it, and the supervisor of the place.
#[utoipa::path(tag = "sessions", operation_id = "voidGroupSession", request_body = VoidSession,
    params(("id" = SessionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = GroupSessionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/group-sessions/{id}/void")]
pub(crate) async fn void_group_session(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidSession>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidGroupSession", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::rolls::void(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(answer(find(&state, &actor, id).await?))
}
