//! Receiving, moving, correcting and voiding a referral: each one transaction. What is decided in screening is in
//! [`screening`], the rules it looks at are in [`rules`], and places in
//! [`places`].

mod places;
mod rules;
mod screening;

pub(crate) use places::take_place;
pub(super) use places::{offer, put_on_list, set_capacity};
pub(super) use rules::{add_rule, change_rule};
pub(super) use screening::{ask_override, decide, decide_override, evaluate, rules_of};

use chrono::{DateTime, Duration, Utc};
use zeroize::Zeroizing;

use super::error::Error;
use super::http::{CorrectReferral, ReceiveReferral, TakeStep};
use super::model::{Asked, Course, ReferralId, ReferralSourceId, Step, StepRefused, due_on, in_order};
use super::scope::ReferralScope;
use super::store::{self, NewReferral, NewSource};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::casework::VoidReason;
use crate::organisation;
use crate::people::{PersonId, PersonScope};
use crate::platform::db::{OnceKey, Tx, Write};
use crate::platform::keys::Keys;
use crate::programmes;
use crate::tasks;

/// Minutes by which a phone's clock may run ahead of ours before something counts as in the future.
const CLOCK_SLACK_MINUTES: i64 = 10;

/// The version of the call of this id, and what recognises it; `None`: there is none for this caller.
pub(crate) async fn source_stands(
    tx: &Tx<Write>,
    id: ReferralSourceId,
) -> Result<Option<(i32, Option<Vec<u8>>)>, Error> {
    Ok(store::find_source(tx, id).await?.map(|known| (1, known.created_mac)))
}

/// Receives a referral: a new one, or one more call for one that is there. Answers which referral it is part of.
pub(crate) async fn receive(
    tx: &Tx<Write>,
    keys: &Keys,
    person: PersonId,
    request: ReceiveReferral,
    created_mac: [u8; 16],
) -> Result<ReferralId, Error> {
    let person = PersonScope::open(tx, person, Action::ReceiveReferral).await?;
    if person.is_erased() {
        return Err(Error::Erased);
    }
    let due = check_place(tx, &person, &request).await?;
    let asked = Asked {
        mandate: request.mandate,
        urgency: request.urgency,
        reasons: in_order(request.reasons),
        agreed: request.agreed,
    };
    let source = NewSource {
        id: request.id,
        site: request.site_id,
        source: request.source,
        organisation: request.referrer_organisation,
        referrer_name: request.referrer_name.map(Zeroizing::new),
        mandate: asked.mandate,
        urgency: asked.urgency,
        agreed: asked.agreed,
        received_at: request.received_at,
        created_mac,
    };
    if source.referrer_name.is_some() && !store::may_seal(&person) {
        return Err(Error::NameNotYours);
    }
    if let Some(first) = store::to_join(&person, request.programme_id, request.received_at).await? {
        store::add_source(&person, keys, first, source).await?;
        // Having received it she is tied to it, whoever received it first.
        join(tx, first, &asked, request.received_at).await?;
        return Ok(first);
    }
    let id = ReferralId::from_uuid(request.id.uuid());
    let new = NewReferral {
        id,
        programme: request.programme_id,
        asked,
        course: Course::begin(request.received_at, due).ok_or(StepRefused::NotFromHere)?,
        recorded_via: request.recorded_via,
        source,
    };
    let added = store::add(&person, keys, new).await;
    added.map_err(|error| match error.unique_constraint() {
        Some("referral_in_one_open") => Error::Raced,
        _ => error.into(),
    })?;
    Ok(id)
}

/// Is this a place and a programme for her, and may the caller receive there? Answers the last day of the clock.
async fn check_place(
    tx: &Tx<Write>,
    person: &PersonScope<'_, Write>,
    request: &ReceiveReferral,
) -> Result<chrono::NaiveDate, Error> {
    if request.received_at > tx.now() + Duration::minutes(CLOCK_SLACK_MINUTES) {
        return Err(Error::InFuture);
    }
    let programme = programmes::programme_place(tx, request.programme_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchProgramme))?;
    programmes::may_open(programme.strand).map_err(|_shut| Error::StrandNotAvailable)?;
    let hers = person.sites().contains(&request.site_id.uuid());
    if !hers || programme.site.is_some_and(|only| only != request.site_id) {
        return Err(Error::NoSuchSite);
    }
    // Who is tied to her may work there by a role in a programme she is in; who is not needs the site itself.
    let mut spot = Spot::site(request.site_id.uuid());
    if person.relation() != Relation::None {
        spot.programmes = person.programmes().to_vec();
    }
    if !Grants::of(tx.context()).allows(Action::ReceiveReferral, &spot, person.relation()) {
        return Err(Denied::NotAllowed.into());
    }
    let site = organisation::site_place(tx, request.site_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchSite))?;
    Ok(due_on(request.received_at, request.urgency, site.time_zone))
}

/// One more call for a referral: what all of them come to now.
async fn join(tx: &Tx<Write>, id: ReferralId, asked: &Asked, received_at: DateTime<Utc>) -> Result<(), Error> {
    let scope = ReferralScope::open(tx, id, Action::WorkReferral).await?;
    let row = &scope.row.referral;
    let due = due_on(received_at, asked.urgency, scope.zone());
    let (course, step) = row.course().joined_by(received_at, due, tx.now())?;
    let both = row.asked().joined_by(asked);
    let written = if let Some(step) = step {
        scope.take(row.row_version, course, &both, step).await?
    } else {
        let fields = &["mandate", "urgency", "reasons", "agreed", "received_at", "due_on"];
        scope.correct(row.row_version, course, &both, fields).await?
    };
    if written { Ok(()) } else { Err(Error::Raced) }
}

/// Opens a referral that still counts, for a change.
async fn open(tx: &Tx<Write>, id: ReferralId, action: Action) -> Result<ReferralScope<'_, Write>, Error> {
    let scope = ReferralScope::open(tx, id, action).await?;
    if scope.row.referral.void_reason.is_some() {
        return Err(Error::Voided);
    }
    Ok(scope)
}

/// Takes the next step.
pub(super) async fn take_step(
    tx: &Tx<Write>,
    id: ReferralId,
    version: i32,
    request: TakeStep,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    if done_before(tx, id, key.as_ref(), Action::WorkReferral, "take_step").await? {
        return Ok(());
    }
    let scope = open(tx, id, Action::WorkReferral).await?;
    let step = Step {
        step: request.step,
        at: request.occurred_at,
        reason: request.reason,
        contact_safety: request.contact_safety,
    };
    let row = &scope.row.referral;
    let course = row.course().take(step, tx.now())?;
    if !scope.take(version, course, &row.asked(), step).await? {
        return Err(Error::ChangedMeanwhile);
    }
    // An attempt to reach her answers no offer.
    if course.state != row.state {
        tasks::close_referral(&scope).await?;
    }
    keep(tx, id, version, key.as_ref()).await
}

/// Corrects what was written down about it.
pub(super) async fn correct(
    tx: &Tx<Write>,
    id: ReferralId,
    version: i32,
    request: CorrectReferral,
) -> Result<(), Error> {
    if request.changes_nothing() {
        return Err(Error::NothingToChange);
    }
    let scope = open(tx, id, Action::CorrectReferral).await?;
    let row = &scope.row.referral;
    let (before, now) = (row.asked(), tx.now());
    let asked = Asked {
        mandate: request.mandate.unwrap_or(before.mandate),
        urgency: request.urgency.unwrap_or(before.urgency),
        reasons: request.reasons.map_or(before.reasons, in_order),
        agreed: request.agreed.unwrap_or(before.agreed),
    };
    let mut course = row.course();
    if let Some(received_at) = request.received_at {
        course = course.received_otherwise(received_at, now).map_err(|refused| {
            if refused == StepRefused::InFuture {
                Error::InFuture
            } else {
                Error::ReceivedTooLate
            }
        })?;
    }
    if request.received_at.is_some() || request.urgency.is_some() {
        course.due_on = due_on(course.received_at, asked.urgency, scope.zone());
    }
    course.contact_safety = request.contact_safety.unwrap_or(course.contact_safety);
    let fields = &[
        "mandate",
        "urgency",
        "reasons",
        "agreed",
        "received_at",
        "contact_safety",
    ];
    if scope.correct(version, course, &asked, fields).await? {
        Ok(())
    } else {
        Err(Error::ChangedMeanwhile)
    }
}

/// Voids it: it no longer counts anywhere.
pub(super) async fn void(
    tx: &Tx<Write>,
    id: ReferralId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    if done_before(tx, id, key.as_ref(), Action::CorrectReferral, "void").await? {
        return Ok(());
    }
    let scope = open(tx, id, Action::CorrectReferral).await?;
    if !scope.void(reason.as_str(), version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    keep(tx, id, version, key.as_ref()).await
}

/// Was this action done before, under the same key? Opening the referral proves that the caller may still do it.
async fn done_before(
    tx: &Tx<Write>,
    id: ReferralId,
    key: Option<&OnceKey>,
    action: Action,
    name: &'static str,
) -> Result<bool, Error> {
    let again = tx.done_before(key, Error::KeyUsedOtherwise).await?;
    if again {
        ReferralScope::open(tx, id, action).await?.remember_repeat(name);
    }
    Ok(again)
}

async fn keep(tx: &Tx<Write>, id: ReferralId, version: i32, key: Option<&OnceKey>) -> Result<(), Error> {
    let etag = Some(format!("\"v{}\"", version + 1));
    Ok(tx.keep_answer(key, 200, id.uuid(), etag).await?)
}
