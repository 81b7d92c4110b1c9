//! One's own caseload, those of a site, and who has nobody.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::Action;
use crate::caseload::error::Error;
use crate::caseload::scope::SiteScope;
use crate::caseload::store::{self, LeaderlessRow, LoadRow, OwnRow};
use crate::enrolment::{AssignmentRole, EnrolmentId};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{Page, PageQuery, Problem, ProblemBody, ValidQuery};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::state::AppState;

/// Which caseloads.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CaseloadsQuery {
    /// At which site.
    site_id: SiteId,
    /// `next_cursor` of the page before; leave out for the first page.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Which enrolments nobody leads.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LeaderlessQuery {
    /// Only those of this site.
    site_id: Option<SiteId>,
    /// `next_cursor` of the page before; leave out for the first page.
    #[validate(length(max = 400))]
    cursor: Option<String>,
    /// Rows per page, 1 to 200; 50 when left out.
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Somebody the caller works with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseloadItem {
    enrolment_id: EnrolmentId,
    person_id: PersonId,
    /// The short code she is known by here.
    public_code: String,
    programme_id: ProgrammeId,
    site_id: SiteId,
    /// As what: one's own role, or that of the colleague one stands in for.
    role: AssignmentRole,
    /// The colleague the caller stands in for; null: her own.
    covering_for: Option<StaffId>,
    /// What she weighs in the caller's caseload: nothing once she has left, or where the caller stands in.
    weight: f64,
    /// By when she is to be met again, as `CMQ-07` counts; null while she pauses and once she has left.
    contact_due_on: Option<NaiveDate>,
    paused: bool,
    /// She has left; the assignment stands for what is still to be written.
    has_left: bool,
    /// Open tasks about her.
    open_tasks: i64,
}

/// The caller's own caseload.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseloadView {
    /// The sum of the weights of those who have not left, all pages together.
    carried: f64,
    /// How much the caller may carry now.
    limit: f64,
    /// The same without an exception.
    ordinary_limit: f64,
    /// What is left of the limit; below zero: over it.
    room: f64,
    /// Those to be met soonest first.
    items: Vec<CaseloadItem>,
    /// Hand this back as `cursor` for the next page; null on the last one.
    next_cursor: Option<String>,
}

/// A colleague's caseload.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseloadOfColleague {
    staff_id: StaffId,
    display_name: String,
    /// The weight of all she carries, other sites included.
    carried: f64,
    /// How much she may carry now.
    limit: f64,
    /// The same without an exception.
    ordinary_limit: f64,
    /// What is left of the limit; below zero: over it.
    room: f64,
    /// With how many she works at this site.
    enrolments: i64,
    /// How many of them were to be met again before today.
    contact_overdue: i64,
    /// Open tasks about them.
    open_tasks: i64,
    /// The last day on which somebody stands in for her here; null: she is there.
    away_until: Option<NaiveDate>,
}

/// An enrolment nobody leads.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeaderlessEnrolment {
    enrolment_id: EnrolmentId,
    person_id: PersonId,
    /// The short code she is known by here.
    public_code: String,
    programme_id: ProgrammeId,
    site_id: SiteId,
    enrolled_on: NaiveDate,
    /// Who is written as her lead and no longer works there; null: nobody is.
    gone_lead_staff_id: Option<StaffId>,
}

impl From<OwnRow> for CaseloadItem {
    fn from(row: OwnRow) -> Self {
        Self {
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            public_code: row.public_code,
            programme_id: row.programme_id,
            site_id: row.site_id,
            role: row.role,
            covering_for: row.covering_for,
            weight: row.weight,
            contact_due_on: row.contact_due_on,
            paused: row.paused,
            has_left: row.has_left,
            open_tasks: row.tasks,
        }
    }
}

impl From<LoadRow> for CaseloadOfColleague {
    fn from(row: LoadRow) -> Self {
        Self {
            staff_id: row.staff_id,
            display_name: row.display_name,
            carried: row.carried,
            limit: row.cap,
            ordinary_limit: row.ordinary,
            room: row.cap - row.carried,
            enrolments: row.enrolments,
            contact_overdue: row.overdue,
            open_tasks: row.tasks,
            away_until: row.away_until,
        }
    }
}

impl From<LeaderlessRow> for LeaderlessEnrolment {
    fn from(row: LeaderlessRow) -> Self {
        Self {
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            public_code: row.public_code,
            programme_id: row.programme_id,
            site_id: row.site_id,
            enrolled_on: row.enrolled_on,
            gone_lead_staff_id: row.gone_lead,
        }
    }
}

/// Read one's own caseload
///
/// Whom the caller works with and whom she stands in for somebody for, those to be met soonest first; how much that
/// weighs and how much room is left.
/// Permission: everybody, her own.
#[utoipa::path(tag = "caseload", operation_id = "readCaseload", params(PageQuery), responses(
    (status = 200, body = CaseloadView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/caseload")]
pub(crate) async fn read_caseload(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(page): ValidQuery<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (after, limit) = (page.after()?, page.limit());
    let (room, rows) = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok((store::room(tx).await?, store::own(tx, after, limit).await?))
        })
        .await?;
    let page = Page::from_rows(rows, limit, |row| (row.place, row.enrolment_id), CaseloadItem::from);
    Ok(HttpResponse::Ok().json(CaseloadView {
        carried: room.carried,
        limit: room.cap,
        ordinary_limit: room.ordinary,
        room: room.cap - room.carried,
        items: page.items,
        next_cursor: page.next_cursor,
    }))
}

/// List the caseloads of a site
///
/// Of everybody who works with young people there, by name.
/// Permission: the supervisor of the site.
#[utoipa::path(tag = "caseload", operation_id = "listCaseloads", params(CaseloadsQuery), responses(
    (status = 200, body = Page<CaseloadOfColleague>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/caseloads")]
pub(crate) async fn list_caseloads(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<CaseloadsQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (after, limit, site) = (page.after()?, page.limit(), query.site_id);
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = SiteScope::open(tx, site, Action::Assign).await?;
            Ok(store::loads(&scope, after, limit).await?)
        })
        .await?;
    let place = |row: &LoadRow| (row.display_name.clone(), row.staff_id);
    let page = Page::from_rows(rows, limit, place, CaseloadOfColleague::from);
    Ok(HttpResponse::Ok().json(page))
}

/// List enrolments nobody leads
///
/// Open ones without a lead worker, or whose lead no longer works there. Those who joined first come first.
/// Permission: shows those of the places where the caller says who works with whom.
#[utoipa::path(tag = "caseload", operation_id = "listLeaderless", params(LeaderlessQuery), responses(
    (status = 200, body = Page<LeaderlessEnrolment>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
#[get("/enrolments/without-lead")]
pub(crate) async fn list_leaderless(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<LeaderlessQuery>,
) -> Result<HttpResponse, Problem> {
    let page = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (after, limit, site) = (page.after()?, page.limit(), query.site_id);
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(store::leaderless(tx, site, after, limit).await?)
        })
        .await?;
    let place = |row: &LeaderlessRow| (row.enrolled_on, row.enrolment_id);
    let page = Page::from_rows(rows, limit, place, LeaderlessEnrolment::from);
    Ok(HttpResponse::Ok().json(page))
}
