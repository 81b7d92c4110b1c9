//! Attempts to reach somebody.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::VoidSession;
use crate::access::Action;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag,
    same_creation,
};
use crate::platform::ids::StaffId;
use crate::sessions::error::Error;
use crate::sessions::flow;
use crate::sessions::model::{AttemptResult, ContactAttemptId, ContactMode};
use crate::sessions::scope::AttemptScope;
use crate::sessions::store::attempts::{self, AttemptRow};
use crate::state::AppState;

/// An attempt of one's own to reach somebody. A talk of five minutes or more is a session: log that.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordAttempt {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::sessions) id: ContactAttemptId,
    /// When.
    pub(in crate::sessions) attempted_at: DateTime<Utc>,
    /// How.
    pub(in crate::sessions) mode: ContactMode,
    /// What came of it.
    pub(in crate::sessions) result: AttemptResult,
    /// Was it family, school, employer or court who was to be reached, and not she herself?
    #[serde(default)]
    pub(in crate::sessions) collateral: bool,
}

/// An attempt to reach somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttemptView {
    id: ContactAttemptId,
    enrolment_id: EnrolmentId,
    person_id: PersonId,
    attempted_at: DateTime<Utc>,
    /// The day at the site, in its own time zone.
    attempted_on: NaiveDate,
    mode: ContactMode,
    result: AttemptResult,
    /// Somebody around her was to be reached, not she herself.
    collateral: bool,
    /// Who tried.
    recorded_by: StaffId,
    /// Why it was voided.
    void_reason: Option<String>,
    /// The version of this attempt.
    etag: String,
}

impl From<AttemptRow> for AttemptView {
    fn from(row: AttemptRow) -> Self {
        Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            attempted_at: row.attempted_at,
            attempted_on: row.attempted_on,
            mode: row.mode,
            result: row.result,
            collateral: row.collateral,
            recorded_by: row.recorded_by,
            void_reason: row.void_reason,
            etag: etag(row.row_version).1,
        }
    }
}

/// Record an attempt to reach somebody
///
/// Made by the caller herself. It is no session and no attendance.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "sessions", operation_id = "recordContactAttempt", request_body = RecordAttempt,
    params(("id" = EnrolmentId, Path)), responses(
    (status = 201, body = AttemptView), (status = 200, body = AttemptView, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/enrolments/{id}/contact-attempts")]
pub(crate) async fn record_contact_attempt(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    Valid(body): Valid<RecordAttempt>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordContactAttempt", &(enrolment, &body))?;
    let id = body.id;
    let recorded = state
        .db()
        .write(&actor, async move |tx| {
            flow::attempts::record(tx, enrolment, body, mac).await
        })
        .await;
    let (mut response, row) = match recorded {
        Ok(row) => (HttpResponse::Created(), row),
        Err(Error::Db(error)) if error.is_id_taken() => {
            let row = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(AttemptScope::open(tx, id, Action::SeeEnrolment).await?.row)
                })
                .await;
            let stored = row.as_ref().ok().and_then(|row| row.created_mac.as_deref());
            same_creation(stored, &mac)?;
            (HttpResponse::Ok(), row?)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(response
        .insert_header(etag(row.row_version))
        .json(AttemptView::from(row)))
}

/// List the attempts to reach somebody
///
/// Latest first; voided ones too, with the reason.
/// Permission: as for the enrolment.
#[utoipa::path(tag = "sessions", operation_id = "listContactAttempts", params(("id" = EnrolmentId, Path), PageQuery), responses(
    (status = 200, body = Page<AttemptView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/contact-attempts")]
pub(crate) async fn list_contact_attempts(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    ValidQuery(query): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (query.after::<(NaiveDate, ContactAttemptId)>()?, query.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, enrolment, Action::SeeEnrolment).await?;
            Ok(attempts::list(&scope, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.attempted_on, row.id), AttemptView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Void an attempt to reach somebody
///
/// One that was not made, or was written down wrongly: record it anew.
/// Permission: who made it; the supervisor of the enrolment, for everybody's.
#[utoipa::path(tag = "sessions", operation_id = "voidContactAttempt", request_body = VoidSession,
    params(("id" = ContactAttemptId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/contact-attempts/{id}/void")]
pub(crate) async fn void_contact_attempt(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ContactAttemptId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidSession>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidContactAttempt", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::attempts::void(tx, id, if_match.version(), body.reason, key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
