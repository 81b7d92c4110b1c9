//! The doors to what others are to a young person.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post, put};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow;
use super::model::{RelationshipId, RelationshipKind};
use super::scope::RelationshipScope;
use super::store::OpenRelationship;
use crate::access::Action;
use crate::casework::VoidReason;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    FieldError, IdempotencyKey, IfMatch, Operations, PathId, Problem, ProblemBody, Valid, content_mac, etag,
    same_creation,
};
use crate::state::AppState;

/// What holds between the two. Replaces what was said before.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(crate) struct BondInput {
    /// Answers for her by law.
    #[serde(default)]
    pub(super) legal_guardian: bool,
    /// Lives with her.
    #[serde(default)]
    pub(super) lives_with: bool,
    /// A guardian who is linked to those she must be safe from: no parent's and no legal guardian's consent counts then.
    #[serde(default)]
    pub(super) guardian_unsafe: bool,
    /// The same of a partner.
    #[serde(default)]
    pub(super) partner_unsafe: bool,
    /// The last day on which it holds, when it is known.
    pub(super) valid_to: Option<NaiveDate>,
}

/// What somebody is to a young person. Never a tie to a group.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordRelationship {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(super) id: RelationshipId,
    /// What the other is to her.
    pub(super) kind: RelationshipKind,
    /// The other, if she has a record here that the caller may see; or send her name.
    pub(super) other_person_id: Option<PersonId>,
    /// Her name, or what tells her apart: "her older sister". Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 200))]
    pub(super) other_name: Option<String>,
    /// What holds.
    #[validate(nested)]
    pub(super) bond: BondInput,
    /// Since when; today at her site when left out.
    pub(super) valid_from: Option<NaiveDate>,
}

impl std::fmt::Debug for RecordRelationship {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordRelationship")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Why a relationship no longer counts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidRelationship {
    /// Why.
    reason: VoidReason,
}

/// What somebody is to a young person, opened.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
pub(crate) struct RelationshipView {
    id: RelationshipId,
    person_id: PersonId,
    kind: RelationshipKind,
    other_person_id: Option<PersonId>,
    /// Null too when she was erased, or her key was not restored.
    other_name: Option<String>,
    legal_guardian: bool,
    lives_with: bool,
    guardian_unsafe: bool,
    partner_unsafe: bool,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    /// The version of this relationship.
    etag: String,
}

/// What others are to her.
#[derive(Serialize, ToSchema)]
pub(crate) struct RelationshipList {
    items: Vec<RelationshipView>,
}

impl From<OpenRelationship> for RelationshipView {
    fn from(open: OpenRelationship) -> Self {
        let bond = open.row.bond();
        Self {
            id: open.row.id,
            person_id: open.row.person_id,
            kind: open.row.kind,
            other_person_id: open.row.other_person_id,
            other_name: open.other_name.map(|name| name.as_str().to_owned()),
            legal_guardian: bond.legal_guardian,
            lives_with: bond.lives_with,
            guardian_unsafe: bond.guardian_unsafe,
            partner_unsafe: bond.partner_unsafe,
            valid_from: open.row.valid_from,
            valid_to: bond.valid_to,
            etag: etag(open.row.row_version).1,
        }
    }
}

async fn open(state: &AppState, actor: &Actor, id: RelationshipId) -> Result<OpenRelationship, Problem> {
    let shared = state.shared();
    let opened = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = RelationshipScope::open(tx, id, Action::OpenIdentity).await?;
            Ok(scope.open_name(&shared.keys)?)
        })
        .await?;
    Ok(opened)
}

/// Record what somebody is to a person
///
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "people", operation_id = "recordRelationship", request_body = RecordRelationship,
    params(("id" = PersonId, Path)), responses(
    (status = 201, body = RelationshipView), (status = 200, body = RelationshipView, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/relationships")]
pub(crate) async fn record_relationship(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<RecordRelationship>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordRelationship", &(person, &body))?;
    let (id, shared) = (body.id, state.shared());
    let recorded = state
        .db()
        .write(&actor, async move |tx| {
            flow::record(tx, &shared.keys, person, body, mac).await
        })
        .await;
    let (mut response, opened) = match recorded {
        Ok(()) => (HttpResponse::Created(), open(&state, &actor, id).await?),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let stored = open(&state, &actor, id).await;
            let known = stored.as_ref().ok().and_then(|open| open.row.created_mac.as_deref());
            same_creation(known, &mac)?;
            (HttpResponse::Ok(), stored?)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(response
        .insert_header(etag(opened.row.row_version))
        .json(RelationshipView::from(opened)))
}

/// List what others are to a person
///
/// Without those of whose record the caller may not know. Opening is remembered.
/// Permission: as for who she is: those assigned to her, who took her in, her supervisor and the safeguarding lead.
#[utoipa::path(tag = "people", operation_id = "listRelationships", params(("id" = PersonId, Path)), responses(
    (status = 200, body = RelationshipList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}/relationships")]
pub(crate) async fn list_relationships(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let opened = state
        .db()
        .read(&actor, async |tx| flow::list(tx, &shared.keys, person).await)
        .await?;
    Ok(HttpResponse::Ok().json(RelationshipList {
        items: opened.into_iter().map(RelationshipView::from).collect(),
    }))
}

/// Say anew what holds between two
///
/// Permission: those assigned to her, who took her in, and her supervisor; of somebody who is not safe: supervisors and
/// safeguarding leads.
#[utoipa::path(tag = "people", operation_id = "changeRelationship", request_body = BondInput,
    params(("id" = RelationshipId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = RelationshipView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/relationships/{id}/bond")]
pub(crate) async fn change_relationship(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<RelationshipId>,
    if_match: IfMatch,
    Valid(body): Valid<BondInput>,
) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async move |tx| {
            flow::change(tx, id, if_match.version(), body).await
        })
        .await?;
    let opened = open(&state, &actor, id).await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(opened.row.row_version))
        .json(RelationshipView::from(opened)))
}

/// Void a relationship
///
/// It was wrong. One that held and is over gets its last day instead.
/// Permission: those assigned to her, who took her in, and her supervisor; of somebody who is not safe: supervisors and
/// safeguarding leads.
#[utoipa::path(tag = "people", operation_id = "voidRelationship", request_body = VoidRelationship,
    params(("id" = RelationshipId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/relationships/{id}/void")]
pub(crate) async fn void_relationship(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<RelationshipId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidRelationship>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidRelationship", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::KeyDestroyed => Self::erased(),
            Error::OtherOrName => Self::validation(vec![FieldError::new(
                "/other_person_id",
                "one_of",
                "send either other_person_id or other_name",
            )]),
            Error::NoSuchPerson => Self::one_field("/other_person_id", "unknown", "must be a person you may see"),
            Error::OnePerson => Self::one_field("/other_person_id", "same_person", "must be somebody else"),
            Error::DoesNotFit => Self::one_field(
                "/bond",
                "one_of",
                "only a guardian can be an unsafe guardian, and only a partner an unsafe partner",
            ),
            Error::EndsBefore => Self::one_field("/valid_to", "out_of_range", "must not be before it begins"),
            Error::Voided => Self::conflict(
                "entry_voided",
                "This entry was voided",
                "It no longer counts. Enter it anew if it does.",
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
        .service(record_relationship)
        .service(list_relationships)
        .service(change_relationship)
        .service(void_relationship);
}
