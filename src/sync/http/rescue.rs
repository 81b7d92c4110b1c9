//! What lay on a phone that cannot send any more, in a file.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::Deserialize;
use validator::Validate;

use super::push::{PushAnswer, PushResult, PushResults};
use crate::platform::db::Actor;
use crate::platform::http::{PackedLines, Problem, ProblemBody, ValidQuery};
use crate::platform::ids::StaffId;
use crate::state::AppState;
use crate::sync::flow::push::{Batch, Raw};
use crate::sync::flow::{limits, rescue};
use crate::sync::model::operation::MOST_OPERATIONS;

/// Whose phone it was.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RescueQuery {
    /// A colleague's; the caller's own when left out.
    staff_id: Option<StaffId>,
}

/// Bring in a file from a phone
///
/// Lines of JSON, each an operation as phones send it or a copy sealed to the organisation's rescue key (`op_id`, `seq`, `box`), at
/// most 100 at a time; also with `Content-Encoding: gzip`. One's own are
/// taken in as if the phone had sent them; somebody else's are held, for her or another supervisor to decide on. Brought in
/// again, or sent by the phone after all, each is answered as before.
/// Permission: whoever had a phone, her own; supervisors, those of colleagues they answer for.
#[utoipa::path(tag = "sync", operation_id = "rescueOperations", params(RescueQuery),
    request_body(content = String, content_type = "application/x-ndjson"), responses(
    (status = 200, body = PushAnswer), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 413, body = ProblemBody), (status = 415, body = ProblemBody),
    (status = 429, body = ProblemBody)))]
#[post("/sync/rescue")]
pub(crate) async fn rescue_operations(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<RescueQuery>,
    PackedLines(lines): PackedLines,
) -> Result<HttpResponse, Problem> {
    let now = state.clock().now();
    limits::admit(actor.sign_in(), now)?;
    if lines.len() > MOST_OPERATIONS {
        return Err(
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The file is too long")
                .detail("At most 100 lines are accepted at once. Send the rest after them."),
        );
    }
    let operations = lines.into_iter().map(|line| Raw {
        text: line.text,
        damaged: line.damaged,
    });
    let batch = Batch {
        operations: operations.collect(),
        // A file says nothing of when it was made.
        skew_ms: 0,
        report: None,
        cursor: None,
    };
    let answers = rescue::rescue(state.db(), &actor, &state.shared(), batch, query.staff_id).await?;
    let results = answers.into_iter().map(PushResult::from).collect();
    Ok(HttpResponse::Ok().json(PushAnswer {
        server_now: now,
        skew_ms: 0,
        push: PushResults { results },
    }))
}
