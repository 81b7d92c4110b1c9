//! Limits, covers and hand-overs: each one transaction.

use std::collections::BTreeMap;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::error::Error;
use super::http::{AskException, CoverAbsence, HandOverNote, ProposeHandOver, SetCaseloadLimit};
use super::model::{
    AbsenceCoverId, CaseloadExceptionId, CaseloadLimitId, Ending, Exception, HandOverId, Refused, may_cover, may_except,
};
use super::scope::{HandOverScope, SiteScope};
use super::store::{self, NewCover, NewException, NewHandOver, NewLimit, NewLine};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::SiteId;
use crate::platform::clock::start_of_day;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, OnceKey, Tier, Tx, Write};
use crate::platform::keys::Keys;

/// A site named in a body.
fn or_no_site(denied: Denied) -> Error {
    match denied {
        Denied::NotFound | Denied::Merged(_) => Error::NoSuchSite,
        Denied::NotAllowed | Denied::StepUpNeeded | Denied::Db(_) => denied.into(),
    }
}

/// A colleague named in a body whom nobody here knows.
fn or_no_colleague(error: DbError) -> Error {
    if matches!(error, DbError::ForeignKey { .. }) {
        Error::NoSuchColleague
    } else {
        error.into()
    }
}

/// Sets how full caseloads of a role, of a site, or of a role at a site may be.
pub(super) async fn set_limit(tx: &Tx<Write>, request: SetCaseloadLimit, created_mac: [u8; 16]) -> Result<(), Error> {
    if request.role.is_none() && request.site_id.is_none() {
        return Err(Error::AboutNothing);
    }
    may_set(tx, request.site_id).await?;
    let new = NewLimit {
        id: request.id,
        role: request.role,
        site: request.site_id,
        cap: request.cap,
        created_mac,
    };
    store::add_limit(tx, new)
        .await
        .map_err(|error| match error.unique_constraint() {
            Some("caseload_limit_one") => Error::LimitedAlready,
            _ => error.into(),
        })
}

/// May the caller set limits for this site, or for the house?
async fn may_set(tx: &Tx<Write>, site: Option<SiteId>) -> Result<(), Error> {
    match site {
        Some(site) => {
            SiteScope::open(tx, site, Action::SetCaseloads)
                .await
                .map_err(or_no_site)?;
        }
        None if Grants::of(tx.context()).allows(Action::SetCaseloads, &Spot::organisation(), Relation::None) => {}
        None => return Err(Denied::NotAllowed.into()),
    }
    Ok(())
}

/// Ends a limit.
pub(super) async fn end_limit(
    tx: &Tx<Write>,
    id: CaseloadLimitId,
    version: i32,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let row = store::find_limit(tx, id).await?.ok_or(Denied::NotFound)?;
    may_set(tx, row.site_id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        store::repeated(tx, "end", "caseload_limit", id.uuid());
        return Ok(());
    }
    if row.ended_at.is_some() {
        return Err(Error::Over);
    }
    if !store::end_limit(tx, id, version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}

/// Asks that a colleague carry more or less for a while.
pub(super) async fn ask_exception(tx: &Tx<Write>, request: AskException, created_mac: [u8; 16]) -> Result<(), Error> {
    let itself = request.staff_id == tx.context().staff;
    let scope = SiteScope::open_for(tx, request.site_id, itself)
        .await
        .map_err(or_no_site)?;
    if !scope.works_here(request.staff_id).await? {
        return Err(Error::NoSuchColleague);
    }
    may_except(request.until_on, scope.today())?;
    let after = request.until_on.succ_opt().unwrap_or(request.until_on);
    let ends_at = start_of_day(after, scope.zone()).ok_or(Refused::TooLong)?;
    let new = NewException {
        id: request.id,
        staff: request.staff_id,
        cap: request.cap,
        reason: request.reason,
        until_on: request.until_on,
        ends_at,
        created_mac,
    };
    scope
        .ask_exception(new)
        .await
        .map_err(|error| match error.unique_constraint() {
            Some("caseload_exception_one_open") => Error::AskedAlready,
            _ => error.into(),
        })
}

/// Remembers that somebody tried to decide about her own.
fn remember_alone(tx: &Tx<Write>, object_type: &'static str, id: Uuid, refused: Refused) -> Refused {
    if refused == Refused::TakesTwo {
        let tried = AuditEvent::tried_alone(object_type, id, Tier::C2).fields(&["decide"]);
        return tx.refuse(tried, refused);
    }
    refused
}

/// Decides about an exception somebody else asked for.
pub(super) async fn decide_exception(
    tx: &Tx<Write>,
    id: CaseloadExceptionId,
    version: i32,
    approve: bool,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let row = store::find_exception(tx, id).await?.ok_or(Denied::NotFound)?;
    let scope = SiteScope::open(tx, row.site_id, Action::DecideCaseload).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        store::repeated(tx, "decide_caseload", "caseload_exception", id.uuid());
        return Ok(());
    }
    let asked = Exception {
        staff: row.staff_id,
        asked_by: row.recorded_by,
        decided: row.decided_by.is_some(),
    };
    asked
        .may_be_decided(tx.context().staff)
        .map_err(|refused| remember_alone(tx, "caseload_exception", id.uuid(), refused))?;
    if !scope.decide_exception(id, version, approve).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Lets a colleague stand in for one who is away.
pub(super) async fn cover(tx: &Tx<Write>, request: CoverAbsence, created_mac: [u8; 16]) -> Result<(), Error> {
    let scope = SiteScope::open(tx, request.site_id, Action::Assign)
        .await
        .map_err(or_no_site)?;
    if request.absent_id == request.cover_id {
        return Err(Error::OnePerson);
    }
    may_cover(request.from_on, request.until_on, scope.today())?;
    if !scope.works_here(request.cover_id).await? {
        return Err(Error::NoSuchColleague);
    }
    let begins = start_of_day(request.from_on, scope.zone());
    let after = request.until_on.succ_opt().unwrap_or(request.until_on);
    let (Some(starts_at), Some(ends_at)) = (begins, start_of_day(after, scope.zone())) else {
        return Err(Refused::TooLong.into());
    };
    let new = NewCover {
        id: request.id,
        absent: request.absent_id,
        cover: request.cover_id,
        days: (request.from_on, request.until_on),
        starts_at,
        ends_at,
        created_mac,
    };
    if scope.cover(new).await.map_err(or_no_colleague)? {
        Ok(())
    } else {
        Err(Error::CoveredAlready)
    }
}

/// Ends a cover before its time.
pub(super) async fn end_cover(
    tx: &Tx<Write>,
    id: AbsenceCoverId,
    version: i32,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let row = store::find_cover(tx, id).await?.ok_or(Denied::NotFound)?;
    let scope = SiteScope::open(tx, row.site_id, Action::Assign).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        store::repeated(tx, "end", "absence_cover", id.uuid());
        return Ok(());
    }
    if row.ended_at.is_some() || row.ends_at <= tx.now() {
        return Err(Error::Over);
    }
    if !scope.end_cover(id, version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Proposes that whom one colleague works with at a site, all or some, go to another.
pub(super) async fn propose(
    tx: &Tx<Write>,
    keys: &Keys,
    request: ProposeHandOver,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let itself = request.from_id == tx.context().staff;
    let scope = SiteScope::open_for(tx, request.site_id, itself)
        .await
        .map_err(or_no_site)?;
    if request.from_id == request.to_id {
        return Err(Error::OnePerson);
    }
    if !scope.works_here(request.to_id).await? {
        return Err(Error::NoSuchColleague);
    }
    let carried = store::carried(&scope, request.from_id, request.to_id).await?;
    let lines = chosen(carried, request.assignment_ids, request.notes)?;
    let new = NewHandOver {
        id: request.id,
        from: request.from_id,
        to: request.to_id,
        lines,
        created_mac,
    };
    scope
        .propose(keys, new)
        .await
        .map_err(|error| match error.unique_constraint() {
            Some("hand_over_one_open") => Error::AskedAlready,
            _ => or_no_colleague(error),
        })
}

/// Those of a caseload that are to be handed over, each with its note.
fn chosen(
    carried: Vec<store::CarriedRow>,
    only: Option<Vec<crate::enrolment::AssignmentId>>,
    notes: Vec<HandOverNote>,
) -> Result<Vec<NewLine>, Error> {
    let mut of: BTreeMap<_, _> = carried.into_iter().map(|row| (row.id, row)).collect();
    let mut notes: BTreeMap<_, _> = notes
        .into_iter()
        .map(|note| (note.assignment_id, Zeroizing::new(note.text)))
        .collect();
    let rows: Vec<store::CarriedRow> = match only {
        None => of.into_values().collect(),
        Some(ids) => ids
            .iter()
            .map(|id| of.remove(id).ok_or(Error::NoSuchAssignment))
            .collect::<Result<_, _>>()?,
    };
    if rows.is_empty() {
        return Err(Error::NothingToHandOver);
    }
    if rows.iter().any(|row| row.conflict) {
        return Err(Error::ConflictOfInterest);
    }
    let mut lines = Vec::with_capacity(rows.len());
    for carried in rows {
        let note = notes.remove(&carried.id);
        if note.is_some() && !carried.can_seal() {
            return Err(Error::KeyDestroyed);
        }
        lines.push(NewLine { carried, note });
    }
    if notes.is_empty() {
        Ok(lines)
    } else {
        Err(Error::NoteToNobody)
    }
}

/// Accepts a hand-over, refuses it, or takes it back.
pub(super) async fn end_hand_over(
    tx: &Tx<Write>,
    id: HandOverId,
    version: i32,
    ending: Ending,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = HandOverScope::open(tx, id).await?;
    let may = scope
        .course()
        .may_end(ending, tx.context().staff, scope.supervises)
        .ok_or(Denied::NotAllowed)?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat();
        return Ok(());
    }
    may.map_err(|refused| remember_alone(tx, "hand_over", id.uuid(), refused))?;
    match ending {
        Ending::Accept => outcome(&scope.accept(version).await?)?,
        Ending::Refuse => close(&scope, version, "refused").await?,
        Ending::Withdraw => close(&scope, version, "withdrawn").await?,
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

async fn close(scope: &HandOverScope<'_, Write>, version: i32, state: &'static str) -> Result<(), Error> {
    let state = Code::parse(state).ok_or_else(|| DbError::Unexpected("a state that its list does not have".into()))?;
    if scope.close(version, state).await? {
        Ok(())
    } else {
        Err(Error::ChangedMeanwhile)
    }
}

/// What `access.accept_hand_over` says.
fn outcome(said: &str) -> Result<(), Error> {
    Err(match said {
        "accepted" => return Ok(()),
        "nothing" => Error::NothingToHandOver,
        "not_here" => Error::NoSuchColleague,
        "conflict" => Error::ConflictOfInterest,
        "full" => Error::CaseloadFull,
        "changed" => Error::ChangedMeanwhile,
        _ => DbError::Unexpected("an outcome nobody knows".into()).into(),
    })
}
