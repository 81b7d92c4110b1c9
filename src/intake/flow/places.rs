//! Places: how many, who is offered one, who waits, and who takes hers by enrolling.

use chrono::Duration;

use super::{CLOCK_SLACK_MINUTES, done_before, keep, open};
use crate::access::{Action, Denied};
use crate::intake::error::Error;
use crate::intake::http::{OfferPlace, PutOnList, SetCapacity};
use crate::intake::model::{OfferRefused, ReferralId, Waiting, may_offer};
use crate::intake::scope::{ReferralScope, RulesScope};
use crate::intake::store::{self, WaitingRow};
use crate::organisation::{self, SiteId};
use crate::people::PersonId;
use crate::platform::db::{OnceKey, Tx, Write};
use crate::programmes::{self, ProgrammeId};
use crate::tasks;

/// Says how many places a programme has at a site. What nobody has said yet has version 0.
pub(in crate::intake) async fn set_capacity(
    tx: &Tx<Write>,
    programme: ProgrammeId,
    version: i32,
    request: SetCapacity,
) -> Result<(), Error> {
    let scope = RulesScope::open(tx, programme).await?;
    let SetCapacity { site_id, places } = request;
    let place = programmes::programme_place(tx, programme).await?;
    organisation::site_place(tx, site_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchSite))?;
    if place.site.is_some_and(|only| only != site_id) {
        return Err(Error::NoSuchSite);
    }
    let known = store::capacities(tx, programme, Some(site_id)).await?;
    if known.first().map_or(0, |known| known.version) != version {
        return Err(Error::ChangedMeanwhile);
    }
    let set = scope.set_capacity(site_id, version.saturating_add(1), places).await;
    set.map_err(|error| {
        if error.is_id_taken() {
            Error::ChangedMeanwhile
        } else {
            error.into()
        }
    })
}

/// Offers somebody a place: in her turn, or out of it with a reason.
pub(in crate::intake) async fn offer(
    tx: &Tx<Write>,
    id: ReferralId,
    request: OfferPlace,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = open(tx, id, Action::OfferPlace).await?;
    let row = &scope.row.referral;
    let (course, step) = row.course().offered(request.offered_at, tx.now())?;
    let (programme, site) = (row.programme_id, row.site_id);
    // The lock it takes keeps two offers from being made in the same turn.
    let free = store::free_places(tx, programme, site, row.person_id).await?;
    let waiting = store::waiting_list(tx, programme, site).await?;
    let waiting: Vec<Waiting> = waiting.iter().map(WaitingRow::waiting).collect();
    may_offer(id, free, &waiting, request.turn_reason)?;
    // The offer first: sent again, it is known by its id before anything else can refuse it.
    scope
        .offer(request.id, request.offered_at, request.turn_reason, created_mac)
        .await?;
    if !scope.take(row.row_version, course, &row.asked(), step).await? {
        return Err(Error::Raced);
    }
    Ok(())
}

/// Puts somebody on the waiting list, or gives her another priority there.
pub(in crate::intake) async fn put_on_list(
    tx: &Tx<Write>,
    id: ReferralId,
    version: i32,
    request: PutOnList,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    if done_before(tx, id, key.as_ref(), Action::WorkReferral, "put_on_list").await? {
        return Ok(());
    }
    let scope = open(tx, id, Action::WorkReferral).await?;
    let row = &scope.row.referral;
    let course = row.course();
    let latest = tx.now() + Duration::minutes(CLOCK_SLACK_MINUTES);
    if !(course.received_at..=latest).contains(&request.since) {
        return Err(Error::WaitsSinceOutOfRange);
    }
    // A phone may have told of the step before some minutes ahead of our clock.
    let (course, step) = course.put_on_list(tx.now().max(course.moved_at), tx.now())?;
    if !scope.take(version, course, &row.asked(), step).await? {
        return Err(Error::ChangedMeanwhile);
    }
    scope.wait(request.priority, request.since).await?;
    keep(tx, id, version, key.as_ref()).await
}

/// Takes a place by enrolling: is one left for her, and does the referral, if she comes by one, end here? Belongs before the
/// enrolment is written, into its transaction.
pub(crate) async fn take_place(
    tx: &Tx<Write>,
    person: PersonId,
    programme: ProgrammeId,
    site: SiteId,
    referral: Option<ReferralId>,
) -> Result<(), Error> {
    if let Some(free) = store::free_places(tx, programme, site, person).await?
        && free < 1
    {
        return Err(OfferRefused::NoPlace.into());
    }
    let Some(referral) = referral else {
        return Ok(());
    };
    let unknown = |denied: Denied| denied.or_unknown(Error::NoSuchReferral);
    let scope = ReferralScope::open(tx, referral, Action::WorkReferral)
        .await
        .map_err(unknown)?;
    let row = &scope.row.referral;
    let hers = row.person_id == person && row.programme_id == programme && row.site_id == site;
    if !hers || row.void_reason.is_some() {
        return Err(Error::NoSuchReferral);
    }
    let (course, step) = row.course().enrolled(tx.now())?;
    if !scope.take(row.row_version, course, &row.asked(), step).await? {
        return Err(Error::Raced);
    }
    Ok(tasks::close_referral(&scope).await?)
}
