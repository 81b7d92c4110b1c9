//! The words of the screens behind a passphrase, which a stranger must not read (ADR 0153).

use std::collections::BTreeMap;

use actix_web::http::header::{ETAG, IF_NONE_MATCH};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::front;
use crate::platform::db::Actor;
use crate::platform::http::{Problem, ProblemBody};
use crate::state::AppState;
use crate::sync::error::Error;
use crate::sync::scope::DeviceScope;

/// The words of the screens behind the passphrase, in one language.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SyncWords {
    /// Changes when a message does. It is also the answer's tag.
    version: String,
    /// Messages by their keys, as the app's build compiled them: a text, or its parts.
    messages: BTreeMap<String, Value>,
}

/// Get the words of the app
///
/// The language is one the app was built in, as a subtag (`en`). With the tag of what the device has: 304 where it is the same.
/// Permission: a device that is signed in.
#[utoipa::path(tag = "sync", operation_id = "readWords",
    params(("language" = String, Path, description = "The language's subtag.", example = "en")),
    responses((status = 200, body = SyncWords), (status = 304, description = "The device has them."),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/sync/words/{language}")]
pub(crate) async fn read_words(
    state: Data<AppState>,
    actor: Actor,
    language: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let device = state.db().read(&actor, async |tx| -> Result<_, Error> {
        DeviceScope::open(tx).await?;
        Ok(())
    });
    device.await?;
    let built = front::words(&language).ok_or_else(Problem::not_found)?;
    let words: SyncWords = serde_json::from_slice(&built).map_err(|error| {
        tracing::error!(%error, "the words of the app are not as its build leaves them");
        Problem::internal()
    })?;
    let tag = format!("\"{}\"", words.version);
    let known = request.headers().get(IF_NONE_MATCH);
    if known.is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    Ok(HttpResponse::Ok().insert_header((ETAG, tag)).json(words))
}
