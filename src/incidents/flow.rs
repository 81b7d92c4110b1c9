//! Reporting, moving, correcting, closing and voiding an incident: each one transaction.

use chrono::{DateTime, Duration, Utc};
use zeroize::Zeroizing;

use super::error::Error;
use super::http::{CorrectIncident, NameParty, ReportIncident, SetAction, TakeIncidentStep};
use super::model::{IncidentActionId, IncidentId, IncidentPartyId, IncidentState, Refused, Taken, Told, triage_by};
use super::scope::IncidentScope;
use super::store::{self, Fact, NewAction, NewIncident, NewParty, Pen, TABLE};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::casework::VoidReason;
use crate::on_call;
use crate::people::PersonScope;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, JobTx, OnceKey, Tier, Tx, Write};
use crate::platform::jobs::{Job, JobError};
use crate::platform::keys::Keys;
use crate::platform::mail::{Mail, Template, seal};
use crate::tasks;

/// By which a phone's clock may run ahead of ours before something counts as in the future.
const CLOCK_SLACK: Duration = Duration::minutes(10);

/// Reports an incident, with those who are named in it, and has those told who handle it: now, and when its clock runs
/// out.
pub(super) async fn report(
    tx: &Tx<Write>,
    keys: &Keys,
    request: ReportIncident,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    if !Grants::of(tx.context()).allows(Action::ReportIncident, &Spot::organisation(), Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    may_have_happened(request.occurred_at, tx.now())?;
    let pen = Pen::new(keys, tx.context().org, request.id)?;
    let fact = Fact {
        kind: request.kind,
        severity: request.severity,
        verification: first()?,
        occurred_at: request.occurred_at,
        narrative: Zeroizing::new(request.narrative),
    };
    let due = triage_by(fact.severity, tx.now());
    let critical = fact.severity == *"s1_critical";
    let new = NewIncident {
        id: request.id,
        site: request.site_id,
        fact,
        created_mac,
    };
    store::add(tx, &pen, new).await.map_err(unknown_site)?;
    let scope = IncidentScope::open_to_add(tx, request.id).await?;
    for party in request.parties {
        name(&scope, party, created_mac).await?;
    }
    remember(&scope, &pen, "reported", scope.row.incident.state).await?;
    tx.enqueue("tell_incident", request.id.uuid(), tx.now()).await?;
    tx.enqueue("tell_incident", request.id.uuid(), due).await?;
    if critical {
        on_call::raise(tx, request.id).await?;
    }
    Ok(())
}

/// How sure a report is before anybody looked.
fn first() -> Result<super::model::IncidentVerification, DbError> {
    Code::parse("reported").ok_or_else(|| DbError::Unexpected("a code that its list does not have".into()))
}

fn may_have_happened(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Error> {
    if at > now + CLOCK_SLACK {
        Err(Error::InFuture)
    } else {
        Ok(())
    }
}

fn unknown_site(error: DbError) -> Error {
    if matches!(&error, DbError::ForeignKey { constraint } if constraint.ends_with("site_id_fkey")) {
        Error::NoSuchSite
    } else {
        error.into()
    }
}

/// Names somebody who is hers to name: a young person whose file she opens, or a colleague.
async fn name(scope: &IncidentScope<'_, Write>, party: NameParty, created_mac: [u8; 16]) -> Result<(), Error> {
    let person = match (party.person_id, party.staff_id) {
        (Some(person), None) => {
            let person = PersonScope::open(scope.tx, person, Action::OpenIdentity)
                .await
                .map_err(|denied| denied.or_unknown(Error::NoSuchParty))?;
            Some((person.id(), person.home_site()))
        }
        (None, Some(_)) => None,
        _ => return Err(Error::PartyIsOne),
    };
    let new = NewParty {
        id: party.id,
        person,
        staff: party.staff_id,
        role: party.role,
        created_mac,
    };
    scope.name(new).await.map_err(|error| {
        if matches!(error, DbError::ForeignKey { .. }) {
            Error::NoSuchParty
        } else if error.unique_constraint().is_some_and(|name| name.ends_with("_once")) {
            Error::NamedAlready
        } else {
            error.into()
        }
    })
}

/// Names one more.
pub(super) async fn add_party(
    tx: &Tx<Write>,
    incident: IncidentId,
    request: NameParty,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = IncidentScope::open_to_add(tx, incident).await?;
    standing(&scope)?;
    name(&scope, request, created_mac).await
}

/// Takes somebody's name back.
pub(super) async fn void_party(
    tx: &Tx<Write>,
    id: IncidentPartyId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let (scope, row) = IncidentScope::of_party(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat("void");
        return Ok(());
    }
    standing(&scope)?;
    if row.voided {
        return Err(Error::ActionOver);
    }
    if !scope.void_party(id, reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}

/// Takes a step.
pub(super) async fn step(
    tx: &Tx<Write>,
    keys: &Keys,
    id: IncidentId,
    version: i32,
    request: TakeIncidentStep,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = IncidentScope::open_to_handle(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat("move_incident");
        return Ok(());
    }
    standing(&scope)?;
    let pen = scope.pen_to_write(keys)?;
    let taken = Taken {
        step: request.step,
        at: request.occurred_at,
        severity: request.severity,
        told: request.notified_to.map(|to| Told {
            to,
            mandatory: request.mandatory.unwrap_or(false),
        }),
    };
    let note = request.note.map(Zeroizing::new);
    let course = scope.course().take(&taken, scope.hand(), tx.now())?;
    if !scope.take(version, course).await? {
        return Err(Error::ChangedMeanwhile);
    }
    let note = note.as_ref().map(|note| note.as_str());
    scope.remember(&pen, &taken, course.state, note).await?;
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Remembers that somebody tried to decide about what she asked for or reported herself.
fn remember_own(tx: &Tx<Write>, id: IncidentId, step: &'static [&'static str], refused: Refused) -> Refused {
    if matches!(refused, Refused::OwnRequest | Refused::OwnReport) {
        let tried = AuditEvent::tried_alone("incident", id.uuid(), Tier::C3).fields(step);
        return tx.refuse(tried, refused);
    }
    refused
}

/// Decides whether it is closed, as somebody else asked.
pub(super) async fn decide(
    tx: &Tx<Write>,
    keys: &Keys,
    id: IncidentId,
    version: i32,
    close: bool,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = IncidentScope::open_to_handle(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat("decide_closing");
        return Ok(());
    }
    standing(&scope)?;
    let pen = scope.pen_to_write(keys)?;
    let course = scope.course().decide(scope.hand(), close, tx.now());
    let course = course.map_err(|refused| remember_own(tx, id, &["close"], refused))?;
    let decided = if close {
        scope.close(version).await?
    } else {
        scope.take(version, course).await?
    };
    if !decided {
        return Err(Error::ChangedMeanwhile);
    }
    let step = if close { "closed" } else { "close_refused" };
    remember(&scope, &pen, step, course.state).await?;
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Corrects what was reported: writes it anew beside what it was.
pub(super) async fn correct(
    tx: &Tx<Write>,
    keys: &Keys,
    id: IncidentId,
    version: i32,
    request: CorrectIncident,
) -> Result<(), Error> {
    let scope = IncidentScope::open_to_handle(tx, id).await?;
    standing(&scope)?;
    scope.course().may_correct()?;
    if request.is_empty() {
        return Err(Error::NothingToChange);
    }
    let pen = scope.pen_to_write(keys)?;
    let newest = scope.accounts(keys).await?.into_iter().next();
    let said = newest.and_then(|(_, narrative)| narrative).ok_or(Error::Gone)?;
    let head = &scope.row.incident;
    let fact = Fact {
        kind: request.kind.unwrap_or(head.kind),
        severity: request.severity.unwrap_or(head.severity),
        verification: request.verification.unwrap_or(head.verification),
        occurred_at: request.occurred_at.unwrap_or(head.occurred_at),
        narrative: request.narrative.map_or(said, Zeroizing::new),
    };
    may_have_happened(fact.occurred_at, tx.now())?;
    if !scope.correct(version, &fact).await? {
        return Err(Error::ChangedMeanwhile);
    }
    scope.write_account(&pen, &fact).await?;
    remember(&scope, &pen, "corrected", head.state).await
}

/// Voids a report made in error.
pub(super) async fn void(
    tx: &Tx<Write>,
    keys: &Keys,
    id: IncidentId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = IncidentScope::open_to_handle(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat("void");
        return Ok(());
    }
    standing(&scope)?;
    let may = scope.course().may_void(scope.hand());
    may.map_err(|refused| remember_own(tx, id, &["void"], refused))?;
    let pen = scope.pen_to_write(keys)?;
    remember(&scope, &pen, "voided", scope.row.incident.state).await?;
    if !scope.void(reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Sets something to be done; whoever asked to close the incident asks anew.
pub(super) async fn set_action(
    tx: &Tx<Write>,
    keys: &Keys,
    incident: IncidentId,
    request: SetAction,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = IncidentScope::open_to_handle(tx, incident).await?;
    standing(&scope)?;
    scope.course().may_correct()?;
    let pen = scope.pen_to_write(keys)?;
    let new = NewAction {
        id: request.id,
        what: Zeroizing::new(request.what),
        owner: request.owner_id,
        due_on: request.due_on,
        created_mac,
    };
    scope.set_action(&pen, new).await.map_err(|error| {
        if matches!(error, DbError::ForeignKey { .. }) {
            Error::NoSuchOwner
        } else {
            error.into()
        }
    })?;
    if scope.withdraw_closing().await? {
        Ok(())
    } else {
        Err(Refused::NotFromHere.into())
    }
}

/// Says that something is done.
pub(super) async fn do_action(
    tx: &Tx<Write>,
    id: IncidentActionId,
    version: i32,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let (scope, row) = IncidentScope::of_action(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat("do_action");
        return Ok(());
    }
    standing(&scope)?;
    if row.done_at.is_some() {
        return Err(Error::ActionOver);
    }
    if !scope.do_action(id, version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    tasks::close_incident_action(&scope, id).await?;
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}

fn standing(scope: &IncidentScope<'_, Write>) -> Result<(), Error> {
    if scope.row.incident.void_reason.is_some() {
        Err(Error::Voided)
    } else {
        Ok(())
    }
}

/// Writes down what followed from something else, now.
async fn remember(
    scope: &IncidentScope<'_, Write>,
    pen: &Pen,
    code: &'static str,
    to: IncidentState,
) -> Result<(), Error> {
    let taken = Taken {
        step: store::step(code)?,
        at: scope.tx.now(),
        severity: None,
        told: None,
    };
    Ok(scope.remember(pen, &taken, to, None).await?)
}

/// The job `tell_incident`: writes to those who handle it that something waits, in words that say nothing, unless
/// somebody has looked; when its clock has run out, to the directors too.
pub(crate) async fn tell_incident(tx: &JobTx, job: Job, keys: &Keys) -> Result<(), JobError> {
    for account in store::audience(tx, job.object).await? {
        let mail = Mail::notice(Template::ApprovalAsked, account);
        tx.post(seal(&keys.kek_ring, tx.new_id(), mail)?).await?;
    }
    tx.audit(AuditEvent::on("tell", TABLE, job.object, Tier::C2));
    Ok(())
}
