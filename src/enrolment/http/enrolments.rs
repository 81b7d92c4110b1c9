//! Enrolling, and looking.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::problems::answer_of;
use super::views::{EnrolmentList, EnrolmentView};
use crate::access::Action;
use crate::casework::Channel;
use crate::enrolment::error::Error;
use crate::enrolment::flow;
use crate::enrolment::model::EnrolmentId;
use crate::enrolment::scope::EnrolmentScope;
use crate::enrolment::store;
use crate::intake::ReferralId;
use crate::organisation::SiteId;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody, Valid, content_mac, etag};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::state::AppState;

/// An enrolment to begin.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateEnrolment {
    /// Made by the client (UUID version 7).
    pub(in crate::enrolment) id: EnrolmentId,
    /// In which programme.
    pub(in crate::enrolment) programme_id: ProgrammeId,
    /// At which site.
    pub(in crate::enrolment) site_id: SiteId,
    /// The day she joined; late is easy, the future is not.
    pub(in crate::enrolment) enrolled_on: NaiveDate,
    /// The referral she comes by, accepted and to this programme and site: it ends here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::enrolment) referral_id: Option<ReferralId>,
    /// Who leads; the caller when left out.
    pub(in crate::enrolment) lead_staff_id: Option<StaffId>,
    /// The lead is the caller: does she declare that she has no conflict of interest with this person?
    pub(in crate::enrolment) no_conflict_of_interest: Option<bool>,
    /// By which way this record reached us; `web` when left out.
    pub(in crate::enrolment) recorded_via: Option<Channel>,
}

/// Enrol a person
///
/// Needs service consent in force on the day, a lead worker without a conflict of interest and with room in her caseload,
/// a place free for her where places are limited, and for a minor a confirmed jurisdiction policy at the site. If she was in
/// the programme before, the new enrolment says so (`previous_enrolment_id`).
/// Permission: who took her in or is assigned to her, to lead her herself; supervisors and intake officers of the place, with
/// any lead.
#[utoipa::path(tag = "enrolment", operation_id = "createEnrolment",
    request_body = CreateEnrolment, params(("id" = PersonId, Path)), responses(
    (status = 201, body = EnrolmentView), (status = 200, body = EnrolmentView, description = "Created before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/enrolments")]
pub(crate) async fn create_enrolment(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<CreateEnrolment>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "createEnrolment", &(person, &body))?;
    let id = body.id;
    let refused = match state
        .db()
        .write(&actor, async move |tx| flow::enrol(tx, person, body, mac).await)
        .await
    {
        Ok(()) => None,
        // The same creation again runs into one of these; what stands under the id decides.
        Err(error @ (Error::AlreadyEnrolled | Error::Place(_))) => Some(error),
        Err(Error::Db(error)) if error.is_id_taken() => Some(error.into()),
        Err(error) => return Err(error.into()),
    };
    let found = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, id, Action::SeeEnrolment).await?;
            Ok((
                scope.created_mac().map(<[u8]>::to_vec),
                EnrolmentView::of(&scope).await?,
                scope.row().row_version,
            ))
        })
        .await;
    let created = refused.is_none();
    let (view, version) = answer_of(found, refused, &mac)?;
    let mut response = if created {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response.insert_header(etag(version)).json(view))
}

/// List a person's enrolments
///
/// Permission: as for her record; shows the enrolments the caller may see.
#[utoipa::path(tag = "enrolment", operation_id = "listEnrolments", params(("id" = PersonId, Path)), responses(
    (status = 200, body = EnrolmentList), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/people/{id}/enrolments")]
pub(crate) async fn list_enrolments(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
) -> Result<HttpResponse, Problem> {
    let rows = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            let scope = PersonScope::open(tx, person, Action::SeePerson).await?;
            Ok(store::list(&scope).await?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(EnrolmentList::of(rows)))
}

/// Read an enrolment
///
/// With its dated changes of state.
/// Permission: those assigned to it, and the readers of its site or programme.
#[utoipa::path(tag = "enrolment", operation_id = "readEnrolment", params(("id" = EnrolmentId, Path)), responses(
    (status = 200, body = EnrolmentView), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/enrolments/{id}")]
pub(crate) async fn read_enrolment(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<EnrolmentId>,
) -> Result<HttpResponse, Problem> {
    answer(&state, &actor, id).await
}

pub(super) async fn answer(state: &AppState, actor: &Actor, id: EnrolmentId) -> Result<HttpResponse, Problem> {
    let (view, version) = state
        .db()
        .read(actor, async |tx| -> Result<_, Error> {
            let scope = EnrolmentScope::open(tx, id, Action::SeeEnrolment).await?;
            Ok((EnrolmentView::of(&scope).await?, scope.row().row_version))
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(view))
}
