//! Taking a person in, correcting her record, listing.

use std::collections::HashMap;

use chrono::Datelike;
use rand::Rng as _;

use super::error::Error;
use super::http::CreatePerson;
use super::model::{Gender, MissingReason, PersonId, PublicCode, identity_tier, minor_until};
use super::scope::PersonScope;
use super::store::{self, NewPerson, PersonRow};
use crate::access::{Action, Denied, Grants, Relation, Spot};
use crate::organisation::{self, SiteId};
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, Read, Tier, Tx, Write};
use crate::platform::keys::Keys;

/// What phones know of a person's record and may change.
pub(crate) struct Fields {
    /// The version it is in.
    pub(crate) version: i32,
    /// The site she belongs to.
    pub(crate) site: SiteId,
    /// Was she erased?
    pub(crate) erased: bool,
    /// The language she wants to be spoken to in.
    pub(crate) language: String,
    /// How she names her gender.
    pub(crate) gender_identity: Option<String>,
    /// Why her gender is missing.
    pub(crate) gender_missing: Option<String>,
}

/// What stands in the record of somebody whom the caller may correct.
pub(crate) async fn fields<M>(tx: &Tx<M>, id: PersonId) -> Result<Fields, Error> {
    let row = PersonScope::open(tx, id, Action::ChangePerson).await?.record();
    Ok(Fields {
        version: row.row_version,
        site: row.home_site_id,
        erased: row.erased,
        language: row.language,
        gender_identity: row.gender_identity,
        gender_missing: row.gender_missing,
    })
}

/// The version of the person of this id, and what recognises her creation; `None`: there is none for this caller.
pub(crate) async fn stands(tx: &Tx<Write>, id: PersonId) -> Result<Option<(i32, Option<Vec<u8>>)>, Error> {
    match PersonScope::open(tx, id, Action::SeePerson).await {
        Ok(scope) => Ok(Some((
            scope.record().row_version,
            scope.created_mac().map(<[u8]>::to_vec),
        ))),
        Err(Denied::Db(error)) => Err(error.into()),
        Err(Denied::NotFound | Denied::Merged(_) | Denied::NotAllowed | Denied::StepUpNeeded) => Ok(None),
    }
}

/// Takes in somebody whom a phone met.
pub(crate) async fn take_in_sent(
    tx: &Tx<Write>,
    keys: &Keys,
    request: CreatePerson,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    take_in(tx, keys, Intake { request, created_mac }).await
}

/// What was sent, and what recognises it when it is sent again.
pub(super) struct Intake {
    pub(super) request: CreatePerson,
    pub(super) created_mac: [u8; 16],
}

/// Age at which somebody is of age where no confirmed rule says otherwise: the latest the convention on the rights of the
/// child knows is 18, the latest any country has is 21; the guard errs on the side of protection.
const MAJORITY_WHEN_UNKNOWN: i32 = 21;

/// Takes a person in at a site where the caller works.
pub(super) async fn take_in(tx: &Tx<Write>, keys: &Keys, intake: Intake) -> Result<(), Error> {
    let Intake { request, created_mac } = intake;
    let spot = Spot::site(request.home_site_id.uuid());
    if !Grants::of(tx.context()).allows(Action::TakeIn, &spot, Relation::None) {
        return Err(Denied::NotAllowed.into());
    }
    let site = organisation::site_place(tx, request.home_site_id)
        .await
        .map_err(|denied| denied.or_unknown(Error::NoSuchSite))?;
    if request.gender_identity.is_some() == request.gender_missing.is_some() {
        return Err(Error::GenderOrReason);
    }
    let day = request
        .taken_in_on
        .unwrap_or_else(|| local_day(tx.now(), site.time_zone));
    if request.birth_date.is_some_and(|born| born.on >= day) {
        return Err(Error::BornLater);
    }
    let rule = organisation::effective_jurisdiction(tx, request.home_site_id, day).await?;
    let majority = rule.map_or(MAJORITY_WHEN_UNKNOWN, |rule| rule.ages.majority);
    let CreatePerson {
        id,
        home_site_id,
        language,
        gender_identity,
        gender_missing,
        birth_date,
        identity,
        recorded_via,
        ..
    } = request;
    let new = NewPerson {
        id,
        public_code: PublicCode::from_random(rand::rng().next_u64()).as_str().to_owned(),
        home_site_id,
        birth_year: birth_date.map(|born| born.on.year()),
        age_on_entry: birth_date.and_then(|born| born.age_on(day)),
        is_minor_until: birth_date.and_then(|born| minor_until(born, majority)),
        gender_identity: gender_identity.map(Code::as_str),
        gender_missing: gender_missing.map(Code::as_str),
        language,
        identity_tier: identity_tier(identity.legal_name.is_some(), identity.known_as.is_some()),
        created_mac,
        recorded_via: recorded_via.map_or("web", Code::as_str),
        legal_name: identity.legal_name,
        known_as: identity.known_as,
        birth_date: birth_date.map(|born| born.on),
        birth_date_quality: birth_date.map_or("estimated", |born| born.quality.as_str()),
    };
    store::add(tx, keys, new).await?;
    Ok(())
}

/// Corrects language or gender.
pub(crate) async fn correct(
    tx: &Tx<Write>,
    id: PersonId,
    version: i32,
    language: Option<String>,
    gender: Option<Gender>,
    gender_missing: Option<MissingReason>,
) -> Result<(), Error> {
    if gender.is_some() && gender_missing.is_some() {
        return Err(Error::GenderOrReason);
    }
    let scope = PersonScope::open(tx, id, Action::ChangePerson).await?;
    let changed = scope
        .change(
            version,
            language,
            (gender.map(Code::as_str), gender_missing.map(Code::as_str)),
        )
        .await?;
    if changed { Ok(()) } else { Err(Error::ChangedMeanwhile) }
}

/// A page and, when asked for, the names that the caller may open.
pub(super) struct NamedPage {
    pub(super) rows: Vec<PersonRow>,
    pub(super) names: HashMap<PersonId, String>,
}

/// Lists people. What is shown with names is remembered, with the ids.
pub(super) async fn list(
    tx: &Tx<Read>,
    keys: &Keys,
    after: Option<PersonId>,
    site: Option<SiteId>,
    limit: i64,
    with_names: bool,
) -> Result<NamedPage, Error> {
    let rows = store::list(tx, after, site, limit).await?;
    let mut names = HashMap::new();
    if with_names {
        let shown: Vec<PersonId> = rows
            .iter()
            .take(usize::try_from(limit).unwrap_or_default())
            .map(|row| row.id)
            .collect();
        for (id, name) in store::names(tx, keys, &shown).await? {
            names.insert(id, name.as_str().to_owned());
        }
        let opened = names.keys().map(|id| id.uuid()).collect();
        tx.audit(AuditEvent::shown("person_identity", opened, Tier::C3).fields(&["known_as"]));
    }
    Ok(NamedPage { rows, names })
}
