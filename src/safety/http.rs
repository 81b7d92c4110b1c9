//! The doors to pairs who must not meet.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow;
use super::model::KeepApartId;
use super::scope::PairScope;
use super::store::{self, PairRow};
use crate::access::Action;
use crate::casework::VoidReason;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Whom somebody must not meet. Why is not asked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeepApart {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(super) id: KeepApartId,
    /// The other.
    pub(super) other_person_id: PersonId,
}

/// Why a pair ends.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndKeepApart {
    /// `other` where they may meet again.
    reason: VoidReason,
}

/// Two people who must not meet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeepApartView {
    id: KeepApartId,
    /// The two.
    person_ids: [PersonId; 2],
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
    /// The version of this pair.
    etag: String,
}

/// Whom somebody must not meet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeepApartList {
    items: Vec<KeepApartView>,
}

impl From<PairRow> for KeepApartView {
    fn from(row: PairRow) -> Self {
        Self {
            id: row.id,
            person_ids: [row.person_a, row.person_b],
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            etag: etag(row.row_version).1,
        }
    }
}

/// Keep two people apart
///
/// Rolls and plans that would bring them together are refused from now on; what is planned already stays. There is no field
/// for the reason.
/// Permission: supervisors and safeguarding leads of both people.
#[utoipa::path(tag = "safety", operation_id = "keepApart", request_body = KeepApart,
    params(("id" = PersonId, Path)), responses(
    (status = 201, body = KeepApartView), (status = 200, body = KeepApartView, description = "Entered before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/keep-apart")]
pub(crate) async fn keep_apart(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<KeepApart>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "keepApart", &(person, &body))?;
    let id = body.id;
    let entered = state
        .db()
        .write(&actor, async move |tx| flow::keep_apart(tx, person, body, mac).await)
        .await;
    let (mut response, row) = match entered {
        Ok(row) => (HttpResponse::Created(), row),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let row = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(PairScope::of(tx, id).await?.1)
                })
                .await;
            let stored = row.as_ref().ok().and_then(|row| row.created_mac.as_deref());
            same_creation(stored, &mac)?;
            (HttpResponse::Ok(), row?)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(response
        .insert_header(etag(row.row_version))
        .json(KeepApartView::from(row)))
}

/// List whom somebody must not meet
///
/// As far as the other's file is the caller's to open too. Looking is remembered.
/// Permission: supervisors and safeguarding leads of the person.
#[utoipa::path(tag = "safety", operation_id = "listKeepApart", params(("id" = PersonId, Path)), responses(
    (status = 200, body = KeepApartList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}/keep-apart")]
pub(crate) async fn list_keep_apart(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = PersonScope::open(tx, person, Action::KeepApart).await?;
            Ok(store::list(&scope).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(KeepApartList {
        items: rows.into_iter().map(KeepApartView::from).collect(),
    }))
}

/// End a pair
///
/// They may meet again, or it was entered wrongly.
/// Permission: supervisors and safeguarding leads of both people.
#[utoipa::path(tag = "safety", operation_id = "endKeepApart", request_body = EndKeepApart,
    params(("id" = KeepApartId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/keep-apart/{id}/void")]
pub(crate) async fn end_keep_apart(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<KeepApartId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<EndKeepApart>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "endKeepApart", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::end(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchPerson => Self::one_field(
                "/other_person_id",
                "unknown",
                "must be a person whose file is yours to open",
            ),
            Error::OnePerson => Self::one_field("/other_person_id", "same_person", "must be somebody else"),
            Error::KeptApartAlready => Self::conflict(
                "kept_apart_already",
                "These two are kept apart already",
                "Nothing more is needed.",
            ),
            Error::Ended => Self::conflict(
                "pair_ended",
                "This pair was ended",
                "Enter it anew if they must not meet.",
            ),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(keep_apart)
        .service(list_keep_apart)
        .service(end_keep_apart);
}
