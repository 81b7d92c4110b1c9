//! Enrolling and assigning: each one transaction over several scopes. The course of an enrolment is in [`course`].

mod course;

pub(crate) use course::end_assignments;
pub(super) use course::{ExitRequest, Step, exit, pause, resume, undo_exit};

use bigdecimal::BigDecimal;
use chrono::NaiveDate;

use super::error::Error;
use super::http::{AssignWorker, CreateEnrolment};
use super::model::{AssignmentId, EnrolmentId};
use super::scope::EnrolmentScope;
use super::store::{self, NewAssignment, NewEnrolment};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::consent;
use crate::followup;
use crate::intake;
use crate::organisation::{self, SiteId};
use crate::people::{PersonId, PersonScope};
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{OnceKey, Tx, Write};
use crate::platform::ids::StaffId;
use crate::programmes::{self, ProgrammeId, templates};

/// Enrols a person with her lead worker, when every guard of `accepted → enrolled` holds (domain.md §2.2).
pub(super) async fn enrol(
    tx: &Tx<Write>,
    person: PersonId,
    request: CreateEnrolment,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let person = PersonScope::open(tx, person, Action::Enrol).await?;
    let programme = programmes::programme_place(tx, request.programme_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchProgramme))?;
    programmes::may_open(programme.strand).map_err(|_shut| Error::StrandNotAvailable)?;
    if programme.site.is_some_and(|only| only != request.site_id) {
        return Err(Error::NoSuchSite);
    }
    let site = organisation::site_place(tx, request.site_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchSite))?;
    let today = local_day(tx.now(), site.time_zone);
    if request.enrolled_on > today {
        return Err(Error::InFuture);
    }
    check_consent(tx, &person, request.site_id, request.enrolled_on).await?;
    let itself = tx.context().staff;
    let lead = request.lead_staff_id.unwrap_or(itself);
    let declares = lead == itself;
    if declares && request.no_conflict_of_interest != Some(true) {
        return Err(Error::DeclareFirst);
    }
    let weight = templates::template(programme.strand).map_or(1, |template| template.default_weight);
    let spot = Spot {
        sites: vec![request.site_id.uuid()],
        programmes: vec![request.programme_id.uuid()],
    };
    let place = Place {
        site: request.site_id,
        person: person.id(),
        programme: request.programme_id,
    };
    let over_cap_by = check_worker(tx, lead, place, weight).await?;
    // Who takes her on herself proves by working there that she belongs to the place. Giving her to a colleague is for
    // those who enrol at the place, whoever the person is tied to: the caller may not see her there afterwards.
    if !declares && !Grants::of(tx.context()).allows(Action::Enrol, &spot, Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    intake::take_place(tx, place.person, place.programme, place.site, request.referral_id).await?;
    let new = NewEnrolment {
        id: request.id,
        referral: request.referral_id,
        programme: request.programme_id,
        site: request.site_id,
        strand: programme.strand.as_str(),
        enrolled_on: request.enrolled_on,
        created_mac,
        recorded_via: request.recorded_via.map_or("web", Code::as_str),
        lead,
        weight: BigDecimal::from(weight),
        over_cap_by,
        declares,
    };
    store::add(&person, new)
        .await
        .map_err(|error| match error.unique_constraint() {
            Some("enrolment_one_open_per_programme" | "assignment_one_lead" | "assignment_once") => {
                Error::AlreadyEnrolled
            }
            _ => error.into(),
        })?;
    // Who came back is not asked after any more.
    Ok(followup::settle(tx, place.person).await?)
}

/// Service consent in force on the day, by the ages of the site's jurisdiction.
async fn check_consent(
    tx: &Tx<Write>,
    person: &PersonScope<'_, Write>,
    site: SiteId,
    day: NaiveDate,
) -> Result<(), Error> {
    let place = organisation::site_place(tx, site).await?;
    let decisions = consent::decisions(person, place.time_zone).await?;
    consent::may_begin(tx, person, site, &decisions, day)
        .await?
        .map_err(Error::Consent)
}

#[derive(Clone, Copy)]
struct Place {
    site: SiteId,
    person: PersonId,
    programme: ProgrammeId,
}

/// May this colleague carry one more person here? Answers who agreed to it when that is more than she carries ordinarily.
async fn check_worker(tx: &Tx<Write>, staff: StaffId, place: Place, weight: u8) -> Result<Option<StaffId>, Error> {
    let worker = store::worker(tx, staff, place.site, place.person, place.programme)
        .await?
        .ok_or(Error::NoSuchWorker)?;
    if !worker.works_here {
        return Err(Error::NoSuchWorker);
    }
    if worker.conflict {
        return Err(Error::ConflictOfInterest);
    }
    let carries = worker.carried + f64::from(weight);
    if carries > worker.cap {
        return Err(Error::CaseloadFull);
    }
    Ok(worker.raised_by.filter(|_| carries > worker.ordinary))
}

/// Assigns a colleague to an enrolment.
pub(super) async fn assign(
    tx: &Tx<Write>,
    enrolment: EnrolmentId,
    request: AssignWorker,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = EnrolmentScope::open(tx, enrolment, Action::Assign).await?;
    let programme = programmes::programme_place(tx, scope.programme()).await?;
    let weight = templates::template(programme.strand).map_or(1, |template| template.default_weight);
    let place = Place {
        site: scope.site(),
        person: scope.person(),
        programme: scope.programme(),
    };
    let over_cap_by = check_worker(tx, request.staff_id, place, weight).await?;
    let new = NewAssignment {
        id: request.id,
        staff: request.staff_id,
        role: request.role,
        weight: BigDecimal::from(weight),
        over_cap_by,
        created_mac,
    };
    scope
        .assign(new)
        .await
        .map_err(|error| match error.unique_constraint() {
            Some("assignment_one_lead" | "assignment_once") => Error::AlreadyAssigned,
            _ => error.into(),
        })
}

/// Ends an assignment. The worker's access ends with the same transaction.
pub(super) async fn end_assignment(
    tx: &Tx<Write>,
    id: AssignmentId,
    version: i32,
    key: Option<OnceKey>,
) -> Result<EnrolmentId, Error> {
    let place = store::find_assignment(tx, id).await?.ok_or(Denied::NotFound)?;
    let scope = EnrolmentScope::open(tx, place.enrolment_id, Action::Assign).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat("end");
        return Ok(place.enrolment_id);
    }
    if place.ended {
        return Err(Error::AssignmentOver);
    }
    if !scope.end_assignment(id, version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?;
    Ok(place.enrolment_id)
}
