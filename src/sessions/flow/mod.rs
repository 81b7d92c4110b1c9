//! Logging, correcting and voiding a session with one young person; groups are in `rolls.rs` and `walk_ins.rs`.

pub(super) mod attempts;
pub(super) mod heads;
mod notes;
pub(super) mod plans;
pub(super) mod rolls;
pub(crate) mod sent;
pub(super) mod walk_ins;

use chrono::{DateTime, Utc};

use super::error::Error;
use super::http::{LogSession, UpdateSession};
use super::model::{CLOCK_SLACK, SessionId, counted_minutes, one_to_one};
use super::scope::SessionScope;
use super::store::{self, Correction, Facts, NewSession, SessionRow};
use crate::access::Action;
use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{OnceKey, Tx, Write};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;

/// Logs a one-to-one session in an enrolment.
pub(super) async fn log(
    tx: &Tx<Write>,
    keys: &Keys,
    enrolment: EnrolmentId,
    request: LogSession,
    created_mac: [u8; 16],
) -> Result<SessionRow, Error> {
    let itself = tx.context().staff;
    log_led_by(tx, keys, enrolment, request, created_mac, itself).await
}

/// The same of a session that `lead` held. Whoever records it may log sessions there; that somebody else held it is what
/// that colleague herself wrote down.
async fn log_led_by(
    tx: &Tx<Write>,
    keys: &Keys,
    enrolment: EnrolmentId,
    request: LogSession,
    created_mac: [u8; 16],
    lead: StaffId,
) -> Result<SessionRow, Error> {
    let scope = EnrolmentScope::open(tx, enrolment, Action::LogSession).await?;
    let facts = Facts {
        kind: request.kind,
        mode: request.mode,
        starts_at: request.starts_at,
        held_on: local_day(request.starts_at, scope.zone()),
        minutes: request.minutes,
        attendance: request.attendance,
        attended_minutes: counted_minutes(request.attendance, request.minutes, request.attended_minutes),
    };
    check(&scope, &facts, tx.now())?;
    let note = notes::take(&scope, keys, request.note, created_mac).await?;
    let new = NewSession {
        id: request.id,
        facts,
        note,
        lead,
        created_mac,
        recorded_via: request.recorded_via.map_or("web", Code::as_str),
    };
    Ok(store::log(&scope, keys, new).await?)
}

/// A session lies within its enrolment and not in the future, and is not a group's.
fn check<M>(scope: &EnrolmentScope<'_, M>, facts: &Facts, now: DateTime<Utc>) -> Result<(), Error> {
    if !one_to_one(facts.kind) {
        return Err(Error::IsGroup);
    }
    if facts.starts_at > now + CLOCK_SLACK {
        return Err(Error::InFuture);
    }
    if scope.stamps().covers(facts.held_on) {
        Ok(())
    } else {
        Err(Error::OutsideEnrolment)
    }
}

/// Corrects a session: one's own while it may be edited, or as the supervisor of its place, who says why.
pub(super) async fn correct(
    tx: &Tx<Write>,
    keys: &Keys,
    (id, version): (SessionId, i32),
    request: UpdateSession,
    mac: [u8; 16],
) -> Result<(), Error> {
    let (scope, editing) = SessionScope::open_to_edit(tx, id).await?;
    // A concern is never too late, and changes nothing of the session.
    let only_concern = request.is_only_concern();
    if !only_concern {
        editing.may_correct(tx.now(), request.reason)?;
    }
    scope.is_live()?;
    if only_concern && version != scope.row.row_version {
        return Err(Error::ChangedMeanwhile);
    }
    let facts = corrected(&scope, &request);
    let note = notes::take(&scope.enrolment, keys, request.note, mac).await?;
    if only_concern {
        return Ok(());
    }
    check(&scope.enrolment, &facts, tx.now())?;
    let why = Correction {
        reason: request.reason,
        replaces_note: note.is_some(),
    };
    if !scope.correct(version, facts, why).await? {
        return Err(Error::ChangedMeanwhile);
    }
    if let Some(note) = note {
        scope.replace_note(keys, &note).await?;
    }
    Ok(scope.restamp().await?)
}

/// What a session says with its corrections. What is left out stays.
fn corrected(scope: &SessionScope<'_, Write>, request: &UpdateSession) -> Facts {
    let row: &SessionRow = &scope.row;
    let starts_at = request.starts_at.unwrap_or(row.starts_at);
    let minutes = request.minutes.unwrap_or(row.minutes);
    let attendance = request.attendance.unwrap_or(row.attendance);
    let told = request.attended_minutes.or((request.minutes.is_none())
        .then_some(row.attended_minutes)
        .filter(|m| *m > 0));
    Facts {
        kind: request.kind.unwrap_or(row.kind),
        mode: request.mode.unwrap_or(row.mode),
        starts_at,
        held_on: local_day(starts_at, scope.enrolment.zone()),
        minutes,
        attendance,
        attended_minutes: counted_minutes(attendance, minutes, told),
    }
}

/// Voids a session: one's own while it may be edited, or as the supervisor of its place.
pub(super) async fn void(
    tx: &Tx<Write>,
    id: SessionId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        let scope = SessionScope::open(tx, id, Action::LogSession).await?;
        scope.enrolment.remember_repeat("void");
        return Ok(());
    }
    let (scope, editing) = SessionScope::open_to_edit(tx, id).await?;
    editing.may_void(tx.now())?;
    scope.is_live()?;
    if !scope.void(reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    scope.restamp().await?;
    tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?;
    Ok(())
}
