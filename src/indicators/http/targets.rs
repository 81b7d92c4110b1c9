//! What a figure is to be.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::Strand;
use crate::indicators::error::Error;
use crate::indicators::flow::{self, Answer, Question};
use crate::indicators::model::{Count, Definition, Split, Standing, gap, standing};
use crate::indicators::store::TargetRow;
use crate::organisation::SiteId;
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, same_creation};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// What a figure is to be for a period.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetTarget {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::indicators) id: Uuid,
    /// Which way of counting.
    #[validate(length(max = 60))]
    #[schema(max_length = 60)]
    pub(in crate::indicators) variant: String,
    /// Of this strand; leave out for all.
    pub(in crate::indicators) strand: Option<Strand>,
    /// Of this site; leave out for all.
    pub(in crate::indicators) site_id: Option<SiteId>,
    /// First day of the period. It is shown beside figures of exactly these days.
    pub(in crate::indicators) from: NaiveDate,
    /// Last day.
    pub(in crate::indicators) to: NaiveDate,
    /// In the unit of the figure's value, a share from 0 to 1; leave out to withdraw what was set before.
    pub(in crate::indicators) target: Option<f64>,
}

/// Where.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TargetsQuery {
    /// Those of this site; leave out for those of the whole organisation.
    site_id: Option<SiteId>,
}

/// A target that was set, or that one was withdrawn.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetView {
    id: Uuid,
    variant: String,
    /// Null: all strands.
    strand: Option<String>,
    /// Null: all sites.
    site_id: Option<SiteId>,
    from: NaiveDate,
    to: NaiveDate,
    /// Null: it was withdrawn.
    target: Option<f64>,
    set_by: Option<StaffId>,
    set_at: DateTime<Utc>,
}

/// Targets, the one set last first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetList {
    items: Vec<TargetView>,
}

/// What a figure is to be, and how it stands to that.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetBeside {
    /// What it is to be, in the unit of the value.
    target: f64,
    /// By how much it lies above that; null without a value.
    gap: Option<f64>,
    /// The same in a word.
    standing: Standing,
    set_by: Option<StaffId>,
    set_at: DateTime<Utc>,
}

impl From<TargetRow> for TargetView {
    fn from(row: TargetRow) -> Self {
        Self {
            id: row.id,
            variant: row.variant,
            strand: row.strand,
            site_id: row.site_id,
            from: row.from_on,
            to: row.to_on,
            target: row.target,
            set_by: row.recorded_by,
            set_at: row.recorded_at,
        }
    }
}

/// The target that stands beside a counted line, if there is one.
pub(super) fn beside(
    definition: &Definition,
    question: &Question,
    answer: &Answer,
    count: &Count,
    value: Option<f64>,
) -> Option<TargetBeside> {
    let (mut strand, mut site) = (
        question.strand.map(|strand| strand.as_str().to_owned()),
        question.site.map(|site| site.uuid().to_string()),
    );
    match question.split {
        Split::Strand => strand = count.part.clone().or(strand),
        Split::Site => site = count.part.clone().or(site),
        Split::None => {}
    }
    let row = answer.targets.iter().find(|row| {
        row.variant == count.variant && row.strand == strand && row.site_id.map(|id| id.uuid().to_string()) == site
    })?;
    let target = row.target?;
    Some(TargetBeside {
        target,
        gap: gap(value, target),
        standing: standing(definition.direction, value, target),
        set_by: row.recorded_by,
        set_at: row.recorded_at,
    })
}

fn listed(status: StatusCode, rows: Vec<TargetRow>) -> HttpResponse {
    HttpResponse::build(status).json(TargetList {
        items: rows.into_iter().map(TargetView::from).collect(),
    })
}

/// List what a figure was to be
///
/// Every target that was set for it at a place, by whom and when, the last first (at most 500).
/// Permission: see figures of the organisation; with `site_id`, of that site.
#[utoipa::path(tag = "indicators", operation_id = "listTargets",
    params(("code" = String, Path, description = "Code of the indicator", example = "ENR-05"), TargetsQuery), responses(
    (status = 200, body = TargetList), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/indicators/{code}/targets")]
pub(crate) async fn list_targets(
    state: Data<AppState>,
    actor: Actor,
    PathId(code): PathId<String>,
    ValidQuery(query): ValidQuery<TargetsQuery>,
) -> Result<HttpResponse, Problem> {
    let (_, definition) = flow::find(&code)?;
    let rows = flow::targets(state.db(), &actor, definition, query.site_id).await?;
    Ok(listed(StatusCode::OK, rows))
}

/// Say what a figure is to be
///
/// For exactly these days, shown beside the figure from then on. What was set before is kept; the last one counts. Answers
/// every target of the place.
/// Permission: programme managers and directors; of one site also those of that site.
#[utoipa::path(tag = "indicators", operation_id = "setTarget", request_body = SetTarget,
    params(("code" = String, Path, description = "Code of the indicator", example = "ENR-05")), responses(
    (status = 201, body = TargetList), (status = 200, body = TargetList, description = "Set before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/indicators/{code}/targets")]
pub(crate) async fn set_target(
    state: Data<AppState>,
    actor: Actor,
    PathId(code): PathId<String>,
    Valid(body): Valid<SetTarget>,
) -> Result<HttpResponse, Problem> {
    let (_, definition) = flow::find(&code)?;
    let mac = content_mac(state.keys(), actor.org(), "setTarget", &(&code, &body))?;
    let (id, site) = (body.id, body.site_id);
    let set = state
        .db()
        .write(&actor, async move |tx| {
            flow::set_target(tx, definition, body, mac).await
        })
        .await;
    let taken = match set {
        Ok(()) => false,
        Err(Error::Db(error)) if error.is_id_taken() => true,
        Err(error) => return Err(error.into()),
    };
    let rows = flow::targets(state.db(), &actor, definition, site).await;
    if taken {
        let stored = rows.as_ref().ok().and_then(|rows| {
            let stored = rows.iter().find(|row| row.id == id);
            stored.and_then(|row| row.created_mac.as_deref())
        });
        same_creation(stored, &mac)?;
    }
    let status = if taken { StatusCode::OK } else { StatusCode::CREATED };
    Ok(listed(status, rows?))
}
