//! Alerts.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::incidents::IncidentId;
use crate::on_call::error::Error;
use crate::on_call::flow;
use crate::on_call::model::{AlertId, AlertKind};
use crate::on_call::scope::AlertScope;
use crate::on_call::store::{self, AlertRow, CallRow};
use crate::organisation::SiteId;
use crate::outings::OutingId;
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, Page, PageQuery, PathId, Problem, ProblemBody, ValidQuery, etag};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Which alerts.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AlertsQuery {
    /// Only those nobody has.
    #[serde(default)]
    open: bool,
    /// `next_cursor` of the page before; leave out for the first page.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Something somebody on call must say that she has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertView {
    id: AlertId,
    site_id: SiteId,
    kind: AlertKind,
    /// The incident to be opened.
    incident_id: Option<IncidentId>,
    /// Who is not back; null too once that is forgotten, a week after she is.
    outing_id: Option<OutingId>,
    raised_at: DateTime<Utc>,
    acknowledged_by: Option<StaffId>,
    acknowledged_at: Option<DateTime<Utc>>,
    /// When nobody was left to call.
    exhausted_at: Option<DateTime<Utc>>,
    /// The version of this alert.
    etag: String,
}

/// A colleague was called.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallView {
    staff_id: StaffId,
    /// 1 was called first; calls of one step went out together.
    step: i32,
    called_at: DateTime<Utc>,
}

/// An alert, and who was called.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertWithCalls {
    #[serde(flatten)]
    alert: AlertView,
    /// In order.
    calls: Vec<CallView>,
}

impl From<AlertRow> for AlertView {
    fn from(row: AlertRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            kind: row.kind,
            incident_id: row.incident_id,
            outing_id: row.outing_id,
            raised_at: row.recorded_at,
            acknowledged_by: row.acknowledged_by,
            acknowledged_at: row.acknowledged_at,
            exhausted_at: row.exhausted_at,
            etag: etag(row.row_version).1,
        }
    }
}

impl From<CallRow> for CallView {
    fn from(row: CallRow) -> Self {
        Self {
            staff_id: row.staff_id,
            step: row.step,
            called_at: row.recorded_at,
        }
    }
}

/// List alerts
///
/// Newest first.
/// Permission: shows those of the incidents the caller handles.
#[utoipa::path(tag = "on_call", operation_id = "listAlerts", params(AlertsQuery), responses(
    (status = 200, body = Page<AlertView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/alerts")]
pub(crate) async fn list_alerts(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<AlertsQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (after, limit) = (page.after()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list_alerts(tx, query.open, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| row.id, AlertView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read an alert
///
/// With who was called.
/// Permission: those who handle what it is about.
#[utoipa::path(tag = "on_call", operation_id = "readAlert", params(("id" = AlertId, Path)), responses(
    (status = 200, body = AlertWithCalls), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/alerts/{id}")]
pub(crate) async fn read_alert(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<AlertId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id).await
}

async fn answer(state: &AppState, actor: &Actor, id: AlertId) -> Result<HttpResponse, Problem> {
    let (row, calls) = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = AlertScope::open(tx, id).await?;
            let calls = scope.calls().await?;
            Ok((scope.row, calls))
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(AlertWithCalls {
            alert: AlertView::from(row),
            calls: calls.into_iter().map(CallView::from).collect(),
        }))
}

/// Say that one has it
///
/// Nobody else is called from now on.
/// Permission: those who handle what it is about.
#[utoipa::path(tag = "on_call", operation_id = "acknowledgeAlert",
    params(("id" = AlertId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = AlertWithCalls), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/alerts/{id}/acknowledge")]
pub(crate) async fn acknowledge_alert(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<AlertId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "acknowledgeAlert", &id)?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::acknowledge(tx, id, if_match.version(), key).await
        })
        .await?;
    answer(&state, &actor, id).await
}
