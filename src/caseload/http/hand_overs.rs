//! Hand-overs.

use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Action;
use crate::caseload::error::Error;
use crate::caseload::flow;
use crate::caseload::model::{Ending, HandOverId, HandOverLineId, HandOverState};
use crate::caseload::scope::HandOverScope;
use crate::caseload::store::{self, HandOverRow};
use crate::enrolment::{AssignmentId, EnrolmentId, EnrolmentScope};
use crate::organisation::SiteId;
use crate::platform::db::{Actor, OnceKey};
use crate::platform::http::{
    IdempotencyKey, IfMatch, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag,
    same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// What the receiver must know about somebody.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOverNote {
    /// The assignment that is handed over.
    pub(in crate::caseload) assignment_id: AssignmentId,
    /// The note. Sealed with her key as soon as it arrives.
    #[validate(length(min = 1, max = 4000))]
    pub(in crate::caseload) text: String,
}

impl std::fmt::Debug for HandOverNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HandOverNote")
            .field("assignment_id", &self.assignment_id)
            .finish_non_exhaustive()
    }
}

/// Whom one colleague works with at a site, to go to another.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposeHandOver {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::caseload) id: HandOverId,
    /// At which site.
    pub(in crate::caseload) site_id: SiteId,
    /// Who gives.
    pub(in crate::caseload) from_id: StaffId,
    /// Who receives.
    pub(in crate::caseload) to_id: StaffId,
    /// Only these assignments; all of them when left out.
    #[validate(length(min = 1, max = 200))]
    pub(in crate::caseload) assignment_ids: Option<Vec<AssignmentId>>,
    /// What the receiver must know.
    #[validate(length(max = 200), nested)]
    #[serde(default)]
    pub(in crate::caseload) notes: Vec<HandOverNote>,
}

/// Which hand-overs.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HandOversQuery {
    /// Only those that stand so.
    state: Option<HandOverState>,
    /// `next_cursor` of the page before; leave out for the first page.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A hand-over. Whom it is about is not in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandOverView {
    id: HandOverId,
    site_id: SiteId,
    from_id: StaffId,
    to_id: StaffId,
    state: HandOverState,
    /// How many, as proposed.
    enrolments: i32,
    /// How much they weigh together, as proposed.
    weight: f64,
    proposed_by: StaffId,
    proposed_at: DateTime<Utc>,
    decided_by: Option<StaffId>,
    decided_at: Option<DateTime<Utc>>,
}

/// What was said about somebody when she was handed over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandOverNoteView {
    id: HandOverLineId,
    hand_over_id: HandOverId,
    /// Who gave; null: not the caller's to know.
    from_id: Option<StaffId>,
    /// Who was to receive; null: not the caller's to know.
    to_id: Option<StaffId>,
    state: Option<HandOverState>,
    text: String,
    written_at: DateTime<Utc>,
}

/// Notes, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandOverNoteList {
    items: Vec<HandOverNoteView>,
}

impl From<HandOverRow> for HandOverView {
    fn from(row: HandOverRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            from_id: row.from_id,
            to_id: row.to_id,
            state: row.state,
            enrolments: row.enrolments,
            weight: row.weight,
            proposed_by: row.recorded_by,
            proposed_at: row.recorded_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
        }
    }
}

/// Propose a hand-over
///
/// Whom a colleague works with at a site, all or some, goes to another once she or a supervisor accepts. Until then
/// nothing changes, and the receiver is told how many and how heavy.
/// Permission: who gives, and the supervisor of the site.
#[utoipa::path(tag = "caseload", operation_id = "proposeHandOver", request_body = ProposeHandOver, responses(
    (status = 201, body = HandOverView), (status = 200, body = HandOverView, description = "Proposed before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/hand-overs")]
pub(crate) async fn propose_hand_over(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<ProposeHandOver>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "proposeHandOver", &body)?;
    let id = body.id;
    let shared = state.shared();
    let proposed = state
        .db()
        .write(&actor, async move |tx| flow::propose(tx, &shared.keys, body, mac).await)
        .await;
    let response = match proposed {
        Ok(()) => HttpResponse::Created(),
        Err(Error::Db(error)) if error.is_id_taken() => HttpResponse::Ok(),
        Err(error) => return Err(error.into()),
    };
    answer(&state, &actor, id, response, Some(mac)).await
}

async fn answer(
    state: &AppState,
    actor: &Actor,
    id: HandOverId,
    mut response: HttpResponseBuilder,
    mac: Option<[u8; 16]>,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            Ok(HandOverScope::open(tx, id).await?.row)
        })
        .await;
    if let Some(mac) = mac {
        let stored = row.as_ref().ok().and_then(|row| row.created_mac.as_deref());
        same_creation(stored, &mac)?;
    }
    let row = row?;
    Ok(response
        .insert_header(etag(row.row_version))
        .json(HandOverView::from(row)))
}

/// List hand-overs
///
/// Newest first.
/// Permission: shows those the caller gives, receives or proposed, and those of the sites she supervises.
#[utoipa::path(tag = "caseload", operation_id = "listHandOvers", params(HandOversQuery), responses(
    (status = 200, body = Page<HandOverView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/hand-overs")]
pub(crate) async fn list_hand_overs(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<HandOversQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (after, limit) = (page.after()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list_hand_overs(tx, query.state, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| row.id, HandOverView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Read a hand-over
///
/// Permission: who gives, who receives, who proposed it, and the supervisor of the site.
#[utoipa::path(tag = "caseload", operation_id = "readHandOver", params(("id" = HandOverId, Path)), responses(
    (status = 200, body = HandOverView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/hand-overs/{id}")]
pub(crate) async fn read_hand_over(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<HandOverId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id, HttpResponse::Ok(), None).await
}

async fn end(
    state: &AppState,
    actor: &Actor,
    (id, version): (HandOverId, i32),
    ending: Ending,
    key: Option<OnceKey>,
) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(actor, async move |tx| {
            flow::end_hand_over(tx, id, version, ending, key).await
        })
        .await?;
    answer(state, actor, id, HttpResponse::Ok(), None).await
}

/// Accept a hand-over
///
/// At once and whole: the receiver works with all of them from now on, and who gave reads nothing of it any more. An
/// assignment that has ended meanwhile is left out.
/// Permission: who receives, and the supervisor of the site; not who proposed it.
#[utoipa::path(tag = "caseload", operation_id = "acceptHandOver",
    params(("id" = HandOverId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = HandOverView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/hand-overs/{id}/accept")]
pub(crate) async fn accept_hand_over(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<HandOverId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "acceptHandOver", &id)?;
    end(&state, &actor, (id, if_match.version()), Ending::Accept, key).await
}

/// Refuse a hand-over
///
/// Permission: who receives, and the supervisor of the site; not who proposed it.
#[utoipa::path(tag = "caseload", operation_id = "refuseHandOver",
    params(("id" = HandOverId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = HandOverView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/hand-overs/{id}/refuse")]
pub(crate) async fn refuse_hand_over(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<HandOverId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "refuseHandOver", &id)?;
    end(&state, &actor, (id, if_match.version()), Ending::Refuse, key).await
}

/// Withdraw a hand-over
///
/// Permission: who gives, who proposed it, and the supervisor of the site.
#[utoipa::path(tag = "caseload", operation_id = "withdrawHandOver",
    params(("id" = HandOverId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = HandOverView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/hand-overs/{id}/withdraw")]
pub(crate) async fn withdraw_hand_over(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<HandOverId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "withdrawHandOver", &id)?;
    end(&state, &actor, (id, if_match.version()), Ending::Withdraw, key).await
}

/// Read what was said when somebody was handed over
///
/// Opening it is remembered.
/// Permission: those assigned to the enrolment now, who supervises there, and safeguarding leads.
#[utoipa::path(tag = "caseload", operation_id = "listHandOverNotes", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = HandOverNoteList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}/hand-over-notes")]
pub(crate) async fn list_hand_over_notes(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    let keys = state.keys();
    let notes = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, id, Action::OpenCourse).await?;
            Ok(store::notes(&scope, keys).await?)
        })
        .await?;
    let items = notes.into_iter().map(|note| HandOverNoteView {
        id: note.id,
        hand_over_id: note.hand_over_id,
        from_id: note.from_id,
        to_id: note.to_id,
        state: note.state,
        text: note.note.as_str().to_owned(),
        written_at: note.recorded_at,
    });
    Ok(HttpResponse::Ok().json(HandOverNoteList { items: items.collect() }))
}
