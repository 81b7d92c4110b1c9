//! The doors to referrals out.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow;
use super::model::{ReferralOutId, ReferralOutState, StepRefused};
use super::scope::ReferralOutScope;
use super::store::{self, EventRow, ReferralOutRow};
use crate::access::Action;
use crate::casework::VoidReason;
use crate::disclosures::{Basis, Channel, DisclosureId};
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::providers::{DataCategory, ProviderId, ServiceKind};
use crate::state::AppState;

/// What the provider is told: the disclosure that is recorded with the referral.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToldProvider {
    /// Made by the client (UUID version 7).
    pub(super) id: DisclosureId,
    /// On what it rests. Everything but `consent` is reviewed by the data-protection officer.
    pub(super) basis: Basis,
    /// What is told.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub(super) categories: Vec<DataCategory>,
    /// By which way.
    pub(super) channel: Channel,
}

/// Somebody is sent to a provider.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferOut {
    /// Made by the client (UUID version 7).
    pub(super) id: ReferralOutId,
    /// To whom, from the directory.
    pub(super) provider_id: ProviderId,
    /// For what.
    pub(super) service: ServiceKind,
    /// Does a colleague go along, or call with her?
    pub(super) warm: bool,
    /// When.
    pub(super) made_at: DateTime<Utc>,
    /// What the provider is told.
    #[validate(nested)]
    pub(super) told: ToldProvider,
}

/// The next step.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeReferralOutStep)]
pub(crate) struct TakeStep {
    /// Where it stands now.
    pub(super) state: ReferralOutState,
    /// Since when.
    pub(super) occurred_at: DateTime<Utc>,
}

/// Somebody sent to a provider.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferralOutView {
    id: ReferralOutId,
    enrolment_id: EnrolmentId,
    person_id: PersonId,
    provider_id: ProviderId,
    service: ServiceKind,
    warm: bool,
    /// What the provider was told.
    disclosure_id: DisclosureId,
    made_at: DateTime<Utc>,
    state: ReferralOutState,
    moved_at: DateTime<Utc>,
    /// From this day on silence raises a task.
    answer_due_on: NaiveDate,
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
    /// The version of this record: send it as If-Match with the next step.
    etag: String,
}

/// One step taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferralOutStep {
    state: ReferralOutState,
    occurred_at: DateTime<Utc>,
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
}

/// Somebody sent to a provider, with the steps taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferralOutCourse {
    referral: ReferralOutView,
    steps: Vec<ReferralOutStep>,
}

/// Where somebody was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReferralOutList {
    items: Vec<ReferralOutView>,
}

impl From<ReferralOutRow> for ReferralOutView {
    fn from(row: ReferralOutRow) -> Self {
        Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            provider_id: row.provider_id,
            service: row.service,
            warm: row.warm,
            disclosure_id: row.disclosure_id,
            made_at: row.made_at,
            state: row.state,
            moved_at: row.moved_at,
            answer_due_on: row.answer_due_on,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            etag: etag(row.row_version).1,
        }
    }
}

impl From<EventRow> for ReferralOutStep {
    fn from(row: EventRow) -> Self {
        Self {
            state: row.state,
            occurred_at: row.occurred_at,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        }
    }
}

type Found = (ReferralOutRow, Vec<EventRow>);

async fn find(state: &AppState, actor: &Actor, id: ReferralOutId) -> Result<Found, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = ReferralOutScope::open(tx, id, Action::SeeEnrolment).await?;
            let events = scope.events().await?;
            Ok((scope.row, events))
        })
        .await
}

fn shown(status: StatusCode, (row, events): Found) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(ReferralOutCourse {
            referral: row.into(),
            steps: events.into_iter().map(ReferralOutStep::from).collect(),
        })
}

/// Send somebody to a provider
///
/// Needs a live consent to share with this provider or its class that covers what is told, or somebody who may tell without it;
/// what is told is recorded with it (`listDisclosures`).
/// Permission: those assigned to the enrolment, and its supervisor; without consent its supervisor.
#[utoipa::path(tag = "referrals out", operation_id = "referOut", request_body = ReferOut, params(("id" = EnrolmentId, Path)), responses(
    (status = 201, body = ReferralOutCourse), (status = 200, body = ReferralOutCourse, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/enrolments/{id}/referrals-out")]
pub(crate) async fn refer_out(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    Valid(body): Valid<ReferOut>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "referOut", &(enrolment, &body))?;
    let (id, shared) = (body.id, state.shared());
    let made = state
        .db()
        .write(&actor, async move |tx| {
            flow::refer(tx, &shared.keys, enrolment, body, mac).await
        })
        .await;
    let taken = match made {
        Ok(()) => false,
        Err(Error::Db(error) | Error::Disclosure(crate::disclosures::Error::Db(error))) if error.is_id_taken() => true,
        Err(error) => return Err(error.into()),
    };
    let found = find(&state, &actor, id).await;
    if taken {
        let stored = found.as_ref().ok().and_then(|(row, _)| row.created_mac.as_deref());
        same_creation(stored, &mac)?;
    }
    let status = if taken { StatusCode::OK } else { StatusCode::CREATED };
    Ok(shown(status, found?))
}

/// List where somebody was sent
///
/// In one enrolment, the latest first (at most 200).
/// Permission: as for the enrolment.
#[utoipa::path(tag = "referrals out", operation_id = "listReferralsOut", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = ReferralOutList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/referrals-out")]
pub(crate) async fn list_referrals_out(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, enrolment, Action::SeeEnrolment).await?;
            Ok(store::list(&scope).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ReferralOutList {
        items: rows.into_iter().map(ReferralOutView::from).collect(),
    }))
}

/// Read a referral out
///
/// With the steps taken.
/// Permission: as for the enrolment.
#[utoipa::path(tag = "referrals out", operation_id = "readReferralOut", params(("id" = ReferralOutId, Path)), responses(
    (status = 200, body = ReferralOutCourse), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/referrals-out/{id}")]
pub(crate) async fn read_referral_out(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralOutId>,
) -> Result<HttpResponse, Problem> {
    Ok(shown(StatusCode::OK, find(&state, &actor, id).await?))
}

/// Take the next step in a referral out
///
/// Any later place of the chain, or a way in which it ends. What has ended stays so.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "referrals out", operation_id = "stepReferralOut", request_body = TakeStep,
    params(("id" = ReferralOutId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ReferralOutCourse), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/referrals-out/{id}/steps")]
pub(crate) async fn step_referral_out(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralOutId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<TakeStep>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "stepReferralOut", &(id, &body))?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| flow::step(tx, id, version, body, key).await)
        .await?;
    Ok(shown(StatusCode::OK, find(&state, &actor, id).await?))
}

/// Why a referral out is not one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidReferralOut {
    /// The reason.
    reason: VoidReason,
}

/// Void a referral out that was entered by mistake
///
/// One that was made and taken back goes to `withdrawn` instead. What the provider was told stays in the register: it was told.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "referrals out", operation_id = "voidReferralOut", request_body = VoidReferralOut,
    params(("id" = ReferralOutId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/referrals-out/{id}/void")]
pub(crate) async fn void_referral_out(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralOutId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidReferralOut>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidReferralOut", &(id, &body))?;
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
        let field = Self::one_field;
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchProvider => field(
                "/provider_id",
                "unknown",
                "must be a provider of the directory that is in use",
            ),
            Error::NotOffered => field("/service", "choice", "must be something this provider does"),
            Error::Disclosure(error) => error.into(),
            Error::Step(StepRefused::TooEarly) => {
                field("/occurred_at", "out_of_range", "must not be before the last step")
            }
            Error::Step(StepRefused::InFuture) => field("/occurred_at", "in_future", "must not be in the future"),
            Error::Step(StepRefused::DoesNotFollow) => Self::rule(
                "step_does_not_follow",
                "This step does not follow",
                "Read where the referral stands, and take a later step of its chain.",
            ),
            Error::Step(StepRefused::Ended) => Self::conflict(
                "referral_out_ended",
                "This referral has ended",
                "Make a new one for another try.",
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
        .service(refer_out)
        .service(list_referrals_out)
        .service(read_referral_out)
        .service(step_referral_out)
        .service(void_referral_out);
}
