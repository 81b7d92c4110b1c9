//! What a phone sends.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

use super::PROTOCOL;
use super::reports::{self, DeviceReport};
use crate::platform::db::Actor;
use crate::platform::http::{Packed, Problem, ProblemBody, packed_answer};
use crate::state::AppState;
use crate::sync::flow::limits;
use crate::sync::flow::push::{self, Answer, Batch, Raw, skew};
use crate::sync::model::operation::{ConflictId, ConflictSide, MOST_OPERATIONS, Operation, SyncOpId};
use crate::sync::store::conflicts::ClashRow;

/// What a phone did while it was away, or just now. Also with `Content-Encoding: gzip`: at most 256 KiB as sent, 1 MiB
/// unpacked, 100 operations, 64 KiB each.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PushRequest {
    /// The envelope's number: 1.
    pub(super) protocol: u16,
    /// What sends it, and which version of it.
    #[schema(max_length = 40)]
    #[serde(default)]
    pub(super) app: Option<String>,
    /// The moment by the phone's clock. Wrong clocks are data: nothing is ordered by them.
    pub(super) client_now: DateTime<FixedOffset>,
    /// What the phone says about what lies on it. One that cannot be read is left out.
    #[schema(value_type = Option<DeviceReport>)]
    #[serde(default)]
    pub(super) device: Option<Value>,
    /// The operations.
    pub(super) push: PushedOperations,
}

/// Operations in the phone's order. Each is read by itself: one that cannot be read is answered `invalid`, and the others are
/// taken in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PushedOperations {
    #[schema(value_type = Vec<Operation>, max_items = 100)]
    ops: Vec<Box<RawValue>>,
}

/// What became of what was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushAnswer {
    /// The moment by the server's clock.
    pub(super) server_now: DateTime<Utc>,
    /// The server's clock less the phone's, in milliseconds.
    pub(super) skew_ms: i64,
    pub(super) push: PushResults,
}

/// One result for each operation, in its order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushResults {
    pub(super) results: Vec<PushResult>,
}

/// What became of one operation. `applied`, `merged`, `conflict` and `held` are acknowledgements: it is kept and stands, or
/// waits for somebody to decide. `retry` and `invalid`: nothing was kept, and it stays on the phone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushResult {
    /// As the phone calls it; null where not even that could be read.
    op_id: Option<Uuid>,
    #[schema(example = "applied")]
    status: &'static str,
    /// Of what is held, a code of the list `held_reason`; of what is invalid, why.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Which rule it broke: a code of the problems of the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// Which field of `set` broke it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// The version of the row now.
    #[serde(skip_serializing_if = "Option::is_none")]
    v: Option<i32>,
    /// Under which id it is held, for `/sync/held`.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_id: Option<SyncOpId>,
    /// What is held and was dismissed by somebody: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    dismissed: Option<String>,
    /// Fields that somebody else had changed, too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<ClashView>,
    /// Was it sent before?
    replayed: bool,
}

/// A field that somebody else had changed, too.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClashView {
    /// For `/sync/conflicts`.
    id: ConflictId,
    field: String,
    /// Whose value stands.
    kept: ConflictSide,
    /// Code of list `conflict_state`.
    state: String,
}

impl From<ClashRow> for ClashView {
    fn from(row: ClashRow) -> Self {
        Self {
            id: row.id,
            field: row.field,
            kept: row.kept,
            state: row.state,
        }
    }
}

fn stored_status(status: &str) -> &'static str {
    match status {
        "applied" => "applied",
        "merged" => "merged",
        "conflict" => "conflict",
        _ => "held",
    }
}

impl From<Answer> for PushResult {
    fn from(answer: Answer) -> Self {
        let nothing_kept = |op_id, status, code: Option<&str>| Self {
            op_id,
            status,
            code: code.map(str::to_owned),
            problem: None,
            pointer: None,
            v: None,
            held_id: None,
            dismissed: None,
            conflicts: Vec::new(),
            replayed: false,
        };
        match answer {
            Answer::Received { op_id, status } => Self {
                replayed: true,
                ..nothing_kept(Some(op_id), stored_status(&status), None)
            },
            Answer::Retry { op_id } => nothing_kept(op_id, "retry", None),
            Answer::Invalid { op_id, why } => nothing_kept(op_id, "invalid", Some(why)),
            Answer::Kept { row, clashes, replayed } => Self {
                op_id: Some(row.op_id),
                status: stored_status(&row.status),
                held_id: (row.status == "held").then_some(row.id),
                code: row.code,
                problem: row.problem,
                pointer: row.pointer,
                v: row.entity_version,
                dismissed: row.void_reason,
                conflicts: clashes.into_iter().map(ClashView::from).collect(),
                replayed,
            },
        }
    }
}

/// Send what a phone did
///
/// Each operation is kept before it is judged, in one transaction with what it does, and by the rules of the API. Sent again
/// it is answered as before. What a rule refuses is held for somebody to decide on, and never thrown away.
/// Permission: whoever signed in with an enrolled device; each operation as the API's own.
#[utoipa::path(tag = "sync", operation_id = "pushOperations", request_body = PushRequest, responses(
    (status = 200, body = PushAnswer), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 413, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[post("/sync/push")]
pub(crate) async fn push_operations(
    asked: HttpRequest,
    state: Data<AppState>,
    actor: Actor,
    body: Packed,
) -> Result<HttpResponse, Problem> {
    let now = state.clock().now();
    limits::admit(actor.sign_in(), now)?;
    let request: PushRequest = serde_json::from_str(&body.text).map_err(|_error| not_ours())?;
    let (skew_ms, push) = taken(&state, &actor, request, None, body.damaged, now).await?;
    let answer = PushAnswer {
        server_now: now,
        skew_ms,
        push,
    };
    Ok(packed_answer(&asked, &answer))
}

/// 400: the envelope cannot be read.
pub(super) fn not_ours() -> Problem {
    Problem::malformed("the envelope is not one of protocol 1")
}

/// Takes in what a phone sent: by how much its clock is off, and what became of each operation. `cursor`: how far it has come,
/// where it pulls in the same round trip.
pub(super) async fn taken(
    state: &AppState,
    actor: &Actor,
    request: PushRequest,
    cursor: Option<String>,
    damaged: bool,
    now: DateTime<Utc>,
) -> Result<(i64, PushResults), Problem> {
    if request.protocol != PROTOCOL || request.app.is_some_and(|app| app.len() > 40) {
        return Err(not_ours());
    }
    if request.push.ops.len() > MOST_OPERATIONS {
        return Err(
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The request is too large")
                .detail("At most 100 operations are accepted at once. Send the rest after them."),
        );
    }
    let skew_ms = skew(now, request.client_now.with_timezone(&Utc));
    let raw = |op: Box<RawValue>| Raw {
        text: op.get().to_owned(),
        damaged,
    };
    let batch = Batch {
        operations: request.push.ops.into_iter().map(raw).collect(),
        skew_ms,
        report: reports::beside_operations(request.device),
        cursor,
    };
    let answers = push::push(state.db(), actor, &state.shared(), batch).await?;
    let results = answers.into_iter().map(PushResult::from).collect();
    Ok((skew_ms, PushResults { results }))
}
