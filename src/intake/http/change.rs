//! Steps, corrections, and voiding.

use actix_web::web::Data;
use actix_web::{HttpResponse, patch, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::look::answer;
use super::views::ReferralView;
use crate::casework::VoidReason;
use crate::intake::flow;
use crate::intake::model::{
    ContactSafety, EndReason, Mandate, ReferralAgreement, ReferralId, ReferralReason, ReferralStep, Urgency,
};
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid};
use crate::state::AppState;

/// A step that was taken.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakeStep {
    /// Which.
    pub(in crate::intake) step: ReferralStep,
    /// When it was taken.
    pub(in crate::intake) occurred_at: DateTime<Utc>,
    /// Why it goes no further here: with `redirected` and `closed`.
    pub(in crate::intake) reason: Option<EndReason>,
    /// Is there a safe way to reach her? With `triaged`.
    pub(in crate::intake) contact_safety: Option<ContactSafety>,
}

/// Corrections to a referral. What is left out stays.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectReferral {
    /// Does somebody oblige her to come?
    pub(in crate::intake) mandate: Option<Mandate>,
    /// How soon she must be seen.
    pub(in crate::intake) urgency: Option<Urgency>,
    /// What they hope for.
    #[validate(length(min = 1, max = 12))]
    pub(in crate::intake) reasons: Option<Vec<ReferralReason>>,
    /// Did she agree to be referred?
    pub(in crate::intake) agreed: Option<ReferralAgreement>,
    /// When the first call came: not after what was done about it.
    pub(in crate::intake) received_at: Option<DateTime<Utc>>,
    /// Is there a safe way to reach her?
    pub(in crate::intake) contact_safety: Option<ContactSafety>,
}

impl CorrectReferral {
    /// Was nothing sent?
    pub(in crate::intake) fn changes_nothing(&self) -> bool {
        self.mandate.is_none()
            && self.urgency.is_none()
            && self.reasons.is_none()
            && self.agreed.is_none()
            && self.received_at.is_none()
            && self.contact_safety.is_none()
    }
}

/// Why a referral no longer counts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidReferral {
    /// Why.
    reason: VoidReason,
}

/// Take a step in a referral
///
/// `triaged` says whether there is a safe way to reach her; `attempted` and `contacted` may be told at any time while it is
/// open; `screening_begun` needs a safe way; `redirected` and `closed` end it and need a reason.
/// Permission: supervisors and intake officers of the site; who received it while she works with the person, or took her in.
#[utoipa::path(tag = "intake", operation_id = "takeReferralStep", request_body = TakeStep,
    params(("id" = ReferralId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ReferralView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/referrals/{id}/steps")]
pub(crate) async fn take_referral_step(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<TakeStep>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "takeReferralStep", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::take_step(tx, id, if_match.version(), body, key).await
        })
        .await?;
    answer(&state, &actor, id, HttpResponse::Ok()).await
}

/// Correct a referral
///
/// What all who asked come to: mandate, urgency, reasons, her agreement, when the first call came, and whether there is a
/// safe way to reach her. Person, programme and site are fixed: void it and receive it anew.
/// Permission: supervisors and intake officers of the site.
#[utoipa::path(tag = "intake", operation_id = "correctReferral", request_body = CorrectReferral,
    params(("id" = ReferralId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ReferralView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[patch("/referrals/{id}")]
pub(crate) async fn correct_referral(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
    if_match: IfMatch,
    Valid(body): Valid<CorrectReferral>,
) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async move |tx| {
            flow::correct(tx, id, if_match.version(), body).await
        })
        .await?;
    answer(&state, &actor, id, HttpResponse::Ok()).await
}

/// Void a referral
///
/// It no longer counts anywhere; it stays in the person's list with the reason.
/// Permission: supervisors and intake officers of the site.
#[utoipa::path(tag = "intake", operation_id = "voidReferral", request_body = VoidReferral,
    params(("id" = ReferralId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ReferralView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/referrals/{id}/void")]
pub(crate) async fn void_referral(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ReferralId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidReferral>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidReferral", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    answer(&state, &actor, id, HttpResponse::Ok()).await
}
