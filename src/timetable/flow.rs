//! Making a timetable, and planning by it.

use chrono::NaiveDate;
use uuid::Uuid;

use super::error::Error;
use super::http::{AddHoliday, ChangeCohort, CreateCohort, CreateSchedule, JoinCohort};
use super::model::{CohortId, CohortMemberId, HolidayId, ScheduleId, TimetableRefused, Weekly, WeeklyChange, may_join};
use super::scope::{CohortScope, ScheduleScope, may};
use super::store::{self, Cleared, NewCohort, NewMember};
use crate::access::{Action, Denied, Spot};
use crate::casework::VoidReason;
use crate::enrolment::EnrolmentScope;
use crate::organisation::{SiteId, site_place};
use crate::platform::db::{AuditEvent, JobTx, OnceKey, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::platform::jobs::{Job, JobError};
use crate::programmes::{self, ProgrammeId};
use crate::sessions::{self, one_to_one};

/// The job `plan_groups`: makes the sessions of the coming weeks, and fills their rolls.
pub(crate) async fn plan_groups(tx: &JobTx, job: Job) -> Result<(), JobError> {
    store::plan_groups(tx).await?;
    tx.audit(AuditEvent::on("plan_groups", "schedule", job.object, Tier::C2));
    Ok(())
}

/// Has the background plan at once what changed.
async fn plan_soon(tx: &Tx<Write>, because_of: Uuid) -> Result<(), Error> {
    tx.enqueue("plan_groups", because_of, tx.now()).await?;
    Ok(())
}

/// Makes a cohort.
pub(super) async fn create_cohort(tx: &Tx<Write>, body: CreateCohort, created_mac: [u8; 16]) -> Result<(), Error> {
    let at = Spot {
        sites: vec![body.site_id.uuid()],
        programmes: vec![body.programme_id.uuid()],
    };
    may(tx, Action::ManageTimetable, &at)?;
    let programme = programmes::programme_place(tx, body.programme_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchProgramme))?;
    if programme.site.is_some_and(|only| only != body.site_id) {
        return Err(Error::NoSuchProgramme);
    }
    site_place(tx, body.site_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchSite))?;
    if body.ends_on.is_some_and(|last| last < body.starts_on) {
        return Err(TimetableRefused::EndsBefore.into());
    }
    let new = NewCohort {
        id: body.id,
        programme: body.programme_id,
        site: body.site_id,
        name: body.name,
        capacity: body.capacity,
        starts_on: body.starts_on,
        ends_on: body.ends_on,
        created_mac,
    };
    Ok(store::add_cohort(tx, new).await?)
}

/// Changes a cohort's name, places and last day.
pub(super) async fn change_cohort(tx: &Tx<Write>, id: CohortId, version: i32, body: ChangeCohort) -> Result<(), Error> {
    let scope = CohortScope::open(tx, id, Action::ManageTimetable).await?;
    if body.name.is_none() && body.capacity.is_none() && body.ends_on.is_none() {
        return Err(TimetableRefused::NothingToChange.into());
    }
    if body.ends_on.is_some_and(|last| last < scope.row.starts_on) {
        return Err(TimetableRefused::EndsBefore.into());
    }
    let name = body.name.map(String::from);
    if !scope.change(version, name, body.capacity, body.ends_on).await? {
        return Err(Error::ChangedMeanwhile);
    }
    plan_soon(tx, id.uuid()).await
}

/// Puts somebody into a cohort, while there is a place for her.
pub(super) async fn join(
    tx: &Tx<Write>,
    cohort: CohortId,
    body: JoinCohort,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let cohort = CohortScope::open(tx, cohort, Action::SeeHouse).await?;
    let enrolment = EnrolmentScope::open(tx, body.enrolment_id, Action::LogSession)
        .await
        .map_err(|denied| denied.or_unknown(Error::NotOfThisCohort))?;
    if enrolment.programme() != cohort.row.programme_id || enrolment.site() != cohort.row.site_id {
        return Err(Error::NotOfThisCohort);
    }
    let stamps = enrolment.stamps();
    let days = (cohort.row.starts_on, cohort.row.ends_on);
    may_join(body.joined_on, days, stamps.enrolled_on, stamps.exited_on)?;
    // Two who want the last place wait for each other; and so do two who must not meet.
    if store::free_places(&cohort).await? < 1 {
        return Err(Error::Full);
    }
    if store::would_meet(&cohort, enrolment.person()).await? {
        return Err(Error::CannotBeTogether);
    }
    let new = NewMember {
        id: body.id,
        on: body.joined_on,
        created_mac,
    };
    store::add_member(&cohort, &enrolment, new)
        .await
        .map_err(|error| match error.unique_constraint() {
            Some("cohort_member_once") => Error::MemberAlready,
            _ => error.into(),
        })?;
    plan_soon(tx, body.id.uuid()).await
}

/// Takes somebody out of a cohort from the day after.
pub(super) async fn leave(
    tx: &Tx<Write>,
    id: CohortMemberId,
    version: i32,
    left_on: NaiveDate,
    key: Option<OnceKey>,
) -> Result<CohortId, Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let row = store::find_member(tx, id).await?.ok_or(Denied::NotFound)?;
    let enrolment = EnrolmentScope::open(tx, row.enrolment_id, Action::LogSession).await?;
    if again {
        enrolment.remember_repeat("leave_cohort");
        return Ok(row.cohort_id);
    }
    if row.left_on.is_some() {
        return Err(Error::LeftAlready);
    }
    if left_on < row.joined_on {
        return Err(TimetableRefused::LeavesBefore.into());
    }
    if !store::end_member(&enrolment, id, version, left_on).await? {
        return Err(Error::ChangedMeanwhile);
    }
    plan_soon(tx, id.uuid()).await?;
    tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?;
    Ok(row.cohort_id)
}

/// Says when a cohort meets every week.
pub(super) async fn create_schedule(
    tx: &Tx<Write>,
    cohort: CohortId,
    body: CreateSchedule,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = CohortScope::open(tx, cohort, Action::ManageTimetable).await?;
    let (id, weekly) = (body.id, Weekly::from(body));
    weekly.check()?;
    if one_to_one(weekly.kind) {
        return Err(Error::NotAGroup);
    }
    check_lead(tx, weekly.lead, scope.row.site_id, scope.row.programme_id).await?;
    scope.add_schedule(id, &weekly, created_mac).await?;
    plan_soon(tx, id.uuid()).await
}

async fn check_lead(tx: &Tx<Write>, lead: StaffId, site: SiteId, programme: ProgrammeId) -> Result<(), Error> {
    if sessions::works_at(tx, lead, site, programme).await? {
        Ok(())
    } else {
        Err(Error::NoSuchLead)
    }
}

/// Changes a schedule, and voids what of it lies ahead untouched, so that it is planned anew. Which those are, and which stay.
pub(super) async fn change_schedule(
    tx: &Tx<Write>,
    id: ScheduleId,
    version: i32,
    change: WeeklyChange,
) -> Result<Vec<Cleared>, Error> {
    let scope = ScheduleScope::open(tx, id, Action::ManageTimetable).await?;
    let weekly = scope.row.weekly().changed(&change)?;
    if change.lead.is_some() {
        let cohort = &scope.cohort.row;
        check_lead(tx, weekly.lead, cohort.site_id, cohort.programme_id).await?;
    }
    if !scope.change(version, &weekly).await? {
        return Err(Error::ChangedMeanwhile);
    }
    let cleared = store::clear_ahead(tx, id).await?;
    plan_soon(tx, id.uuid()).await?;
    Ok(cleared)
}

/// Enters a holiday.
pub(super) async fn add_holiday(tx: &Tx<Write>, body: AddHoliday, created_mac: [u8; 16]) -> Result<(), Error> {
    may(tx, Action::ManageHolidays, &holiday_spot(body.site_id))?;
    if let Some(site) = body.site_id {
        site_place(tx, site)
            .await
            .map_err(|denied| denied.or_unknown(Error::NoSuchSite))?;
    }
    store::add_holiday(tx, body, created_mac)
        .await
        .map_err(|error| match error.unique_constraint() {
            Some("holiday_once") => Error::HolidayAlready,
            _ => error.into(),
        })
}

/// Voids a holiday: its day is planned again.
pub(super) async fn void_holiday(
    tx: &Tx<Write>,
    id: HolidayId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let row = store::find_holiday(tx, id).await?.ok_or(Denied::NotFound)?;
    may(tx, Action::ManageHolidays, &holiday_spot(row.site_id))?;
    if again {
        tx.audit(AuditEvent::on("void", "holiday", id.uuid(), Tier::C1).fields(&["repeated"]));
        return Ok(());
    }
    if row.void_reason.is_some() {
        return Err(Error::VoidedAlready);
    }
    if !store::void_holiday(tx, id, version, reason).await? {
        return Err(Error::ChangedMeanwhile);
    }
    plan_soon(tx, id.uuid()).await?;
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

fn holiday_spot(site: Option<SiteId>) -> Spot {
    site.map_or_else(Spot::organisation, |site| Spot::site(site.uuid()))
}
