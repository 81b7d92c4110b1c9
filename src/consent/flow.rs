//! Recording a decision, and what may rest on decisions: a service, and telling somebody outside.

use chrono::{DateTime, NaiveDate, Utc};

use super::error::Error;
use super::http::RecordConsent;
use super::model::{
    About, CapacityResult, ConsentGap, ConsentId, ConsentTextId, Decision, Recipient, ShareDecision, Sharer,
    SharingGap, Subject, Wish, decides_from, may_record, may_share, own_age, service_consent,
};
use super::scope::{ConsentScope, TextScope};
use super::store::{self, NewConsent, guardian, texts};
use crate::access::{Action, Denied};
use crate::followup;
use crate::organisation::{self, JurisdictionRule, SiteId};
use crate::people::{PersonId, PersonScope, ages_on, minor_on};
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, OnceKey, Tier, Tx, Write};
use crate::providers::{self, DataCategory};

/// What keeps a service from beginning on `day` at `site`, by the ages of its jurisdiction and these decisions of hers; `Ok`
/// within: nothing does.
pub async fn may_begin<M>(
    tx: &Tx<M>,
    person: &PersonScope<'_, M>,
    site: SiteId,
    decisions: &[Decision],
    day: NaiveDate,
) -> Result<Result<(), ConsentGap>, Denied> {
    let rule = organisation::effective_jurisdiction(tx, site, day).await?;
    let subject = Subject {
        minor: minor_on(person.minor_until(), day),
        youngest_age: person.birth_year().map(|year| *ages_on(year, day).start()),
        service_consent_age: rule.map(|rule| rule.ages.service_consent),
        guardian_path_off: guardian::path_closed(tx, person.id(), day).await?,
    };
    Ok(service_consent(subject, decisions, day))
}

/// Records a decision.
pub(super) async fn record(
    tx: &Tx<Write>,
    scope: &ConsentScope<'_, Write>,
    body: RecordConsent,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    if body.occurred_at > tx.now() {
        return Err(Error::InFuture);
    }
    let site = scope.person.home_site();
    let on = local_day(body.occurred_at, organisation::site_place(tx, site).await?.time_zone);
    let rule = organisation::effective_jurisdiction(tx, site, on).await?;
    let own_from = reaches(&scope.person, rule, |rule| own_age(body.kind, rule.ages));
    let about = About {
        decides_herself: own_from.is_some_and(|from| from <= on),
        guardian_closed: guardian::path_closed(tx, scope.person.id(), on).await?,
    };
    let wish = Wish {
        kind: body.kind,
        status: body.status,
        giver: body.giver,
        on,
        expires_on: body.expires_on,
        limits_explained: body.limits_explained,
        names_provider: body.provider_id.is_some(),
        names_class: body.recipient_class.is_some(),
        says_what: body.categories.as_ref().is_some_and(|what| !what.is_empty()),
        says_why: body.best_interests_reason.is_some(),
        capacity: capacity(scope, &body).await?,
    };
    may_record(wish, about)?;
    check_references(tx, &body).await?;
    let about_follow_up = body.kind == *"followup_after_exit";
    let added = scope.add(new_consent(body, created_mac)).await;
    added.map_err(|error| {
        if let DbError::ForeignKey { constraint } = &error
            && constraint.contains("witness")
        {
            Error::NoSuchWitness
        } else {
            error.into()
        }
    })?;
    if about_follow_up {
        followup::settle(tx, scope.person.id()).await?;
    }
    Ok(())
}

/// Records a decision that a phone took down.
pub(crate) async fn record_sent(
    tx: &Tx<Write>,
    person: PersonId,
    body: RecordConsent,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = ConsentScope::open(tx, person, Action::RecordConsent).await?;
    record(tx, &scope, body, created_mac).await
}

/// The decision of this id: what recognises it; `None`: there is none for this caller.
pub(crate) async fn stands(
    tx: &Tx<Write>,
    person: PersonId,
    id: ConsentId,
) -> Result<Option<(i32, Option<Vec<u8>>)>, Error> {
    let rows = ConsentScope::open(tx, person, Action::SeePerson).await?.list().await?;
    // A decision is never changed: it has no version but the first.
    let row = rows.into_iter().find(|row| row.id == id);
    Ok(row.map(|row| (1, row.created_mac)))
}

async fn capacity(scope: &ConsentScope<'_, Write>, body: &RecordConsent) -> Result<Option<CapacityResult>, Error> {
    let Some(id) = body.capacity_id else { return Ok(None) };
    let judgements = scope.judgements().await?;
    let judged = judgements
        .iter()
        .find(|row| row.id == id && row.assessed_at <= body.occurred_at);
    judged.map(|row| Some(row.result)).ok_or(Error::NoSuchCapacity)
}

/// Do the text, the provider and the witness stand for what they are to stand for?
async fn check_references(tx: &Tx<Write>, body: &RecordConsent) -> Result<(), Error> {
    if let Some(id) = body.text_id {
        let text = texts::find(tx, id).await?.filter(|text| {
            text.approved_by.is_some()
                && text.kind == body.kind
                && text.language == body.language
                && text.version == body.text_version
        });
        text.ok_or(Error::NoSuchText)?;
    }
    if let Some(id) = body.provider_id {
        let provider = providers::find(tx, id).await?;
        provider.ok_or(Error::NoSuchProvider)?;
    }
    let by_colleague = body.witness.is_some_and(|witness| witness == *"colleague");
    if body.witness_staff_id.is_some() && !by_colleague {
        return Err(Error::NoSuchWitness);
    }
    Ok(())
}

fn new_consent(body: RecordConsent, created_mac: [u8; 16]) -> NewConsent {
    NewConsent {
        id: body.id,
        kind: body.kind,
        status: body.status,
        giver: body.giver,
        legal_basis: body.legal_basis,
        text_version: body.text_version,
        language: body.language,
        method: body.method,
        limits_explained: body.limits_explained,
        occurred_at: body.occurred_at,
        expires_on: body.expires_on,
        created_mac,
        recorded_via: body.recorded_via.map_or("web", Code::as_str),
        text_id: body.text_id,
        read_aloud: body.read_aloud,
        witness: body.witness,
        witness_staff_id: body.witness_staff_id,
        capacity_id: body.capacity_id,
        best_interests_reason: body.best_interests_reason,
        provider_id: body.provider_id,
        recipient_class: body.recipient_class,
        categories: body.categories,
    }
}

/// The first day on which she counts as having reached an age of the jurisdiction. Where nobody confirmed any: of age.
fn reaches<M>(
    person: &PersonScope<'_, M>,
    rule: Option<JurisdictionRule>,
    age: impl Fn(JurisdictionRule) -> i32,
) -> Option<NaiveDate> {
    match rule {
        Some(rule) => decides_from(person.minor_until(), rule.ages.majority, age(rule)),
        None => person.minor_until(),
    }
}

/// The decision on which telling `what` to this recipient at `at` may rest; within: what stands in the way.
pub async fn sharing<M>(
    person: &PersonScope<'_, M>,
    to: Recipient,
    what: &[DataCategory],
    at: DateTime<Utc>,
) -> Result<Result<ConsentId, SharingGap>, Denied> {
    let (tx, site) = (person.tx(), person.home_site());
    let zone = organisation::site_place(tx, site).await?.time_zone;
    let day = local_day(at, zone);
    let rule = organisation::effective_jurisdiction(tx, site, day).await?;
    let who = Sharer {
        own_from: reaches(person, rule, |rule| rule.ages.data_consent),
        of_age_from: person.minor_until(),
        grace_days: rule.map_or(0, |rule| rule.reconsent_days),
        guardian_closed: guardian::path_closed(tx, person.id(), day).await?,
    };
    let rows = store::list(tx, person.id()).await?;
    let decisions: Vec<_> = rows
        .into_iter()
        .map(|row| ShareDecision {
            id: row.id,
            kind: row.kind,
            status: row.status,
            giver: row.giver,
            provider: row.provider_id,
            class: row.recipient_class,
            categories: row.categories.unwrap_or_default(),
            at: row.occurred_at,
            on: local_day(row.occurred_at, zone),
            expires_on: row.expires_on,
        })
        .collect();
    Ok(may_share(&decisions, who, to, what, (at, day)))
}

/// Approves a text somebody else wrote.
pub(super) async fn approve_text(
    tx: &Tx<Write>,
    id: ConsentTextId,
    version: i32,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let scope = TextScope::open(tx, Action::ManageConsentTexts)?;
    let row = texts::find(tx, id).await?.ok_or(Denied::NotFound)?;
    if tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await? {
        scope.remember_repeat(id);
        return Ok(());
    }
    if row.approved_by.is_some() {
        return Err(Error::ApprovedAlready);
    }
    if row.written_by == tx.context().staff {
        let tried = AuditEvent::tried_alone("consent_text", id.uuid(), Tier::C1).fields(&["approve"]);
        return Err(tx.refuse(tried, Error::OwnText));
    }
    if !scope.approve(id, version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}
