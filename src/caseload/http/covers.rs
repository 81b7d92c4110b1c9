//! Who stands in for whom.

use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::caseload::error::Error;
use crate::caseload::flow;
use crate::caseload::model::AbsenceCoverId;
use crate::caseload::store::{self, CoverRow};
use crate::organisation::SiteId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, Page, PageQuery, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag,
    same_creation,
};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Somebody is away, and somebody stands in for her. Why is not asked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CoverAbsence {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::caseload) id: AbsenceCoverId,
    /// At which site.
    pub(in crate::caseload) site_id: SiteId,
    /// Who is away.
    pub(in crate::caseload) absent_id: StaffId,
    /// Who stands in for her.
    pub(in crate::caseload) cover_id: StaffId,
    /// The first day, by the site's clock.
    pub(in crate::caseload) from_on: NaiveDate,
    /// The last day, within 60.
    pub(in crate::caseload) until_on: NaiveDate,
}

/// Who stands in for whom.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AbsenceCoverView {
    id: AbsenceCoverId,
    site_id: SiteId,
    absent_id: StaffId,
    cover_id: StaffId,
    from_on: NaiveDate,
    until_on: NaiveDate,
    /// The first day's beginning, by the site's clock.
    starts_at: DateTime<Utc>,
    /// The last day's end: from then on the cover sees nothing.
    ends_at: DateTime<Utc>,
    /// Ended before its time.
    ended_at: Option<DateTime<Utc>>,
    /// The version of this cover.
    etag: String,
}

impl From<CoverRow> for AbsenceCoverView {
    fn from(row: CoverRow) -> Self {
        Self {
            id: row.id,
            site_id: row.site_id,
            absent_id: row.absent_id,
            cover_id: row.cover_id,
            from_on: row.from_on,
            until_on: row.until_on,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            ended_at: row.ended_at,
            etag: etag(row.row_version).1,
        }
    }
}

/// Cover an absence
///
/// The cover sees and does at this site what the absent colleague does there, from the first day's beginning to the
/// last day's end by the site's clock, but for those with whom she has declared a conflict of interest. It ends by
/// itself.
/// Permission: the supervisor of the site.
#[utoipa::path(tag = "caseload", operation_id = "coverAbsence", request_body = CoverAbsence, responses(
    (status = 201, body = AbsenceCoverView), (status = 200, body = AbsenceCoverView, description = "Entered before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/absence-covers")]
pub(crate) async fn cover_absence(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<CoverAbsence>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "coverAbsence", &body)?;
    let id = body.id;
    let entered = state
        .db()
        .write(&actor, async move |tx| flow::cover(tx, body, mac).await)
        .await;
    let response = match entered {
        Ok(()) => HttpResponse::Created(),
        Err(Error::Db(error)) if error.is_id_taken() => HttpResponse::Ok(),
        Err(error) => return Err(error.into()),
    };
    answer(&state, &actor, id, response, Some(mac)).await
}

async fn answer(
    state: &AppState,
    actor: &Actor,
    id: AbsenceCoverId,
    mut response: HttpResponseBuilder,
    mac: Option<[u8; 16]>,
) -> Result<HttpResponse, Problem> {
    let row = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            Ok(store::find_cover(tx, id).await?)
        })
        .await?;
    if let Some(mac) = mac {
        same_creation(row.as_ref().and_then(|row| row.created_mac.as_deref()), &mac)?;
    }
    let row = row.ok_or_else(Problem::not_found)?;
    Ok(response
        .insert_header(etag(row.row_version))
        .json(AbsenceCoverView::from(row)))
}

/// List who stands in for whom
///
/// Covers that are not over, soonest first.
/// Permission: shows those of which the caller is one side, and those of the sites she supervises.
#[utoipa::path(tag = "caseload", operation_id = "listAbsenceCovers", params(PageQuery), responses(
    (status = 200, body = Page<AbsenceCoverView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/absence-covers")]
pub(crate) async fn list_covers(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(page): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (page.after()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::list_covers(tx, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.starts_at, row.id), AbsenceCoverView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// End a cover before its time
///
/// She is back, or another is to stand in. The cover's access ends at once.
/// Permission: the supervisor of the site.
#[utoipa::path(tag = "caseload", operation_id = "endAbsenceCover",
    params(("id" = AbsenceCoverId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = AbsenceCoverView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/absence-covers/{id}/end")]
pub(crate) async fn end_cover(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<AbsenceCoverId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "endAbsenceCover", &id)?;
    state
        .db()
        .write(&actor, async move |tx| {
            flow::end_cover(tx, id, if_match.version(), key).await
        })
        .await?;
    answer(&state, &actor, id, HttpResponse::Ok(), None).await
}
