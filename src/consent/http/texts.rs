//! The doors to texts that are read out.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Action;
use crate::consent::error::Error;
use crate::consent::flow;
use crate::consent::model::{ConsentKind, ConsentTextId};
use crate::consent::scope::TextScope;
use crate::consent::store::texts::{self, NewText, TextRow};
use crate::people::language_tag;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// One version of a text in one language.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateConsentText {
    /// Made by the client (UUID version 7).
    id: ConsentTextId,
    /// About what.
    kind: ConsentKind,
    /// In which language (BCP 47).
    #[validate(length(min = 2, max = 20), custom(function = language_tag))]
    #[schema(example = "es")]
    language: String,
    /// What the version is called, as decisions name it.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "2026-1")]
    version: String,
    /// What is read out, in plain words. About nobody in particular.
    #[validate(length(min = 1, max = 20_000))]
    body: String,
}

/// One version of a text in one language.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsentTextView {
    id: ConsentTextId,
    kind: ConsentKind,
    language: String,
    version: String,
    body: String,
    written_by: StaffId,
    /// Who else said that it is right; null: nobody yet, so no decision can name it.
    approved_by: Option<StaffId>,
    approved_at: Option<DateTime<Utc>>,
    recorded_at: DateTime<Utc>,
    /// The version of this record: send it as If-Match to approve.
    etag: String,
}

/// The texts of the house.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsentTextList {
    items: Vec<ConsentTextView>,
}

impl From<TextRow> for ConsentTextView {
    fn from(row: TextRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            language: row.language,
            version: row.version,
            body: row.body,
            written_by: row.written_by,
            approved_by: row.approved_by,
            approved_at: row.approved_at,
            recorded_at: row.recorded_at,
            etag: etag(row.row_version).1,
        }
    }
}

async fn read(state: &AppState, actor: &Actor, id: ConsentTextId) -> Result<Option<TextRow>, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            TextScope::open(tx, Action::SeeHouse)?;
            Ok(texts::find(tx, id).await?)
        })
        .await
}

fn shown(status: StatusCode, row: TextRow) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(ConsentTextView::from(row))
}

/// List texts that are read out before somebody decides
///
/// In every language (at most 1,000), by kind, the newest first.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "consent", operation_id = "listConsentTexts", responses(
    (status = 200, body = ConsentTextList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/consent-texts")]
pub(crate) async fn list_consent_texts(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(TextScope::open(tx, Action::SeeHouse)?.list().await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ConsentTextList {
        items: rows.into_iter().map(ConsentTextView::from).collect(),
    }))
}

/// Write a text that is read out before somebody decides
///
/// Decisions can name it when somebody else has approved it. It is never changed: another wording is another version.
/// Permission: organisation administrators, programme managers, data-protection officers, directors.
#[utoipa::path(tag = "consent", operation_id = "createConsentText", request_body = CreateConsentText, responses(
    (status = 201, body = ConsentTextView), (status = 200, body = ConsentTextView, description = "Written before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/consent-texts")]
pub(crate) async fn create_consent_text(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<CreateConsentText>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createConsentText", &body)?;
    let id = body.id;
    let new = NewText {
        id,
        kind: body.kind,
        language: body.language,
        version: body.version,
        body: body.body,
        created_mac: mac,
    };
    let added = state
        .db()
        .write(&actor, async move |tx| -> Result<(), Error> {
            let scope = TextScope::open(tx, Action::ManageConsentTexts)?;
            let added = scope.add(new).await;
            added.map_err(|error| match error.unique_constraint() {
                Some("consent_text_one_version") => Error::VersionTaken,
                _ => error.into(),
            })
        })
        .await;
    let refused = match added {
        Ok(()) => None,
        // The same once more is refused by its version before it is by its id.
        Err(Error::VersionTaken) => Some(Error::VersionTaken),
        Err(Error::Db(error)) if error.is_id_taken() => Some(Error::Db(error)),
        Err(error) => return Err(error.into()),
    };
    let row = read(&state, &actor, id).await?;
    let Some(refused) = refused else {
        return Ok(shown(StatusCode::CREATED, row.ok_or_else(Problem::not_found)?));
    };
    match (
        same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac),
        row,
    ) {
        (Ok(()), Some(row)) => Ok(shown(StatusCode::OK, row)),
        (Err(id_taken), _) if matches!(refused, Error::Db(_)) => Err(id_taken),
        _ => Err(refused.into()),
    }
}

/// Approve a text
///
/// From then on decisions can name it.
/// Permission: organisation administrators, programme managers, data-protection officers, directors; not who wrote it.
#[utoipa::path(tag = "consent", operation_id = "approveConsentText",
    params(("id" = ConsentTextId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ConsentTextView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/consent-texts/{id}/approve")]
pub(crate) async fn approve_consent_text(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ConsentTextId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "approveConsentText", &id)?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| flow::approve_text(tx, id, version, key).await)
        .await?;
    let row = read(&state, &actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(shown(StatusCode::OK, row))
}
