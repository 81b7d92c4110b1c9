//! What a programme asks.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post, put};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::intake_forms::error::Error;
use crate::intake_forms::flow;
use crate::intake_forms::model::{FormId, FormState, Item};
use crate::intake_forms::store::{self, FormRow};
use crate::platform::db::{Actor, DbError};
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, content_mac, etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::programmes::{ProgrammeId, ProgrammeScope, programme_place};
use crate::state::AppState;

/// The next version of a programme's form.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftIntakeForm {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    id: FormId,
    /// What it asks. Left out: what the form in force asks, or what is usual in the programme's strand.
    items: Option<Vec<Item>>,
}

/// What a draft asks from now on.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RewriteIntakeForm {
    /// Every item, in the order in which they are asked.
    items: Vec<Item>,
}

/// One version of a programme's form, without what it asks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IntakeFormHead {
    id: FormId,
    programme_id: ProgrammeId,
    version: i32,
    state: FormState,
    published_at: Option<DateTime<Utc>>,
    retired_at: Option<DateTime<Utc>>,
    recorded_by: StaffId,
    /// The version of this record: send it as If-Match with a change.
    etag: String,
}

/// One version of a programme's form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IntakeFormView {
    #[serde(flatten)]
    head: IntakeFormHead,
    /// What it asks, in order.
    items: Vec<Item>,
}

/// Every version of a programme's form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IntakeFormList {
    items: Vec<IntakeFormHead>,
}

impl From<&FormRow> for IntakeFormHead {
    fn from(row: &FormRow) -> Self {
        Self {
            id: row.id,
            programme_id: row.programme_id,
            version: row.version,
            state: row.state,
            published_at: row.published_at,
            retired_at: row.retired_at,
            recorded_by: row.recorded_by,
            etag: etag(row.row_version).1,
        }
    }
}

async fn find(state: &AppState, actor: &Actor, id: FormId) -> Result<FormRow, Problem> {
    let found = state.db().read(actor, async |tx| -> Result<_, Error> {
        ProgrammeScope::see(tx)?;
        Ok(store::find_form(tx, id).await?)
    });
    found.await?.ok_or_else(Problem::not_found)
}

fn shown(status: StatusCode, row: &FormRow) -> Result<HttpResponse, DbError> {
    Ok(HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(IntakeFormView {
            head: IntakeFormHead::from(row),
            items: row.items()?,
        }))
}

/// List a programme's intake forms
///
/// Every version, the newest first: the draft, the one in force, and those before it.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "intake", operation_id = "listIntakeForms", params(("id" = ProgrammeId, Path)), responses(
    (status = 200, body = IntakeFormList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/programmes/{id}/intake-forms")]
pub(crate) async fn list_intake_forms(
    state: Data<AppState>,
    actor: Actor,
    PathId(programme): PathId<ProgrammeId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            ProgrammeScope::see(tx)?;
            programme_place(tx, programme).await?;
            Ok(store::forms(tx, programme).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(IntakeFormList {
        items: rows.iter().map(IntakeFormHead::from).collect(),
    }))
}

/// Draft a programme's next intake form
///
/// There is one draft at a time. It begins with the items sent, with those of the form in force, or with what is usual in the
/// strand. Nobody is asked by it before it is published.
/// Permission: organisation administrators, programme managers, directors; each where the programme runs.
#[utoipa::path(tag = "intake", operation_id = "draftIntakeForm", request_body = DraftIntakeForm,
    params(("id" = ProgrammeId, Path)), responses(
    (status = 201, body = IntakeFormView), (status = 200, body = IntakeFormView, description = "Drafted before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/programmes/{id}/intake-forms")]
pub(crate) async fn draft_intake_form(
    state: Data<AppState>,
    actor: Actor,
    PathId(programme): PathId<ProgrammeId>,
    Valid(body): Valid<DraftIntakeForm>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "draftIntakeForm", &(programme, &body))?;
    let DraftIntakeForm { id, items } = body;
    let drafted = state
        .db()
        .write(&actor, async move |tx| flow::draft(tx, programme, id, items, mac).await)
        .await;
    let status = match drafted {
        Ok(()) => StatusCode::CREATED,
        // The draft that is there may be this one, sent again.
        Err(error) if matches!(&error, Error::DraftThere) || matches!(&error, Error::Db(db) if db.is_id_taken()) => {
            let known = find(&state, &actor, id).await;
            let stored = known.as_ref().ok().and_then(|row| row.created_mac.as_deref());
            if matches!(error, Error::DraftThere) && stored.is_none() {
                return Err(error.into());
            }
            same_creation(stored, &mac)?;
            StatusCode::OK
        }
        Err(error) => return Err(error.into()),
    };
    Ok(shown(status, &find(&state, &actor, id).await?)?)
}

/// Read an intake form
///
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "intake", operation_id = "readIntakeForm", params(("id" = FormId, Path)), responses(
    (status = 200, body = IntakeFormView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/intake-forms/{id}")]
pub(crate) async fn read_intake_form(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<FormId>,
) -> Result<HttpResponse, Problem> {
    Ok(shown(StatusCode::OK, &find(&state, &actor, id).await?)?)
}

/// Rewrite a draft
///
/// Whole. What is published is never changed: draft the next version.
/// Permission: organisation administrators, programme managers, directors; each where the programme runs.
#[utoipa::path(tag = "intake", operation_id = "rewriteIntakeForm", request_body = RewriteIntakeForm,
    params(("id" = FormId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = IntakeFormView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/intake-forms/{id}")]
pub(crate) async fn rewrite_intake_form(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<FormId>,
    if_match: IfMatch,
    Valid(body): Valid<RewriteIntakeForm>,
) -> Result<HttpResponse, Problem> {
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| flow::rewrite(tx, id, version, body.items).await)
        .await?;
    Ok(shown(StatusCode::OK, &find(&state, &actor, id).await?)?)
}

/// Publish an intake form
///
/// It asks from now on, and the one in force is retired. An item's key means what it meant in every earlier version.
/// Permission: organisation administrators, programme managers, directors; each where the programme runs.
#[utoipa::path(tag = "intake", operation_id = "publishIntakeForm",
    params(("id" = FormId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = IntakeFormView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/intake-forms/{id}/publish")]
pub(crate) async fn publish_intake_form(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<FormId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "publishIntakeForm", &id)?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| flow::publish(tx, id, version, key).await)
        .await?;
    Ok(shown(StatusCode::OK, &find(&state, &actor, id).await?)?)
}

/// Retire an intake form
///
/// The programme asks nothing until another is published; what was answered stays. A draft is given up by it.
/// Permission: organisation administrators, programme managers, directors; each where the programme runs.
#[utoipa::path(tag = "intake", operation_id = "retireIntakeForm",
    params(("id" = FormId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = IntakeFormView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/intake-forms/{id}/retire")]
pub(crate) async fn retire_intake_form(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<FormId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "retireIntakeForm", &id)?;
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| flow::retire(tx, id, version, key).await)
        .await?;
    Ok(shown(StatusCode::OK, &find(&state, &actor, id).await?)?)
}
