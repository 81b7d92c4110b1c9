//! Numbers of papers.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{SameNumber, VoidContact};
use crate::access::Action;
use crate::contacts::error::Error;
use crate::contacts::flow;
use crate::contacts::model::{DocumentKind, IdentifierId};
use crate::contacts::scope::IdentifierScope;
use crate::contacts::store::{self, OpenIdentifier};
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::state::AppState;

/// The number of a paper.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordIdentifier {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::contacts) id: IdentifierId,
    /// Which paper.
    pub(in crate::contacts) kind: DocumentKind,
    /// Its number. Sealed as soon as it arrives.
    #[validate(length(min = 4, max = 60))]
    #[serde(rename = "value")]
    pub(in crate::contacts) number: String,
}

impl std::fmt::Debug for RecordIdentifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordIdentifier")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The number of a paper, opened.
#[derive(Serialize, ToSchema)]
pub(crate) struct IdentifierView {
    id: IdentifierId,
    person_id: PersonId,
    kind: DocumentKind,
    /// The number. Null: she was erased, or her key was not restored.
    value: Option<String>,
    /// The version of this entry.
    etag: String,
}

/// A paper that was entered, and who else has the same number.
#[derive(Serialize, ToSchema)]
pub(crate) struct IdentifierEntered {
    identifier: IdentifierView,
    /// Look whether they are one person: at most five, and nobody whose file is not the caller's to open.
    same_number: Vec<SameNumber>,
}

/// Numbers of all her papers.
#[derive(Serialize, ToSchema)]
pub(crate) struct IdentifierList {
    items: Vec<IdentifierView>,
}

impl From<OpenIdentifier> for IdentifierView {
    fn from(open: OpenIdentifier) -> Self {
        Self {
            id: open.row.id,
            person_id: open.row.person_id,
            kind: open.row.kind,
            value: open.number.map(|number| number.as_str().to_owned()),
            etag: etag(open.row.row_version).1,
        }
    }
}

async fn open(state: &AppState, actor: &Actor, id: IdentifierId) -> Result<OpenIdentifier, Problem> {
    let shared = state.shared();
    let opened = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = IdentifierScope::open(tx, id, Action::OpenIdentity).await?;
            Ok(scope.open_number(&shared.keys)?)
        })
        .await?;
    Ok(opened)
}

/// Record the number of a person's paper
///
/// If others have the same number, those whose files are the caller's to open are named.
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "contacts", operation_id = "recordIdentifier", request_body = RecordIdentifier,
    params(("id" = PersonId, Path)), responses(
    (status = 201, body = IdentifierEntered), (status = 200, body = IdentifierEntered, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/identifiers")]
pub(crate) async fn record_identifier(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<RecordIdentifier>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordIdentifier", &(person, &body))?;
    let (id, shared) = (body.id, state.shared());
    let recorded = state
        .db()
        .write(&actor, async move |tx| {
            flow::record_identifier(tx, &shared.keys, person, body, mac).await
        })
        .await;
    let mut response = match recorded {
        Ok(()) => HttpResponse::Created(),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let stored = open(&state, &actor, id).await;
            let stored = stored.as_ref().ok().and_then(|open| open.row.created_mac.as_deref());
            same_creation(stored, &mac)?;
            HttpResponse::Ok()
        }
        Err(error) => return Err(error.into()),
    };
    let shared = state.shared();
    let (opened, same) = state
        .db()
        .read(&actor, async |tx| flow::entered_identifier(tx, &shared.keys, id).await)
        .await?;
    Ok(response
        .insert_header(etag(opened.row.row_version))
        .json(IdentifierEntered {
            identifier: opened.into(),
            same_number: SameNumber::of(same),
        }))
}

/// List the numbers of a person's papers
///
/// Opening is remembered.
/// Permission: as for who she is: those assigned to her, who took her in, her supervisor and the safeguarding lead.
#[utoipa::path(tag = "contacts", operation_id = "listIdentifiers", params(("id" = PersonId, Path)), responses(
    (status = 200, body = IdentifierList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}/identifiers")]
pub(crate) async fn list_identifiers(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let opened = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let person = PersonScope::open(tx, person, Action::OpenIdentity).await?;
            Ok(store::identifiers(&person, &shared.keys).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(IdentifierList {
        items: opened.into_iter().map(IdentifierView::from).collect(),
    }))
}

/// Void the number of a person's paper
///
/// It was wrong, or is somebody else's.
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "contacts", operation_id = "voidIdentifier", request_body = VoidContact,
    params(("id" = IdentifierId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/identifiers/{id}/void")]
pub(crate) async fn void_identifier(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<IdentifierId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidContact>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidIdentifier", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void_identifier(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
