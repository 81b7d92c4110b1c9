//! Recording supervision, and voiding it.

use zeroize::Zeroizing;

use super::error::Error;
use super::http::RecordSupervision;
use super::model::{SupervisionId, may_have_been_held};
use super::scope::{SupervisionScope, supervises};
use super::store::{self, Case, NewSession, Words};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::casework::VoidReason;
use crate::enrolment::EnrolmentScope;
use crate::platform::clock::local_day;
use crate::platform::db::{OnceKey, Tx, Write};
use crate::platform::keys::Keys;
use crate::{caseload, organisation};

/// Records a session the caller held.
pub(super) async fn record(
    tx: &Tx<Write>,
    keys: &Keys,
    request: RecordSupervision,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    if !Grants::of(tx.context()).allows(Action::SeeHouse, &Spot::organisation(), Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    let site = organisation::site_place(tx, request.site_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchSite))?;
    if !supervises(tx, request.site_id) {
        return Err(Denied::NotAllowed.into());
    }
    may_have_been_held(
        request.kind,
        tx.context().staff,
        &request.staff_ids,
        request.held_on,
        local_day(tx.now(), site.time_zone),
    )?;
    for worker in &request.staff_ids {
        if !caseload::works_here(tx, *worker, request.site_id).await? {
            return Err(Error::NoSuchColleague);
        }
    }
    let cases = cases(tx, &request).await?;
    let new = NewSession {
        id: request.id,
        site: request.site_id,
        workers: request.staff_ids,
        held_on: request.held_on,
        minutes: request.minutes,
        kind: request.kind,
        wellbeing_checked: request.wellbeing_checked,
        cases,
        words: Words {
            actions: request.actions.map(Zeroizing::new),
            confidential: request.confidential.map(Zeroizing::new),
        },
        created_mac,
    };
    Ok(store::add(tx, keys, new).await?)
}

/// The cases discussed, each once: those the caller supervises or works in. What she only reads, or sees under broken
/// glass, is not hers to discuss.
async fn cases(tx: &Tx<Write>, request: &RecordSupervision) -> Result<Vec<Case>, Error> {
    let mut cases: Vec<Case> = Vec::with_capacity(request.enrolment_ids.len());
    for enrolment in &request.enrolment_ids {
        let scope = EnrolmentScope::open(tx, *enrolment, Action::LogSession)
            .await
            .map_err(|denied| denied.or_unknown(Error::NoSuchCase))?;
        let case = Case {
            enrolment: scope.id(),
            site: scope.site(),
            programme: scope.programme(),
        };
        if !cases.contains(&case) {
            cases.push(case);
        }
    }
    Ok(cases)
}

/// Voids a session the caller held.
pub(super) async fn void(
    tx: &Tx<Write>,
    id: SupervisionId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = SupervisionScope::open_held(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember("void", &["repeated"]);
        return Ok(());
    }
    if scope.row.session.void_reason.is_some() {
        return Err(Error::VoidedAlready);
    }
    if !scope.void(version, reason).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}
