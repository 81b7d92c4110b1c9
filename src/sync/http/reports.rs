//! What phones say about what lies on them, and who is shown it.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::Actor;
use crate::platform::http::{Page, PageQuery, Problem, ProblemBody, ValidQuery, shaped};
use crate::platform::ids::StaffId;
use crate::state::AppState;
use crate::sync::error::SentError;
use crate::sync::model::{Report, Risk, risks};
use crate::sync::scope::SyncDeviceId;
use crate::sync::store::reports::{self, ReportRow};

/// What a phone says about what lies on it: counts, and nothing of what it is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceReport {
    /// How many operations were not sent yet, those of this request among them.
    #[validate(range(min = 0))]
    outbox_depth: i32,
    /// Since when, by its clock, the oldest of them lies there.
    oldest_pending_at: Option<DateTime<Utc>>,
    /// The number (`seq`) of the last operation it made; 0 if none. It only grows.
    #[validate(range(min = 0))]
    max_seq: i64,
    /// Has the browser promised not to delete what lies on it?
    persisted: bool,
}

impl From<DeviceReport> for Report {
    fn from(report: DeviceReport) -> Self {
        Self {
            outbox_depth: report.outbox_depth,
            oldest_pending_at: report.oldest_pending_at,
            max_seq: report.max_seq,
            persisted: report.persisted,
        }
    }
}

/// Reads a report that comes beside operations. One that cannot be read is left out: nothing that was typed waits for it.
pub(super) fn beside_operations(report: Option<Value>) -> Option<Report> {
    let read = shaped::<DeviceReport>(report?);
    if let Err(problem) = &read {
        tracing::warn!(code = problem.code(), "what a phone says of itself cannot be read");
    }
    read.ok().map(Report::from)
}

/// A phone, and what somebody has to know about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncDeviceView {
    id: SyncDeviceId,
    staff_id: StaffId,
    /// Code of list `device_kind`.
    kind: String,
    enrolled_at: DateTime<Utc>,
    /// When it signed in last.
    last_seen_at: Option<DateTime<Utc>>,
    /// When it or its sign-in was ended. It is shown for as long as work lay on it then.
    ended_at: Option<DateTime<Utc>>,
    /// When it last said what lies on it; the fields below are of then.
    reported_at: Option<DateTime<Utc>>,
    outbox_depth: Option<i32>,
    oldest_pending_at: Option<DateTime<Utc>>,
    persisted: Option<bool>,
    /// When it last said that it had made fewer operations than before: what lay on it is lost.
    store_lost_at: Option<DateTime<Utc>>,
    /// What somebody has to know, the worst first; empty: nothing.
    risks: Vec<Risk>,
}

impl SyncDeviceView {
    fn of(row: ReportRow, now: DateTime<Utc>) -> Self {
        let known = row.known();
        Self {
            id: row.id,
            staff_id: row.staff_id,
            kind: row.kind,
            enrolled_at: row.enrolled_at,
            last_seen_at: row.last_seen_at,
            ended_at: row.ended_at,
            reported_at: row.reported_at,
            outbox_depth: known.report.map(|report| report.outbox_depth),
            oldest_pending_at: known.report.and_then(|report| report.oldest_pending_at),
            persisted: known.report.map(|report| report.persisted),
            store_lost_at: row.store_lost_at,
            risks: risks(&known, now),
        }
    }
}

/// List phones and what lies on them
///
/// What each said last: how much was not sent, since when, and whether it lost what lay on it. Nothing of what it is.
/// Permission: whoever is signed in, her own; supervisors and organisation administrators, those they answer for.
#[utoipa::path(tag = "sync", operation_id = "listSyncDevices", params(PageQuery), responses(
    (status = 200, body = Page<SyncDeviceView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/sync/devices")]
pub(crate) async fn list_sync_devices(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit, now) = (query.after::<SyncDeviceId>()?, query.limit(), state.clock().now());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, SentError> {
            Ok(reports::list(tx, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| row.id, |row| SyncDeviceView::of(row, now));
    Ok(HttpResponse::Ok().json(page))
}
