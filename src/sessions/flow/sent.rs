//! What phones send, hours or days after it happened: the same steps as through the API, and what stands of them already.

use super::{attempts, correct, corrected, log_led_by, plans, rolls, walk_ins};
use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentId;
use crate::platform::db::{Tx, Write};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::safeguarding;
use crate::sessions::error::Error;
use crate::sessions::http::{AddWalkIn, CreateGroupSession, LogSession, PlanSession, RecordAttempt, UpdateSession};
use crate::sessions::model::{ContactAttemptId, SessionId, WalkInId};
use crate::sessions::scope::{AttemptScope, PlanScope, RollScope, SessionScope};
use crate::sessions::store;

/// The version of a row that has this id, and what recognises its creation; `None`: there is none for this caller.
pub(crate) type Stands = Option<(i32, Option<Vec<u8>>)>;

fn seen<T>(opened: Result<T, Denied>) -> Result<Option<T>, Error> {
    match opened {
        Ok(scope) => Ok(Some(scope)),
        Err(Denied::Db(error)) => Err(error.into()),
        Err(Denied::NotFound | Denied::Merged(_) | Denied::NotAllowed | Denied::StepUpNeeded) => Ok(None),
    }
}

/// Logs a session that `lead` held: the caller, or somebody who wrote it down and for whom the caller decides.
pub(crate) async fn log_session(
    tx: &Tx<Write>,
    keys: &Keys,
    enrolment: EnrolmentId,
    request: LogSession,
    mac: [u8; 16],
    lead: StaffId,
) -> Result<i32, Error> {
    Ok(log_led_by(tx, keys, enrolment, request, mac, lead).await?.row_version)
}

/// The session of this id.
pub(crate) async fn session_stands(tx: &Tx<Write>, id: SessionId) -> Result<Stands, Error> {
    let scope = seen(SessionScope::open(tx, id, Action::SeeEnrolment).await)?;
    Ok(scope.map(|scope| (scope.row.row_version, scope.row.created_mac)))
}

/// As what a phone corrected a session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// The version it had on the phone; `None`: as it was logged.
    pub(crate) version: Option<i32>,
    /// Whose phone.
    pub(crate) by: StaffId,
    /// Somebody has looked at what stands and at what was sent, and said that it is to be written.
    pub(crate) decided: bool,
}

/// Corrects a session. What somebody else changed since the phone looked is not overwritten unless somebody has decided so;
/// what says nothing new changes nothing.
pub(crate) async fn correct_session(
    tx: &Tx<Write>,
    keys: &Keys,
    id: SessionId,
    request: UpdateSession,
    mac: [u8; 16],
    known: Known,
) -> Result<i32, Error> {
    let scope = SessionScope::open(tx, id, Action::LogSession).await?;
    if !known.decided && !request.is_only_concern() && was_changed_by_another(&scope, &request, known).await? {
        return Err(Error::ChangedMeanwhile);
    }
    let version = scope.row.row_version;
    if request.note.is_none() && says_nothing_new(&scope, &request) {
        return Ok(version);
    }
    correct(tx, keys, (id, version), request, mac).await?;
    Ok(SessionScope::open(tx, id, Action::LogSession).await?.row.row_version)
}

/// Was one of the sent fields changed by somebody else since the phone looked, to something else than what it sends?
async fn was_changed_by_another(
    scope: &SessionScope<'_, Write>,
    request: &UpdateSession,
    known: Known,
) -> Result<bool, Error> {
    let row = &scope.row;
    let corrections = scope.corrections().await?;
    let since = known.version.map_or(corrections.len(), |version| {
        usize::try_from(row.row_version.saturating_sub(version)).unwrap_or(0)
    });
    let since = corrections.get(..since.min(corrections.len())).unwrap_or_default();
    let others: Vec<_> = since.iter().filter(|one| one.recorded_by != known.by).collect();
    // What stood when the phone looked is what stood before the first of them.
    let (Some(then), false) = (since.last(), others.is_empty()) else {
        return Ok(false);
    };
    Ok(differs(request.kind, then.kind.unwrap_or(row.kind), row.kind)
        || differs(request.mode, then.mode.unwrap_or(row.mode), row.mode)
        || differs(
            request.starts_at,
            then.starts_at.unwrap_or(row.starts_at),
            row.starts_at,
        )
        || differs(request.minutes, then.minutes.unwrap_or(row.minutes), row.minutes)
        || differs(request.attendance, then.attendance, row.attendance)
        || differs(request.attended_minutes, then.attended_minutes, row.attended_minutes)
        || (request.note.is_some() && others.iter().any(|one| one.note_replaced)))
}

fn differs<T: PartialEq + Copy>(sent: Option<T>, then: T, now: T) -> bool {
    then != now && sent.is_some_and(|sent| sent != now)
}

/// Would the session say the same with these corrections?
fn says_nothing_new(scope: &SessionScope<'_, Write>, request: &UpdateSession) -> bool {
    let (row, facts) = (&scope.row, corrected(scope, request));
    facts.kind == row.kind
        && facts.mode == row.mode
        && facts.starts_at == row.starts_at
        && facts.minutes == row.minutes
        && facts.attendance == row.attendance
        && facts.attended_minutes == row.attended_minutes
}

/// Something has the id of the note that corrections bring: is it this very note, and does the session say the rest? Answers
/// the session's version then.
pub(crate) async fn correction_stands(
    tx: &Tx<Write>,
    keys: &Keys,
    id: SessionId,
    request: &UpdateSession,
    mac: [u8; 16],
) -> Result<Option<i32>, Error> {
    let (Some(scope), Some(note)) = (
        seen(SessionScope::open(tx, id, Action::LogSession).await)?,
        &request.note,
    ) else {
        return Ok(None);
    };
    if !says_nothing_new(&scope, request) {
        return Ok(None);
    }
    let stands = if let Some(concern) = note.concern() {
        let received = safeguarding::received(tx, concern).await?;
        received.is_some_and(|row| row.is_made_of(&mac))
    } else {
        let mut notes = scope.earlier_notes(keys).await?;
        notes.extend(scope.note(keys).await?);
        notes.iter().any(|one| {
            let text = one.text.as_ref().map(|text| text.as_str());
            one.id == note.id && one.kind == note.kind && text == Some(note.text.as_str())
        })
    };
    Ok(stands.then_some(scope.row.row_version))
}

/// Records that the caller tried to reach somebody.
pub(crate) async fn record_attempt(
    tx: &Tx<Write>,
    enrolment: EnrolmentId,
    request: RecordAttempt,
    mac: [u8; 16],
) -> Result<i32, Error> {
    Ok(attempts::record(tx, enrolment, request, mac).await?.row_version)
}

/// The attempt of this id.
pub(crate) async fn attempt_stands(tx: &Tx<Write>, id: ContactAttemptId) -> Result<Stands, Error> {
    let scope = seen(AttemptScope::open(tx, id, Action::SeeEnrolment).await)?;
    Ok(scope.map(|scope| (scope.row.row_version, scope.row.created_mac)))
}

/// Plans a session of the caller's.
pub(crate) async fn plan_session(
    tx: &Tx<Write>,
    enrolment: EnrolmentId,
    request: PlanSession,
    mac: [u8; 16],
) -> Result<i32, Error> {
    Ok(plans::plan(tx, enrolment, request, mac).await?.row_version)
}

/// The plan of this id.
pub(crate) async fn plan_stands(tx: &Tx<Write>, id: SessionId) -> Result<Stands, Error> {
    let scope = seen(PlanScope::open(tx, id, Action::SeeEnrolment).await)?;
    Ok(scope.map(|scope| (scope.row.row_version, scope.row.created_mac)))
}

/// Opens a group session.
pub(crate) async fn open_group(tx: &Tx<Write>, request: CreateGroupSession, mac: [u8; 16]) -> Result<i32, Error> {
    Ok(rolls::create(tx, request, mac).await?.row_version)
}

/// The group session of this id.
pub(crate) async fn group_stands(tx: &Tx<Write>, id: SessionId) -> Result<Stands, Error> {
    let scope = seen(RollScope::open(tx, id, Action::SeeRoll).await)?;
    Ok(scope.map(|scope| (scope.row.row_version, scope.row.created_mac)))
}

/// Writes down somebody who came without being on the roll.
pub(crate) async fn add_walk_in(
    tx: &Tx<Write>,
    keys: &Keys,
    session: SessionId,
    request: AddWalkIn,
    mac: [u8; 16],
) -> Result<i32, Error> {
    walk_ins::add(tx, keys, session, request, mac).await?;
    Ok(1)
}

/// The walk-in of this id.
pub(crate) async fn walk_in_stands(tx: &Tx<Write>, id: WalkInId) -> Result<Stands, Error> {
    let row = store::walk_ins::find(tx, id).await?;
    Ok(row.map(|row| (row.row_version, row.created_mac)))
}
