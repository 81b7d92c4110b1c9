//! What waits for somebody to decide.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::casework::VoidReason;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, etag,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;
use crate::sync::error::SentError;
use crate::sync::flow::held::{self as flow, Decision};
use crate::sync::model::operation::{SyncOpId, SyncOperation};
use crate::sync::scope::HeldScope;
use crate::sync::store::journal::{self, OpRow};

/// An operation that waits, or waited, for somebody to decide.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldView {
    id: SyncOpId,
    /// As its author's phone calls it.
    op_id: Uuid,
    operation: SyncOperation,
    /// The row it makes or changes.
    entity_id: Uuid,
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
    /// When it was saved, by the phone's clock.
    client_at: DateTime<Utc>,
    /// The server's clock less the phone's when it arrived, in milliseconds.
    skew_ms: i64,
    /// Code of list `sync_status`.
    status: String,
    /// Code of list `held_reason`.
    code: Option<String>,
    /// Which rule it broke.
    problem: Option<String>,
    /// Which field broke it.
    pointer: Option<String>,
    /// Who brought it in a file, where somebody else wrote it. She does not decide on it.
    rescued_by: Option<StaffId>,
    /// Has it waited for five days for what it builds on? Then that will perhaps never come.
    waits_too_long: bool,
    /// Who decided.
    decided_by: Option<StaffId>,
    /// Code of list `void_reason`, when it was dismissed.
    void_reason: Option<String>,
    /// The version of this entry.
    etag: String,
    /// What it says: only where one is read. Null when it was decided on, or she whom it was about was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    set: Option<Value>,
}

impl HeldView {
    fn of(row: OpRow, set: Option<Value>, now: DateTime<Utc>) -> Self {
        Self {
            rescued_by: row.rescued_by,
            waits_too_long: row.waits_too_long(now),
            id: row.id,
            op_id: row.op_id,
            operation: row.operation,
            entity_id: row.entity_id,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            client_at: row.client_at,
            skew_ms: row.skew_ms,
            status: row.status,
            code: row.code,
            problem: row.problem,
            pointer: row.pointer,
            decided_by: row.decided_by,
            void_reason: row.void_reason,
            etag: etag(row.row_version).1,
            set,
        }
    }
}

/// What is to become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Choice {
    /// Judge it again, with the rights of who decides.
    Apply,
    /// It is not to be done.
    Dismiss,
}

/// A decision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideHeld {
    decision: Choice,
    /// Why it is dismissed.
    reason: Option<VoidReason>,
}

/// List what is held
///
/// What phones sent and a rule refused, the oldest first, without what it says. What waits for something that has not arrived
/// is shown to others after five days.
/// Permission: whoever is signed in, her own; supervisors, those about people at their sites.
#[utoipa::path(tag = "sync", operation_id = "listHeld", params(PageQuery), responses(
    (status = 200, body = Page<HeldView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/sync/held")]
pub(crate) async fn list_held(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (query.after::<(DateTime<Utc>, SyncOpId)>()?, query.limit());
    let now = state.clock().now();
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, SentError> {
            Ok(journal::list(tx, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(
        rows,
        limit,
        |row| (row.recorded_at, row.id),
        |row| HeldView::of(row, None, now),
    );
    Ok(HttpResponse::Ok().json(page))
}

/// Read what is held
///
/// With what it says. Opening is remembered.
/// Permission: who sent it; while it is held, supervisors of the site.
#[utoipa::path(tag = "sync", operation_id = "readHeld", params(("id" = SyncOpId, Path)), responses(
    (status = 200, body = HeldView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/sync/held/{id}")]
pub(crate) async fn read_held(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SyncOpId>,
) -> Result<HttpResponse, Problem> {
    let (shared, now) = (state.shared(), state.clock().now());
    let (row, set) = state
        .db()
        .read(&actor, async |tx| -> Result<_, SentError> {
            let scope = HeldScope::open(tx, id).await?;
            let set = flow::opened(tx, &shared.keys, &scope)?;
            Ok((scope.row, set))
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(HeldView::of(row, set, now)))
}

/// Decide on what is held
///
/// Applied, it is judged again with the rights of who decides, and stays its author's work; refused again, it waits on with the
/// reason of now. Dismissed, what it says is destroyed.
/// Permission: who sent it; supervisors of the site, but for who brought it in a file.
#[utoipa::path(tag = "sync", operation_id = "decideHeld", request_body = DecideHeld,
    params(("id" = SyncOpId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = HeldView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/sync/held/{id}/decide")]
pub(crate) async fn decide_held(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SyncOpId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<DecideHeld>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "decideHeld", &(id, &body))?;
    let decision = match (body.decision, body.reason) {
        (Choice::Apply, None) => Decision::Apply,
        (Choice::Dismiss, Some(reason)) => Decision::Dismiss(reason),
        (Choice::Apply, Some(_)) => {
            return Err(Problem::one_field(
                "/reason",
                "not_here",
                "must be left out where it is applied",
            ));
        }
        (Choice::Dismiss, None) => {
            return Err(Problem::one_field(
                "/reason",
                "required",
                "must say why it is dismissed",
            ));
        }
    };
    let (shared, version, now) = (state.shared(), if_match.version(), state.clock().now());
    let row = state
        .db()
        .write(&actor, async move |tx| -> Result<_, SentError> {
            flow::decide(tx, &shared.keys, id, version, decision, key).await?;
            Ok(HeldScope::open(tx, id).await?.row)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(row.row_version))
        .json(HeldView::of(row, None, now)))
}
