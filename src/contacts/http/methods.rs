//! How somebody is reached, and what is safe.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post, put};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use zeroize::Zeroizing;

use super::{SameNumber, VoidContact};
use crate::access::Action;
use crate::contacts::error::Error;
use crate::contacts::flow;
use crate::contacts::model::{ContactKind, ContactMethodId};
use crate::contacts::scope::ContactScope;
use crate::contacts::store::{self, OpenContact};
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::state::AppState;

/// What is safe. Replaces what was said before: what is left out is no longer so.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = SafeContact)]
pub(crate) struct ContactSafety {
    /// May one call?
    pub(in crate::contacts) safe_to_call: bool,
    /// May one write?
    pub(in crate::contacts) safe_to_text: bool,
    /// May one leave a message that others could hear or read?
    pub(in crate::contacts) safe_to_leave_message: bool,
    /// Only when, in her words: after school, not on Sundays. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 200))]
    pub(in crate::contacts) only_when: Option<String>,
    /// Who may answer, and what one may say to them. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 200))]
    pub(in crate::contacts) who_may_answer: Option<String>,
    /// The last day on which it holds, when it is known.
    pub(in crate::contacts) valid_to: Option<NaiveDate>,
}

impl std::fmt::Debug for ContactSafety {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactSafety").finish_non_exhaustive()
    }
}

/// A way to reach somebody. Never an address.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordContact {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::contacts) id: ContactMethodId,
    /// Which way.
    pub(in crate::contacts) kind: ContactKind,
    /// The number, name in the messenger, mail address, or person to ask. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 254))]
    pub(in crate::contacts) value: String,
    /// What is safe.
    #[validate(nested)]
    pub(in crate::contacts) safety: ContactSafety,
    /// Since when; today at her site when left out.
    pub(in crate::contacts) valid_from: Option<NaiveDate>,
}

impl std::fmt::Debug for RecordContact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordContact")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A way to reach somebody, opened.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactView {
    id: ContactMethodId,
    person_id: PersonId,
    kind: ContactKind,
    /// Null: she was erased, or her key was not restored.
    value: Option<String>,
    safe_to_call: bool,
    safe_to_text: bool,
    safe_to_leave_message: bool,
    only_when: Option<String>,
    who_may_answer: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    /// The version of this contact.
    etag: String,
}

/// A contact that was entered, and who else has the same number.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactEntered {
    contact: ContactView,
    /// Look whether they are one person: at most five, and nobody whose file is not the caller's to open.
    same_number: Vec<SameNumber>,
}

/// Every way to reach somebody.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactList {
    items: Vec<ContactView>,
}

impl From<OpenContact> for ContactView {
    fn from(open: OpenContact) -> Self {
        let text = |text: Option<Zeroizing<String>>| text.map(|text| text.as_str().to_owned());
        Self {
            id: open.row.id,
            person_id: open.row.person_id,
            kind: open.row.kind,
            value: text(open.value),
            safe_to_call: open.row.safe_to_call,
            safe_to_text: open.row.safe_to_text,
            safe_to_leave_message: open.row.safe_to_leave_message,
            only_when: text(open.only_when),
            who_may_answer: text(open.who_may_answer),
            valid_from: open.row.valid_from,
            valid_to: open.row.valid_to,
            etag: etag(open.row.row_version).1,
        }
    }
}

async fn open(state: &AppState, actor: &Actor, id: ContactMethodId) -> Result<OpenContact, Problem> {
    let shared = state.shared();
    let opened = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = ContactScope::open(tx, id, Action::OpenIdentity).await?;
            Ok(scope.open_value(&shared.keys)?)
        })
        .await?;
    Ok(opened)
}

/// Record a way to reach a person
///
/// With what is safe. If others have the same number, those whose files are the caller's to open are named.
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "contacts", operation_id = "recordContact", request_body = RecordContact,
    params(("id" = PersonId, Path)), responses(
    (status = 201, body = ContactEntered), (status = 200, body = ContactEntered, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/contacts")]
pub(crate) async fn record_contact(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<RecordContact>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordContact", &(person, &body))?;
    let (id, shared) = (body.id, state.shared());
    let recorded = state
        .db()
        .write(&actor, async move |tx| {
            flow::record_contact(tx, &shared.keys, person, body, mac).await
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
        .read(&actor, async |tx| flow::entered_contact(tx, &shared.keys, id).await)
        .await?;
    Ok(response
        .insert_header(etag(opened.row.row_version))
        .json(ContactEntered {
            contact: opened.into(),
            same_number: SameNumber::of(same),
        }))
}

/// List the ways to reach a person
///
/// Those that hold first. Opening is remembered.
/// Permission: as for who she is: those assigned to her, who took her in, her supervisor and the safeguarding lead.
#[utoipa::path(tag = "contacts", operation_id = "listContacts", params(("id" = PersonId, Path)), responses(
    (status = 200, body = ContactList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}/contacts")]
pub(crate) async fn list_contacts(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let opened = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let person = PersonScope::open(tx, person, Action::OpenIdentity).await?;
            Ok(store::contacts(&person, &shared.keys).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ContactList {
        items: opened.into_iter().map(ContactView::from).collect(),
    }))
}

/// Say anew what is safe
///
/// The number itself does not change: void it and record another.
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "contacts", operation_id = "changeContact", request_body = ContactSafety,
    params(("id" = ContactMethodId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ContactView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/contacts/{id}/safety")]
pub(crate) async fn change_contact(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ContactMethodId>,
    if_match: IfMatch,
    Valid(body): Valid<ContactSafety>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::change_contact(tx, &shared.keys, id, if_match.version(), body).await
        })
        .await?;
    let opened = open(&state, &actor, id).await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(opened.row.row_version))
        .json(ContactView::from(opened)))
}

/// Void a way to reach a person
///
/// It was wrong, or is somebody else's. One that held and is over gets its last day instead.
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "contacts", operation_id = "voidContact", request_body = VoidContact,
    params(("id" = ContactMethodId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/contacts/{id}/void")]
pub(crate) async fn void_contact(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ContactMethodId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidContact>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidContact", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void_contact(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
