//! Looking at incidents.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use validator::Validate;

use super::views::{IncidentHead, IncidentView, Known};
use crate::incidents::error::Error;
use crate::incidents::model::{IncidentId, IncidentState, Severity};
use crate::incidents::scope::IncidentScope;
use crate::incidents::store::{self, Listed};
use crate::organisation::SiteId;
use crate::platform::db::Actor;
use crate::platform::http::{Page, PageQuery, PathId, Problem, ProblemBody, ValidQuery, etag};
use crate::state::AppState;

/// Which incidents.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct IncidentsQuery {
    /// Only those this site answers for.
    site_id: Option<SiteId>,
    /// Only those that stand here.
    state: Option<IncidentState>,
    /// Only those as grave as this.
    severity: Option<Severity>,
    /// Only those nobody has looked at in time.
    #[serde(default)]
    overdue: bool,
    /// Closed and voided ones too.
    #[serde(default)]
    with_ended: bool,
    /// `next_cursor` of the page before; leave out for the first page.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// List incidents
///
/// Their heads, what must be looked at first first. Looking is remembered.
/// Permission: shows those the caller handles or reported, those that name somebody whose file is hers to open, those
/// in which something is hers to do; to directors, critical ones.
#[utoipa::path(tag = "incidents", operation_id = "listIncidents", params(IncidentsQuery), responses(
    (status = 200, body = Page<IncidentHead>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/incidents")]
pub(crate) async fn list_incidents(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<IncidentsQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let limit = page.limit();
    let listed = Listed {
        site: query.site_id,
        state: query.state,
        severity: query.severity,
        overdue: query.overdue,
        with_ended: query.with_ended,
        after: page.after::<(DateTime<Utc>, IncidentId)>()?,
        limit,
    };
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list(tx, listed).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.triage_by, row.id), IncidentHead::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read an incident
///
/// What is not the caller's to know is left out, without a word that there is more. Opening what was written is
/// remembered.
/// Permission: who handles or reported it; who opens the file of somebody it names; who has something to do; directors,
/// where it is critical.
#[utoipa::path(tag = "incidents", operation_id = "readIncident", params(("id" = IncidentId, Path)), responses(
    (status = 200, body = IncidentView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/incidents/{id}")]
pub(crate) async fn read_incident(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<IncidentId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id).await
}

/// The incident as it now is.
pub(super) async fn answer(state: &AppState, actor: &Actor, id: IncidentId) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let known = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = IncidentScope::open(tx, id).await?;
            let events = if scope.handles {
                Some(scope.events(&shared.keys).await?)
            } else {
                None
            };
            Ok(Known {
                accounts: scope.accounts(&shared.keys).await?,
                parties: scope.parties().await?,
                actions: scope.actions(&shared.keys).await?,
                events,
                head: scope.row.incident,
            })
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(known.head.row_version))
        .json(IncidentView::from(known)))
}
