//! Logging, correcting and voiding a session with one young person; groups are in `rolls.rs` and `walk_ins.rs`.

pub(super) mod attempts;
pub(super) mod heads;
pub(super) mod plans;
pub(super) mod rolls;
pub(super) mod walk_ins;

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::error::Error;
use super::http::{LogSession, NoteInput, UpdateSession};
use super::model::{CLOCK_SLACK, SessionId, counted_minutes, one_to_one};
use super::scope::SessionScope;
use super::store::{self, Facts, NewNote, NewSession, SessionRow};
use crate::access::Action;
use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{OnceKey, Tx, Write};
use crate::platform::keys::Keys;

/// Logs a one-to-one session in an enrolment.
pub(super) async fn log(
    tx: &Tx<Write>,
    keys: &Keys,
    enrolment: EnrolmentId,
    request: LogSession,
    created_mac: [u8; 16],
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
    if request.note.is_some() && scope.wrapped_key().is_none() {
        return Err(Error::KeyDestroyed);
    }
    let new = NewSession {
        id: request.id,
        facts,
        note: request.note.map(new_note),
        created_mac,
        recorded_via: request.recorded_via.map_or("web", Code::as_str),
    };
    Ok(store::log(&scope, keys, new).await?)
}

fn new_note(note: NoteInput) -> NewNote {
    NewNote {
        id: note.id,
        kind: note.kind,
        text: Zeroizing::new(note.text),
    }
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

/// Corrects a session of one's own, or as the supervisor of its place.
pub(super) async fn correct(
    tx: &Tx<Write>,
    keys: &Keys,
    id: SessionId,
    version: i32,
    request: UpdateSession,
) -> Result<(), Error> {
    let scope = SessionScope::open_to_correct(tx, id).await?;
    let row: &SessionRow = &scope.row;
    let starts_at = request.starts_at.unwrap_or(row.starts_at);
    let minutes = request.minutes.unwrap_or(row.minutes);
    let attendance = request.attendance.unwrap_or(row.attendance);
    let told = request.attended_minutes.or((request.minutes.is_none())
        .then_some(row.attended_minutes)
        .filter(|m| *m > 0));
    let facts = Facts {
        kind: request.kind.unwrap_or(row.kind),
        mode: request.mode.unwrap_or(row.mode),
        starts_at,
        held_on: local_day(starts_at, scope.enrolment.zone()),
        minutes,
        attendance,
        attended_minutes: counted_minutes(attendance, minutes, told),
    };
    check(&scope.enrolment, &facts, tx.now())?;
    if !scope.correct(version, facts).await? {
        return Err(Error::ChangedMeanwhile);
    }
    if let Some(note) = request.note {
        if scope.enrolment.wrapped_key().is_none() {
            return Err(Error::KeyDestroyed);
        }
        scope.replace_note(keys, &new_note(note)).await?;
    }
    Ok(scope.restamp().await?)
}

/// Voids a session of one's own, or as the supervisor of its place.
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
    let scope = SessionScope::open_to_correct(tx, id).await?;
    if !scope.void(reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    scope.restamp().await?;
    tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?;
    Ok(())
}
