//! What is found when somebody leaves: each a value, or why there is none.

use super::ExitRefused;
use crate::code_list;
use crate::people::MissingReason;
use crate::platform::codes::Code;

code_list!(
    ExitInitiators,
    "exit_initiator",
    "who wanted an enrolment to end (domain.md §2.20)",
    ["person", "programme", "authority", "other"]
);
/// A code of the list `exit_initiator`.
pub type Initiator = Code<ExitInitiators>;
code_list!(
    LivingSituations,
    "living_situation",
    "where somebody lives (domain.md §5.6)",
    [
        "with_parents",
        "with_relatives",
        "with_partner_or_own_family",
        "with_friends_temporary",
        "foster_care",
        "residential_care",
        "independent_renting",
        "supported_or_transitional",
        "host_home",
        "shelter_emergency",
        "hotel_paid",
        "street_or_not_habitable",
        "hospital_or_treatment",
        "custody",
        "protected_location",
        "child_headed_household",
        "other",
    ]
);
/// A code of the list `living_situation`.
pub type Living = Code<LivingSituations>;
code_list!(
    SchoolStatuses,
    "school_status",
    "how somebody goes to school (domain.md §5.7)",
    [
        "attending_regularly",
        "attending_irregularly",
        "graduated",
        "equivalency_obtained",
        "dropped_out",
        "suspended",
        "expelled",
        "never_enrolled",
        "not_school_age",
        "home_or_alternative",
        "in_custody_education",
    ]
);
/// A code of the list `school_status`.
pub type School = Code<SchoolStatuses>;
code_list!(
    EmploymentStatuses,
    "employment_status",
    "how somebody works (domain.md §5.7)",
    [
        "employed_full_time",
        "employed_part_time",
        "seasonal_or_day",
        "self_employed",
        "subsidised_or_transitional",
        "apprenticeship",
        "unemployed_looking",
        "unable_to_work",
        "not_looking",
        "unpaid_family_work",
        "informal_work",
        "illicit_income_only",
        "in_education_only",
    ]
);
/// A code of the list `employment_status`.
pub type Employment = Code<EmploymentStatuses>;
code_list!(
    SafeContactRules,
    "safe_contact_rule",
    "how somebody may be reached after she left (domain.md §2.20)",
    [
        "any_safe_contact",
        "message_first",
        "never_leave_messages",
        "through_trusted_person",
        "in_person_only",
        "they_contact_us",
    ]
);
/// A code of the list `safe_contact_rule`.
pub type SafeContact = Code<SafeContactRules>;

/// A value, or why there is none: never both, never nothing (domain.md §0, rule 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<T> {
    /// What was found.
    Value(T),
    /// Why nothing was.
    Missing(MissingReason),
}

impl<T> Told<T> {
    /// Reads the two fields of a request; `field` names the first. Neither of them means that nobody asked.
    pub fn of(value: Option<T>, missing: Option<MissingReason>, field: &'static str) -> Result<Self, ExitRefused> {
        match (value, missing) {
            (Some(value), None) => Ok(Self::Value(value)),
            (None, Some(reason)) => Ok(Self::Missing(reason)),
            (Some(_), Some(_)) => Err(ExitRefused::ValueAndReason(field)),
            (None, None) => Code::parse("not_asked")
                .map(Self::Missing)
                .ok_or(ExitRefused::ValueAndReason(field)),
        }
    }

    /// The two columns it is stored in.
    pub fn columns(self) -> (Option<T>, Option<MissingReason>) {
        match self {
            Self::Value(value) => (Some(value), None),
            Self::Missing(reason) => (None, Some(reason)),
        }
    }
}

/// What was found when somebody left (domain.md §2.20).
#[derive(Debug, Clone, Copy)]
pub struct ExitRecord {
    /// Who wanted it.
    pub initiator: Told<Initiator>,
    /// Was it planned?
    pub planned: Told<bool>,
    /// Where she lives.
    pub living: Told<Living>,
    /// How she goes to school.
    pub school: Told<School>,
    /// How she works.
    pub employment: Told<Employment>,
    /// How she was, as a percentage: what an instrument came to, never a guess.
    pub wellbeing: Told<i32>,
    /// How content she was, from 1 to 5.
    pub satisfaction: Told<i32>,
    /// May anybody ask after her later without bringing her into danger?
    pub safe_to_follow_up: Told<bool>,
    /// How she is then reached.
    pub safe_contact_rule: Option<SafeContact>,
}

impl ExitRecord {
    /// How to reach her is said where it is safe to, and only there.
    pub fn check(self) -> Result<(), ExitRefused> {
        let safe = self.safe_to_follow_up == Told::Value(true);
        if self.safe_contact_rule.is_some() == safe {
            Ok(())
        } else {
            Err(ExitRefused::SafeContactRule)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_means_that_nobody_asked() {
        let reason: Option<MissingReason> = Code::parse("prefers_not");
        assert_eq!(Told::of(Some(3), None, "/satisfaction"), Ok(Told::Value(3)));
        assert_eq!(
            Told::<i32>::of(None, reason, "/satisfaction"),
            Ok(Told::Missing(reason.unwrap()))
        );
        let not_asked = Told::<i32>::of(None, None, "/satisfaction").unwrap();
        assert_eq!(not_asked.columns(), (None, Code::parse("not_asked")));
        assert_eq!(
            Told::of(Some(3), reason, "/satisfaction"),
            Err(ExitRefused::ValueAndReason("/satisfaction"))
        );
    }
}
