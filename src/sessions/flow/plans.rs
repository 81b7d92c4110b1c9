//! Sessions that lie ahead: planned, moved, and at last a session.

use chrono::{DateTime, Utc};

use super::{check, notes};
use crate::access::{Action, Denied};
use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{OnceKey, Tx, Write};
use crate::platform::keys::Keys;
use crate::safety::{Meeting, Room, would_meet};
use crate::sessions::error::Error;
use crate::sessions::http::{MovePlan, PlanSession, SettlePlan};
use crate::sessions::model::{
    CLOCK_SLACK, ContactMode, SessionId, counted_minutes, in_its_rooms, one_to_one, status_of, status_when_entered,
};
use crate::sessions::scope::PlanScope;
use crate::sessions::store::plans::{self, Appointment, Change, NewPlan, PlanRow};
use crate::sessions::store::{self, Facts, NewSession, SessionRow};

/// Plans a session of the caller's with one young person.
pub(in crate::sessions) async fn plan(
    tx: &Tx<Write>,
    enrolment: EnrolmentId,
    request: PlanSession,
    created_mac: [u8; 16],
) -> Result<PlanRow, Error> {
    let scope = EnrolmentScope::open(tx, enrolment, Action::LogSession).await?;
    if !one_to_one(request.kind) {
        return Err(Error::IsGroup);
    }
    let at = appointment(&scope, request.mode, request.starts_at, request.minutes)?;
    alone(&scope, at).await?;
    let new = NewPlan {
        id: request.id,
        kind: request.kind,
        at,
        created_mac,
    };
    plans::add(&scope, new).await?;
    Ok(plans::find(tx, request.id).await?.ok_or(Denied::NotFound)?)
}

/// A time that lies ahead, and within her enrolment.
fn appointment(
    scope: &EnrolmentScope<'_, Write>,
    mode: ContactMode,
    starts_at: DateTime<Utc>,
    minutes: i32,
) -> Result<Appointment, Error> {
    let now = scope.tx().now();
    if starts_at < now - CLOCK_SLACK {
        return Err(Error::InPast);
    }
    status_when_entered(starts_at, now).ok_or(Error::TooFarAhead)?;
    let planned_on = local_day(starts_at, scope.zone());
    if !scope.stamps().covers(planned_on) {
        return Err(Error::OutsideEnrolment);
    }
    Ok(Appointment {
        mode,
        starts_at,
        planned_on,
        minutes,
    })
}

/// Nobody is in the rooms of the site at that time whom she must not meet.
async fn alone(scope: &EnrolmentScope<'_, Write>, at: Appointment) -> Result<(), Error> {
    if !in_its_rooms(at.mode) {
        return Ok(());
    }
    let meeting = Meeting {
        people: vec![scope.person().uuid()],
        group: None,
        room: Some(Room {
            site: scope.site().uuid(),
            starts_at: at.starts_at,
            minutes: at.minutes,
        }),
    };
    if would_meet(scope.tx(), meeting).await? {
        return Err(Error::CannotBeTogether);
    }
    Ok(())
}

/// Moves an open plan, or changes how they are to meet.
pub(in crate::sessions) async fn change(
    tx: &Tx<Write>,
    id: SessionId,
    version: i32,
    request: MovePlan,
) -> Result<PlanRow, Error> {
    let scope = PlanScope::open(tx, id, Action::LogSession).await?;
    scope.is_open()?;
    let row = &scope.row;
    let at = appointment(
        &scope.enrolment,
        request.mode.unwrap_or(row.mode),
        request.starts_at.unwrap_or(row.starts_at),
        request.minutes.unwrap_or(row.minutes),
    )?;
    alone(&scope.enrolment, at).await?;
    if !scope.change(version, Change::Moved(at)).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(plans::find(tx, id).await?.ok_or(Denied::NotFound)?)
}

/// Says what became of a plan: a session with the plan's id, held or cancelled as the attendance says.
pub(in crate::sessions) async fn settle(
    tx: &Tx<Write>,
    keys: &Keys,
    (id, version): (SessionId, i32),
    request: SettlePlan,
    created_mac: [u8; 16],
) -> Result<SessionRow, Error> {
    let scope = PlanScope::open(tx, id, Action::LogSession).await?;
    scope.is_open()?;
    let row = &scope.row;
    let starts_at = request.starts_at.unwrap_or(row.starts_at);
    let minutes = request.minutes.unwrap_or(row.minutes);
    let facts = Facts {
        kind: row.kind,
        mode: request.mode.unwrap_or(row.mode),
        starts_at,
        held_on: local_day(starts_at, scope.enrolment.zone()),
        minutes,
        attendance: request.attendance,
        attended_minutes: counted_minutes(request.attendance, minutes, request.attended_minutes),
    };
    // That somebody called it off is known before the day.
    let by = if status_of(facts.attendance) == "held" {
        tx.now()
    } else {
        tx.now().max(starts_at)
    };
    check(&scope.enrolment, &facts, by)?;
    if !scope.change(version, Change::Settled).await? {
        return Err(Error::ChangedMeanwhile);
    }
    let note = notes::take(&scope.enrolment, keys, request.note, created_mac).await?;
    let new = NewSession {
        id,
        facts,
        note,
        lead: tx.context().staff,
        created_mac,
        recorded_via: request.recorded_via.map_or("web", Code::as_str),
    };
    Ok(store::log(&scope.enrolment, keys, new).await?)
}

/// Voids a plan that should not have been made.
pub(in crate::sessions) async fn void(
    tx: &Tx<Write>,
    id: SessionId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = PlanScope::open(tx, id, Action::LogSession).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.enrolment.remember_repeat("void");
        return Ok(());
    }
    scope.is_open()?;
    if !scope.change(version, Change::Voided(reason.as_str())).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}
