//! Exact figures that went out by another way.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use disclosure::Predicate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::error::Error;
use super::super::flow::{self, Told};
use super::super::model::{FigureElsewhereId, Indicators, Period};
use super::super::store::FigureRow;
use crate::casework::VoidReason;
use crate::platform::codes::Code;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// What a release counts, under a name of its own: the OpenAPI derive would take a type in angle brackets apart.
type Indicator = Code<Indicators>;

/// An exact figure that was published.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = EnterFigureElsewhere)]
pub(crate) struct EnterRequest {
    /// A new UUID (version 7), made by the client.
    id: FigureElsewhereId,
    /// What it counts.
    indicator: Indicator,
    /// Of which calendar year.
    period: Period,
    /// Of whom: a category for each dimension named; nothing for everybody.
    #[serde(default)]
    #[schema(example = json!({"region": "north"}))]
    #[validate(length(max = 8, message = "must name at most 8 dimensions"))]
    of: BTreeMap<String, String>,
    /// How many young people.
    #[validate(range(min = 0, max = 1_000_000, message = "must be between 0 and 1,000,000"))]
    young_people: i32,
    /// Where it can be read: a report and its page. Never a person's name.
    #[schema(example = "Annual report 2025, page 4")]
    #[validate(length(min = 1, max = 200, message = "must have 1 to 200 characters"))]
    source: String,
}

/// Why a figure does not count.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = VoidFigureElsewhere)]
pub(crate) struct VoidRequest {
    /// Why.
    reason: VoidReason,
}

/// Which figures.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FiguresQuery {
    /// What they count.
    #[param(value_type = String, example = "enrolled_first")]
    indicator: Indicator,
    /// Of which calendar year.
    #[param(value_type = String, example = "2025")]
    period: Period,
}

/// An exact figure that went out by another way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureElsewhere)]
pub(crate) struct FigureView {
    id: FigureElsewhereId,
    /// What it counts.
    indicator: String,
    /// Of which calendar year.
    period: String,
    /// Of whom.
    of: BTreeMap<String, String>,
    /// How many young people.
    young_people: i32,
    /// Where it can be read.
    source: String,
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
    /// It does not count any more.
    voided_at: Option<DateTime<Utc>>,
    /// Why: code of list `void_reason`.
    void_reason: Option<String>,
    /// Its version: send it as If-Match to void it.
    etag: String,
}

/// Exact figures of one year.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureElsewhereList)]
pub(crate) struct FiguresView {
    items: Vec<FigureView>,
}

impl From<FigureRow> for FigureView {
    fn from(row: FigureRow) -> Self {
        let predicate = row.predicate.parse::<Predicate>().ok();
        let dims = predicate.iter().flat_map(|predicate| predicate.dims().iter());
        Self {
            id: row.id,
            of: dims
                .map(|(key, category)| (key.to_string(), category.to_string()))
                .collect(),
            indicator: row.indicator,
            period: row.period,
            young_people: row.people,
            source: row.source,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            voided_at: row.voided_at,
            void_reason: row.void_reason,
            etag: etag(row.row_version).1,
        }
    }
}

/// List exact figures published elsewhere
///
/// Of one year: what stands. Each release of that year is held against them (gate G4).
/// Permission: evaluator, data-protection officer or director of the whole organisation.
#[utoipa::path(tag = "releases", operation_id = "listFiguresElsewhere", params(FiguresQuery), responses(
    (status = 200, body = FiguresView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/releases/figures-elsewhere")]
pub(crate) async fn list_figures(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<FiguresQuery>,
) -> Result<HttpResponse, Problem> {
    let rows = flow::figures(state.db(), &actor, query.indicator.into(), query.period).await?;
    let items = rows.into_iter().map(FigureView::from).collect();
    Ok(HttpResponse::Ok().json(FiguresView { items }))
}

/// Enter an exact figure published elsewhere
///
/// One the organisation has given out by another way, such as its annual report. What follows from it is held against
/// every release of that year; a draft made without it is stale from then on.
/// Permission: evaluator or data-protection officer of the whole organisation.
#[utoipa::path(tag = "releases", operation_id = "enterFigureElsewhere", request_body = EnterRequest, responses(
    (status = 201, body = FigureView), (status = 200, body = FigureView, description = "Entered before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/releases/figures-elsewhere")]
pub(crate) async fn enter_figure(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<EnterRequest>,
) -> Result<HttpResponse, Problem> {
    let created_mac = content_mac(state.keys(), actor.org(), "enterFigureElsewhere", &body)?;
    let id = body.id;
    let told = Told {
        id,
        statistic: body.indicator.into(),
        period: body.period,
        of: body.of,
        people: body.young_people,
        source: body.source,
        created_mac,
    };
    let entered = state
        .db()
        .write(&actor, async move |tx| flow::enter_figure(tx, told).await)
        .await;
    let mut answer = match entered {
        Ok(()) => HttpResponse::Created(),
        Err(Error::Db(error)) if error.is_id_taken() => HttpResponse::Ok(),
        Err(error) => return Err(error.into()),
    };
    let row = flow::look_at_figure(state.db(), &actor, id).await?;
    same_creation(row.created_mac.as_deref(), &created_mac)?;
    Ok(answer.insert_header(etag(row.row_version)).json(FigureView::from(row)))
}

/// Void an exact figure published elsewhere
///
/// It was mistyped, or was not published after all.
/// Permission: data-protection officer of the whole organisation.
#[utoipa::path(tag = "releases", operation_id = "voidFigureElsewhere", request_body = VoidRequest,
    params(("id" = FigureElsewhereId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[post("/releases/figures-elsewhere/{id}/void")]
pub(crate) async fn void_figure(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<FigureElsewhereId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidRequest>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidFigureElsewhere", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void_figure(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
