//! Leaving, and taking it back.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::enrolments::answer;
use crate::casework::VoidReason;
use crate::enrolment::error::Error;
use crate::enrolment::flow::{self, ExitRequest, Step};
use crate::enrolment::model::{
    Employment, EnrolmentId, ExitReason, ExitRecord, ExitRefused, Initiator, Leaving, Living, SafeContact, School, Told,
};
use crate::people::MissingReason;
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid};
use crate::state::AppState;

/// What happens after somebody leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Aftercare {
    /// Check-ins are planned: who works with her keeps working with her.
    Planned,
    /// She does not want them: the work with her ends with the day.
    Declined,
}

/// A leaving. Of what was found, send a value or why there is none; neither means `not_asked`.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndEnrolment {
    /// The last day; for `lost_contact` the day of the last service.
    exited_on: NaiveDate,
    /// Why. It says how the exit counts (`completion_class`). `relocated_for_safety` is shown as `moved_away` to who does not
    /// open her file.
    reason: ExitReason,
    /// Day of the exit interview; or say why there was none.
    interview_on: Option<NaiveDate>,
    /// Why there was no exit interview.
    interview_missing: Option<MissingReason>,
    /// What happens after.
    aftercare: Aftercare,
    /// Who wanted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    initiator: Option<Initiator>,
    /// Why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    initiator_missing: Option<MissingReason>,
    /// Was it planned with her?
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<bool>,
    /// Why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_missing: Option<MissingReason>,
    /// Where she lives now; never an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    living_situation: Option<Living>,
    /// Why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    living_situation_missing: Option<MissingReason>,
    /// How she goes to school now.
    #[serde(skip_serializing_if = "Option::is_none")]
    school_status: Option<School>,
    /// Why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    school_status_missing: Option<MissingReason>,
    /// How she works now.
    #[serde(skip_serializing_if = "Option::is_none")]
    employment_status: Option<Employment>,
    /// Why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    employment_status_missing: Option<MissingReason>,
    /// How she was, from 0 to 100: a percentage, as WHO-5 gives it and as what is observed later. Not a guess: where nobody
    /// asked by an instrument, say so.
    #[validate(range(min = 0, max = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    wellbeing: Option<i32>,
    /// Why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    wellbeing_missing: Option<MissingReason>,
    /// How content she was with the programme: 1 not at all, 5 very.
    #[validate(range(min = 1, max = 5))]
    #[serde(skip_serializing_if = "Option::is_none")]
    satisfaction: Option<i32>,
    /// Why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    satisfaction_missing: Option<MissingReason>,
    /// May somebody ask after her later without bringing her into danger?
    #[serde(skip_serializing_if = "Option::is_none")]
    safe_to_follow_up: Option<bool>,
    /// Why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    safe_to_follow_up_missing: Option<MissingReason>,
    /// How she is then reached; needed exactly when it is safe.
    #[serde(skip_serializing_if = "Option::is_none")]
    safe_contact_rule: Option<SafeContact>,
}

/// Why somebody has not left after all.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoExit {
    /// Why.
    reason: VoidReason,
}

impl EndEnrolment {
    fn into_request(self) -> Result<ExitRequest, ExitRefused> {
        let record = ExitRecord {
            initiator: Told::of(self.initiator, self.initiator_missing, "/initiator")?,
            planned: Told::of(self.planned, self.planned_missing, "/planned")?,
            living: Told::of(
                self.living_situation,
                self.living_situation_missing,
                "/living_situation",
            )?,
            school: Told::of(self.school_status, self.school_status_missing, "/school_status")?,
            employment: Told::of(
                self.employment_status,
                self.employment_status_missing,
                "/employment_status",
            )?,
            wellbeing: Told::of(self.wellbeing, self.wellbeing_missing, "/wellbeing")?,
            satisfaction: Told::of(self.satisfaction, self.satisfaction_missing, "/satisfaction")?,
            safe_to_follow_up: Told::of(
                self.safe_to_follow_up,
                self.safe_to_follow_up_missing,
                "/safe_to_follow_up",
            )?,
            safe_contact_rule: self.safe_contact_rule,
        };
        Ok(ExitRequest {
            leaving: Leaving {
                on: self.exited_on,
                reason: self.reason,
                interview_on: self.interview_on,
                interview_missing: self.interview_missing,
            },
            wants_aftercare: self.aftercare == Aftercare::Planned,
            record,
        })
    }
}

/// End an enrolment
///
/// Needs a reason that fits, the exit interview's day or why there was none, and whether aftercare is wanted. Without
/// aftercare the assignments end with the day on which this is recorded, at the site's midnight.
/// Permission: those assigned to it, and its supervisor.
#[utoipa::path(tag = "enrolment", operation_id = "endEnrolment", request_body = EndEnrolment,
    params(("id" = EnrolmentId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = super::EnrolmentView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/enrolments/{id}/exit")]
pub(crate) async fn end_enrolment(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<EndEnrolment>,
) -> Result<HttpResponse, Problem> {
    let step = Step {
        enrolment: id,
        version: if_match.version(),
        key: key.of(state.keys(), actor.org(), "endEnrolment", &(id, &body))?,
    };
    let request = body.into_request().map_err(Error::from)?;
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::exit(tx, &shared.keys, step, request).await
        })
        .await?;
    answer(&state, &actor, id).await
}

/// Take an exit back
///
/// She has not left after all. Possible for 30 days after it was recorded, while she has not joined the programme again. The
/// enrolment stands where it stood before, and those who worked in it do again.
/// Permission: the supervisor of the site or programme.
#[utoipa::path(tag = "enrolment", operation_id = "undoExit", request_body = UndoExit,
    params(("id" = EnrolmentId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = super::EnrolmentView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/enrolments/{id}/exit/undo")]
pub(crate) async fn undo_exit(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<UndoExit>,
) -> Result<HttpResponse, Problem> {
    let step = Step {
        enrolment: id,
        version: if_match.version(),
        key: key.of(state.keys(), actor.org(), "undoExit", &(id, &body))?,
    };
    state
        .db()
        .write(&actor, async move |tx| flow::undo_exit(tx, step, body.reason).await)
        .await?;
    answer(&state, &actor, id).await
}
