//! Kinds of consent, and the rule that guards an enrolment.

mod giving;
mod sharing;

use chrono::NaiveDate;

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

pub use giving::{About, Refused, Wish, is_guardian, may_record};
pub use sharing::{Recipient, ShareDecision, Sharer, SharingGap, decides_from, may_share, own_age};

typed_id!(ConsentId, "one decision about consent");
typed_id!(ConsentTextId, "a text that is read out before somebody decides");
typed_id!(
    GuardianPathId,
    "what was said once about asking somebody's parents or guardian"
);
typed_id!(
    CapacityId,
    "one judgement of how somebody understood what she decides about"
);

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

code_list!(
    Witnesses,
    "consent_witness",
    "who else was there (domain.md §2.6)",
    ["colleague", "family_member", "interpreter", "other_adult"]
);
/// A code of the list `consent_witness`.
pub type Witness = Code<Witnesses>;
code_list!(
    CapacityResults,
    "capacity_result",
    "how somebody understood what she decides about (domain.md §2.6)",
    ["understands", "understands_with_support", "not_yet"]
);
/// A code of the list `capacity_result`.
pub type CapacityResult = Code<CapacityResults>;
code_list!(
    BestInterestsReasons,
    "best_interests_reason",
    "why the house decided in somebody's best interests (domain.md §2.6)",
    [
        "no_safe_caregiver",
        "caregiver_not_reached",
        "not_able_to_consent",
        "life_at_risk"
    ]
);
/// A code of the list `best_interests_reason`.
pub type BestInterestsReason = Code<BestInterestsReasons>;

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

#[cfg(test)]
mod tests;
