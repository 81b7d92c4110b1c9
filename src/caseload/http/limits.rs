//! Limits, and exceptions to them.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::{Denied, StaffRoles};
use crate::caseload::error::Error;
use crate::caseload::flow;
use crate::caseload::model::{CaseloadExceptionId, CaseloadLimitId, CaseloadReason};
use crate::caseload::store::{self, ExceptionRow, LimitRow};
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag,
    same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

type StaffRole = Code<StaffRoles>;

/// How full caseloads may be.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetCaseloadLimit {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::caseload) id: CaseloadLimitId,
    /// Of whoever has this role.
    pub(in crate::caseload) role: Option<StaffRole>,
    /// Of whoever works at this site.
    pub(in crate::caseload) site_id: Option<SiteId>,
    /// The sum of weights.
    #[validate(range(min = 1, max = 500))]
    pub(in crate::caseload) cap: i32,
}

/// A colleague who is to carry more, or less, than others for a while.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskException {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::caseload) id: CaseloadExceptionId,
    /// Who.
    pub(in crate::caseload) staff_id: StaffId,
    /// A site she works at: who supervises there decides. It holds for her whole caseload.
    pub(in crate::caseload) site_id: SiteId,
    /// The sum of weights.
    #[validate(range(min = 1, max = 500))]
    pub(in crate::caseload) cap: i32,
    /// Why.
    pub(in crate::caseload) reason: CaseloadReason,
    /// The last day on which it holds, within 92.
    pub(in crate::caseload) until_on: NaiveDate,
}

/// Whether it is agreed to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideException {
    /// Yes or no.
    approve: bool,
}

/// How full caseloads of a role or a site may be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseloadLimitView {
    id: CaseloadLimitId,
    role: Option<StaffRole>,
    site_id: Option<SiteId>,
    cap: f64,
    started_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    /// The version of this limit.
    etag: String,
}

/// The limits that hold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseloadLimitList {
    items: Vec<CaseloadLimitView>,
}

/// One colleague's own limit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseloadExceptionView {
    id: CaseloadExceptionId,
    staff_id: StaffId,
    site_id: SiteId,
    cap: f64,
    reason: CaseloadReason,
    until_on: NaiveDate,
    asked_by: StaffId,
    asked_at: DateTime<Utc>,
    /// Null: it waits for a decision.
    approved: Option<bool>,
    decided_by: Option<StaffId>,
    /// The version of this exception.
    etag: String,
}

impl From<LimitRow> for CaseloadLimitView {
    fn from(row: LimitRow) -> Self {
        Self {
            role: row.role(),
            id: row.id,
            site_id: row.site_id,
            cap: row.cap,
            started_at: row.started_at,
            ended_at: row.ended_at,
            etag: etag(row.row_version).1,
        }
    }
}

impl From<ExceptionRow> for CaseloadExceptionView {
    fn from(row: ExceptionRow) -> Self {
        Self {
            id: row.id,
            staff_id: row.staff_id,
            site_id: row.site_id,
            cap: row.cap,
            reason: row.reason,
            until_on: row.until_on,
            asked_by: row.recorded_by,
            asked_at: row.recorded_at,
            approved: row.approved,
            decided_by: row.decided_by,
            etag: etag(row.row_version).1,
        }
    }
}

/// Set a limit
///
/// The strictest limit that is about a role or a site of a colleague holds for her; without one, the house's own
/// number.
/// Permission: who administers staff, programme managers and directors of the site, or of the organisation where no
/// site is named.
#[utoipa::path(tag = "caseload", operation_id = "setCaseloadLimit", request_body = SetCaseloadLimit, responses(
    (status = 201, body = CaseloadLimitView), (status = 200, body = CaseloadLimitView, description = "Set before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/caseload-limits")]
pub(crate) async fn set_caseload_limit(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<SetCaseloadLimit>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "setCaseloadLimit", &body)?;
    let id = body.id;
    let set = state
        .db()
        .write(&actor, async move |tx| flow::set_limit(tx, body, mac).await)
        .await;
    let mut response = match set {
        Ok(()) => HttpResponse::Created(),
        Err(Error::Db(error)) if error.is_id_taken() => HttpResponse::Ok(),
        Err(error) => return Err(error.into()),
    };
    let row = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::find_limit(tx, id).await?)
        })
        .await?;
    same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    let row = row.ok_or_else(Problem::not_found)?;
    Ok(response
        .insert_header(etag(row.row_version))
        .json(CaseloadLimitView::from(row)))
}

/// List the limits that hold
///
/// Permission: everybody who works here.
#[utoipa::path(tag = "caseload", operation_id = "listCaseloadLimits", responses(
    (status = 200, body = CaseloadLimitList), (status = 401, body = ProblemBody)))]
#[get("/caseload-limits")]
pub(crate) async fn list_caseload_limits(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list_limits(tx).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(CaseloadLimitList {
        items: rows.into_iter().map(CaseloadLimitView::from).collect(),
    }))
}

/// End a limit
///
/// Permission: as for setting it.
#[utoipa::path(tag = "caseload", operation_id = "endCaseloadLimit",
    params(("id" = CaseloadLimitId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/caseload-limits/{id}/end")]
pub(crate) async fn end_caseload_limit(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CaseloadLimitId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "endCaseloadLimit", &id)?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::end_limit(tx, id, if_match.version(), key).await
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for an exception
///
/// One colleague's own limit, for a while. It holds once another has agreed; of several agreed to, the latest.
/// Permission: the colleague herself, and the supervisor of the site.
#[utoipa::path(tag = "caseload", operation_id = "askCaseloadException", request_body = AskException, responses(
    (status = 201, body = CaseloadExceptionView), (status = 200, body = CaseloadExceptionView, description = "Asked before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/caseload-exceptions")]
pub(crate) async fn ask_exception(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<AskException>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "askCaseloadException", &body)?;
    let id = body.id;
    let asked = state
        .db()
        .write(&actor, async move |tx| flow::ask_exception(tx, body, mac).await)
        .await;
    let response = match asked {
        Ok(()) => HttpResponse::Created(),
        Err(Error::Db(error)) if error.is_id_taken() => HttpResponse::Ok(),
        Err(error) => return Err(error.into()),
    };
    answer(&state, &actor, id, response, Some(mac)).await
}

async fn answer(
    state: &AppState,
    actor: &Actor,
    id: CaseloadExceptionId,
    mut response: actix_web::HttpResponseBuilder,
    mac: Option<[u8; 16]>,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            Ok(store::find_exception(tx, id).await?)
        })
        .await?;
    if let Some(mac) = mac {
        same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    }
    let row = row.ok_or(Error::Denied(Denied::NotFound))?;
    Ok(response
        .insert_header(etag(row.row_version))
        .json(CaseloadExceptionView::from(row)))
}

/// List exceptions
///
/// Newest first, over ones too.
/// Permission: shows the caller's own, those she asked for, and those of the sites where she decides.
#[utoipa::path(tag = "caseload", operation_id = "listCaseloadExceptions", params(PageQuery), responses(
    (status = 200, body = Page<CaseloadExceptionView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/caseload-exceptions")]
pub(crate) async fn list_exceptions(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(page): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (page.after()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list_exceptions(tx, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| row.id, CaseloadExceptionView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Decide about an exception
///
/// Permission: the supervisor of the site; not who asked, and not whose limit it is.
#[utoipa::path(tag = "caseload", operation_id = "decideCaseloadException", request_body = DecideException,
    params(("id" = CaseloadExceptionId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CaseloadExceptionView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/caseload-exceptions/{id}/decide")]
pub(crate) async fn decide_exception(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CaseloadExceptionId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<DecideException>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "decideCaseloadException", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::decide_exception(tx, id, if_match.version(), body.approve, key).await
        })
        .await?;
    answer(&state, &actor, id, HttpResponse::Ok(), None).await
}
