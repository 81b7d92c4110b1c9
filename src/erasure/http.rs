//! The doors of erasure.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::model::{ErasureId, ErasureReason, ErasureRefusal};
use super::scope::{self, ErasureScope};
use super::store::ErasureRow;
use super::{flow, store};
use crate::access::Action;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac,
    etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// A request to erase somebody.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskErasure {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    id: ErasureId,
    /// Why she is to be erased.
    reason: ErasureReason,
}

/// Why somebody is not erased.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefuseErasure {
    /// The reason; `legal_hold` when the law forbids to destroy anything.
    reason: ErasureRefusal,
}

/// A request to erase somebody, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErasureView {
    id: ErasureId,
    person_id: PersonId,
    reason: ErasureReason,
    /// `asked`, `refused` or `executed`.
    #[schema(example = "asked")]
    state: String,
    asked_by: StaffId,
    asked_at: DateTime<Utc>,
    /// Who decided: never who asked.
    decided_by: Option<StaffId>,
    decided_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    refusal: Option<ErasureRefusal>,
}

impl From<ErasureRow> for ErasureView {
    fn from(row: ErasureRow) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            reason: row.reason,
            state: row.state,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            refusal: row.refusal,
        }
    }
}

async fn answer(state: &AppState, actor: &Actor, id: ErasureId, created: bool) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            Ok(ErasureScope::open(tx, id, Action::AskErasure).await?.row)
        })
        .await?;
    let mut response = if created {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response
        .insert_header(etag(row.row_version))
        .json(ErasureView::from(row)))
}

/// Ask for a person to be erased
///
/// Nothing is erased until the data-protection officer, who must be somebody else, approves it.
/// Permission: her supervisor, and the data-protection officer.
#[utoipa::path(tag = "erasure", operation_id = "askErasure",
    request_body = AskErasure, params(("id" = PersonId, Path)), responses(
    (status = 201, body = ErasureView), (status = 200, body = ErasureView, description = "Asked before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/erasure")]
pub(crate) async fn ask_erasure(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<AskErasure>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "askErasure", &(person, &body))?;
    let AskErasure { id, reason } = body;
    let asked = state
        .db()
        .write(&actor, async move |tx| flow::ask(tx, person, id, reason, mac).await)
        .await;
    match asked {
        Ok(()) => answer(&state, &actor, id, true).await,
        Err(Error::Db(error)) if error.is_id_taken() => {
            let stored = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(store::find(tx, id).await?.and_then(|row| row.created_mac))
                })
                .await?;
            same_creation(stored.as_deref(), &mac)?;
            answer(&state, &actor, id, false).await
        }
        Err(error) => Err(error.into()),
    }
}

/// List requests for erasure
///
/// Latest first.
/// Permission: whoever is signed in; supervisors see those of their places, the data-protection officer all.
#[utoipa::path(tag = "erasure", operation_id = "listErasures", params(PageQuery), responses(
    (status = 200, body = Page<ErasureView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/erasures")]
pub(crate) async fn list_erasures(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (query.after::<ErasureId>()?, query.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| scope::list(tx, after, limit).await)
        .await?;
    Ok(HttpResponse::Ok().json(Page::from_rows(rows, limit, |row| row.id, ErasureView::from)))
}

/// Read a request for erasure
///
/// Permission: her supervisor, and the data-protection officer.
#[utoipa::path(tag = "erasure", operation_id = "readErasure", params(("id" = ErasureId, Path)), responses(
    (status = 200, body = ErasureView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/erasures/{id}")]
pub(crate) async fn read_erasure(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ErasureId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id, false).await
}

/// Approve an erasure: erase the person
///
/// Cannot be undone. Her key is destroyed and everything sealed with it is blanked; her pseudonymous rows stay, so that no
/// figure changes.
/// Permission: the data-protection officer, but not who asked, with password and code given within five minutes.
#[utoipa::path(tag = "erasure", operation_id = "approveErasure",
    params(("id" = ErasureId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ErasureView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[post("/erasures/{id}/approve")]
pub(crate) async fn approve_erasure(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ErasureId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "approveErasure", &id)?;
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::approve(tx, shared, id, if_match.version(), key).await
        })
        .await?;
    answer(&state, &actor, id, false).await
}

/// Refuse an erasure
///
/// Permission: the data-protection officer, but not who asked.
#[utoipa::path(tag = "erasure", operation_id = "refuseErasure", request_body = RefuseErasure,
    params(("id" = ErasureId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ErasureView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/erasures/{id}/refuse")]
pub(crate) async fn refuse_erasure(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ErasureId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<RefuseErasure>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "refuseErasure", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::refuse(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    answer(&state, &actor, id, false).await
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::Erased => Self::conflict("erased", "This record was erased", "There is nothing left to erase."),
            Error::AskedAlready => Self::conflict(
                "asked_already",
                "You have asked for this already",
                "The data-protection officer has not decided yet.",
            ),
            Error::DecidedAlready => Self::conflict(
                "decided_already",
                "This request is decided",
                "Open it to see by whom and how. Ask anew if things have changed.",
            ),
            Error::OwnRequest => {
                Self::not_allowed("You asked for this erasure, so somebody else must decide about it.")
            }
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Ledger(error) => {
                tracing::error!(error = %error, "an erasure was not carried out");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "ledger_not_written",
                    "The erasure could not be written down",
                )
                .detail("Nothing was erased. Tell whoever runs this server that the erasure ledger cannot be written.")
                .retry_after(60)
            }
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(ask_erasure)
        .service(list_erasures)
        .service(read_erasure)
        .service(approve_erasure)
        .service(refuse_erasure);
}
