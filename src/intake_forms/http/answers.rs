//! Asking, and what was answered.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Action;
use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::followup::SourceKind;
use crate::intake_forms::error::Error;
use crate::intake_forms::flow::{self, Asking};
use crate::intake_forms::model::{AnswerId, Counts, FormId, Item, ItemClass, ItemStanding, Value};
use crate::intake_forms::scope::AnswerScope;
use crate::intake_forms::store::{self, AnswerRow};
use crate::people::MissingReason;
use crate::platform::db::{Actor, AuditEvent, Tier};
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::safeguarding::{ConcernAbout, ConcernId};
use crate::state::AppState;

/// The concern a yes to danger raises.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DangerConcern {
    /// Made by the client (UUID version 7).
    pub(in crate::intake_forms) id: ConcernId,
    /// Who it is about.
    pub(in crate::intake_forms) about: ConcernAbout,
    /// What was said, and by whom. It is sealed with the concern, and not among the answers.
    #[validate(length(min = 1, max = 8000))]
    pub(in crate::intake_forms) text: String,
}

/// An answer: one value of the item's kind, or why there is none.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordAnswer {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::intake_forms) id: AnswerId,
    /// The item.
    #[validate(length(min = 1, max = 40))]
    pub(in crate::intake_forms) key: String,
    /// Of a choice: the code of an option.
    #[validate(length(max = 40))]
    pub(in crate::intake_forms) choice: Option<String>,
    /// Words, at most 2,000 characters. Never names of others, what somebody did, or a group.
    #[validate(length(max = 2000))]
    pub(in crate::intake_forms) text: Option<String>,
    /// Yes or no.
    pub(in crate::intake_forms) yes: Option<bool>,
    /// A number, from 0 to 9,999.
    pub(in crate::intake_forms) number: Option<i32>,
    /// A day.
    pub(in crate::intake_forms) date: Option<NaiveDate>,
    /// Why there is no value. `not_asked` leaves the item open; everything else settles it.
    pub(in crate::intake_forms) missing: Option<MissingReason>,
    /// The day on which it was asked, in the site's own time zone.
    pub(in crate::intake_forms) asked_on: NaiveDate,
    /// Who or what it comes from.
    pub(in crate::intake_forms) source_kind: SourceKind,
    /// With a yes to an item of danger, and only then.
    #[validate(nested)]
    pub(in crate::intake_forms) concern: Option<DangerConcern>,
}

impl std::fmt::Debug for RecordAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[answer]")
    }
}

/// Why an answer no longer counts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidAnswer {
    /// Why.
    reason: VoidReason,
}

/// An answer, or why there is none.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnswerView {
    id: AnswerId,
    enrolment_id: EnrolmentId,
    /// By which version of the form it was asked.
    form_id: FormId,
    key: String,
    /// Who may read it.
    class: ItemClass,
    choice: Option<String>,
    text: Option<String>,
    yes: Option<bool>,
    number: Option<i32>,
    date: Option<NaiveDate>,
    /// Why there is no value. Null as well where the value was erased.
    missing: Option<MissingReason>,
    asked_on: NaiveDate,
    source_kind: SourceKind,
    recorded_by: StaffId,
    recorded_at: DateTime<Utc>,
    /// Why it was voided.
    void_reason: Option<String>,
    /// The version of this record: send it as If-Match to void it.
    etag: String,
}

/// What was answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnswerList {
    items: Vec<AnswerView>,
}

/// An item that is to be asked now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemToAsk {
    /// What is asked.
    item: Item,
    standing: ItemStanding,
    /// The last day of its time; null where it has none.
    due_on: Option<NaiveDate>,
}

/// What is still to be asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IntakeView {
    /// The form in force; null: the programme asks nothing.
    form_id: Option<FormId>,
    /// Its version.
    version: Option<i32>,
    /// The day from which its times count.
    enrolled_on: NaiveDate,
    counts: Counts,
    /// What is to be asked now, overdue first.
    now: Vec<ItemToAsk>,
}

impl From<Asking> for IntakeView {
    fn from(asking: Asking) -> Self {
        let to_ask = |(item, standing, due_on)| ItemToAsk { item, standing, due_on };
        Self {
            form_id: asking.form.as_ref().map(|form| form.id),
            version: asking.form.as_ref().map(|form| form.version),
            enrolled_on: asking.enrolled_on,
            counts: asking.counts,
            now: asking.now.into_iter().map(to_ask).collect(),
        }
    }
}

fn view(row: AnswerRow, value: Option<Value>) -> AnswerView {
    let mut view = AnswerView {
        missing: row.missing(),
        id: row.id,
        enrolment_id: row.enrolment_id,
        form_id: row.form_id,
        key: row.item_key,
        class: row.class,
        choice: None,
        text: None,
        yes: None,
        number: None,
        date: None,
        asked_on: row.asked_on,
        source_kind: row.source_kind,
        recorded_by: row.recorded_by,
        recorded_at: row.recorded_at,
        void_reason: row.void_reason,
        etag: etag(row.row_version).1,
    };
    match value {
        Some(Value::Choice(code)) => view.choice = Some(code),
        Some(Value::Text(words)) => view.text = Some(words.as_str().to_owned()),
        Some(Value::Yes(yes)) => view.yes = Some(yes),
        Some(Value::Number(number)) => view.number = Some(number),
        Some(Value::Date(day)) => view.date = Some(day),
        None => {}
    }
    view
}

type Found = (AnswerRow, Option<Value>);

async fn find(state: &AppState, actor: &Actor, id: AnswerId) -> Result<Found, Error> {
    let shared = state.shared();
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let AnswerScope { enrolment, row } = AnswerScope::open(tx, id, Action::OpenCourse).await?;
            tx.audit(AuditEvent::on("open", "intake_answer", id.uuid(), Tier::C3));
            let mut values = store::open_values(&enrolment, &shared.keys, std::slice::from_ref(&row))?;
            Ok((row, values.pop().flatten()))
        })
        .await
}

fn shown(status: StatusCode, (row, value): Found) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(view(row, value))
}

/// See what is still to be asked
///
/// By the form in force, today: what is overdue, what has come up, and how many items stand where. Nobody is asked twice: what
/// was declined or is not known counts as asked.
/// Permission: those assigned to the enrolment, its supervisor, and the safeguarding lead.
#[utoipa::path(tag = "intake", operation_id = "readIntake", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = IntakeView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/intake")]
pub(crate) async fn read_intake(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    let asking = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, enrolment, Action::OpenCourse).await?;
            let event = AuditEvent::on("open", "enrolment", enrolment.uuid(), Tier::C3);
            tx.audit(event.fields(&["intake"]));
            Ok(flow::asking(&scope).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(IntakeView::from(asking)))
}

/// List the answers of an intake
///
/// Every answer of one enrolment, by the day on which it was given; earlier and voided ones too. Of an item the last that is
/// not voided counts. Opening them is remembered.
/// Permission: whoever reads the enrolment, those of class `c2`; those assigned to it, its supervisor and the safeguarding lead
/// all of them.
#[utoipa::path(tag = "intake", operation_id = "listIntakeAnswers", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = AnswerList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/intake-answers")]
pub(crate) async fn list_intake_answers(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let (rows, values) = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, enrolment, Action::SeeEnrolment).await?;
            let all = scope.allows(Action::OpenCourse);
            let tier = if all { Tier::C3 } else { Tier::C2 };
            let event = AuditEvent::on("open", "enrolment", enrolment.uuid(), tier);
            tx.audit(event.fields(&["intake_answers"]));
            let mut rows = store::answers(&scope).await?;
            rows.retain(|row| all || row.class == *"c2");
            let values = store::open_values(&scope, &shared.keys, &rows)?;
            Ok((rows, values))
        })
        .await?;
    Ok(HttpResponse::Ok().json(AnswerList {
        items: rows
            .into_iter()
            .zip(values)
            .map(|(row, value)| view(row, value))
            .collect(),
    }))
}

/// Record an answer
///
/// One at a time, on the day on which it was given. A later answer to the same item stands beside the earlier one. A yes to
/// danger comes with the concern it raises: both are written, or neither.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "intake", operation_id = "recordIntakeAnswer", request_body = RecordAnswer,
    params(("id" = EnrolmentId, Path)), responses(
    (status = 201, body = AnswerView), (status = 200, body = AnswerView, description = "Recorded before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/enrolments/{id}/intake-answers")]
pub(crate) async fn record_intake_answer(
    state: Data<AppState>,
    actor: Actor,
    PathId(enrolment): PathId<EnrolmentId>,
    Valid(body): Valid<RecordAnswer>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "recordIntakeAnswer", &(enrolment, &body))?;
    let (id, shared) = (body.id, state.shared());
    let recorded = state
        .db()
        .write(&actor, async move |tx| {
            flow::record(tx, &shared.keys, enrolment, body, mac).await
        })
        .await;
    let taken = match recorded {
        Ok(()) => false,
        Err(Error::Db(error)) if error.is_id_taken() => true,
        Err(error) => return Err(error.into()),
    };
    let found = find(&state, &actor, id).await;
    if taken {
        same_creation(
            found.as_ref().ok().and_then(|(row, _)| row.created_mac.as_deref()),
            &mac,
        )?;
        return Ok(shown(StatusCode::OK, found?));
    }
    Ok(shown(StatusCode::CREATED, found?))
}

/// Void an answer
///
/// For one entered by mistake; it stays, with the reason. What changed is recorded as a later answer instead. A concern it
/// raised stays too: whoever answers for it closes it.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "intake", operation_id = "voidIntakeAnswer", request_body = VoidAnswer,
    params(("id" = AnswerId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = AnswerView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/intake-answers/{id}/void")]
pub(crate) async fn void_intake_answer(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<AnswerId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<VoidAnswer>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "voidIntakeAnswer", &(id, &body))?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::void_answer(tx, id, version, body.reason, key).await
        })
        .await?;
    Ok(shown(StatusCode::OK, find(&state, &actor, id).await?))
}
