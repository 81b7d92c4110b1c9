//! What is written about sessions.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Action;
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody};
use crate::platform::ids::StaffId;
use crate::sessions::error::Error;
use crate::sessions::model::{NoteId, NoteKind, SessionId};
use crate::sessions::scope::SessionScope;
use crate::sessions::store::OpenNote;
use crate::state::AppState;

/// What was written about a session. Sealed as soon as it arrives.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteInput {
    /// Made by the client (UUID version 7).
    pub(in crate::sessions) id: NoteId,
    /// Whose words it holds.
    pub(in crate::sessions) kind: NoteKind,
    /// The text. No names of groups or of others, no crimes, no routes, no addresses.
    #[validate(length(min = 1, max = 10_000))]
    pub(in crate::sessions) text: String,
}

impl std::fmt::Debug for NoteInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[note]")
    }
}

/// What was written about a session, opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoteView {
    id: NoteId,
    kind: NoteKind,
    /// Null when it was erased, or cannot be opened because the person's key was not restored from its backup.
    text: Option<String>,
    /// Was it erased with the person's record?
    erased: bool,
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
}

impl From<OpenNote> for NoteView {
    fn from(note: OpenNote) -> Self {
        Self {
            id: note.id,
            kind: note.kind,
            text: note.text.map(|text| text.as_str().to_owned()),
            erased: note.erased,
            recorded_by: note.recorded_by,
            recorded_at: note.recorded_at,
        }
    }
}

/// Open what was written about a session
///
/// Opening is remembered.
/// Permission: those assigned to the enrolment, its supervisor and the safeguarding lead.
#[utoipa::path(tag = "sessions", operation_id = "readNote", params(("id" = SessionId, Path)), responses(
    (status = 200, body = NoteView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/sessions/{id}/note")]
pub(crate) async fn read_note(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let note = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(SessionScope::open(tx, id, Action::OpenNote)
                .await?
                .note(&shared.keys)
                .await?)
        })
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(NoteView::from(note)))
}
