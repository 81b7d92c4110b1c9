//! The doors to concerns.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use zeroize::Zeroizing;

use super::error::Error;
use super::flow;
use super::model::{ConcernAbout, ConcernId, ConcernState, ConcernStep, NewConcern, Refused};
use super::scope::ConcernScope;
use super::store::{self, ConcernRow, Entry};
use crate::access::Denied;
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac,
    etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// A concern for a child.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct RaiseConcern {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(super) id: ConcernId,
    /// Whose leads answer for it.
    pub(super) site_id: SiteId,
    /// Who it is about.
    pub(super) about: ConcernAbout,
    /// The child, if she has a file the caller may see.
    pub(super) person_id: Option<PersonId>,
    /// The colleague it is about, if it is about one who works here. She never comes to know of it here.
    pub(super) accused_id: Option<StaffId>,
    /// What was seen or heard, when, and who said it. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 8000))]
    pub(super) text: String,
}

impl std::fmt::Debug for RaiseConcern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[concern]")
    }
}

/// A step, and what was done.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddConcernEntry {
    /// `taken_up` and `reopened` make it the caller's; `noted` moves nothing.
    pub(super) step: ConcernStep,
    /// What was done. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 8000))]
    pub(super) text: String,
}

impl std::fmt::Debug for AddConcernEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[entry in a concern]")
    }
}

/// Which concerns.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConcernsQuery {
    /// Closed ones too.
    #[serde(default)]
    with_closed: bool,
    /// `next_cursor` of the page before; leave out for the first page.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A concern in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConcernHead {
    id: ConcernId,
    site_id: SiteId,
    about: ConcernAbout,
    state: ConcernState,
    received_at: DateTime<Utc>,
    /// By when somebody must have taken it up.
    due_at: DateTime<Utc>,
    /// Who has.
    lead_id: Option<StaffId>,
    taken_up_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
}

impl From<ConcernRow> for ConcernHead {
    fn from(row: ConcernRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            about: row.about,
            state: row.state,
            received_at: row.recorded_at,
            due_at: row.due_at,
            lead_id: row.lead_id,
            taken_up_at: row.taken_up_at,
            closed_at: row.closed_at,
        }
    }
}

/// A step, with what was written about it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConcernEntryView {
    step: ConcernStep,
    text: String,
    recorded_at: DateTime<Utc>,
    recorded_by: StaffId,
}

/// A concern as those see it who answer for it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConcernFile {
    #[serde(flatten)]
    head: ConcernHead,
    person_id: Option<PersonId>,
    accused_id: Option<StaffId>,
    /// Who raised it.
    raised_by: StaffId,
    /// What was seen or heard.
    text: String,
    /// What was done, in order.
    entries: Vec<ConcernEntryView>,
    /// The version of this concern.
    etag: String,
}

/// That a concern was received; and for who answers for it, all of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConcernView {
    id: ConcernId,
    received_at: DateTime<Utc>,
    /// Null for who raised it.
    file: Option<ConcernFile>,
}

impl From<Entry> for ConcernEntryView {
    fn from(entry: Entry) -> Self {
        Self {
            step: entry.step,
            text: entry.text.as_str().to_owned(),
            recorded_at: entry.recorded_at,
            recorded_by: entry.recorded_by,
        }
    }
}

/// Raise a concern
///
/// For a child who was harmed or is at risk, also by a colleague. Who raised it sees from then on that it was received.
/// Permission: whoever works here.
#[utoipa::path(tag = "safeguarding", operation_id = "raiseConcern", request_body = RaiseConcern, responses(
    (status = 201, body = ConcernView), (status = 200, body = ConcernView, description = "Raised before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/safeguarding-concerns")]
pub(crate) async fn raise_concern(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<RaiseConcern>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "raiseConcern", &body)?;
    let (id, shared) = (body.id, state.shared());
    let new = NewConcern {
        id,
        site: body.site_id,
        about: body.about,
        person: body.person_id,
        accused: body.accused_id,
        text: Zeroizing::new(body.text),
        created_mac: mac,
    };
    let raised = state
        .db()
        .write(&actor, async move |tx| flow::raise(tx, &shared.keys, new).await)
        .await;
    let again = match raised {
        Ok(()) => false,
        Err(Error::Db(error)) if error.is_id_taken() => true,
        Err(error) => return Err(error.into()),
    };
    let known = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::received(tx, id).await?)
        })
        .await?;
    if again {
        same_creation(known.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    }
    let known = known.ok_or_else(Problem::not_found)?;
    let mut response = if again {
        HttpResponse::Ok()
    } else {
        HttpResponse::Created()
    };
    Ok(response.json(ConcernView {
        id,
        received_at: known.recorded_at,
        file: None,
    }))
}

/// List concerns
///
/// What must be taken up first first. Looking is remembered.
/// Permission: shows those the caller answers for.
#[utoipa::path(tag = "safeguarding", operation_id = "listConcerns", params(ConcernsQuery), responses(
    (status = 200, body = Page<ConcernHead>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/safeguarding-concerns")]
pub(crate) async fn list_concerns(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<ConcernsQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (after, limit) = (page.after::<(DateTime<Utc>, ConcernId)>()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list(tx, query.with_closed, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.due_at, row.id), ConcernHead::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read a concern
///
/// Opening it is remembered.
/// Permission: who answers for it; who raised it sees that it was received.
#[utoipa::path(tag = "safeguarding", operation_id = "readConcern", params(("id" = ConcernId, Path)), responses(
    (status = 200, body = ConcernView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/safeguarding-concerns/{id}")]
pub(crate) async fn read_concern(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ConcernId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id).await
}

async fn answer(state: &AppState, actor: &Actor, id: ConcernId) -> Result<HttpResponse, Problem> {
    let shared = state.shared();
    let view = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = match ConcernScope::open(tx, id).await {
                Err(Denied::NotFound) => {
                    let received = store::received(tx, id).await?.ok_or(Denied::NotFound)?;
                    return Ok(ConcernView {
                        id,
                        received_at: received.recorded_at,
                        file: None,
                    });
                }
                opened => opened?,
            };
            let (text, entries) = scope.open_file(&shared.keys).await?;
            let row = scope.row;
            let file = ConcernFile {
                person_id: row.person_id,
                accused_id: row.accused_id,
                raised_by: row.recorded_by,
                text: text.as_str().to_owned(),
                entries: entries.into_iter().map(ConcernEntryView::from).collect(),
                etag: etag(row.row_version).1,
                head: row.into(),
            };
            Ok(ConcernView {
                id,
                received_at: file.head.received_at,
                file: Some(file),
            })
        })
        .await?;
    let mut response = HttpResponse::Ok();
    if let Some(file) = &view.file {
        response.insert_header((etag(1).0, file.etag.clone()));
    }
    Ok(response.json(view))
}

/// Take a step in a concern
///
/// `received → taken_up → passed_on → closed`; `reopened` leads back. Who has taken it up passes it on and closes it;
/// another takes it up first.
/// Permission: who answers for it.
#[utoipa::path(tag = "safeguarding", operation_id = "addConcernEntry", request_body = AddConcernEntry,
    params(("id" = ConcernId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = ConcernView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/safeguarding-concerns/{id}/entries")]
pub(crate) async fn add_concern_entry(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<ConcernId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<AddConcernEntry>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "addConcernEntry", &(id, &body))?;
    let shared = state.shared();
    state
        .db()
        .write(&actor, async move |tx| {
            flow::step(tx, &shared.keys, id, if_match.version(), body, key).await
        })
        .await?;
    answer(&state, &actor, id).await
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::Refused(Refused::NotFromHere) => Self::conflict(
                "step_not_from_here",
                "This does not follow from where the concern stands",
                "Open it to see where it stands, and take the step that comes next.",
            ),
            Error::Refused(Refused::AnothersToMove) => Self::conflict(
                "anothers_to_move",
                "Somebody else has taken this up",
                "Take it up yourself first, and say why.",
            ),
            Error::Unguarded => Self::conflict(
                "nobody_to_receive",
                "Nobody here could receive this concern",
                "Nothing was saved. Call the child-protection authority of your place now, and tell a director that no \
                 safeguarding lead is named for this site.",
            ),
            Error::NoSuchSite => Self::one_field("/site_id", "unknown", "must be a site of your organisation"),
            Error::NoSuchPerson => Self::one_field(
                "/person_id",
                "unknown",
                "must be somebody whose record is yours to see; leave it out and describe the child otherwise",
            ),
            Error::NoSuchColleague => Self::one_field("/accused_id", "unknown", "must be a colleague"),
            Error::NotAboutStaff => Self::one_field(
                "/accused_id",
                "not_here",
                "must be left out where it is not about staff",
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
        .service(raise_concern)
        .service(list_concerns)
        .service(read_concern)
        .service(add_concern_entry);
}
