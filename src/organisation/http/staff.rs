//! Colleagues and what they hold.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::error::Error;
use super::super::flow;
use super::super::model::{FunderId, GrantId, SiteId, StaffRole};
use super::super::scope::HouseScope;
use super::super::store::{GrantRow, StaffRow};
use crate::platform::db::Actor;
use crate::platform::http::{Page, PageQuery, PathId, Problem, ProblemBody, ValidQuery, etag};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::state::AppState;

/// Somebody who works in the organisation, or signs in for one of its funders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffView {
    /// Her place in the organisation.
    id: StaffId,
    /// The name colleagues see.
    display_name: String,
    /// The funder she signs in for.
    funder_id: Option<FunderId>,
    /// When she left.
    left_at: Option<DateTime<Utc>>,
    /// What she holds now.
    roles: Vec<GrantView>,
    /// The account's e-mail; shown to organisation and IT administrators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// The account is closed; shown to organisation and IT administrators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    account_closed: Option<bool>,
}

/// A role somebody holds at a place: a site, a programme, or the whole organisation when neither is named.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GrantView {
    /// The grant.
    id: GrantId,
    /// Whose it is.
    staff_id: StaffId,
    /// The role.
    role: StaffRole,
    /// The site it is for.
    site_id: Option<SiteId>,
    /// The programme it is for.
    programme_id: Option<ProgrammeId>,
    /// Since when.
    granted_at: DateTime<Utc>,
    /// Until when; null while it holds.
    ended_at: Option<DateTime<Utc>>,
    /// The version of this record: send it as If-Match to end the role.
    etag: String,
}

impl From<GrantRow> for GrantView {
    fn from(row: GrantRow) -> Self {
        Self {
            id: row.id,
            staff_id: row.staff_id,
            role: row.role,
            site_id: row.site_id,
            programme_id: row.programme_id,
            granted_at: row.granted_at,
            ended_at: row.ended_at,
            etag: etag(row.row_version).1,
        }
    }
}

fn view(row: StaffRow, grants: Vec<GrantRow>) -> StaffView {
    StaffView {
        id: row.id,
        display_name: row.display_name,
        funder_id: row.funder_id,
        left_at: row.ended_at,
        roles: grants.into_iter().map(GrantView::from).collect(),
        email: row.email,
        account_closed: row.disabled,
    }
}

/// Colleagues
///
/// In the order they were added, with what they hold now.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "organisation", operation_id = "listStaff", params(PageQuery), responses(
    (status = 200, body = Page<StaffView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/staff")]
pub(crate) async fn list_staff(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(page): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let after: Option<StaffId> = page.after()?;
    let limit = page.limit();
    let listed = state.db().read(&actor, async |tx| -> Result<_, Error> {
        let house = HouseScope::see(tx)?;
        let page = Page::from_rows(house.staff(None, after, limit).await?, limit, |row| row.id, |row| row);
        let mut grants = house.grants_of(page.items.iter().map(|row| row.id).collect()).await?;
        house.showed_staff(&page.items);
        let items = page.items.into_iter().map(|row| {
            let (hers, others) = grants.drain(..).partition(|grant| grant.staff_id == row.id);
            grants = others;
            view(row, hers)
        });
        Ok(Page {
            items: items.collect::<Vec<_>>(),
            next_cursor: page.next_cursor,
        })
    });
    Ok(HttpResponse::Ok().json(listed.await?))
}

/// A colleague
///
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "organisation", operation_id = "readStaff", params(("id" = StaffId, Path, description = "The colleague.")),
    responses((status = 200, body = StaffView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/staff/{id}")]
pub(crate) async fn read_staff(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<StaffId>,
) -> Result<HttpResponse, Problem> {
    let found = state.db().read(&actor, async |tx| -> Result<_, Error> {
        let house = HouseScope::see(tx)?;
        let row = flow::colleague(&house, id).await?;
        house.showed_staff(std::slice::from_ref(&row));
        let grants = house.grants_of(vec![id]).await?;
        Ok(view(row, grants))
    });
    Ok(HttpResponse::build(StatusCode::OK).json(found.await?))
}
