//! Sending and pulling in one round trip: what the app uses (reference/sync.md §2.1).

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::pull::{self, PullAnswer, PullRequest};
use super::push::{self, PushRequest, PushResults, PushedOperations};
use super::reports::DeviceReport;
use crate::platform::db::Actor;
use crate::platform::http::{Packed, Problem, ProblemBody, check_json, packed_answer, shaped};
use crate::state::AppState;
use crate::sync::flow::limits;

/// What a phone did, and what it asks for. Also with `Content-Encoding: gzip`, as large as what is sent alone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SyncRequest {
    /// The envelope's number: 1.
    protocol: u16,
    /// What sends it, and which version of it.
    #[schema(max_length = 40)]
    #[serde(default)]
    app: Option<String>,
    /// The moment by the phone's clock. Wrong clocks are data: nothing is ordered by them.
    client_now: DateTime<FixedOffset>,
    /// What the phone says about what lies on it. One that cannot be read is left out.
    #[schema(value_type = Option<DeviceReport>)]
    #[serde(default)]
    device: Option<Value>,
    /// The operations.
    push: PushedOperations,
    /// What it pulls, as by itself.
    #[schema(value_type = PullRequest)]
    pull: Box<RawValue>,
}

/// What became of what was sent, and the next page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncAnswer {
    /// The moment by the server's clock.
    server_now: DateTime<Utc>,
    /// The server's clock less the phone's, in milliseconds.
    skew_ms: i64,
    push: PushResults,
    pull: PullPart,
}

/// The next page; or why there is none, which takes nothing back of what was sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum PullPart {
    /// The page.
    Page(Box<PullAnswer>),
    /// The code of the problem that pulling alone would have answered.
    Refused {
        /// A code of the problems.
        code: &'static str,
    },
}

/// Send what a phone did and pull what changed
///
/// First everything is taken in, as by `pushOperations`; then one page is pulled, as by `pullChanges`. Where that cannot be, its
/// part is a code and the status is still 200. With `epoch_changed` nothing was taken in: everything is sent again, in its order.
/// Permission: whoever signed in with an enrolled device.
#[utoipa::path(tag = "sync", operation_id = "syncDevice", request_body = SyncRequest, responses(
    (status = 200, body = SyncAnswer), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 413, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 429, body = ProblemBody)))]
#[post("/sync")]
pub(crate) async fn sync_device(
    asked: HttpRequest,
    state: Data<AppState>,
    actor: Actor,
    body: Packed,
) -> Result<HttpResponse, Problem> {
    let now = state.clock().now();
    limits::admit(actor.sign_in(), now)?;
    let request: SyncRequest = serde_json::from_str(&body.text).map_err(|_error| push::not_ours())?;
    check_json(request.pull.get().as_bytes()).map_err(Problem::malformed)?;
    let wanted = serde_json::from_str(request.pull.get()).map_err(|_error| push::not_ours())?;
    let wanted: PullRequest = shaped(wanted)?;
    let sent = PushRequest {
        protocol: request.protocol,
        app: request.app,
        client_now: request.client_now,
        device: request.device,
        push: request.push,
    };
    let cursor = wanted.cursor.clone();
    let (skew_ms, push) = push::taken(&state, &actor, sent, cursor, body.damaged, now).await?;
    let pull = match pull::page(&state, &actor, wanted).await {
        Ok(page) => PullPart::Page(Box::new(page)),
        Err(problem) => PullPart::Refused { code: problem.code() },
    };
    let answer = SyncAnswer {
        server_now: now,
        skew_ms,
        push,
        pull,
    };
    Ok(packed_answer(&asked, &answer))
}
