//! The doors to a person's decisions.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::model::{ConsentGiver, ConsentId, ConsentKind, ConsentMethod, ConsentStatus, LegalBasis, needs_recipient};
use super::scope::ConsentScope;
use super::store::{ConsentRow, NewConsent};
use crate::access::Action;
use crate::casework::Channel;
use crate::people::PersonId;
use crate::platform::codes::Code;
use crate::platform::db::Actor;
use crate::platform::http::{Operations, PathId, Problem, ProblemBody, Valid, content_mac, same_creation};
use crate::state::AppState;

/// A decision: given, refused, withdrawn, or taken in her best interests.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordConsent {
    /// Made by the client (UUID version 7).
    id: ConsentId,
    /// About what.
    kind: ConsentKind,
    /// How it went: `given`, `refused`, `withdrawn` or `best_interests_decision`.
    status: ConsentStatus,
    /// Who decided.
    giver: ConsentGiver,
    /// On what the processing rests.
    legal_basis: LegalBasis,
    /// Which version of the text was read.
    #[validate(length(min = 1, max = 60))]
    text_version: String,
    /// In which language (BCP 47).
    #[validate(length(min = 2, max = 20))]
    language: String,
    /// How it was taken down.
    method: ConsentMethod,
    /// Were the limits of confidentiality told before?
    limits_explained: bool,
    /// When.
    occurred_at: DateTime<Utc>,
    /// The last day it holds, if it ends by itself.
    expires_on: Option<NaiveDate>,
    /// By which way this record reached us; `web` when left out.
    recorded_via: Option<Channel>,
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
/// Withdrawing is recording `withdrawn`: possible at any time, without a reason, in force from its moment.
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
            Ok(scope.add(checked(body, mac, tx.now())?).await?)
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

fn checked(body: RecordConsent, created_mac: [u8; 16], now: DateTime<Utc>) -> Result<NewConsent, Error> {
    if !["given", "refused", "withdrawn", "best_interests_decision"].contains(&body.status.as_str()) {
        return Err(Error::NotADecision);
    }
    if needs_recipient(body.kind) {
        return Err(Error::NeedsRecipient);
    }
    if body.kind == *"assent_service" && body.giver != *"young_person" {
        return Err(Error::AssentIsHerOwn);
    }
    if body.occurred_at > now {
        return Err(Error::InFuture);
    }
    if body.expires_on.is_some_and(|last| last < body.occurred_at.date_naive()) {
        return Err(Error::ExpiresBefore);
    }
    Ok(NewConsent {
        id: body.id,
        kind: body.kind,
        status: body.status,
        giver: body.giver,
        legal_basis: body.legal_basis,
        text_version: body.text_version,
        language: body.language,
        method: body.method,
        limits_explained: body.limits_explained,
        occurred_at: body.occurred_at,
        expires_on: body.expires_on,
        created_mac,
        recorded_via: body.recorded_via.map_or("web", Code::as_str),
    })
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

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let field = Self::one_field;
        match error {
            Error::Denied(denied) => denied.into(),
            Error::InFuture => field("/occurred_at", "in_future", "must not be in the future"),
            Error::ExpiresBefore => field("/expires_on", "out_of_range", "must not be before the day it was given"),
            Error::NeedsRecipient => field(
                "/kind",
                "not_available",
                "sharing needs a named recipient, and the register of recipients is not there yet: keep it on paper",
            ),
            Error::NotADecision => field(
                "/status",
                "choice",
                "must be given, refused, withdrawn or best_interests_decision",
            ),
            Error::AssentIsHerOwn => field(
                "/giver",
                "choice",
                "assent is the young person's own: must be young_person",
            ),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations.service(record_consent).service(list_consents);
}
