//! The doors to the register of what left the house.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use zeroize::Zeroizing;

use super::error::Error;
use super::flow;
use super::model::{Basis, Channel, DisclosureId, Purpose, Review};
use super::scope::{DisclosureScope, ReviewScope};
use super::store::{DisclosureRow, Telling};
use crate::access::Action;
use crate::consent::{ConsentId, SharingGap};
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::providers::{DataCategory, ProviderId, RecipientClass};
use crate::state::AppState;

/// Something about her that was told to somebody outside. Not a word of what was said.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordDisclosure {
    /// Made by the client (UUID version 7).
    id: DisclosureId,
    /// Who was told, from the directory.
    provider_id: Option<ProviderId>,
    /// Or what kind of recipient it was,
    recipient_class: Option<RecipientClass>,
    /// and its name. Sealed.
    #[validate(length(min = 1, max = 200))]
    recipient_name: Option<String>,
    /// On what it rests. Everything but `consent` is reviewed by the data-protection officer.
    basis: Basis,
    /// What was told.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    categories: Vec<DataCategory>,
    /// Why.
    purpose: Purpose,
    /// By which way.
    channel: Channel,
    /// When.
    disclosed_at: DateTime<Utc>,
}

// Who was told is hers: it is in no log.
impl fmt::Debug for RecordDisclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordDisclosure")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// What was found about telling without consent.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewDisclosure {
    /// What was found.
    review: Review,
}

/// Something that left the house.
#[derive(Serialize, ToSchema)]
pub(crate) struct DisclosureView {
    id: DisclosureId,
    person_id: PersonId,
    recipient_class: RecipientClass,
    /// Who was told, from the directory.
    provider_id: Option<ProviderId>,
    /// Or its name, for who may open what is sealed about her.
    recipient_name: Option<String>,
    basis: Basis,
    /// The decision it rests on.
    consent_id: Option<ConsentId>,
    categories: Vec<DataCategory>,
    purpose: Purpose,
    channel: Channel,
    disclosed_at: DateTime<Utc>,
    /// Told without consent: what the data-protection officer found; null: nothing yet.
    review: Option<Review>,
    reviewed_by: Option<StaffId>,
    reviewed_at: Option<DateTime<Utc>>,
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
    /// The version of this record: send it as If-Match to review.
    etag: String,
}

/// What left the house.
#[derive(Serialize, ToSchema)]
pub(crate) struct DisclosureList {
    items: Vec<DisclosureView>,
}

impl DisclosureView {
    fn of(row: DisclosureRow, name: Option<&str>) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            recipient_class: row.recipient_class,
            provider_id: row.provider_id,
            recipient_name: name.map(str::to_owned),
            basis: row.basis,
            consent_id: row.consent_id,
            categories: row.categories,
            purpose: row.purpose,
            channel: row.channel,
            disclosed_at: row.disclosed_at,
            review: row.review,
            reviewed_by: row.reviewed_by,
            reviewed_at: row.reviewed_at,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            etag: etag(row.row_version).1,
        }
    }
}

type Opened = (DisclosureRow, Option<Zeroizing<String>>);

async fn told(state: &AppState, actor: &Actor, person: PersonId) -> Result<Vec<Opened>, Error> {
    let shared = state.shared();
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = DisclosureScope::open(tx, person, Action::SeeDisclosures).await?;
            Ok(scope.list(&shared.keys).await?)
        })
        .await
}

fn shown(status: StatusCode, (row, name): Opened) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(DisclosureView::of(row, name.as_ref().map(|name| name.as_str())))
}

/// Record what was told to somebody outside
///
/// It rests on a consent that is live at that moment, names the recipient or its class, and covers what was told; or, by who
/// may, on something else: then the data-protection officer reviews it.
/// Permission: those assigned to her, who took her in, and her supervisor; without consent her supervisor and the
/// safeguarding lead.
#[utoipa::path(tag = "disclosures", operation_id = "recordDisclosure", request_body = RecordDisclosure,
    params(("id" = PersonId, Path)), responses(
    (status = 201, body = DisclosureView), (status = 200, body = DisclosureView, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/disclosures")]
pub(crate) async fn record_disclosure(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<RecordDisclosure>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordDisclosure", &(person, &body))?;
    let (id, shared) = (body.id, state.shared());
    let telling = Telling {
        id,
        provider: body.provider_id,
        class: body.recipient_class,
        name: body.recipient_name.map(Zeroizing::new),
        basis: body.basis,
        categories: body.categories,
        purpose: body.purpose,
        channel: body.channel,
        at: body.disclosed_at,
        created_mac: mac,
    };
    let recorded = state
        .db()
        .write(&actor, async move |tx| {
            flow::tell(tx, &shared.keys, person, telling).await
        })
        .await;
    let status = match recorded {
        Ok(()) => StatusCode::CREATED,
        Err(Error::Db(error)) if error.is_id_taken() => StatusCode::OK,
        Err(error) => return Err(error.into()),
    };
    let row = told(&state, &actor, person)
        .await?
        .into_iter()
        .find(|(row, _)| row.id == id);
    if status == StatusCode::OK {
        same_creation(row.as_ref().and_then(|(row, _)| row.created_mac.as_deref()), &mac)?;
    }
    Ok(shown(status, row.ok_or_else(Problem::not_found)?))
}

/// List what was told about somebody
///
/// The latest first: what she is given when she asks. Looking is remembered.
/// Permission: those assigned to her, who took her in, her supervisor, the safeguarding lead and the data-protection officer.
#[utoipa::path(tag = "disclosures", operation_id = "listDisclosures", params(("id" = PersonId, Path)), responses(
    (status = 200, body = DisclosureList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/people/{id}/disclosures")]
pub(crate) async fn list_disclosures(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let rows = told(&state, &actor, person).await?;
    let items = rows.into_iter();
    Ok(HttpResponse::Ok().json(DisclosureList {
        items: items
            .map(|(row, name)| DisclosureView::of(row, name.as_ref().map(|name| name.as_str())))
            .collect(),
    }))
}

/// List what was told without consent and nobody has reviewed
///
/// The oldest first (at most 500). Looking is remembered.
/// Permission: data-protection officers.
#[utoipa::path(tag = "disclosures", operation_id = "listDisclosuresToReview", responses(
    (status = 200, body = DisclosureList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/disclosures/to-review")]
pub(crate) async fn list_disclosures_to_review(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(ReviewScope::open(tx)?.waiting().await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(DisclosureList {
        items: rows.into_iter().map(|row| DisclosureView::of(row, None)).collect(),
    }))
}

/// Review what was told without consent
///
/// A review is final.
/// Permission: data-protection officers; not who told.
#[utoipa::path(tag = "disclosures", operation_id = "reviewDisclosure", request_body = ReviewDisclosure,
    params(("id" = DisclosureId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = DisclosureView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/disclosures/{id}/review")]
pub(crate) async fn review_disclosure(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<DisclosureId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<ReviewDisclosure>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "reviewDisclosure", &(id, &body))?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::review(tx, id, version, body.review, key).await
        })
        .await?;
    let row = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(ReviewScope::of(tx, id).await?.1)
        })
        .await?;
    Ok(shown(StatusCode::OK, (row, None)))
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let field = Self::one_field;
        match error {
            Error::Denied(denied) => denied.into(),
            Error::InFuture => field("/disclosed_at", "in_future", "must not be in the future"),
            Error::RecipientNotWhole => field(
                "/provider_id",
                "needed",
                "must be a provider of the directory; or leave it out, and give a class and a name",
            ),
            Error::NoSuchProvider => field("/provider_id", "unknown", "must be a provider of the directory"),
            Error::Consent(gap) => sharing(gap),
            Error::NothingToReview => Self::conflict(
                "nothing_to_review",
                "This rests on consent",
                "Only what was told without consent is reviewed.",
            ),
            Error::ReviewedAlready => Self::conflict(
                "reviewed_already",
                "This was reviewed",
                "A review is final: read what it came to.",
            ),
            Error::OwnDecision => Self::not_allowed("You told it: somebody else reviews it."),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::KeyDestroyed => Self::erased(),
            Error::Db(error) => error.into(),
        }
    }
}

fn sharing(gap: SharingGap) -> Problem {
    match gap {
        SharingGap::NoConsent => Problem::rule(
            "no_consent_to_share",
            "Nobody who may has agreed to this",
            "Ask, and record consent to share with this recipient or its class. Service never depends on it.",
        ),
        SharingGap::AskHerself => Problem::rule(
            "ask_herself",
            "She decides about this herself now",
            "Who answered for her agreed before. Ask her, and record what she says.",
        ),
        SharingGap::NotAllOfIt => Problem::rule(
            "more_than_agreed",
            "It was agreed to tell less",
            "Tell only the categories her consent names, or ask her about the others first.",
        ),
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(record_disclosure)
        .service(list_disclosures)
        .service(list_disclosures_to_review)
        .service(review_disclosure);
}
