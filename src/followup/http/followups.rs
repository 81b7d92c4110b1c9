//! Asking after somebody who left.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::VoidFinding;
use crate::access::Action;
use crate::enrolment::{EnrolmentId, EnrolmentScope, SafeContact};
use crate::followup::error::Error;
use crate::followup::flow;
use crate::followup::model::{FollowupContactId, FollowupId, FollowupResult, FollowupState, SourceKind};
use crate::followup::scope::FollowupScope;
use crate::followup::store::{self, ContactRow, FollowupRow, SafetyRow};
use crate::people::PersonId;
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{Actor, AuditEvent, Read, Tier, Tx};
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// A contact in a follow-up.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordFollowupContact)]
pub(crate) struct RecordContact {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::followup) id: FollowupContactId,
    /// The day, in the site's own time zone.
    pub(in crate::followup) contacted_on: NaiveDate,
    /// Who or what was asked. Anybody and anything but herself needs her consent to be followed up, to bring `done` or `partial`.
    pub(in crate::followup) source_kind: SourceKind,
    /// What it came to. `no_answer` leaves the follow-up as it is; `unsafe` closes every open one of this enrolment.
    pub(in crate::followup) result: FollowupResult,
}

/// Whether asking after her is safe.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct JudgeSafety {
    /// Is it?
    pub(in crate::followup) safe: bool,
    /// How she is then reached: where it is safe, and only there.
    pub(in crate::followup) safe_contact_rule: Option<SafeContact>,
}

/// A contact in a follow-up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowupContactView {
    id: FollowupContactId,
    contacted_on: NaiveDate,
    source_kind: SourceKind,
    result: FollowupResult,
    recorded_by: Option<StaffId>,
    recorded_at: DateTime<Utc>,
    /// Why it was voided.
    void_reason: Option<String>,
    /// The version of this contact: send it as If-Match to void it.
    etag: String,
}

/// A time at which somebody who left is asked after.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowupView {
    id: FollowupId,
    enrolment_id: EnrolmentId,
    person_id: PersonId,
    /// The day she left.
    left_on: NaiveDate,
    /// Months after it.
    months: i32,
    due_on: NaiveDate,
    /// The first day on which a contact counts.
    opens_on: NaiveDate,
    /// The last one for the figure; later ones are taken too.
    closes_on: NaiveDate,
    state: FollowupState,
    contacts: Vec<FollowupContactView>,
}

/// When somebody is asked after.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowupList {
    /// Is asking after her safe? Null: nobody asked; find out first.
    safe_to_follow_up: Option<bool>,
    /// How she is then reached.
    safe_contact_rule: Option<SafeContact>,
    items: Vec<FollowupView>,
}

impl From<&ContactRow> for FollowupContactView {
    fn from(row: &ContactRow) -> Self {
        Self {
            id: row.id,
            contacted_on: row.contacted_on,
            source_kind: row.source_kind,
            result: row.result,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
            void_reason: row.void_reason.clone(),
            etag: etag(row.row_version).1,
        }
    }
}

/// Everything an answer about an enrolment's follow-ups is made of.
struct Found {
    person: PersonId,
    today: NaiveDate,
    safety: Option<SafetyRow>,
    rows: Vec<FollowupRow>,
    contacts: Vec<ContactRow>,
}

impl Found {
    async fn of(scope: &EnrolmentScope<'_, Read>) -> Result<Self, Error> {
        let tx: &Tx<Read> = scope.tx();
        let event = AuditEvent::on("open", "enrolment", scope.id().uuid(), Tier::C3);
        tx.audit(event.fields(&["follow_ups"]));
        Ok(Self {
            person: scope.person(),
            today: local_day(tx.now(), scope.zone()),
            safety: store::safety(scope).await?,
            rows: store::list(scope).await?,
            contacts: store::contacts(tx, scope.id()).await?,
        })
    }

    fn view(&self, row: &FollowupRow) -> Result<FollowupView, Problem> {
        let state = row.course(&self.contacts).state(self.today);
        let own = self.contacts.iter().filter(|contact| contact.followup_id == row.id);
        Ok(FollowupView {
            id: row.id,
            enrolment_id: row.enrolment_id,
            person_id: self.person,
            left_on: row.left_on,
            months: row.months,
            due_on: row.due_on,
            opens_on: row.opens_on,
            closes_on: row.closes_on,
            state: Code::parse(state).ok_or_else(Problem::internal)?,
            contacts: own.map(FollowupContactView::from).collect(),
        })
    }
}

async fn all(state: &AppState, actor: &Actor, id: EnrolmentId) -> Result<HttpResponse, Problem> {
    let found = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, id, Action::OpenCourse).await?;
            Found::of(&scope).await
        })
        .await?;
    let items: Result<Vec<_>, Problem> = found.rows.iter().map(|row| found.view(row)).collect();
    Ok(HttpResponse::Ok().json(FollowupList {
        safe_to_follow_up: found.safety.as_ref().and_then(|safety| safety.safe),
        safe_contact_rule: found.safety.as_ref().and_then(SafetyRow::rule),
        items: items?,
    }))
}

async fn found(state: &AppState, actor: &Actor, id: FollowupId) -> Result<Found, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = FollowupScope::open(tx, id, Action::OpenCourse).await?;
            Found::of(&scope.enrolment).await
        })
        .await
}

fn shown(status: StatusCode, found: &Found, id: FollowupId) -> Result<HttpResponse, Problem> {
    let row = found.rows.iter().find(|row| row.id == id);
    Ok(HttpResponse::build(status).json(found.view(row.ok_or_else(Problem::not_found)?)?))
}

/// List when somebody is asked after
///
/// The follow-ups of the leaving that stands, with their contacts; none before she left. Opening it is remembered.
/// Permission: those assigned to the enrolment, its supervisor, and the safeguarding lead.
#[utoipa::path(tag = "follow-up", operation_id = "listFollowups", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = FollowupList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/followups")]
pub(crate) async fn list_followups(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    all(&state, &actor, id).await
}

/// Read a follow-up
///
/// With its contacts. Opening it is remembered.
/// Permission: those assigned to the enrolment, its supervisor, and the safeguarding lead.
#[utoipa::path(tag = "follow-up", operation_id = "readFollowup", params(("id" = FollowupId, Path)), responses(
    (status = 200, body = FollowupView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/followups/{id}")]
pub(crate) async fn read_followup(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<FollowupId>,
) -> Result<HttpResponse, Problem> {
    shown(StatusCode::OK, &found(&state, &actor, id).await?, id)
}

/// Record a contact in a follow-up
///
/// Who was asked how she is, and what it came to. Where asking is not safe, or she does not want it, only what she tells of her
/// own accord is taken.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "follow-up", operation_id = "recordFollowupContact", request_body = RecordContact,
    params(("id" = FollowupId, Path)), responses(
    (status = 201, body = FollowupView), (status = 200, body = FollowupView, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/followups/{id}/contacts")]
pub(crate) async fn record_followup_contact(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<FollowupId>,
    Valid(body): Valid<RecordContact>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordFollowupContact", &(id, &body))?;
    let contact = body.id;
    let recorded = state
        .db()
        .write(&actor, async move |tx| flow::record_contact(tx, id, body, mac).await)
        .await;
    let before = match recorded {
        Ok(()) => return shown(StatusCode::CREATED, &found(&state, &actor, id).await?, id),
        Err(error) => error,
    };
    // Sent again it may be refused by what it did itself: a follow-up that is done takes no more.
    let now = found(&state, &actor, id).await;
    let stored = now.as_ref().ok().and_then(|found| {
        let stored = found.contacts.iter().find(|stored| stored.id == contact);
        stored.and_then(|stored| stored.created_mac.as_deref())
    });
    let id_taken = matches!(&before, Error::Db(error) if error.is_id_taken());
    if !(id_taken || stored.is_some() && matches!(before, Error::Contact(_))) {
        return Err(before.into());
    }
    same_creation(stored, &mac)?;
    shown(StatusCode::OK, &now?, id)
}

/// Void a contact in a follow-up
///
/// The follow-up stands where its other contacts bring it.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "follow-up", operation_id = "voidFollowupContact", request_body = VoidFinding,
    params(("id" = FollowupContactId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = FollowupView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/followup-contacts/{id}/void")]
pub(crate) async fn void_followup_contact(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<FollowupContactId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidFinding>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidFollowupContact", &(id, &body))?;
    let version = if_match.version();
    let followup = state
        .db()
        .write(&actor, async move |tx| {
            flow::void_contact(tx, id, version, body.reason, key).await
        })
        .await?;
    shown(StatusCode::OK, &found(&state, &actor, followup).await?, followup)
}

/// Judge whether asking after her is safe
///
/// Where it is not, her open follow-ups are closed and no task asks for one. The latest judgement counts, and the one made when
/// she left until there is another.
/// Permission: that it is not safe: those assigned to the enrolment, and its supervisor. That it is: the supervisor, and the
/// safeguarding lead.
#[utoipa::path(tag = "follow-up", operation_id = "judgeFollowupSafety", request_body = JudgeSafety,
    params(("id" = EnrolmentId, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = FollowupList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/enrolments/{id}/followup-safety")]
pub(crate) async fn judge_followup_safety(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
    key: IdempotencyKey,
    Valid(body): Valid<JudgeSafety>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "judgeFollowupSafety", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| flow::judge(tx, id, body, key).await)
        .await?;
    all(&state, &actor, id).await
}
