//! Sessions with one young person that lie ahead, and one's own week.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{NoteInput, SessionView, VoidSession};
use crate::access::Action;
use crate::casework::Channel;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    FieldError, IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag,
    same_creation,
};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::sessions::error::Error;
use crate::sessions::flow;
use crate::sessions::model::{Attendance, ContactMode, LONGEST_WEEK, SessionId, SessionKind, SessionStatus};
use crate::sessions::scope::PlanScope;
use crate::sessions::store::plans::{self, PlanRow, WeekRow};
use crate::state::AppState;

/// A session to plan, for the caller herself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanSession {
    /// Made by the client (UUID version 7); the session it becomes has it too. The same id with the same content again
    /// answers 200.
    pub(in crate::sessions) id: SessionId,
    /// What it will be.
    pub(in crate::sessions) kind: SessionKind,
    /// How they will meet.
    pub(in crate::sessions) mode: ContactMode,
    /// When it will begin: from now on, up to 400 days ahead.
    pub(in crate::sessions) starts_at: DateTime<Utc>,
    /// How long it will be, in minutes.
    #[validate(range(min = 1, max = 1440))]
    pub(in crate::sessions) minutes: i32,
}

/// Another time for a plan. What is left out stays.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct MovePlan {
    /// How they will meet.
    pub(in crate::sessions) mode: Option<ContactMode>,
    /// When it will begin.
    pub(in crate::sessions) starts_at: Option<DateTime<Utc>>,
    /// How long it will be, in minutes.
    #[validate(range(min = 1, max = 1440))]
    pub(in crate::sessions) minutes: Option<i32>,
}

/// What became of a plan. `attendance` alone is enough: what is left out was as planned.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettlePlan {
    /// How she took part; or who called it off, which may be said before the day.
    pub(in crate::sessions) attendance: Attendance,
    /// How they met.
    pub(in crate::sessions) mode: Option<ContactMode>,
    /// When it began.
    pub(in crate::sessions) starts_at: Option<DateTime<Utc>>,
    /// How long it was, in minutes.
    #[validate(range(min = 1, max = 1440))]
    pub(in crate::sessions) minutes: Option<i32>,
    /// How long she was there, if not all of it.
    #[validate(range(min = 0, max = 1440))]
    pub(in crate::sessions) attended_minutes: Option<i32>,
    /// What was written about it.
    #[validate(nested)]
    pub(in crate::sessions) note: Option<NoteInput>,
    /// By which way this record reached us; `web` when left out.
    pub(in crate::sessions) recorded_via: Option<Channel>,
}

/// A session that lies ahead.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanView {
    id: SessionId,
    enrolment_id: EnrolmentId,
    person_id: PersonId,
    /// Who means to meet her.
    staff_id: StaffId,
    kind: SessionKind,
    mode: ContactMode,
    starts_at: DateTime<Utc>,
    /// The day at the site, in its own time zone.
    planned_on: NaiveDate,
    minutes: i32,
    /// The version of this plan.
    etag: String,
}

/// What is planned in an enrolment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanList {
    /// The next first.
    items: Vec<PlanView>,
}

/// Something in one's own week.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeekItem {
    /// `plan`: to be settled at `/plans/{id}`; `session`: at `/sessions/{id}`; `group`: at `/group-sessions/{id}`.
    what: String,
    id: SessionId,
    kind: SessionKind,
    mode: ContactMode,
    status: SessionStatus,
    starts_at: DateTime<Utc>,
    /// The day at the site, in its own time zone.
    held_on: NaiveDate,
    minutes: i32,
    /// What stands on the roll of a group.
    title: Option<String>,
    /// Whom she meets; null for a group.
    enrolment_id: Option<EnrolmentId>,
    /// Whom she meets; null for a group.
    person_id: Option<PersonId>,
    site_id: SiteId,
    programme_id: ProgrammeId,
    /// The version of this record.
    etag: String,
}

/// One's own week.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Week {
    /// In the order of time, at most 500.
    items: Vec<WeekItem>,
}

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WeekQuery {
    /// The first day, at the site.
    from: NaiveDate,
    /// The last day, at the site: at most 62 days later.
    to: NaiveDate,
}

impl From<PlanRow> for PlanView {
    fn from(row: PlanRow) -> Self {
        Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            staff_id: row.staff_id,
            kind: row.kind,
            mode: row.mode,
            starts_at: row.starts_at,
            planned_on: row.planned_on,
            minutes: row.minutes,
            etag: etag(row.row_version).1,
        }
    }
}

impl From<WeekRow> for WeekItem {
    fn from(row: WeekRow) -> Self {
        Self {
            what: row.what,
            id: row.id,
            kind: row.kind,
            mode: row.mode,
            status: row.status,
            starts_at: row.starts_at,
            held_on: row.held_on,
            minutes: row.minutes,
            title: row.title,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            site_id: row.site_id,
            programme_id: row.programme_id,
            etag: etag(row.row_version).1,
        }
    }
}

/// Plan a session
///
/// One-to-one, for oneself. It counts nowhere until it is said what became of it.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "sessions", operation_id = "planSession", request_body = PlanSession,
    params(("id" = EnrolmentId, Path)), responses(
    (status = 201, body = PlanView), (status = 200, body = PlanView, description = "Planned before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/enrolments/{id}/plans")]
pub(crate) async fn plan_session(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    Valid(body): Valid<PlanSession>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "planSession", &(enrolment, &body))?;
    let id = body.id;
    let planned = state
        .db()
        .write(&actor, async move |tx| {
            flow::plans::plan(tx, enrolment, body, mac).await
        })
        .await;
    let (mut response, row) = match planned {
        Ok(row) => (HttpResponse::Created(), row),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let row = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(PlanScope::open(tx, id, Action::SeeEnrolment).await?.row)
                })
                .await;
            let stored = row.as_ref().ok().and_then(|row| row.created_mac.as_deref());
            same_creation(stored, &mac)?;
            (HttpResponse::Ok(), row?)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(response.insert_header(etag(row.row_version)).json(PlanView::from(row)))
}

/// List what is planned in an enrolment
///
/// The next first; what lies behind and nobody has said anything about, too.
/// Permission: as for the enrolment.
#[utoipa::path(tag = "sessions", operation_id = "listPlans", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = PlanList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/plans")]
pub(crate) async fn list_plans(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, enrolment, Action::SeeEnrolment).await?;
            Ok(plans::list(&scope).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(PlanList {
        items: rows.into_iter().map(PlanView::from).collect(),
    }))
}

/// Move a planned session
///
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "sessions", operation_id = "movePlan", request_body = MovePlan,
    params(("id" = SessionId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = PlanView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[patch("/plans/{id}")]
pub(crate) async fn move_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    Valid(body): Valid<MovePlan>,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .write(&actor, async move |tx| {
            flow::plans::change(tx, id, if_match.version(), body).await
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(PlanView::from(row)))
}

/// Say what became of a planned session
///
/// It becomes a session with the same id: held, or cancelled, as the attendance says. Sent again after an answer was lost
/// it answers 200 with the session.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "sessions", operation_id = "settlePlan", request_body = SettlePlan,
    params(("id" = SessionId, Path), ("If-Match" = String, Header)), responses(
    (status = 201, body = SessionView), (status = 200, body = SessionView, description = "Settled before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/plans/{id}/settle")]
pub(crate) async fn settle_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    Valid(body): Valid<SettlePlan>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "settlePlan", &(id, &body))?;
    let (shared, which) = (state.shared(), (id, if_match.version()));
    let concern = body.note.as_ref().and_then(NoteInput::concern);
    let settled = state
        .db()
        .write(&actor, async move |tx| {
            flow::plans::settle(tx, &shared.keys, which, body, mac).await
        })
        .await;
    let (status, row) = match settled {
        Ok(row) => (StatusCode::CREATED, row),
        Err(Error::PlanShut(shut)) => {
            let row = super::find(&state, &actor, id).await;
            let stored = row.as_ref().ok().and_then(|row| row.created_mac.as_deref());
            if same_creation(stored, &mac).is_err() {
                return Err(Error::PlanShut(shut).into());
            }
            (StatusCode::OK, row?)
        }
        Err(Error::Db(error)) if error.is_id_taken() => return Err(crate::platform::http::id_taken()),
        Err(error) => return Err(error.into()),
    };
    super::shown(&state, &actor, status, row, concern).await
}

/// Void a planned session
///
/// A plan that should not have been made. Who calls off one that was agreed settles it.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "sessions", operation_id = "voidPlan", request_body = VoidSession,
    params(("id" = SessionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/plans/{id}/void")]
pub(crate) async fn void_plan(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidSession>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidPlan", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::plans::void(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List one's own sessions
///
/// Planned, held and cancelled, with one young person and with groups, from one day to another.
/// Permission: everybody, of her own; of people she may not see any more nothing is shown.
#[utoipa::path(tag = "sessions", operation_id = "listMySessions", params(WeekQuery), responses(
    (status = 200, body = Week), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/me/sessions")]
pub(crate) async fn list_my_sessions(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<WeekQuery>,
) -> Result<HttpResponse, Problem> {
    let WeekQuery { from, to } = query;
    if to < from || to - from > LONGEST_WEEK {
        let wrong = FieldError::new("/query/to", "out_of_range", "must be `from` or up to 62 days later");
        return Err(Problem::validation(vec![wrong]));
    }
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(plans::week(tx, from, to).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Week {
        items: rows.into_iter().map(WeekItem::from).collect(),
    }))
}
