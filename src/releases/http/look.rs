//! Seeing releases.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::super::flow::{self, GENERATIONS};
use super::super::model::{Indicators, Period, ReleaseId};
use super::super::statistic::Statistic;
use super::super::store::{ListedRow, YearRow};
use super::ReleaseView;
use crate::platform::codes::Code;
use crate::platform::db::Actor;
use crate::platform::http::{Page, PageQuery, PathId, Problem, ProblemBody, ValidQuery, etag};
use crate::state::AppState;

/// A release in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReleaseSummary)]
pub(crate) struct SummaryView {
    /// Its id.
    id: ReleaseId,
    /// What it counts.
    indicator: String,
    /// The year it counts.
    period: String,
    /// Which draft of the year it is, of three.
    generation: i32,
    /// Where it stands.
    state: String,
    /// When it was drafted.
    drafted_at: DateTime<Utc>,
    /// When it went out.
    published_at: Option<DateTime<Utc>>,
    /// Its version.
    row_version: i32,
}

/// Years and what has happened to them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReleasePeriods)]
pub(crate) struct PeriodsView {
    /// Newest first.
    items: Vec<PeriodView>,
}

/// A year and what has happened to it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReleasePeriod)]
pub(crate) struct PeriodView {
    /// The year.
    period: Period,
    /// The first day on which it may be drafted.
    publishable_from: NaiveDate,
    /// May it be drafted today: over for 90 days, not released, and a draft left?
    can_be_drafted: bool,
    /// Its published release.
    released: Option<ReleaseId>,
    /// Its drafts that wait for an audit, a decision or publication.
    in_progress: Vec<Uuid>,
    /// Drafts left, of three.
    drafts_left: i32,
}

impl PeriodView {
    fn of(row: YearRow, today: NaiveDate) -> Option<Self> {
        let period: Period = row.year.to_string().parse().ok()?;
        let drafts_left = GENERATIONS.saturating_sub(row.generations).max(0);
        Some(Self {
            period,
            publishable_from: period.publishable_from(),
            can_be_drafted: period.is_publishable(today) && row.released.is_none() && drafts_left > 0,
            released: row.released,
            in_progress: row.in_progress,
            drafts_left,
        })
    }
}

fn summary(row: ListedRow) -> SummaryView {
    SummaryView {
        id: row.id,
        indicator: row.indicator,
        period: row.period,
        generation: row.generation,
        state: row.state,
        drafted_at: row.drafted_at,
        published_at: row.published_at,
        row_version: row.row_version,
    }
}

/// List releases
///
/// Newest first. Staff see all with their state; a funder sees what is published for her.
/// Permission: evaluator, data-protection officer or director of the whole organisation; funder, her own.
#[utoipa::path(tag = "releases", operation_id = "listReleases", params(PageQuery), responses(
    (status = 200, body = Page<SummaryView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/releases")]
pub(crate) async fn list_releases(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (query.after::<(DateTime<Utc>, Uuid)>()?, query.limit());
    let rows = flow::list(state.db(), &actor, after, limit).await?;
    let place = |row: &ListedRow| (row.drafted_at, row.id.uuid());
    Ok(HttpResponse::Ok().json(Page::from_rows(rows, limit, place, summary)))
}

/// What is to be counted.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeriodsQuery {
    /// What is to be counted; `enrolled_first` when left out.
    #[param(value_type = Option<String>, example = "completed")]
    indicator: Option<Code<Indicators>>,
}

/// Which years can be drafted
///
/// Every year from the first enrolment on: from when it can be drafted, which drafts are under way, what is released.
/// Permission: evaluator, data-protection officer or director of the whole organisation.
#[utoipa::path(tag = "releases", operation_id = "listReleasePeriods", params(PeriodsQuery), responses(
    (status = 200, body = PeriodsView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/releases/periods")]
pub(crate) async fn list_periods(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<PeriodsQuery>,
) -> Result<HttpResponse, Problem> {
    let statistic = query.indicator.map_or(Statistic::EnrolledFirst, Statistic::from);
    let (rows, today) = flow::years(state.db(), &actor, statistic).await?;
    let items = rows.into_iter().filter_map(|row| PeriodView::of(row, today)).collect();
    Ok(HttpResponse::Ok().json(PeriodsView { items }))
}

/// Read a release
///
/// Figures with their noise; for staff also the gates, who drafted and who decided. Never a true count.
/// Permission: evaluator, data-protection officer or director of the whole organisation; funder, once it is published
/// for her.
#[utoipa::path(tag = "releases", operation_id = "readRelease", params(("id" = Uuid, Path)), responses(
    (status = 200, body = ReleaseView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/releases/{id}")]
pub(crate) async fn read_release(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReleaseId>,
) -> Result<HttpResponse, Problem> {
    let seen = flow::look(state.db(), &actor, id).await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(seen.row.row_version))
        .json(ReleaseView::of(seen)?))
}
