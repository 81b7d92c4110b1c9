//! The doors to being out.

use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder, get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::error::Error;
use super::flow;
use super::model::{OutingId, Refused};
use super::scope::OutingScope;
use super::store::{self, OutingRow};
use crate::organisation::SiteId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Operations, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac,
    etag, same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Out now. Where is not asked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoOut {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(super) id: OutingId,
    /// The site whose rota is called if the caller does not come back.
    pub(super) site_id: SiteId,
    /// When she will be back, within 24 hours.
    pub(super) back_by: DateTime<Utc>,
    /// The colleague she goes with.
    pub(super) with_staff_id: Option<StaffId>,
}

/// It takes longer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendOuting {
    /// When she will be back: later than said before, within 24 hours from now.
    back_by: DateTime<Utc>,
}

/// Somebody is out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutingView {
    id: OutingId,
    site_id: SiteId,
    staff_id: StaffId,
    with_staff_id: Option<StaffId>,
    went_at: DateTime<Utc>,
    back_by: DateTime<Utc>,
    back_at: Option<DateTime<Utc>>,
    /// When the rota was called for her.
    missed_at: Option<DateTime<Utc>>,
    /// The version of this outing.
    etag: String,
}

impl From<OutingRow> for OutingView {
    fn from(row: OutingRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            staff_id: row.staff_id,
            with_staff_id: row.with_staff_id,
            went_at: row.went_at,
            back_by: row.back_by,
            back_at: row.back_at,
            missed_at: row.missed_at,
            etag: etag(row.row_version).1,
        }
    }
}

/// Go out
///
/// A quarter of an hour after `back_by`, unless she has said that she is back or that it takes longer, who is on call
/// at the site is called. A week after she is back nothing is left of it.
/// Permission: everybody who works here, for herself.
#[utoipa::path(tag = "outings", operation_id = "goOut", request_body = GoOut, responses(
    (status = 201, body = OutingView), (status = 200, body = OutingView, description = "Said before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outings")]
pub(crate) async fn go_out(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<GoOut>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "goOut", &body)?;
    let id = body.id;
    let gone = state
        .db()
        .write(&actor, async move |tx| flow::go_out(tx, body, mac).await)
        .await;
    let response = match gone {
        Ok(()) => HttpResponse::Created(),
        Err(Error::Db(error)) if error.is_id_taken() => HttpResponse::Ok(),
        Err(error) => return Err(error.into()),
    };
    answer(&state, &actor, id, response, Some(mac)).await
}

async fn answer(
    state: &AppState,
    actor: &Actor,
    id: OutingId,
    mut response: HttpResponseBuilder,
    mac: Option<[u8; 16]>,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            Ok(OutingScope::open(tx, id).await?.row)
        })
        .await;
    if let Some(mac) = mac {
        let stored = row.as_ref().ok().and_then(|row| row.created_mac.as_deref());
        same_creation(stored, &mac)?;
    }
    let row = row?;
    Ok(response
        .insert_header(etag(row.row_version))
        .json(OutingView::from(row)))
}

/// List who is out
///
/// Whoever is to be back soonest first.
/// Permission: shows the caller herself, those of the sites she supervises, of those where she is on call now, and
/// those she was called for.
#[utoipa::path(tag = "outings", operation_id = "listOutings", params(PageQuery), responses(
    (status = 200, body = Page<OutingView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/outings")]
pub(crate) async fn list_outings(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(page): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (page.after()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list(tx, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.back_by, row.id), OutingView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Say that it takes longer
///
/// Permission: who is out.
#[utoipa::path(tag = "outings", operation_id = "extendOuting", request_body = ExtendOuting,
    params(("id" = OutingId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = OutingView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/outings/{id}/extend")]
pub(crate) async fn extend_outing(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<OutingId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<ExtendOuting>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "extendOuting", &(id, &body))?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::extend(tx, id, if_match.version(), body.back_by, key).await
        })
        .await?;
    answer(&state, &actor, id, HttpResponse::Ok(), None).await
}

/// Come back
///
/// Nobody else is called for her from now on.
/// Permission: who is out, and who watches over it: the supervisor of the site, who is on call there, and who was
/// called.
#[utoipa::path(tag = "outings", operation_id = "comeBack",
    params(("id" = OutingId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = OutingView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/outings/{id}/back")]
pub(crate) async fn come_back(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<OutingId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "comeBack", &id)?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::come_back(tx, id, if_match.version(), key).await
        })
        .await?;
    answer(&state, &actor, id, HttpResponse::Ok(), None).await
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchSite => Self::one_field("/site_id", "unknown", "must be a site of your organisation"),
            Error::NoSuchColleague => Self::one_field("/with_staff_id", "unknown", "must be another colleague"),
            Error::Refused(Refused::InPast) => Self::one_field("/back_by", "in_past", "must lie ahead"),
            Error::Refused(Refused::TooLong) => {
                Self::one_field("/back_by", "too_late", "must lie within seven days of going out")
            }
            Error::Refused(Refused::TooFar) => Self::one_field("/back_by", "too_late", "must lie within 24 hours"),
            Error::Refused(Refused::NotLater) => {
                Self::one_field("/back_by", "too_early", "must be later than you said before")
            }
            Error::OutAlready => Self::conflict(
                "out_already",
                "You are out already",
                "Say that you are back, or that it takes longer.",
            ),
            Error::BackAlready => Self::conflict("back_already", "She is back", "There is nothing left to say."),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(go_out)
        .service(list_outings)
        .service(extend_outing)
        .service(come_back);
}
