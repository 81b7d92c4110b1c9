//! What was found.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::VoidFinding;
use crate::access::Action;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::followup::error::Error;
use crate::followup::flow;
use crate::followup::model::{FollowupId, Measure, ObservationId, SourceKind, Stage};
use crate::followup::scope::ObservationScope;
use crate::followup::store::{self, ObservationRow};
use crate::people::MissingReason;
use crate::plans::GoalDomain;
use crate::platform::db::{Actor, AuditEvent, Tier};
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Something found about somebody: a code, a number, or why there is neither.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordObservation {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::followup) id: ObservationId,
    /// What is measured.
    pub(in crate::followup) measure: Measure,
    /// When in her course. That of a follow-up needs the enrolment to have it.
    pub(in crate::followup) stage: Stage,
    /// The day, in the site's own time zone.
    pub(in crate::followup) observed_on: NaiveDate,
    /// What it rests on.
    pub(in crate::followup) source_kind: SourceKind,
    /// The value, where the measure has codes: one of the list of its name.
    #[validate(length(max = 60))]
    #[schema(max_length = 60)]
    pub(in crate::followup) value_code: Option<String>,
    /// The value, where the measure has numbers: hours of a week, wellbeing from 0 to 100, satisfaction with life from 0 to
    /// 10, adults she can turn to.
    pub(in crate::followup) value_number: Option<f64>,
    /// Why there is none.
    pub(in crate::followup) missing: Option<MissingReason>,
}

/// Something found about somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObservationView {
    id: ObservationId,
    enrolment_id: EnrolmentId,
    /// The follow-up in which it was found.
    followup_id: Option<FollowupId>,
    /// The part of her life it is about.
    domain: GoalDomain,
    measure: Measure,
    stage: Stage,
    observed_on: NaiveDate,
    source_kind: SourceKind,
    value_code: Option<String>,
    value_number: Option<f64>,
    missing: Option<MissingReason>,
    recorded_by: Option<StaffId>,
    recorded_at: DateTime<Utc>,
    /// Why it was voided.
    void_reason: Option<String>,
    /// The version of this record: send it as If-Match to void it.
    etag: String,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObservationList {
    items: Vec<ObservationView>,
}

impl From<ObservationRow> for ObservationView {
    fn from(row: ObservationRow) -> Self {
        Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            followup_id: row.followup_id,
            domain: row.domain,
            measure: row.measure,
            stage: row.stage,
            observed_on: row.observed_on,
            source_kind: row.source_kind,
            missing: row.missing(),
            value_code: row.value_code,
            value_number: row.value_number,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            void_reason: row.void_reason,
            etag: etag(row.row_version).1,
        }
    }
}

async fn find(state: &AppState, actor: &Actor, id: ObservationId) -> Result<ObservationRow, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = ObservationScope::open(tx, id, Action::OpenCourse).await?;
            tx.audit(AuditEvent::on("open", "outcome_observation", id.uuid(), Tier::C3));
            Ok(scope.row)
        })
        .await
}

fn shown(status: StatusCode, row: ObservationRow) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(ObservationView::from(row))
}

/// List what was found
///
/// In one enrolment, the latest first (at most 500), voided ones too. Opening it is remembered.
/// Permission: those assigned to the enrolment, its supervisor, and the safeguarding lead.
#[utoipa::path(tag = "follow-up", operation_id = "listObservations", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = ObservationList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/observations")]
pub(crate) async fn list_observations(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, enrolment, Action::OpenCourse).await?;
            let event = AuditEvent::on("open", "enrolment", enrolment.uuid(), Tier::C3);
            tx.audit(event.fields(&["observations"]));
            Ok(store::observations(&scope).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ObservationList {
        items: rows.into_iter().map(ObservationView::from).collect(),
    }))
}

/// Record what was found
///
/// At any time of an enrolment, and after it.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "follow-up", operation_id = "recordObservation", request_body = RecordObservation,
    params(("id" = EnrolmentId, Path)), responses(
    (status = 201, body = ObservationView), (status = 200, body = ObservationView, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/enrolments/{id}/observations")]
pub(crate) async fn record_observation(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    Valid(body): Valid<RecordObservation>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordObservation", &(enrolment, &body))?;
    let id = body.id;
    let recorded = state
        .db()
        .write(&actor, async move |tx| flow::observe(tx, enrolment, body, mac).await)
        .await;
    let taken = match recorded {
        Ok(()) => false,
        Err(Error::Db(error)) if error.is_id_taken() => true,
        Err(error) => return Err(error.into()),
    };
    let row = find(&state, &actor, id).await;
    if taken {
        same_creation(row.as_ref().ok().and_then(|row| row.created_mac.as_deref()), &mac)?;
        return Ok(shown(StatusCode::OK, row?));
    }
    Ok(shown(StatusCode::CREATED, row?))
}

/// Void an observation
///
/// What is right is recorded anew.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "follow-up", operation_id = "voidObservation", request_body = VoidFinding,
    params(("id" = ObservationId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ObservationView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/observations/{id}/void")]
pub(crate) async fn void_observation(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ObservationId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidFinding>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidObservation", &(id, &body))?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void_observation(tx, id, version, body.reason, key).await
        })
        .await?;
    Ok(shown(StatusCode::OK, find(&state, &actor, id).await?))
}
