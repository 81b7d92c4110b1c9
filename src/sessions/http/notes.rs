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
use crate::safeguarding::{ConcernAbout, ConcernId};
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
    /// Whose words it holds. `safeguarding` opens a concern for a child: it goes to those who answer for it, and is not kept
    /// as a note.
    pub(in crate::sessions) kind: NoteKind,
    /// The text. No names of groups or of others, no crimes, no routes, no addresses. A concern says what was seen or heard,
    /// when, and who said it, in at most 8,000 characters.
    #[validate(length(min = 1, max = 10_000))]
    pub(in crate::sessions) text: String,
    /// Of a concern, and only of it: who it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sessions) about: Option<ConcernAbout>,
    /// Of a concern about a colleague: who. She never comes to know of it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::sessions) accused_id: Option<StaffId>,
}

impl NoteInput {
    /// The concern it is to open: with the id it was sent with.
    pub(in crate::sessions) fn concern(&self) -> Option<ConcernId> {
        (self.kind == *"safeguarding").then(|| ConcernId::from_uuid(self.id.uuid()))
    }
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

/// The notes a session had before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EarlierNotes {
    /// The one that was replaced last first; at most 50.
    items: Vec<NoteView>,
}

/// Open what was written about a session before
///
/// The words that were replaced since. Opening is remembered, each by itself.
/// Permission: as for what stands there now.
#[utoipa::path(tag = "sessions", operation_id = "readEarlierNotes", params(("id" = SessionId, Path)), responses(
    (status = 200, body = EarlierNotes), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/sessions/{id}/earlier-notes")]
pub(crate) async fn read_earlier_notes(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<SessionId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let notes = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = SessionScope::open(tx, id, Action::OpenNote).await?;
            Ok(scope.earlier_notes(&shared.keys).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(EarlierNotes {
        items: notes.into_iter().map(NoteView::from).collect(),
    }))
}
