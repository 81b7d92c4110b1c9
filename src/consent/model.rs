//! Kinds of consent, and the rule that guards an enrolment.

use chrono::NaiveDate;

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(ConsentId, "one decision about consent");

code_list!(
    ConsentKinds,
    "consent_kind",
    "what a decision is about (domain.md §5.12)",
    [
        "service_participation",
        "assent_service",
        "data_processing",
        "record_sensitive_data",
        "assessment_screening",
        "share_named_recipient",
        "share_recipient_class",
        "multi_agency_conference",
        "contact_by_phone",
        "contact_by_message",
        "contact_family",
        "photo_video",
        "story_or_quote",
        "research_evaluation",
        "nonidentifiable_reporting",
        "justice_record_match",
        "followup_after_exit",
        "transport_trip",
        "medical_emergency",
        "digital_account",
    ]
);
/// A code of the list `consent_kind`.
pub type ConsentKind = Code<ConsentKinds>;
code_list!(
    ConsentStatuses,
    "consent_status",
    "how a decision went (domain.md §5.12)",
    [
        "given",
        "refused",
        "withdrawn",
        "expired",
        "superseded",
        "not_required",
        "best_interests_decision"
    ]
);
/// A code of the list `consent_status`.
pub type ConsentStatus = Code<ConsentStatuses>;
code_list!(
    ConsentGivers,
    "consent_giver",
    "who decided (domain.md §5.12)",
    [
        "young_person",
        "parent",
        "legal_guardian",
        "court",
        "trusted_adult",
        "agency_best_interests"
    ]
);
/// A code of the list `consent_giver`.
pub type ConsentGiver = Code<ConsentGivers>;
code_list!(
    LegalBases,
    "legal_basis",
    "on what the processing rests (domain.md §5.12)",
    [
        "consent",
        "vital_interest",
        "public_interest",
        "legitimate_interest",
        "contract",
        "legal_obligation"
    ]
);
/// A code of the list `legal_basis`.
pub type LegalBasis = Code<LegalBases>;
code_list!(
    ConsentMethods,
    "consent_method",
    "how a decision was taken down (domain.md, appendix A)",
    ["signed", "oral_recorded", "thumbprint", "digital"]
);
/// A code of the list `consent_method`.
pub type ConsentMethod = Code<ConsentMethods>;

/// One decision, as the rule reads it. In the order in which they were taken.
#[derive(Debug, Clone, Copy)]
pub struct Decision {
    /// About what.
    pub kind: ConsentKind,
    /// How it went.
    pub status: ConsentStatus,
    /// Who decided.
    pub giver: ConsentGiver,
    /// The day, at her site.
    pub on: NaiveDate,
    /// The last day it holds, if it ends by itself.
    pub expires_on: Option<NaiveDate>,
    /// Were the limits of confidentiality told before?
    pub limits_explained: bool,
}

/// What the rule must know about the person.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// Is she a minor on the day? An age that is not known counts as a minor's.
    pub minor: bool,
    /// The youngest she can be on the day, in whole years.
    pub youngest_age: Option<i32>,
    /// Age of service consent where she is; `None`: no confirmed jurisdiction row.
    pub service_consent_age: Option<i32>,
    /// A guardian or partner is not safe: no parent and no legal guardian answers for her (domain.md §2.6 rule 2).
    pub guardian_path_off: bool,
}

/// What is missing before a service may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentGap {
    /// She is a minor, and nobody has confirmed the ages of consent where she is.
    NoJurisdiction,
    /// Her own consent.
    OwnConsent,
    /// Consent of somebody who answers for her.
    GuardianConsent,
    /// Her own agreement, beside the guardian's consent.
    Assent,
    /// There is consent, but the limits of confidentiality were not told first.
    LimitsNotExplained,
}

/// May a service begin on `day`? Domain.md §2.6; the guard of `accepted → enrolled` in §2.2.
pub fn service_consent(subject: Subject, decisions: &[Decision], day: NaiveDate) -> Result<(), ConsentGap> {
    let decides_herself = if subject.minor {
        let age = subject.service_consent_age.ok_or(ConsentGap::NoJurisdiction)?;
        subject.youngest_age.is_some_and(|youngest| youngest >= age)
    } else {
        true
    };
    let held = |kind: &str, by_herself: bool| {
        let latest = decisions
            .iter()
            .filter(|decision| decision.kind == *kind && (decision.giver == *"young_person") == by_herself)
            .filter(|decision| {
                let guardians = ["parent", "legal_guardian"].contains(&decision.giver.as_str());
                !(subject.guardian_path_off && guardians)
            })
            .rfind(|decision| decision.on <= day)?;
        let in_force = latest.status == *"given" || (!by_herself && latest.status == *"best_interests_decision");
        (in_force && latest.expires_on.is_none_or(|last| day <= last)).then_some(latest)
    };
    let found = if decides_herself {
        vec![held("service_participation", true).ok_or(ConsentGap::OwnConsent)?]
    } else {
        let guardian = held("service_participation", false).ok_or(ConsentGap::GuardianConsent)?;
        vec![guardian, held("assent_service", true).ok_or(ConsentGap::Assent)?]
    };
    if found.iter().all(|decision| decision.limits_explained) {
        Ok(())
    } else {
        Err(ConsentGap::LimitsNotExplained)
    }
}

/// Is consent of this kind in force on `day`: does the latest decision of either side stand, and has it not run out?
///
/// For kinds that have no rule of their own; whether a service may begin is [`service_consent`].
pub fn in_force(decisions: &[Decision], kind: ConsentKind, day: NaiveDate) -> bool {
    let latest = decisions
        .iter()
        .filter(|decision| decision.kind == kind)
        .rfind(|decision| decision.on <= day);
    latest.is_some_and(|decision| {
        ["given", "best_interests_decision"].contains(&decision.status.as_str())
            && decision.expires_on.is_none_or(|last| day <= last)
    })
}

/// Sharing needs a recipient, and the register that knows recipients is not built yet: such a decision cannot be recorded
/// by halves.
pub(super) fn needs_recipient(kind: ConsentKind) -> bool {
    [
        "share_named_recipient",
        "share_recipient_class",
        "multi_agency_conference",
        "justice_record_match",
    ]
    .contains(&kind.as_str())
}

#[cfg(test)]
mod tests {
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
}
