//! Telling somebody outside, and looking at what was told without consent.

use super::error::Error;
use super::model::{DisclosureId, Review, without_consent};
use super::scope::{DisclosureScope, ReviewScope};
use super::store::{NewDisclosure, Telling};
use crate::access::Action;
use crate::consent::{self, Recipient};
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, OnceKey, Tier, Tx, Write};
use crate::platform::keys::Keys;
use crate::providers::{self, RecipientClass};

/// Records that something was told about a person: on her consent, or without it by who may.
pub(crate) async fn tell(tx: &Tx<Write>, keys: &Keys, person: PersonId, telling: Telling) -> Result<(), Error> {
    let action = if without_consent(telling.basis) {
        Action::TellWithoutConsent
    } else {
        Action::RecordDisclosure
    };
    let scope = DisclosureScope::open(tx, person, action).await?;
    if scope.person.is_erased() {
        return Err(Error::KeyDestroyed);
    }
    if telling.at > tx.now() {
        return Err(Error::InFuture);
    }
    let class = recipient_class(tx, &telling).await?;
    let consent = if without_consent(telling.basis) {
        None
    } else {
        let to = Recipient {
            provider: telling.provider,
            class,
        };
        let rests_on = consent::sharing(&scope.person, to, &telling.categories, telling.at).await?;
        Some(rests_on.map_err(Error::Consent)?)
    };
    let new = NewDisclosure {
        telling,
        class,
        consent,
    };
    Ok(scope.add(keys, new).await?)
}

/// Of a provider the directory says it; anybody else is named with a class.
async fn recipient_class(tx: &Tx<Write>, telling: &Telling) -> Result<RecipientClass, Error> {
    match (telling.provider, telling.class, &telling.name) {
        (Some(id), None, None) => {
            let provider = providers::find(tx, id).await?;
            Ok(provider.ok_or(Error::NoSuchProvider)?.class)
        }
        (None, Some(class), Some(_)) => Ok(class),
        _ => Err(Error::RecipientNotWhole),
    }
}

/// The data-protection officer says what she found.
pub(super) async fn review(
    tx: &Tx<Write>,
    id: DisclosureId,
    version: i32,
    outcome: Review,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let (scope, row) = ReviewScope::of(tx, id).await?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat(id);
        return Ok(());
    }
    if !without_consent(row.basis) {
        return Err(Error::NothingToReview);
    }
    if row.review.is_some() {
        return Err(Error::ReviewedAlready);
    }
    if row.recorded_by == tx.context().staff {
        let tried = AuditEvent::tried_alone("disclosure", id.uuid(), Tier::C3).fields(&["review"]);
        return Err(tx.refuse(tried, Error::OwnDecision));
    }
    if !scope.review(id, version, outcome).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}
