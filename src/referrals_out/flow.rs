//! Sending somebody to a provider, and following what becomes of it.

use chrono::Days;

use super::error::Error;
use super::http::{ReferOut, TakeStep};
use super::model::ReferralOutId;
use super::scope::ReferralOutScope;
use super::store::{self, NewReferralOut};
use crate::access::Action;
use crate::casework::VoidReason;
use crate::disclosures::{self, Telling};
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, OnceKey, Tier, Tx, Write};
use crate::platform::keys::Keys;
use crate::providers;

/// Sends somebody to a provider, and records what the provider was told.
pub(super) async fn refer(
    tx: &Tx<Write>,
    keys: &Keys,
    enrolment: EnrolmentId,
    body: ReferOut,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = EnrolmentScope::open(tx, enrolment, Action::ReferOut).await?;
    let provider = providers::find(tx, body.provider_id).await?;
    let provider = provider
        .filter(|provider| provider.in_use)
        .ok_or(Error::NoSuchProvider)?;
    if !provider.services.contains(&body.service) {
        return Err(Error::NotOffered);
    }
    let purpose =
        Code::parse("referral").ok_or_else(|| DbError::Unexpected("a purpose that its list does not have".into()))?;
    let telling = Telling {
        id: body.told.id,
        provider: Some(body.provider_id),
        class: None,
        name: None,
        basis: body.told.basis,
        categories: body.told.categories,
        purpose,
        channel: body.told.channel,
        at: body.made_at,
        created_mac,
    };
    let disclosure = telling.id;
    disclosures::tell(tx, keys, scope.person(), telling).await?;
    let made_on = local_day(body.made_at, scope.zone());
    let days = u64::try_from(provider.answers_within).unwrap_or_default();
    let new = NewReferralOut {
        id: body.id,
        provider: body.provider_id,
        service: body.service,
        warm: body.warm,
        disclosure,
        made_at: body.made_at,
        answer_due_on: made_on.checked_add_days(Days::new(days)).unwrap_or(made_on),
        created_mac,
    };
    Ok(store::add(&scope, new).await?)
}

/// Takes the next step.
pub(super) async fn step(
    tx: &Tx<Write>,
    id: ReferralOutId,
    version: i32,
    request: TakeStep,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = ReferralOutScope::open(tx, id, Action::ReferOut).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.enrolment.remember_repeat("take_step");
        return Ok(());
    }
    let next = scope.row.course().step(request.state, request.occurred_at, tx.now())?;
    if !scope.take(version, next).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Voids a referral that was entered by mistake.
pub(super) async fn void(
    tx: &Tx<Write>,
    id: ReferralOutId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        tx.audit(AuditEvent::on("void", "referral_out", id.uuid(), Tier::C2).fields(&["repeated"]));
        return Ok(());
    }
    let scope = ReferralOutScope::open(tx, id, Action::ReferOut).await?;
    if !scope.void(version, reason).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}
