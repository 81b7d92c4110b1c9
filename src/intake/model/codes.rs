//! Code lists of intake (domain.md §2.2–2.4, §5.9).

use crate::code_list;
use crate::platform::codes::Code;

code_list!(
    ReferralSources,
    "referral_source",
    "who asked (domain.md §5.9)",
    [
        "self",
        "family_or_friend",
        "outreach_worker",
        "peer_participant",
        "school",
        "child_protection",
        "juvenile_justice",
        "probation_parole",
        "police",
        "prosecutor",
        "court",
        "prison_or_detention",
        "hospital_trauma",
        "mental_health_service",
        "shelter",
        "residential_project",
        "hotline",
        "faith_group",
        "community_leader",
        "employer_training_provider",
        "social_media_online",
        "partner_ngo",
        "government_other",
        "data_driven_list",
        "other",
    ]
);
/// A code of the list `referral_source`.
pub type ReferralSource = Code<ReferralSources>;
code_list!(
    Mandates,
    "referral_mandate",
    "whether somebody obliges her to come, the most binding last (domain.md §5.9)",
    [
        "voluntary",
        "parental_insistence",
        "supervision_condition",
        "diversion_condition",
        "court_ordered",
    ]
);
/// A code of the list `referral_mandate`.
pub type Mandate = Code<Mandates>;
code_list!(
    Urgencies,
    "referral_urgency",
    "how soon she must be seen, the most urgent first (domain.md §2.2)",
    ["immediate", "urgent", "routine"]
);
/// A code of the list `referral_urgency`.
pub type Urgency = Code<Urgencies>;
code_list!(
    ReferralReasons,
    "referral_reason",
    "what they hope for, in words every reader of the place may know",
    [
        "school",
        "work",
        "training",
        "family",
        "housing",
        "safety",
        "wellbeing",
        "leisure",
        "guidance",
        "documents",
        "legal",
        "other",
    ]
);
/// A code of the list `referral_reason`.
pub type ReferralReason = Code<ReferralReasons>;
code_list!(
    ReferralAgreements,
    "referral_agreement",
    "whether she agreed to be referred (domain.md §2.3)",
    ["yes", "no", "unknown"]
);
/// A code of the list `referral_agreement`.
pub type ReferralAgreement = Code<ReferralAgreements>;
code_list!(
    ContactSafeties,
    "contact_safety",
    "whether there is a safe way to reach her (domain.md §2.2)",
    ["safe", "unsafe", "unknown"]
);
/// A code of the list `contact_safety`.
pub type ContactSafety = Code<ContactSafeties>;
code_list!(
    ReferralSteps,
    "referral_step",
    "what was done about a referral (domain.md §2.2)",
    [
        "received",
        "triaged",
        "attempted",
        "contacted",
        "screening_begun",
        "redirected",
        "closed",
    ]
);
/// A code of the list `referral_step`.
pub type ReferralStep = Code<ReferralSteps>;
code_list!(
    ReferralStates,
    "referral_state",
    "where a referral stands (domain.md §2.2)",
    ["received", "triaged", "screening", "redirected", "closed"]
);
/// A code of the list `referral_state`.
pub type ReferralState = Code<ReferralStates>;
code_list!(
    EndReasons,
    "referral_end_reason",
    "why it goes no further here (domain.md §2.4)",
    [
        "not_interested",
        "no_longer_needed",
        "not_reached",
        "moved_away",
        "other_programme_fits",
        "outside_age",
        "outside_area",
        "needs_other_service",
        "no_capacity",
        "not_safe_here",
        "in_programme_already",
        "other",
    ]
);
/// A code of the list `referral_end_reason`.
pub type EndReason = Code<EndReasons>;

/// Does an authority oblige her to come? What parents insist on is no mandate: only a court, a prosecutor or the police
/// give one (domain.md §2.3).
pub fn is_mandated(mandate: Mandate) -> bool {
    !["voluntary", "parental_insistence"].contains(&mandate.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    #[test]
    fn only_an_authority_gives_a_mandate() {
        let mandated = Mandates::CODES
            .iter()
            .filter(|code| is_mandated(Code::parse(code).unwrap()));
        assert_eq!(
            mandated.copied().collect::<Vec<_>>(),
            ["supervision_condition", "diversion_condition", "court_ordered"]
        );
    }
}
