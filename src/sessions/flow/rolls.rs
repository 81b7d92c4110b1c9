//! A group session from its roll to its close.

use crate::access::{Action, Denied, Grants, Relation};
use crate::casework::VoidReason;
use crate::enrolment::EnrolmentId;
use crate::organisation;
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{OnceKey, Tx, Write};
use crate::programmes;
use crate::sessions::error::Error;
use crate::sessions::http::{AddRollLine, CreateGroupSession, MarkRollLine};
use crate::sessions::model::{
    Attendance, HeadsRefused, MOST_LINES, RollLineId, SessionId, SessionStatus, called_off, counted_minutes,
    one_to_one, status_when_entered,
};
use crate::sessions::scope::{RollScope, spot};
use crate::sessions::store::lines::{Mark, Marked, NotPut};
use crate::sessions::store::rolls::{self, GroupRow, NewGroup};

/// Opens a group session with those who are expected, and answers it as it stands.
pub(in crate::sessions) async fn create(
    tx: &Tx<Write>,
    request: CreateGroupSession,
    created_mac: [u8; 16],
) -> Result<GroupRow, Error> {
    let spot = spot(request.site_id.uuid(), request.programme_id.uuid());
    let grants = Grants::of(tx.context());
    if !grants.allows(Action::LeadGroup, &spot, Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    if one_to_one(request.kind) {
        return Err(Error::NotAGroup);
    }
    let programme = programmes::programme_place(tx, request.programme_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchProgramme))?;
    if programme.site.is_some_and(|only| only != request.site_id) {
        return Err(Error::NoSuchProgramme);
    }
    let site = organisation::site_place(tx, request.site_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchSite))?;
    let itself = tx.context().staff;
    let lead = request.lead_staff_id.unwrap_or(itself);
    if lead != itself {
        if !grants.allows(Action::Assign, &spot, Relation::None) {
            return Err(Denied::NotAllowed.into());
        }
        if !rolls::works_at(tx, lead, request.site_id, request.programme_id).await? {
            return Err(Error::NoSuchLead);
        }
    }
    let status = status_when_entered(request.starts_at, tx.now()).ok_or(Error::TooFarAhead)?;
    let new = NewGroup {
        id: request.id,
        programme: request.programme_id,
        site: request.site_id,
        kind: request.kind,
        mode: request.mode,
        status,
        starts_at: request.starts_at,
        held_on: local_day(request.starts_at, site.time_zone),
        minutes: request.minutes,
        lead,
        title: request.title,
        created_mac,
        recorded_via: request.recorded_via.map_or("web", Code::as_str),
    };
    rolls::add(tx, new).await?;
    let scope = RollScope::open(tx, request.id, Action::KeepRoll).await?;
    if !request.lines.is_empty() {
        let wanted: Vec<_> = request.lines.iter().map(|line| (line.id, line.enrolment_id)).collect();
        put_on(&scope, &wanted, None)
            .await?
            .map_err(|not_put| refused(not_put, true))?;
    }
    Ok(scope.row)
}

/// Why nobody was put on the roll; with the place of the one it lies at, where several were named.
fn refused(not_put: NotPut, several: bool) -> Error {
    match not_put {
        NotPut::NotEligible(at) => Error::NotOfThisGroup(several.then_some(at)),
        NotPut::Apart => Error::CannotBeTogether,
    }
}

/// Puts enrolments on a roll that has room for them.
async fn put_on(
    scope: &RollScope<'_, Write>,
    wanted: &[(RollLineId, EnrolmentId)],
    created_mac: Option<[u8; 16]>,
) -> Result<Result<(), NotPut>, Error> {
    // Two who fill the roll at once wait for each other, and whoever counts heads for both.
    scope.lock().await?;
    if scope.is_counted().await? {
        return Err(HeadsRefused::Counted.into());
    }
    if scope.count().await? + wanted.len() > MOST_LINES {
        return Err(Error::RollFull);
    }
    scope.put_on(wanted, created_mac).await.map_err(|error| {
        if error.unique_constraint() == Some("roll_line_once") {
            Error::OnRollAlready
        } else {
            error.into()
        }
    })
}

/// Puts one enrolment on a roll that has room for it.
pub(super) async fn put_one_on(
    scope: &RollScope<'_, Write>,
    line: RollLineId,
    enrolment: EnrolmentId,
    created_mac: Option<[u8; 16]>,
) -> Result<(), Error> {
    put_on(scope, &[(line, enrolment)], created_mac)
        .await?
        .map_err(|not_put| refused(not_put, false))
}

/// Puts one more enrolment on an open roll.
pub(in crate::sessions) async fn add_line(
    tx: &Tx<Write>,
    session: SessionId,
    request: AddRollLine,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = RollScope::open(tx, session, Action::KeepRoll).await?;
    scope.state().may_change()?;
    put_one_on(&scope, request.id, request.enrolment_id, Some(created_mac)).await
}

/// Says how one person took part; answers the minutes that count.
pub(in crate::sessions) async fn mark(
    tx: &Tx<Write>,
    line: RollLineId,
    version: i32,
    request: MarkRollLine,
) -> Result<i32, Error> {
    let scope = RollScope::of_line(tx, line).await?;
    scope.state().may_mark(tx.now())?;
    // Nobody marked her yet: that edits nothing.
    if let Some(editing) = scope.editing_line(line, version).await? {
        editing.may_correct(tx.now(), request.reason)?;
    }
    let minutes = counted_minutes(request.attendance, scope.row.minutes, request.minutes);
    let mark = Mark {
        attendance: request.attendance,
        minutes,
        version: Some(version),
        even_closed: false,
        reason: request.reason,
    };
    mark_one(&scope, line, mark).await?;
    Ok(minutes)
}

/// Marks one line of a known version.
pub(super) async fn mark_one(scope: &RollScope<'_, Write>, line: RollLineId, mark: Mark) -> Result<(), Error> {
    match scope.mark(vec![line], mark).await?.first() {
        Some(Marked::Yes) => Ok(()),
        Some(Marked::Outside) => Err(Error::HadLeft),
        Some(Marked::ChangedMeanwhile) | None => Err(Error::ChangedMeanwhile),
    }
}

/// How many lines were marked, and how many are left as they were.
#[derive(Debug, Clone, Copy)]
pub(in crate::sessions) struct Rest {
    pub(in crate::sessions) marked: usize,
    pub(in crate::sessions) left: usize,
}

/// Marks everybody nobody has marked. Who left the programme before that day stays unmarked.
pub(in crate::sessions) async fn mark_rest(
    tx: &Tx<Write>,
    session: SessionId,
    attendance: Attendance,
    key: Option<OnceKey>,
) -> Result<Rest, Error> {
    let scope = RollScope::open(tx, session, Action::KeepRoll).await?;
    let first = first_time(&scope, "mark", key.as_ref()).await?;
    let unmarked = scope.unmarked().await?;
    if !first {
        return Ok(Rest {
            marked: 0,
            left: unmarked.len(),
        });
    }
    scope.state().may_mark(tx.now())?;
    let mark = Mark {
        attendance,
        minutes: counted_minutes(attendance, scope.row.minutes, None),
        version: None,
        even_closed: false,
        reason: None,
    };
    let became = scope.mark(unmarked, mark).await?;
    let marked = became.iter().filter(|line| **line == Marked::Yes).count();
    let left = became.len() - marked;
    if marked == 0 {
        scope.remember_repeat("mark");
    }
    tx.keep_answer(key.as_ref(), 200, session.uuid(), None).await?;
    Ok(Rest { marked, left })
}

/// Takes a line off an open roll; what she was marked as no longer counts.
pub(in crate::sessions) async fn take_off(
    tx: &Tx<Write>,
    line: RollLineId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = RollScope::of_line(tx, line).await?;
    if !first_time(&scope, "void", key.as_ref()).await? {
        return Ok(());
    }
    scope.state().may_change()?;
    if let Some(editing) = scope.editing_line(line, version).await? {
        editing.may_void(tx.now())?;
    }
    if !scope.take_off(line, reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, line.uuid(), None).await?)
}

/// Calls a group session off, while nobody is said to have come.
pub(in crate::sessions) async fn cancel(
    tx: &Tx<Write>,
    session: SessionId,
    version: i32,
    status: SessionStatus,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = RollScope::open(tx, session, Action::KeepRoll).await?;
    if !called_off(status) {
        return Err(Error::NotACancellation);
    }
    if !first_time(&scope, "cancel", key.as_ref()).await? {
        return Ok(());
    }
    scope.state().may_change()?;
    if version != scope.row.row_version {
        return Err(Error::ChangedMeanwhile);
    }
    if !scope.cancel(status, version).await? {
        return Err(Error::HasMarks);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, session.uuid(), None).await?)
}

/// Closes an open roll, or opens a closed one.
pub(in crate::sessions) async fn set_closed(
    tx: &Tx<Write>,
    session: SessionId,
    closed: bool,
    version: i32,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = RollScope::open(tx, session, Action::KeepRoll).await?;
    let action = if closed { "close" } else { "reopen" };
    if !first_time(&scope, action, key.as_ref()).await? {
        return Ok(());
    }
    if closed {
        scope.state().may_mark(tx.now())?;
    } else {
        let supervises = scope.allows(Action::CorrectOthersSession);
        scope.state().may_reopen(tx.now(), supervises)?;
    }
    if !scope.set_closed(closed, version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, session.uuid(), None).await?)
}

/// Voids a group session of one's own, or as the supervisor of its place, with everything on its roll.
pub(in crate::sessions) async fn void(
    tx: &Tx<Write>,
    session: SessionId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = RollScope::open(tx, session, Action::KeepRoll).await?;
    if !first_time(&scope, "void", key.as_ref()).await? {
        return Ok(());
    }
    let editing = scope.editing(scope.row.recorded_at, scope.row.recorded_by).await?;
    editing.may_void(tx.now())?;
    if scope.row.voided {
        return Err(Error::Voided);
    }
    if !scope.void(reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, session.uuid(), None).await?)
}

/// Is this the first time this is asked? A repetition is remembered and answered as before.
pub(super) async fn first_time(
    scope: &RollScope<'_, Write>,
    action: &'static str,
    key: Option<&OnceKey>,
) -> Result<bool, Error> {
    let again = scope.tx.done_before(key, Error::KeyUsedOtherwise).await?;
    if again {
        scope.remember_repeat(action);
    }
    Ok(!again)
}
