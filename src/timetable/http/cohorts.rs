//! Cohorts and their members.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::access::{Action, Spot};
use crate::enrolment::EnrolmentId;
use crate::organisation::{PlaceName, SiteId};
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{
    IdempotencyKey, IfMatch, PathId, Problem, ProblemBody, Valid, ValidQuery, content_mac, etag, same_creation,
};
use crate::programmes::ProgrammeId;
use crate::state::AppState;
use crate::timetable::error::Error;
use crate::timetable::flow;
use crate::timetable::model::{CohortId, CohortMemberId};
use crate::timetable::scope::{CohortScope, may};
use crate::timetable::store::{self, CohortRow, MemberRow};

/// A cohort to make.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateCohort {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::timetable) id: CohortId,
    /// Of which programme.
    pub(in crate::timetable) programme_id: ProgrammeId,
    /// Where it meets.
    pub(in crate::timetable) site_id: SiteId,
    /// What it is called. It stands on no roll.
    #[schema(example = "Autumn course")]
    pub(in crate::timetable) name: PlaceName,
    /// How many places it has.
    #[validate(range(min = 1, max = 200))]
    pub(in crate::timetable) capacity: i32,
    /// Its first day.
    pub(in crate::timetable) starts_on: NaiveDate,
    /// Its last day, if it has one.
    pub(in crate::timetable) ends_on: Option<NaiveDate>,
}

/// What to change about a cohort. What is left out stays. Fewer places take nobody's away.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeCohort {
    /// What it is called.
    pub(in crate::timetable) name: Option<PlaceName>,
    /// How many places it has.
    #[validate(range(min = 1, max = 200))]
    pub(in crate::timetable) capacity: Option<i32>,
    /// Its last day.
    pub(in crate::timetable) ends_on: Option<NaiveDate>,
}

/// Somebody to become a member.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct JoinCohort {
    /// Made by the client (UUID version 7). The same id with the same content again answers 200.
    pub(in crate::timetable) id: CohortMemberId,
    /// Her enrolment: in the cohort's programme, at its site.
    pub(in crate::timetable) enrolment_id: EnrolmentId,
    /// The first day.
    pub(in crate::timetable) joined_on: NaiveDate,
}

/// Somebody who leaves a cohort.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeaveCohort {
    /// The last day.
    left_on: NaiveDate,
}

/// Which cohorts.
#[derive(Debug, Deserialize, utoipa::IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CohortsQuery {
    /// Only those of this programme.
    programme_id: Option<ProgrammeId>,
    /// Only those of this site.
    site_id: Option<SiteId>,
}

/// A cohort.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CohortView {
    id: CohortId,
    programme_id: ProgrammeId,
    site_id: SiteId,
    name: String,
    capacity: i32,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    /// The version of this record: send it as If-Match with a change.
    etag: String,
}

/// Cohorts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CohortList {
    items: Vec<CohortView>,
}

/// A member of a cohort.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CohortMemberView {
    id: CohortMemberId,
    enrolment_id: EnrolmentId,
    person_id: PersonId,
    joined_on: NaiveDate,
    /// The last day; null: she is there.
    left_on: Option<NaiveDate>,
    /// The version of this record: send it as If-Match when she leaves.
    etag: String,
}

/// Members of a cohort.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CohortMemberList {
    items: Vec<CohortMemberView>,
}

impl From<CohortRow> for CohortView {
    fn from(row: CohortRow) -> Self {
        Self {
            id: row.id,
            programme_id: row.programme_id,
            site_id: row.site_id,
            name: row.name,
            capacity: row.capacity,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            etag: etag(row.row_version).1,
        }
    }
}

impl From<MemberRow> for CohortMemberView {
    fn from(row: MemberRow) -> Self {
        Self {
            id: row.id,
            enrolment_id: row.enrolment_id,
            person_id: row.person_id,
            joined_on: row.joined_on,
            left_on: row.left_on,
            etag: etag(row.row_version).1,
        }
    }
}

async fn find(state: &AppState, actor: &Actor, id: CohortId) -> Result<CohortRow, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            Ok(CohortScope::open(tx, id, Action::SeeHouse).await?.row)
        })
        .await
}

fn shown(status: StatusCode, row: CohortRow) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(row.row_version))
        .json(CohortView::from(row))
}

async fn members(state: &AppState, actor: &Actor, id: CohortId) -> Result<Vec<MemberRow>, Error> {
    state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            Ok(CohortScope::open(tx, id, Action::SeeHouse).await?.members().await?)
        })
        .await
}

fn listed(status: StatusCode, rows: Vec<MemberRow>) -> HttpResponse {
    HttpResponse::build(status).json(CohortMemberList {
        items: rows.into_iter().map(CohortMemberView::from).collect(),
    })
}

/// List cohorts
///
/// Those that begin last first (at most 500).
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "timetable", operation_id = "listCohorts", params(CohortsQuery), responses(
    (status = 200, body = CohortList), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/cohorts")]
pub(crate) async fn list_cohorts(
    state: Data<AppState>,
    actor: Actor,
    ValidQuery(query): ValidQuery<CohortsQuery>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            may(tx, Action::SeeHouse, &Spot::organisation())?;
            Ok(store::list_cohorts(tx, query.programme_id, query.site_id).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(CohortList {
        items: rows.into_iter().map(CohortView::from).collect(),
    }))
}

/// Make a cohort
///
/// Permission: supervisors and programme managers, each at her place.
#[utoipa::path(tag = "timetable", operation_id = "createCohort", request_body = CreateCohort, responses(
    (status = 201, body = CohortView), (status = 200, body = CohortView, description = "Made before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/cohorts")]
pub(crate) async fn create_cohort(
    state: Data<AppState>,
    actor: Actor,
    Valid(body): Valid<CreateCohort>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createCohort", &body)?;
    let id = body.id;
    let made = state
        .db()
        .write(&actor, async move |tx| flow::create_cohort(tx, body, mac).await)
        .await;
    let taken = match made {
        Ok(()) => false,
        Err(Error::Db(error)) if error.is_id_taken() => true,
        Err(error) => return Err(error.into()),
    };
    let row = find(&state, &actor, id).await;
    if taken {
        same_creation(row.as_ref().ok().and_then(|row| row.created_mac.as_deref()), &mac)?;
    }
    let status = if taken { StatusCode::OK } else { StatusCode::CREATED };
    Ok(shown(status, row?))
}

/// Read a cohort
///
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "timetable", operation_id = "readCohort", params(("id" = CohortId, Path)), responses(
    (status = 200, body = CohortView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/cohorts/{id}")]
pub(crate) async fn read_cohort(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CohortId>,
) -> Result<HttpResponse, Problem> {
    Ok(shown(StatusCode::OK, find(&state, &actor, id).await?))
}

/// Change a cohort
///
/// Its name, its places, its last day.
/// Permission: supervisors and programme managers, each at her place.
#[utoipa::path(tag = "timetable", operation_id = "changeCohort", request_body = ChangeCohort,
    params(("id" = CohortId, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CohortView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[patch("/cohorts/{id}")]
pub(crate) async fn change_cohort(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CohortId>,
    if_match: IfMatch,
    Valid(body): Valid<ChangeCohort>,
) -> Result<HttpResponse, Problem> {
    let version = if_match.version();
    state
        .db()
        .write(&actor, async move |tx| flow::change_cohort(tx, id, version, body).await)
        .await?;
    Ok(shown(StatusCode::OK, find(&state, &actor, id).await?))
}

/// List the members of a cohort
///
/// Those who are there first (at most 500).
/// Permission: shows those whose enrolments the caller may see.
#[utoipa::path(tag = "timetable", operation_id = "listCohortMembers", params(("id" = CohortId, Path)), responses(
    (status = 200, body = CohortMemberList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/cohorts/{id}/members")]
pub(crate) async fn list_cohort_members(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CohortId>,
) -> Result<HttpResponse, Problem> {
    Ok(listed(StatusCode::OK, members(&state, &actor, id).await?))
}

/// Put somebody into a cohort
///
/// While there is a place. She comes onto the rolls that lie ahead, unmarked. Answers the members the caller may see.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "timetable", operation_id = "joinCohort", request_body = JoinCohort, params(("id" = CohortId, Path)), responses(
    (status = 201, body = CohortMemberList), (status = 200, body = CohortMemberList, description = "Done before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/cohorts/{id}/members")]
pub(crate) async fn join_cohort(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CohortId>,
    Valid(body): Valid<JoinCohort>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "joinCohort", &(id, &body))?;
    let member = body.id;
    let joined = state
        .db()
        .write(&actor, async move |tx| flow::join(tx, id, body, mac).await)
        .await;
    let refused = match joined {
        Ok(()) => return Ok(listed(StatusCode::CREATED, members(&state, &actor, id).await?)),
        Err(refused) => refused,
    };
    // Sent again it may be refused by what it did itself: she is a member, and holds the last place.
    let rows = members(&state, &actor, id).await;
    let stored = rows.as_ref().ok().and_then(|rows| {
        let stored = rows.iter().find(|row| row.id == member);
        stored.and_then(|row| row.created_mac.as_deref())
    });
    let id_taken = matches!(&refused, Error::Db(error) if error.is_id_taken());
    if !(id_taken || stored.is_some() && matches!(refused, Error::Full | Error::MemberAlready)) {
        return Err(refused.into());
    }
    same_creation(stored, &mac)?;
    Ok(listed(StatusCode::OK, rows?))
}

/// Take somebody out of a cohort
///
/// From the day after she is on no roll any more. Answers the members the caller may see.
/// Permission: those assigned to the enrolment, and its supervisor.
#[utoipa::path(tag = "timetable", operation_id = "leaveCohort", request_body = LeaveCohort,
    params(("id" = CohortMemberId, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CohortMemberList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[post("/cohort-members/{id}/leave")]
pub(crate) async fn leave_cohort(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<CohortMemberId>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Valid(body): Valid<LeaveCohort>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(state.keys(), actor.org(), "leaveCohort", &(id, &body))?;
    let version = if_match.version();
    let cohort = state
        .db()
        .write(&actor, async move |tx| {
            flow::leave(tx, id, version, body.left_on, key).await
        })
        .await?;
    Ok(listed(StatusCode::OK, members(&state, &actor, cohort).await?))
}
