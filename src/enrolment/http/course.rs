//! Pauses, and what only those read who may open her file.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::enrolments::answer;
use crate::access::Action;
use crate::enrolment::error::Error;
use crate::enrolment::flow::{self, Step};
use crate::enrolment::model::{
    Employment, EnrolmentId, ExitReason, Initiator, Living, Pause, PauseReason, Resuming, SafeContact, School,
    completion_class,
};
use crate::enrolment::scope::EnrolmentScope;
use crate::enrolment::store::{ExitRow, OpenCourse, OpenPause};
use crate::people::MissingReason;
use crate::platform::db::Actor;
use crate::platform::http::{IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid};
use crate::state::AppState;

/// A pause.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct PauseEnrolment {
    /// Its first day; or, of a pause that goes on, the day it was looked at.
    on: NaiveDate,
    /// Why. Kept sealed: who does not open her file sees that she pauses, and not why.
    reason: PauseReason,
    /// The day by which it ends or is looked at again: at most 60 days later.
    review_by: NaiveDate,
}

/// The end of a pause.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResumeEnrolment {
    /// The first day of service again.
    on: NaiveDate,
}

/// A pause, or the review after which it went on.
#[derive(Serialize, ToSchema)]
pub(crate) struct PauseView {
    on: NaiveDate,
    review_by: NaiveDate,
    /// Null when it was erased.
    reason: Option<PauseReason>,
}

/// How somebody left, and what was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExitView {
    exited_on: NaiveDate,
    /// The true reason; null when it was erased.
    reason: Option<ExitReason>,
    /// The reason that who does not open her file is shown.
    shown_reason: ExitReason,
    /// How the shown reason counts: a code of list `completion_class`.
    completion_class: &'static str,
    interview_on: Option<NaiveDate>,
    interview_missing: Option<MissingReason>,
    /// `planned` or `declined`.
    aftercare: String,
    initiator: Option<Initiator>,
    initiator_missing: Option<MissingReason>,
    planned: Option<bool>,
    planned_missing: Option<MissingReason>,
    living_situation: Option<Living>,
    living_situation_missing: Option<MissingReason>,
    school_status: Option<School>,
    school_status_missing: Option<MissingReason>,
    employment_status: Option<Employment>,
    employment_status_missing: Option<MissingReason>,
    /// From 0 to 100.
    wellbeing: Option<i32>,
    wellbeing_missing: Option<MissingReason>,
    satisfaction: Option<i32>,
    satisfaction_missing: Option<MissingReason>,
    safe_to_follow_up: Option<bool>,
    safe_to_follow_up_missing: Option<MissingReason>,
    safe_contact_rule: Option<SafeContact>,
}

/// Why she paused and left, and how she was when she left.
#[derive(Serialize, ToSchema)]
pub(crate) struct CourseView {
    /// In order of their days.
    pauses: Vec<PauseView>,
    /// Null while she is in the programme.
    exit: Option<ExitView>,
}

impl PauseView {
    fn of(pause: &OpenPause) -> Self {
        Self {
            on: pause.occurred_on,
            review_by: pause.review_by,
            reason: pause.reason,
        }
    }
}

impl ExitView {
    fn of((row, reason): (ExitRow, Option<ExitReason>)) -> Self {
        Self {
            exited_on: row.occurred_on,
            reason,
            shown_reason: row.reason,
            completion_class: completion_class(row.reason).as_str(),
            interview_on: row.interview_on,
            interview_missing: row.interview_missing,
            aftercare: row.aftercare,
            initiator: row.initiator,
            initiator_missing: row.initiator_missing,
            planned: row.planned,
            planned_missing: row.planned_missing,
            living_situation: row.living_situation,
            living_situation_missing: row.living_situation_missing,
            school_status: row.school_status,
            school_status_missing: row.school_status_missing,
            employment_status: row.employment_status,
            employment_status_missing: row.employment_status_missing,
            wellbeing: row.wellbeing,
            wellbeing_missing: row.wellbeing_missing,
            satisfaction: row.satisfaction,
            satisfaction_missing: row.satisfaction_missing,
            safe_to_follow_up: row.safe_to_follow_up,
            safe_to_follow_up_missing: row.safe_to_follow_up_missing,
            safe_contact_rule: row.safe_contact_rule,
        }
    }
}

/// Pause an enrolment
///
/// Service stands still; sessions can still be logged and do not end the pause. The assignments go on and weigh what they
/// weighed. Asked of an enrolment that is paused, it says that the pause was looked at and goes on.
/// Permission: those assigned to it, and its supervisor.
#[utoipa::path(tag = "enrolment", operation_id = "pauseEnrolment", request_body = PauseEnrolment,
    params(("id" = EnrolmentId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = super::EnrolmentView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/enrolments/{id}/pause")]
pub(crate) async fn pause_enrolment(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<PauseEnrolment>,
) -> Result<HttpResponse, Problem> {
    let step = Step {
        enrolment: id,
        version: if_match.version(),
        key: key.of(state.keys(), actor.org(), "pauseEnrolment", &(id, &body))?,
    };
    let pause = Pause {
        on: body.on,
        review_by: body.review_by,
    };
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::pause(tx, &shared.keys, step, pause, body.reason).await
        })
        .await?;
    answer(&state, &actor, id).await
}

/// Go on after a pause
///
/// Permission: those assigned to it, and its supervisor.
#[utoipa::path(tag = "enrolment", operation_id = "resumeEnrolment", request_body = ResumeEnrolment,
    params(("id" = EnrolmentId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = super::EnrolmentView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/enrolments/{id}/resume")]
pub(crate) async fn resume_enrolment(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<ResumeEnrolment>,
) -> Result<HttpResponse, Problem> {
    let step = Step {
        enrolment: id,
        version: if_match.version(),
        key: key.of(state.keys(), actor.org(), "resumeEnrolment", &(id, &body))?,
    };
    let resuming = Resuming { on: body.on };
    state
        .db()
        .write(&actor, async move |tx| flow::resume(tx, step, resuming).await)
        .await?;
    answer(&state, &actor, id).await
}

/// Read why she paused and left
///
/// Reasons, and what was found when she left. Opening it is remembered.
/// Permission: those assigned to it, its supervisor, and the safeguarding lead.
#[utoipa::path(tag = "enrolment", operation_id = "readCourse", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = CourseView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/course")]
pub(crate) async fn read_course(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let OpenCourse { pauses, exit } = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, id, Action::OpenCourse).await?;
            Ok(scope.open_course(&shared.keys).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(CourseView {
        pauses: pauses.iter().map(PauseView::of).collect(),
        exit: exit.map(ExitView::of),
    }))
}
