//! Who may begin a service, and what is in force.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn decision(kind: &str, status: &str, giver: &str, on: &str) -> Decision {
    Decision {
        kind: Code::parse(kind).unwrap(),
        status: Code::parse(status).unwrap(),
        giver: Code::parse(giver).unwrap(),
        on: day(on),
        expires_on: None,
        limits_explained: true,
    }
}

const ADULT: Subject = Subject {
    minor: false,
    youngest_age: Some(19),
    service_consent_age: None,
    guardian_path_off: false,
};
const CHILD: Subject = Subject {
    minor: true,
    youngest_age: Some(13),
    service_consent_age: Some(16),
    guardian_path_off: false,
};
const OLDER_CHILD: Subject = Subject {
    minor: true,
    youngest_age: Some(16),
    service_consent_age: Some(16),
    guardian_path_off: false,
};

#[test]
fn an_adult_consents_herself_and_nobody_else_can() {
    let own = decision("service_participation", "given", "young_person", "2026-01-01");
    let parents = decision("service_participation", "given", "parent", "2026-01-01");
    assert_eq!(service_consent(ADULT, &[own], day("2026-01-01")), Ok(()));
    assert_eq!(
        service_consent(ADULT, &[parents], day("2026-01-01")),
        Err(ConsentGap::OwnConsent)
    );
    assert_eq!(
        service_consent(ADULT, &[own], day("2025-12-31")),
        Err(ConsentGap::OwnConsent),
        "not yet given"
    );
}

#[test]
fn a_child_needs_a_guardian_and_her_own_yes() {
    let guardian = decision("service_participation", "given", "parent", "2026-01-01");
    let assent = decision("assent_service", "given", "young_person", "2026-01-01");
    let own = decision("service_participation", "given", "young_person", "2026-01-01");
    let on = day("2026-02-01");
    assert_eq!(service_consent(CHILD, &[guardian, assent], on), Ok(()));
    assert_eq!(
        service_consent(CHILD, &[guardian], on),
        Err(ConsentGap::Assent),
        "silence is not assent"
    );
    assert_eq!(
        service_consent(CHILD, &[assent, own], on),
        Err(ConsentGap::GuardianConsent)
    );
    let refused = decision("assent_service", "refused", "young_person", "2026-01-15");
    assert_eq!(
        service_consent(CHILD, &[guardian, assent, refused], on),
        Err(ConsentGap::Assent)
    );
    let decided = decision(
        "service_participation",
        "best_interests_decision",
        "agency_best_interests",
        "2026-01-01",
    );
    assert_eq!(service_consent(CHILD, &[decided, assent], on), Ok(()));
}

#[test]
fn where_a_guardian_is_not_safe_somebody_else_answers_for_her() {
    let assent = decision("assent_service", "given", "young_person", "2026-01-01");
    let on = day("2026-02-01");
    let subject = Subject {
        guardian_path_off: true,
        ..CHILD
    };
    for giver in ["parent", "legal_guardian"] {
        let guardian = decision("service_participation", "given", giver, "2026-01-01");
        assert_eq!(service_consent(CHILD, &[guardian, assent], on), Ok(()));
        let found = service_consent(subject, &[guardian, assent], on);
        assert_eq!(found, Err(ConsentGap::GuardianConsent), "{giver}");
        // What the parents refuse later does not undo what a court said.
        let court = decision("service_participation", "given", "court", "2026-01-01");
        let refused = decision("service_participation", "refused", giver, "2026-01-15");
        assert_eq!(service_consent(subject, &[court, refused, assent], on), Ok(()));
    }
    let own = decision("service_participation", "given", "young_person", "2026-01-01");
    let older = Subject {
        guardian_path_off: true,
        ..OLDER_CHILD
    };
    assert_eq!(service_consent(older, &[own], on), Ok(()), "she decides herself");
}

#[test]
fn from_the_age_of_service_consent_she_decides_herself() {
    let own = decision("service_participation", "given", "young_person", "2026-01-01");
    assert_eq!(service_consent(OLDER_CHILD, &[own], day("2026-01-01")), Ok(()));
    let unknown_age = Subject {
        youngest_age: None,
        ..OLDER_CHILD
    };
    assert_eq!(
        service_consent(unknown_age, &[own], day("2026-01-01")),
        Err(ConsentGap::GuardianConsent)
    );
}

#[test]
fn a_minor_without_a_jurisdiction_row_is_not_enrolled() {
    let own = decision("service_participation", "given", "young_person", "2026-01-01");
    let nowhere = Subject {
        service_consent_age: None,
        ..OLDER_CHILD
    };
    assert_eq!(
        service_consent(nowhere, &[own], day("2026-01-01")),
        Err(ConsentGap::NoJurisdiction)
    );
}

#[test]
fn the_latest_decision_of_a_kind_counts_while_it_lasts() {
    let given = decision("photo_video", "given", "young_person", "2026-01-01");
    let refused = decision("photo_video", "refused", "parent", "2026-02-01");
    let kind = given.kind;
    assert!(!in_force(&[], kind, day("2026-01-01")));
    assert!(in_force(&[given, refused], kind, day("2026-01-31")));
    assert!(!in_force(&[given, refused], kind, day("2026-02-01")));
    let short = Decision {
        expires_on: Some(day("2026-01-05")),
        ..given
    };
    assert!(in_force(&[short], kind, day("2026-01-05")));
    assert!(!in_force(&[short], kind, day("2026-01-06")));
    assert!(!in_force(
        &[given],
        Code::parse("transport_trip").unwrap(),
        day("2026-01-01")
    ));
}

#[test]
fn withdrawn_and_expired_consent_does_not_hold() {
    let given = decision("service_participation", "given", "young_person", "2026-01-01");
    let withdrawn = decision("service_participation", "withdrawn", "young_person", "2026-01-10");
    assert_eq!(service_consent(ADULT, &[given, withdrawn], day("2026-01-09")), Ok(()));
    assert_eq!(
        service_consent(ADULT, &[given, withdrawn], day("2026-01-10")),
        Err(ConsentGap::OwnConsent)
    );
    let short = Decision {
        expires_on: Some(day("2026-01-05")),
        ..given
    };
    assert_eq!(service_consent(ADULT, &[short], day("2026-01-05")), Ok(()));
    assert_eq!(
        service_consent(ADULT, &[short], day("2026-01-06")),
        Err(ConsentGap::OwnConsent)
    );
    let untold = Decision {
        limits_explained: false,
        ..given
    };
    assert_eq!(
        service_consent(ADULT, &[untold], day("2026-01-05")),
        Err(ConsentGap::LimitsNotExplained)
    );
}
