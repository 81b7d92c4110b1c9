//! The doors to a person's decisions; to what they rest on in the files beside this one.

mod capacity;
mod guardian;
mod problems;
mod texts;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow;
use super::model::{
    BestInterestsReason, CapacityId, ConsentGiver, ConsentId, ConsentKind, ConsentMethod, ConsentStatus, ConsentTextId,
    LegalBasis, Witness,
};
use super::scope::ConsentScope;
use super::store::ConsentRow;
use crate::access::Action;
use crate::casework::Channel;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{Operations, PathId, Problem, ProblemBody, Valid, content_mac, same_creation};
use crate::platform::ids::StaffId;
use crate::providers::{DataCategory, ProviderId, RecipientClass};
use crate::state::AppState;

/// A decision: given, refused, withdrawn, or taken in her best interests.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordConsent {
    /// Made by the client (UUID version 7).
    pub(super) id: ConsentId,
    /// About what.
    pub(super) kind: ConsentKind,
    /// How it went: `given`, `refused`, `withdrawn` or `best_interests_decision`.
    pub(super) status: ConsentStatus,
    /// Who decided.
    pub(super) giver: ConsentGiver,
    /// On what the processing rests.
    pub(super) legal_basis: LegalBasis,
    /// Which version of the text was read.
    #[validate(length(min = 1, max = 60))]
    pub(super) text_version: String,
    /// In which language (BCP 47).
    #[validate(length(min = 2, max = 20))]
    pub(super) language: String,
    /// How it was taken down.
    pub(super) method: ConsentMethod,
    /// Were the limits of confidentiality told before?
    pub(super) limits_explained: bool,
    /// When.
    pub(super) occurred_at: DateTime<Utc>,
    /// The last day it holds, if it ends by itself.
    pub(super) expires_on: Option<NaiveDate>,
    /// By which way this record reached us; `web` when left out.
    pub(super) recorded_via: Option<Channel>,
    /// The approved text that was read, if it is kept here: of this kind, language and version.
    pub(super) text_id: Option<ConsentTextId>,
    /// Was it read out to her?
    #[serde(default)]
    pub(super) read_aloud: bool,
    /// Who else was there.
    pub(super) witness: Option<Witness>,
    /// Which colleague, if it was one. Anybody else is named on paper only.
    pub(super) witness_staff_id: Option<StaffId>,
    /// How her understanding was judged. Needed for a yes of her own below the age of consent.
    pub(super) capacity_id: Option<CapacityId>,
    /// Why the house decided: of `best_interests_decision`, and of nothing else.
    pub(super) best_interests_reason: Option<BestInterestsReason>,
    /// Of `share_named_recipient`: who may be told. Left out in a refusal or withdrawal: it is about everybody.
    pub(super) provider_id: Option<ProviderId>,
    /// Of the other kinds of sharing: what kind of recipient may be told.
    pub(super) recipient_class: Option<RecipientClass>,
    /// Of sharing: what may be told.
    #[validate(length(max = 20))]
    pub(super) categories: Option<Vec<DataCategory>>,
}

/// A recorded decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsentView {
    id: ConsentId,
    person_id: PersonId,
    kind: ConsentKind,
    status: ConsentStatus,
    giver: ConsentGiver,
    legal_basis: LegalBasis,
    text_version: String,
    language: String,
    method: ConsentMethod,
    limits_explained: bool,
    occurred_at: DateTime<Utc>,
    expires_on: Option<NaiveDate>,
    recorded_at: DateTime<Utc>,
    text_id: Option<ConsentTextId>,
    read_aloud: bool,
    witness: Option<Witness>,
    witness_staff_id: Option<StaffId>,
    capacity_id: Option<CapacityId>,
    best_interests_reason: Option<BestInterestsReason>,
    provider_id: Option<ProviderId>,
    recipient_class: Option<RecipientClass>,
    categories: Option<Vec<DataCategory>>,
}

impl From<ConsentRow> for ConsentView {
    fn from(row: ConsentRow) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            kind: row.kind,
            status: row.status,
            giver: row.giver,
            legal_basis: row.legal_basis,
            text_version: row.text_version,
            language: row.language,
            method: row.method,
            limits_explained: row.limits_explained,
            occurred_at: row.occurred_at,
            expires_on: row.expires_on,
            recorded_at: row.recorded_at,
            text_id: row.text_id,
            read_aloud: row.read_aloud,
            witness: row.witness,
            witness_staff_id: row.witness_staff_id,
            capacity_id: row.capacity_id,
            best_interests_reason: row.best_interests_reason,
            provider_id: row.provider_id,
            recipient_class: row.recipient_class,
            categories: row.categories,
        }
    }
}

/// A person's decisions, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsentList {
    items: Vec<ConsentView>,
}

/// Record a decision about consent
///
/// Withdrawing is recording `withdrawn`: possible at any time, without a reason, by phone too, in force from its moment.
/// Consent to share says to whom, what, and until when (within 12 months), and the limits of confidentiality are told first.
/// Permission: those assigned to her, who took her in, and her supervisor.
#[utoipa::path(tag = "consent", operation_id = "recordConsent",
    request_body = RecordConsent, params(("id" = PersonId, Path)), responses(
    (status = 201, body = ConsentView), (status = 200, body = ConsentView, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/consents")]
pub(crate) async fn record_consent(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<RecordConsent>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordConsent", &(person, &body))?;
    let id = body.id;
    let recorded = state
        .db()
        .write(&actor, async move |tx| -> Result<(), Error> {
            let scope = ConsentScope::open(tx, person, Action::RecordConsent).await?;
            flow::record(tx, &scope, body, mac).await
        })
        .await;
    let created = match recorded {
        Ok(()) => true,
        Err(Error::Db(error)) if error.is_id_taken() => false,
        Err(error) => return Err(error.into()),
    };
    let row = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let rows = ConsentScope::open(tx, person, Action::SeePerson).await?.list().await?;
            Ok(rows.into_iter().find(|row| row.id == id))
        })
        .await?;
    if !created {
        same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    }
    let row = row.ok_or_else(Problem::not_found)?;
    let mut response = if created {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response.json(ConsentView::from(row)))
}

/// List a person's decisions about consent
///
/// Permission: as for her record.
#[utoipa::path(tag = "consent", operation_id = "listConsents", params(("id" = PersonId, Path)), responses(
    (status = 200, body = ConsentList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}/consents")]
pub(crate) async fn list_consents(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(ConsentScope::open(tx, person, Action::SeePerson).await?.list().await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ConsentList {
        items: rows.into_iter().map(ConsentView::from).collect(),
    }))
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(record_consent)
        .service(list_consents)
        .service(texts::list_consent_texts)
        .service(texts::create_consent_text)
        .service(texts::approve_consent_text)
        .service(capacity::judge_capacity)
        .service(capacity::list_capacity)
        .service(capacity::read_capacity)
        .service(guardian::say_guardian_path)
        .service(guardian::list_guardian_path);
}
