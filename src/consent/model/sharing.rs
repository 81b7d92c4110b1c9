//! May something be told to somebody outside the house? (domain.md §2.3, §2.6; golden case 14)

use chrono::{DateTime, Days, Months, NaiveDate, Utc};

use super::giving::is_guardian;
use super::{ConsentGiver, ConsentId, ConsentKind, ConsentStatus};
use crate::organisation::Ages;
use crate::providers::{DataCategory, ProviderId, RecipientClass};

/// One decision about sharing, in the order in which they were taken.
#[derive(Debug, Clone)]
pub struct ShareDecision {
    /// The decision.
    pub id: ConsentId,
    /// About what.
    pub kind: ConsentKind,
    /// How it went.
    pub status: ConsentStatus,
    /// Who decided.
    pub giver: ConsentGiver,
    /// About which provider; `None` in a refusal or withdrawal: about all.
    pub provider: Option<ProviderId>,
    /// About which class; `None` in a refusal or withdrawal: about all.
    pub class: Option<RecipientClass>,
    /// What may be told.
    pub categories: Vec<DataCategory>,
    /// When. A withdrawal takes effect from this moment.
    pub at: DateTime<Utc>,
    /// The same, as a day at her site.
    pub on: NaiveDate,
    /// The last day it holds.
    pub expires_on: Option<NaiveDate>,
}

/// Who is to be told something.
#[derive(Debug, Clone, Copy)]
pub struct Recipient {
    /// Its entry in the directory, if it has one.
    pub provider: Option<ProviderId>,
    /// What kind of recipient it is.
    pub class: RecipientClass,
}

/// What the rule must know about her.
#[derive(Debug, Clone, Copy)]
pub struct Sharer {
    /// The first day on which she decides herself; `None`: not known, so she does not yet.
    pub own_from: Option<NaiveDate>,
    /// The first day on which she counts as of age.
    pub of_age_from: Option<NaiveDate>,
    /// Days after `own_from` during which a guardian's word given before still carries new sharing.
    pub grace_days: i32,
    /// Is asking her parents or guardian closed?
    pub guardian_closed: bool,
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingGap {
    /// Nobody who may has agreed, or it has run out, or somebody said no since.
    NoConsent,
    /// A guardian agreed; she decides herself now and has not been asked.
    AskHerself,
    /// It was agreed to tell less.
    NotAllOfIt,
}

/// The age from which she decides about a kind herself.
pub fn own_age(kind: ConsentKind, ages: Ages) -> i32 {
    let of_service = [
        "service_participation",
        "assent_service",
        "assessment_screening",
        "transport_trip",
        "followup_after_exit",
    ];
    if kind == *"medical_emergency" {
        ages.majority
    } else if of_service.contains(&kind.as_str()) {
        ages.service_consent
    } else {
        ages.data_consent
    }
}

/// The first day of the month from which she counts as having reached `age`.
///
/// The birthday is sealed, so it is counted from the month in which she comes of age (`people::minor_until`), and errs on
/// the side of protection.
pub fn decides_from(minor_until: Option<NaiveDate>, majority: i32, age: i32) -> Option<NaiveDate> {
    let months = (majority - age).checked_mul(12)?;
    let before = Months::new(months.unsigned_abs());
    let until = minor_until?;
    if months >= 0 {
        until.checked_sub_months(before)
    } else {
        until.checked_add_months(before)
    }
}

/// May these categories be told to this recipient at `at`, on `day` at her site? The decision it rests on.
///
/// What was decided about the provider by name goes before what was decided about its class. Below the age somebody who
/// answers for her agrees, and her own no is heard; from the age on her own yes is needed. A guardian's word given before
/// carries new sharing for `grace_days` more, and ends when she comes of age: golden case 14.
pub fn may_share(
    decisions: &[ShareDecision],
    who: Sharer,
    to: Recipient,
    what: &[DataCategory],
    (at, day): (DateTime<Utc>, NaiveDate),
) -> Result<ConsentId, SharingGap> {
    let taken = || decisions.iter().filter(|decision| decision.at <= at);
    let by_name: Vec<_> = taken()
        .filter(|decision| decision.kind == *"share_named_recipient")
        .filter(|decision| decision.provider.is_none_or(|named| Some(named) == to.provider))
        .collect();
    let by_class: Vec<_> = taken()
        .filter(|decision| decision.kind == *"share_recipient_class")
        .filter(|decision| decision.class.is_none_or(|class| class == to.class))
        .collect();
    let found = match standing(&by_name, who, day) {
        Standing::Silent => standing(&by_class, who, day),
        heard @ (Standing::Yes(_) | Standing::No | Standing::AskHerself) => heard,
    };
    match found {
        Standing::Yes(decision) if what.iter().all(|category| decision.categories.contains(category)) => {
            Ok(decision.id)
        }
        Standing::Yes(_) => Err(SharingGap::NotAllOfIt),
        Standing::AskHerself => Err(SharingGap::AskHerself),
        Standing::No | Standing::Silent => Err(SharingGap::NoConsent),
    }
}

enum Standing<'d> {
    Yes(&'d ShareDecision),
    No,
    AskHerself,
    Silent,
}

/// Where the decisions about one recipient stand.
fn standing<'d>(decisions: &[&'d ShareDecision], who: Sharer, day: NaiveDate) -> Standing<'d> {
    let latest = |own: bool| {
        decisions.iter().copied().rfind(|decision| {
            let heard = !(who.guardian_closed && is_guardian(decision.giver));
            (decision.giver == *"young_person") == own && heard
        })
    };
    let live = |decision: &ShareDecision| {
        ["given", "best_interests_decision"].contains(&decision.status.as_str())
            && decision.expires_on.is_none_or(|last| day <= last)
    };
    let said_no = |decision: &ShareDecision| ["refused", "withdrawn"].contains(&decision.status.as_str());
    let (own, other) = (latest(true), latest(false));
    if own.is_some_and(said_no) {
        return Standing::No;
    }
    let reached = who.own_from.filter(|from| *from <= day);
    if let Some(reached) = reached {
        let own_since = own.filter(|decision| live(decision));
        let carried = other.filter(|decision| live(decision) && decision.on < reached);
        return match (own_since, carried) {
            (Some(own), _) => Standing::Yes(own),
            (None, Some(carried)) if in_grace(who, reached, day) => Standing::Yes(carried),
            (None, Some(_)) => Standing::AskHerself,
            (None, None) if own.is_some() => Standing::No,
            (None, None) => Standing::Silent,
        };
    }
    match other {
        Some(other) if live(other) => Standing::Yes(other),
        Some(_) => Standing::No,
        None => Standing::Silent,
    }
}

fn in_grace(who: Sharer, reached: NaiveDate, day: NaiveDate) -> bool {
    let days = u64::try_from(who.grace_days).unwrap_or_default();
    let minor = who.of_age_from.is_none_or(|from| day < from);
    minor && reached.checked_add_days(Days::new(days)).is_some_and(|end| day < end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::Code;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn moment(on: &str) -> DateTime<Utc> {
        format!("{on}T12:00:00Z").parse().unwrap()
    }
    fn school() -> ProviderId {
        ProviderId::from_uuid(uuid::Uuid::from_u128(7))
    }
    fn code<L: crate::platform::codes::CodeList>(text: &str) -> Code<L> {
        Code::parse(text).unwrap()
    }

    /// A decision about the school, by name or by class.
    fn decided(kind: &str, status: &str, giver: &str, on: &str) -> ShareDecision {
        let named = kind == "share_named_recipient";
        ShareDecision {
            id: ConsentId::from_uuid(uuid::Uuid::from_u128(1)),
            kind: code(kind),
            status: code(status),
            giver: code(giver),
            provider: named.then(school),
            class: (!named).then(|| code("school")),
            categories: vec![code("attendance"), code("school_work")],
            at: moment(on),
            on: day(on),
            expires_on: Some(day("2026-12-31")),
        }
    }

    /// Decides herself from June 2026, of age from June 2028.
    const TEEN: fn() -> Sharer = || Sharer {
        own_from: Some(day("2026-06-01")),
        of_age_from: Some(day("2028-06-01")),
        grace_days: 30,
        guardian_closed: false,
    };

    fn ask(decisions: &[&ShareDecision], who: Sharer, on: &str) -> Result<ConsentId, SharingGap> {
        let to = Recipient {
            provider: Some(school()),
            class: code("school"),
        };
        let decisions: Vec<_> = decisions.iter().copied().cloned().collect();
        may_share(&decisions, who, to, &[code("attendance")], (moment(on), day(on)))
    }

    #[test]
    fn a_guardian_agrees_below_the_age_and_her_own_no_is_heard() {
        let yes = decided("share_named_recipient", "given", "parent", "2026-01-10");
        assert!(ask(&[&yes], TEEN(), "2026-02-01").is_ok());
        assert_eq!(ask(&[&yes], TEEN(), "2026-01-09"), Err(SharingGap::NoConsent));
        let no = decided("share_named_recipient", "refused", "young_person", "2026-01-11");
        assert_eq!(ask(&[&yes, &no], TEEN(), "2026-02-01"), Err(SharingGap::NoConsent));
        let closed = Sharer {
            guardian_closed: true,
            ..TEEN()
        };
        assert_eq!(ask(&[&yes], closed, "2026-02-01"), Err(SharingGap::NoConsent));
    }

    /// Golden case 14: she turns 18 today: new sharing is blocked. At a lower age it goes on for the days of the policy.
    #[test]
    fn golden_14_a_guardians_word_ends_when_she_decides_herself() {
        let yes = decided("share_named_recipient", "given", "parent", "2026-01-10");
        let grown = Sharer {
            of_age_from: TEEN().own_from,
            ..TEEN()
        };
        assert!(ask(&[&yes], grown, "2026-05-31").is_ok());
        assert_eq!(ask(&[&yes], grown, "2026-06-01"), Err(SharingGap::AskHerself));
        assert!(ask(&[&yes], TEEN(), "2026-06-30").is_ok(), "the 30th day");
        assert_eq!(ask(&[&yes], TEEN(), "2026-07-01"), Err(SharingGap::AskHerself));
        let own = decided("share_named_recipient", "given", "young_person", "2026-07-02");
        assert!(ask(&[&yes, &own], TEEN(), "2026-07-02").is_ok());
        let late = decided("share_named_recipient", "given", "parent", "2026-06-02");
        assert_eq!(
            ask(&[&late], TEEN(), "2026-06-03"),
            Err(SharingGap::NoConsent),
            "they had no say any more"
        );
    }

    #[test]
    fn a_withdrawal_takes_effect_from_its_moment_and_may_be_about_everything() {
        let grown = Sharer {
            own_from: Some(day("2020-01-01")),
            ..TEEN()
        };
        let yes = decided("share_named_recipient", "given", "young_person", "2026-01-10");
        let mut no = decided("share_named_recipient", "withdrawn", "young_person", "2026-02-01");
        no.provider = None;
        assert!(ask(&[&yes, &no], grown, "2026-01-31").is_ok());
        assert_eq!(ask(&[&yes, &no], grown, "2026-02-01"), Err(SharingGap::NoConsent));
        // By name goes before by class.
        let class = decided("share_recipient_class", "given", "young_person", "2026-01-10");
        assert!(ask(&[&class], grown, "2026-02-02").is_ok());
        assert_eq!(ask(&[&class, &no], grown, "2026-02-02"), Err(SharingGap::NoConsent));
    }

    #[test]
    fn no_more_is_told_than_was_agreed_to_and_no_longer() {
        let grown = Sharer {
            own_from: Some(day("2020-01-01")),
            ..TEEN()
        };
        let yes = decided("share_recipient_class", "given", "young_person", "2026-01-10");
        assert!(ask(&[&yes], grown, "2026-12-31").is_ok());
        assert_eq!(ask(&[&yes], grown, "2027-01-01"), Err(SharingGap::NoConsent));
        let to = Recipient {
            provider: None,
            class: code("school"),
        };
        let health = [code("attendance"), code("health")];
        let when = (moment("2026-02-01"), day("2026-02-01"));
        assert_eq!(
            may_share(std::slice::from_ref(&yes), grown, to, &health, when),
            Err(SharingGap::NotAllOfIt)
        );
        let to = Recipient {
            provider: None,
            class: code("police"),
        };
        assert_eq!(may_share(&[yes], grown, to, &health, when), Err(SharingGap::NoConsent));
    }

    #[test]
    fn ages_are_reached_with_the_month_she_comes_of_age_in() {
        let until = Some(day("2028-06-01"));
        assert_eq!(decides_from(until, 18, 18), until);
        assert_eq!(decides_from(until, 18, 16), Some(day("2026-06-01")));
        assert_eq!(decides_from(until, 18, 21), Some(day("2031-06-01")));
        assert_eq!(decides_from(None, 18, 16), None);
    }
}
