//! Asking after somebody: what leaving makes, what a contact brings, and what is found.

use uuid::Uuid;

use super::error::Error;
use super::http::{JudgeSafety, RecordContact, RecordObservation};
use super::model::{
    Course, FollowupContactId, FollowupId, ObservationId, Observed, check_day, consents_needed, follows,
    followup_months, scale, windows,
};
use super::scope::{FollowupScope, ObservationScope};
use super::store::{self, Judgement, NewContact, NewObservation};
use crate::access::Action;
use crate::casework::VoidReason;
use crate::consent::{self, ConsentKind};
use crate::enrolment::{EnrolmentId, EnrolmentScope, Leaving};
use crate::people::PersonScope;
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{DbError, OnceKey, Tx, Write};
use crate::programmes;
use crate::tasks;

/// Makes the follow-ups of a leaving that was just recorded as this event.
pub(crate) async fn begin(scope: &EnrolmentScope<'_, Write>, exit: Uuid, leaving: Leaving) -> Result<(), DbError> {
    if !follows(leaving.reason) {
        return Ok(());
    }
    let two_years = programmes::follows_two_years(scope.tx(), scope.programme()).await?;
    store::add(scope, exit, leaving.on, &windows(leaving.on, two_years)).await?;
    store::settle(scope.tx(), scope.person()).await
}

/// Voids the follow-ups of a leaving that is taken back.
pub(crate) async fn take_back(
    scope: &EnrolmentScope<'_, Write>,
    exit: Uuid,
    reason: VoidReason,
) -> Result<(), DbError> {
    store::void_all(scope, exit, reason).await?;
    tasks::close_follow_up(scope).await
}

/// Records who was asked and what came of it.
pub(super) async fn record_contact(
    tx: &Tx<Write>,
    id: FollowupId,
    body: RecordContact,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = FollowupScope::open(tx, id, Action::FollowUp).await?;
    let enrolment = &scope.enrolment;
    let contacts = store::contacts(tx, enrolment.id()).await?;
    let today = local_day(tx.now(), enrolment.zone());
    let next = scope
        .row
        .course(&contacts)
        .take(body.result, body.source_kind, body.contacted_on, today)?;
    if ["done", "partial"].contains(&body.result.as_str()) {
        check_consent(&scope, &body).await?;
    }
    let judged_unsafe = body.result == *"unsafe";
    let new = NewContact {
        id: body.id,
        on: body.contacted_on,
        source: body.source_kind,
        result: body.result,
        created_mac,
    };
    scope.add_contact(new, next.told).await?;
    if judged_unsafe {
        let judgement = Judgement {
            safe: false,
            rule: None,
            on: body.contacted_on,
        };
        store::judge(enrolment, judgement).await?;
    }
    store::settle(tx, enrolment.person()).await?;
    if judged_unsafe || next.told.is_some() {
        tasks::close_follow_up(enrolment).await?;
    }
    Ok(())
}

/// Is everything agreed to that this source needs, on the day it was asked?
async fn check_consent(scope: &FollowupScope<'_, Write>, body: &RecordContact) -> Result<(), Error> {
    let needed = consents_needed(body.source_kind);
    if needed.is_empty() {
        return Ok(());
    }
    let enrolment = &scope.enrolment;
    let person = PersonScope::open(enrolment.tx(), enrolment.person(), Action::SeePerson).await?;
    let decisions = consent::decisions(&person, enrolment.zone()).await?;
    let missing = needed
        .iter()
        .filter_map(|kind| Code::parse(kind))
        .find(|kind: &ConsentKind| !consent::in_force(&decisions, *kind, body.contacted_on));
    missing.map_or(Ok(()), |kind| Err(Error::ConsentMissing(kind)))
}

/// Voids a contact: the follow-up stands where the others bring it.
pub(super) async fn void_contact(
    tx: &Tx<Write>,
    id: FollowupContactId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<FollowupId, Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let (scope, contact) = FollowupScope::of_contact(tx, id, Action::FollowUp).await?;
    if again {
        scope.enrolment.remember_repeat("void");
        return Ok(scope.row.id);
    }
    if contact.voided {
        return Err(Error::VoidedAlready);
    }
    let contacts = store::contacts(tx, scope.enrolment.id()).await?;
    let left = contacts
        .iter()
        .filter(|other| other.followup_id == scope.row.id && other.id != id && !other.voided);
    let told = Course::of_contacts(left.map(|other| other.result));
    if !scope.void_contact(id, version, reason, told).await? {
        return Err(Error::ChangedMeanwhile);
    }
    store::settle(tx, scope.enrolment.person()).await?;
    tx.keep_answer(key.as_ref(), 200, scope.row.id.uuid(), None).await?;
    Ok(scope.row.id)
}

/// Says whether asking after her is safe. That it is safe after all is for those who may trust again.
pub(super) async fn judge(
    tx: &Tx<Write>,
    enrolment: EnrolmentId,
    body: JudgeSafety,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let action = if body.safe {
        Action::TrustAgain
    } else {
        Action::FollowUp
    };
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let scope = EnrolmentScope::open(tx, enrolment, action).await?;
    if again {
        scope.remember_repeat("judge_safety");
        return Ok(());
    }
    if body.safe != body.safe_contact_rule.is_some() {
        return Err(Error::SafeContactRule);
    }
    if scope.stamps().exited_on.is_none() {
        return Err(Error::NotExited);
    }
    let judgement = Judgement {
        safe: body.safe,
        rule: body.safe_contact_rule,
        on: local_day(tx.now(), scope.zone()),
    };
    store::judge(&scope, judgement).await?;
    store::settle(tx, scope.person()).await?;
    if !body.safe {
        tasks::close_follow_up(&scope).await?;
    }
    Ok(tx.keep_answer(key.as_ref(), 200, enrolment.uuid(), None).await?)
}

/// Records what was found.
pub(super) async fn observe(
    tx: &Tx<Write>,
    enrolment: EnrolmentId,
    body: RecordObservation,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = EnrolmentScope::open(tx, enrolment, Action::FollowUp).await?;
    if scope.wrapped_key().is_none() {
        return Err(Error::Erased);
    }
    let observed = Observed::of(
        body.measure,
        body.value_code.as_deref(),
        body.value_number,
        body.missing,
    )?;
    let followup = match followup_months(body.stage) {
        None => None,
        Some(months) => {
            let rows = store::list(&scope).await?;
            let found = rows.into_iter().find(|row| row.months == months);
            Some(found.ok_or(Error::NoSuchFollowup)?)
        }
    };
    let today = local_day(tx.now(), scope.zone());
    check_day(body.observed_on, today, followup.as_ref().map(|row| row.opens_on))?;
    let new = NewObservation {
        id: body.id,
        followup: followup.map(|row| row.id),
        domain: scale(body.measure).0,
        measure: body.measure,
        stage: body.stage,
        on: body.observed_on,
        source: body.source_kind,
        observed,
        created_mac,
    };
    Ok(store::add_observation(&scope, new).await?)
}

/// Voids an observation.
pub(super) async fn void_observation(
    tx: &Tx<Write>,
    id: ObservationId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let scope = ObservationScope::open(tx, id, Action::FollowUp).await?;
    if again {
        scope.enrolment.remember_repeat("void");
        return Ok(());
    }
    if scope.row.void_reason.is_some() {
        return Err(Error::VoidedAlready);
    }
    if !scope.void(version, reason).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}
