//! What one was told.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::error::Error;
use super::super::model::{BreakGlassId, NoticeId, Purpose};
use super::super::store::{self, NoticeRow};
use crate::access::Denied;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{Page, PageQuery, PathId, Problem, ProblemBody, ValidQuery};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Somebody broke the glass, and one was told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeView {
    /// The notice.
    id: NoticeId,
    /// When one was told.
    told_at: DateTime<Utc>,
    /// When one said that one has seen it.
    seen_at: Option<DateTime<Utc>>,
    /// The break-glass.
    break_glass_id: BreakGlassId,
    /// Whose file.
    person_id: PersonId,
    /// Who asked.
    staff_id: StaffId,
    /// The name colleagues see.
    staff_name: String,
    /// Why it could not wait.
    purpose: Purpose,
    /// It waits, or waited, for a second person.
    needs_second: bool,
    /// When the hour began.
    starts_at: Option<DateTime<Utc>>,
    /// When it ends or ended.
    ends_at: Option<DateTime<Utc>>,
    /// What the review came to.
    outcome: Option<String>,
}

impl From<NoticeRow> for NoticeView {
    fn from(row: NoticeRow) -> Self {
        Self {
            id: row.id,
            told_at: row.recorded_at,
            seen_at: row.seen_at,
            break_glass_id: row.break_glass_id,
            person_id: row.person_id,
            staff_id: row.staff_id,
            staff_name: row.staff_name,
            purpose: row.purpose,
            needs_second: row.needs_second,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            outcome: row.outcome,
        }
    }
}

/// What I was told
///
/// Newest first: who broke the glass for somebody one answers for or leads.
/// Permission: whoever is signed in; her own only.
#[utoipa::path(tag = "break-glass", operation_id = "listNotices", params(PageQuery), responses(
    (status = 200, body = Page<NoticeView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[get("/me/notices")]
pub(crate) async fn list_notices(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(page): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (page.after::<(DateTime<Utc>, Uuid)>()?, page.limit());
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::notices(tx, after, limit).await?)
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.recorded_at, row.id), NoticeView::from);
    Ok(HttpResponse::Ok().json(page))
}

/// I have seen this notice
///
/// Doing it twice changes nothing.
/// Permission: who was told.
#[utoipa::path(tag = "break-glass", operation_id = "seeNotice", params(("id" = NoticeId, Path)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[post("/me/notices/{id}/seen")]
pub(crate) async fn see_notice(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<NoticeId>,
) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async move |tx| -> Result<(), Error> {
            if store::see_notice(tx, id).await? {
                Ok(())
            } else {
                Err(Denied::NotFound.into())
            }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
