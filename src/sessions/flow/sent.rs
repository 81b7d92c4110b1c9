//! What phones send, hours or days after it happened: the same steps as through the API, and what stands of them already.

use super::{attempts, log_led_by, plans, rolls, walk_ins};
use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentId;
use crate::platform::db::{Tx, Write};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::sessions::error::Error;
use crate::sessions::http::{AddWalkIn, CreateGroupSession, LogSession, PlanSession, RecordAttempt};
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
