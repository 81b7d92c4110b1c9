//! Programmes, their strands and prevention tiers.

use chrono::NaiveDate;

use crate::code_list;
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::typed_id;

typed_id!(
    DosageRuleId,
    "how much of a programme somebody is to get, from a day on"
);
typed_id!(ProgrammeId, "a programme: what an organisation offers in one strand");

code_list!(
    Strands,
    "strand",
    "what kind of help a programme is (domain.md §1.1)",
    [
        "training",
        "employment",
        "sport",
        "culture",
        "mentoring",
        "mental_health",
        "oc_education",
        "diversion",
        "reentry",
        "recruitment_prevention",
        "gang_exit",
    ]
);

code_list!(
    PreventionTiers,
    "prevention_tier",
    "whom a programme is for (domain.md §1.1)",
    [
        "primary",
        "secondary",
        "intervention",
        "reentry",
        "suppression_adjacent"
    ]
);

code_list!(
    DosageMeasures,
    "dosage_measure",
    "in what it is measured how much of a programme somebody is to get (domain.md §2.8)",
    ["contacts_per_week", "minutes_per_week", "sessions_in_all"]
);
/// A code of list `dosage_measure`.
pub type DosageMeasure = Code<DosageMeasures>;

/// A code of list `strand`.
pub type Strand = Code<Strands>;
/// A code of list `prevention_tier`.
pub type PreventionTier = Code<PreventionTiers>;

/// What other features need to know about a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgrammePlace {
    /// What kind of help it is.
    pub strand: Strand,
    /// Whom it is for.
    pub tier: PreventionTier,
    /// Where it runs; `None`: at every site of the organisation.
    pub site: Option<SiteId>,
}

/// How much of a programme somebody is to get, from a day on (domain.md §2.8, DOS-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dosage {
    /// In what it is measured.
    pub measure: DosageMeasure,
    /// How much of it.
    pub amount: i32,
    /// Of a whole course: over how many days in the programme it is spread.
    pub over_days: Option<i32>,
    /// The first day on which it counts.
    pub valid_from: NaiveDate,
}

/// A whole course is spread over days, and nothing else is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a whole course is spread over days, and nothing else is")]
pub struct DosageRefused;

impl Dosage {
    /// Does it say over how many days, where that must be said?
    pub fn check(self) -> Result<(), DosageRefused> {
        if self.over_days.is_some() == (self.measure == *"sessions_in_all") {
            Ok(())
        } else {
            Err(DosageRefused)
        }
    }
}

/// The strand cannot be offered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the protected pathway is not built yet; a gang-exit programme kept like any other would show who is leaving. \
     Open it once the pathway is there"
)]
pub struct StrandNotAvailable;

/// May a programme of this strand be opened? Gang exit may not before its own wall stands: whoever reads the enrolments of
/// a place would see who is leaving (domain.md §6.3).
pub fn may_open(strand: Strand) -> Result<(), StrandNotAvailable> {
    if strand == *"gang_exit" {
        return Err(StrandNotAvailable);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    #[test]
    fn only_a_whole_course_is_spread_over_days() {
        for measure in DosageMeasures::CODES {
            let dosage = |over_days| Dosage {
                measure: Code::parse(measure).unwrap(),
                amount: 2,
                over_days,
                valid_from: NaiveDate::default(),
            };
            assert_eq!(
                dosage(Some(168)).check().is_ok(),
                *measure == "sessions_in_all",
                "{measure}"
            );
            assert_eq!(
                dosage(None).check().is_err(),
                *measure == "sessions_in_all",
                "{measure}"
            );
        }
    }

    #[test]
    fn every_strand_may_be_opened_but_the_one_without_a_wall() {
        for code in Strands::CODES {
            let strand = Code::<Strands>::parse(code).unwrap();
            assert_eq!(may_open(strand).is_err(), *code == "gang_exit", "{code}");
        }
    }
}
