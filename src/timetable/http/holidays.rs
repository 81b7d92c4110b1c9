//! Days on which nobody meets.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::PlannedTurn;
use crate::access::{Action, Spot};
use crate::casework::VoidReason;
use crate::organisation::{PlaceName, SiteId};
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag, same_creation,
};
use crate::state::AppState;
use crate::timetable::error::Error;
use crate::timetable::flow;
use crate::timetable::model::HolidayId;
use crate::timetable::scope::may;
use crate::timetable::store::{self, AheadRow, HolidayRow};

/// A day on which nobody meets.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddHoliday {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::timetable) id: HolidayId,
    /// Of which site; leave out for all.
    pub(in crate::timetable) site_id: Option<SiteId>,
    /// The day.
    pub(in crate::timetable) holiday_on: NaiveDate,
    /// What day it is.
    #[schema(example = "Independence day")]
    pub(in crate::timetable) name: PlaceName,
}

/// Why a day is no holiday.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidHoliday {
    /// Why.
    reason: VoidReason,
}

/// Which holidays.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HolidaysQuery {
    /// From this day on.
    from: NaiveDate,
}

/// A day on which nobody meets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HolidayView {
    id: HolidayId,
    /// Null: of all sites.
    site_id: Option<SiteId>,
    holiday_on: NaiveDate,
    name: String,
    /// Why it was voided.
    void_reason: Option<String>,
    /// The version of this record: send it as If-Match to void it.
    etag: String,
}

/// Holidays.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HolidayList {
    items: Vec<HolidayView>,
}

/// A holiday, and what is planned on it though nobody is to meet: to be called off by who keeps those rolls
/// (`cancelGroupSession`, `cancelled_by_provider`).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HolidayWhole {
    holiday: HolidayView,
    to_call_off: Vec<PlannedTurn>,
}

impl From<HolidayRow> for HolidayView {
    fn from(row: HolidayRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            holiday_on: row.holiday_on,
            name: row.name,
            void_reason: row.void_reason,
            etag: etag(row.row_version).1,
        }
    }
}

type Found = (HolidayRow, Vec<AheadRow>);

async fn find(state: &AppState, actor: &Actor, id: HolidayId) -> Result<Option<Found>, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            may(tx, Action::SeeHouse, &Spot::organisation())?;
            let Some(row) = store::find_holiday(tx, id).await? else {
                return Ok(None);
            };
            let planned = if row.void_reason.is_some() {
                Vec::new()
            } else {
                store::on_that_day(tx, &row).await?
            };
            Ok(Some((row, planned)))
        })
        .await
}

fn shown(status: StatusCode, (row, planned): Found) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(HolidayWhole {
            holiday: row.into(),
            to_call_off: planned.into_iter().map(PlannedTurn::from).collect(),
        })
}

/// List holidays
///
/// From a day on, of all sites and of each (at most 500).
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "timetable", operation_id = "listHolidays", params(HolidaysQuery), responses(
    (status = 200, body = HolidayList), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/holidays")]
pub(crate) async fn list_holidays(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<HolidaysQuery>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            may(tx, Action::SeeHouse, &Spot::organisation())?;
            Ok(store::list_holidays(tx, query.from).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(HolidayList {
        items: rows.into_iter().map(HolidayView::from).collect(),
    }))
}

/// Enter a holiday
///
/// Nothing is planned on it any more. What is planned already is named in the answer, and called off by who keeps those rolls.
/// Permission: organisation administrators, programme managers, directors; of one site also its supervisors.
#[utoipa::path(tag = "timetable", operation_id = "addHoliday", request_body = AddHoliday, responses(
    (status = 201, body = HolidayWhole), (status = 200, body = HolidayWhole, description = "Entered before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/holidays")]
pub(crate) async fn add_holiday(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<AddHoliday>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "addHoliday", &body)?;
    let id = body.id;
    let added = state
        .db()
        .write(&actor, async move |tx| flow::add_holiday(tx, body, mac).await)
        .await;
    let found = find(&state, &actor, id).await;
    let stored = found
        .as_ref()
        .ok()
        .and_then(|found| found.as_ref())
        .and_then(|(row, _)| row.created_mac.as_deref());
    let status = match added {
        Ok(()) => StatusCode::CREATED,
        Err(Error::Db(error)) if error.is_id_taken() => {
            same_creation(stored, &mac)?;
            StatusCode::OK
        }
        Err(Error::HolidayAlready) if stored.is_some() => {
            same_creation(stored, &mac)?;
            StatusCode::OK
        }
        Err(error) => return Err(error.into()),
    };
    Ok(shown(status, found?.ok_or_else(Problem::not_found)?))
}

/// Read a holiday
///
/// With what is planned on it though nobody is to meet.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "timetable", operation_id = "readHoliday", params(("id" = HolidayId, Path)), responses(
    (status = 200, body = HolidayWhole), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/holidays/{id}")]
pub(crate) async fn read_holiday(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<HolidayId>,
) -> Result<HttpResponse, Problem> {
    let found = find(&state, &actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(shown(StatusCode::OK, found))
}

/// Void a holiday
///
/// Its day is planned again.
/// Permission: organisation administrators, programme managers, directors; of one site also its supervisors.
#[utoipa::path(tag = "timetable", operation_id = "voidHoliday", request_body = VoidHoliday,
    params(("id" = HolidayId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = HolidayWhole), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/holidays/{id}/void")]
pub(crate) async fn void_holiday(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<HolidayId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidHoliday>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidHoliday", &(id, &body))?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void_holiday(tx, id, version, body.reason, key).await
        })
        .await?;
    let found = find(&state, &actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(shown(StatusCode::OK, found))
}
