//! When cohorts meet.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post};
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::PlannedTurn;
use crate::access::Action;
use crate::platform::db::Actor;
use crate::platform::http::{IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation};
use crate::platform::ids::StaffId;
use crate::sessions::{ContactMode, GroupTitle, SessionId, SessionKind};
use crate::state::AppState;
use crate::timetable::error::Error;
use crate::timetable::flow;
use crate::timetable::model::{CohortId, ScheduleId, Weekly, WeeklyChange, first_turn};
use crate::timetable::scope::{CohortScope, ScheduleScope};
use crate::timetable::store::{self, AheadRow, ScheduleRow};

/// When a cohort meets, every week or every few.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateSchedule {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::timetable) id: ScheduleId,
    /// What it is: a kind of group session.
    kind: SessionKind,
    /// How they meet.
    mode: ContactMode,
    /// What stands on the rolls.
    title: Option<GroupTitle>,
    /// From 1, Monday, to 7, Sunday.
    #[validate(range(min = 1, max = 7))]
    weekday: i32,
    /// Every how many weeks: 2 for every second one. 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 4))]
    every_weeks: Option<i32>,
    /// A day in a week in which they meet, from Monday to Sunday: the others are counted from it. The week of the first day
    /// they could meet when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    anchor_on: Option<NaiveDate>,
    /// When, on the clock of the site.
    #[schema(value_type = String, example = "15:00:00")]
    starts_local: NaiveTime,
    /// How long, in minutes.
    #[validate(range(min = 1, max = 1440))]
    minutes: i32,
    /// Who leads: somebody who works with young people there.
    lead_staff_id: StaffId,
    /// The first day on which it may be.
    from_on: NaiveDate,
    /// The last one.
    to_on: Option<NaiveDate>,
}

/// What to change about a schedule. What is left out stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeSchedule {
    /// Another weekday, from 1, Monday, to 7, Sunday.
    #[validate(range(min = 1, max = 7))]
    weekday: Option<i32>,
    /// Another number of weeks from one to the next.
    #[validate(range(min = 1, max = 4))]
    every_weeks: Option<i32>,
    /// A day in a week in which they meet, for other weeks than until now.
    anchor_on: Option<NaiveDate>,
    /// Another time, on the clock of the site.
    #[schema(value_type = Option<String>, example = "15:00:00")]
    starts_local: Option<NaiveTime>,
    /// Another length, in minutes.
    #[validate(range(min = 1, max = 1440))]
    minutes: Option<i32>,
    /// Another lead.
    lead_staff_id: Option<StaffId>,
    /// Another last day.
    to_on: Option<NaiveDate>,
}

/// When a cohort meets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScheduleView {
    id: ScheduleId,
    cohort_id: CohortId,
    kind: SessionKind,
    mode: ContactMode,
    title: Option<GroupTitle>,
    weekday: i32,
    every_weeks: i32,
    /// A day in a week in which they meet.
    anchor_on: NaiveDate,
    #[schema(value_type = String)]
    starts_local: NaiveTime,
    minutes: i32,
    lead_staff_id: StaffId,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
    /// The version of this record: send it as If-Match with a change.
    etag: String,
}

/// When a cohort meets, and what is planned of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScheduleList {
    items: Vec<ScheduleView>,
    /// What lies ahead, the next first: for the coming four weeks.
    planned: Vec<PlannedTurn>,
}

/// A schedule that was changed, and what of it lay ahead.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedSchedule {
    schedule: ScheduleView,
    /// Sessions nobody had touched: voided, and planned anew within moments.
    replaced: Vec<SessionId>,
    /// Sessions somebody had touched: they stay as they are.
    kept: Vec<SessionId>,
}

impl From<CreateSchedule> for Weekly {
    fn from(body: CreateSchedule) -> Self {
        Self {
            kind: body.kind,
            mode: body.mode,
            title: body.title,
            weekday: body.weekday,
            every_weeks: body.every_weeks.unwrap_or(1),
            anchor_on: body.anchor_on.unwrap_or_else(|| first_turn(body.from_on, body.weekday)),
            starts_local: body.starts_local,
            minutes: body.minutes,
            lead: body.lead_staff_id,
            from_on: body.from_on,
            to_on: body.to_on,
        }
    }
}

impl From<ChangeSchedule> for WeeklyChange {
    fn from(body: ChangeSchedule) -> Self {
        Self {
            weekday: body.weekday,
            every_weeks: body.every_weeks,
            anchor_on: body.anchor_on,
            starts_local: body.starts_local,
            minutes: body.minutes,
            lead: body.lead_staff_id,
            to_on: body.to_on,
        }
    }
}

impl From<ScheduleRow> for ScheduleView {
    fn from(row: ScheduleRow) -> Self {
        let weekly = row.weekly();
        Self {
            id: row.id,
            cohort_id: row.cohort_id,
            kind: weekly.kind,
            mode: weekly.mode,
            title: weekly.title,
            weekday: weekly.weekday,
            every_weeks: weekly.every_weeks,
            anchor_on: weekly.anchor_on,
            starts_local: weekly.starts_local,
            minutes: weekly.minutes,
            lead_staff_id: weekly.lead,
            from_on: weekly.from_on,
            to_on: weekly.to_on,
            etag: etag(row.row_version).1,
        }
    }
}

type Found = (Vec<ScheduleRow>, Vec<AheadRow>);

async fn all(state: &AppState, actor: &Actor, id: CohortId) -> Result<Found, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = CohortScope::open(tx, id, Action::SeeHouse).await?;
            Ok((store::list_schedules(&scope).await?, store::ahead(&scope).await?))
        })
        .await
}

fn listed(status: StatusCode, (rows, ahead): Found) -> HttpResponse {
    HttpResponse::build(status).json(ScheduleList {
        items: rows.into_iter().map(ScheduleView::from).collect(),
        planned: ahead.into_iter().map(PlannedTurn::from).collect(),
    })
}

/// List when a cohort meets
///
/// With what is planned of it and lies ahead.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "timetable", operation_id = "listSchedules", params(("id" = CohortId, Path)), responses(
    (status = 200, body = ScheduleList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/cohorts/{id}/schedules")]
pub(crate) async fn list_schedules(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CohortId>,
) -> Result<HttpResponse, Problem> {
    Ok(listed(StatusCode::OK, all(&state, &actor, id).await?))
}

/// Say when a cohort meets
///
/// Every week, or every second, third or fourth, by the clock of its site. A holiday skips a turn and shifts none. Sessions of the next four weeks are planned within moments, and the following ones day
/// by day; none on a holiday. Answers everything the cohort has.
/// Permission: supervisors and programme managers, each at her place.
#[utoipa::path(tag = "timetable", operation_id = "createSchedule", request_body = CreateSchedule, params(("id" = CohortId, Path)), responses(
    (status = 201, body = ScheduleList), (status = 200, body = ScheduleList, description = "Done before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/cohorts/{id}/schedules")]
pub(crate) async fn create_schedule(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CohortId>,
    Valid(body): Valid<CreateSchedule>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createSchedule", &(id, &body))?;
    let schedule = body.id;
    let made = state
        .db()
        .write(&actor, async move |tx| flow::create_schedule(tx, id, body, mac).await)
        .await;
    let taken = match made {
        Ok(()) => false,
        Err(Error::Db(error)) if error.is_id_taken() => true,
        Err(error) => return Err(error.into()),
    };
    let found = all(&state, &actor, id).await;
    if taken {
        let stored = found.as_ref().ok().and_then(|(rows, _)| {
            let stored = rows.iter().find(|row| row.id == schedule);
            stored.and_then(|row| row.created_mac.as_deref())
        });
        same_creation(stored, &mac)?;
    }
    let status = if taken { StatusCode::OK } else { StatusCode::CREATED };
    Ok(listed(status, found?))
}

/// Change when a cohort meets
///
/// What lies ahead and nobody has touched is voided and planned anew; what somebody changed, or whose roll somebody worked on,
/// stays as it is. The answer names both.
/// Permission: supervisors and programme managers, each at her place.
#[utoipa::path(tag = "timetable", operation_id = "changeSchedule", request_body = ChangeSchedule,
    params(("id" = ScheduleId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ChangedSchedule), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[patch("/schedules/{id}")]
pub(crate) async fn change_schedule(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ScheduleId>,
    if_match: IfMatch,
    Valid(body): Valid<ChangeSchedule>,
) -> Result<HttpResponse, Problem> {
    let (version, change) = (if_match.version(), WeeklyChange::from(body));
    let cleared = state
        .db()
        .write(&actor, async move |tx| {
            flow::change_schedule(tx, id, version, change).await
        })
        .await?;
    let row = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(ScheduleScope::open(tx, id, Action::SeeHouse).await?.row)
        })
        .await?;
    let (kept, replaced): (Vec<_>, Vec<_>) = cleared.into_iter().partition(|session| session.touched);
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(ChangedSchedule {
            schedule: row.into(),
            replaced: replaced.into_iter().map(|session| session.session_id).collect(),
            kept: kept.into_iter().map(|session| session.session_id).collect(),
        }))
}
