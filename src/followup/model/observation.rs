//! What is measured, when, and in what.

use chrono::NaiveDate;

use crate::code_list;
use crate::enrolment::{EmploymentStatuses, LivingSituations, SchoolStatuses};
use crate::people::MissingReason;
use crate::platform::codes::{Code, CodeList};

code_list!(
    OutcomeMeasures,
    "outcome_measure",
    "what is measured of how somebody is (domain.md §2.20, lists of §5.6 and §5.7)",
    [
        "living_situation",
        "housing_stability",
        "school_status",
        "employment_status",
        "hours_worked_week",
        "wellbeing",
        "life_satisfaction",
        "supportive_adults",
    ]
);
/// A code of the list `outcome_measure`.
pub type Measure = Code<OutcomeMeasures>;
code_list!(
    Stages,
    "observation_stage",
    "when something was found (domain.md §2.20)",
    [
        "baseline",
        "update",
        "exit",
        "annual",
        "followup_3m",
        "followup_6m",
        "followup_12m",
        "followup_24m",
    ]
);
/// A code of the list `observation_stage`.
pub type Stage = Code<Stages>;
code_list!(
    HousingStabilities,
    "housing_stability",
    "how safe a home is from being lost (domain.md §5.6)",
    ["stable", "at_risk", "unstable", "homeless"]
);

/// In what something is measured.
#[derive(Debug, Clone, Copy)]
pub enum Scale {
    /// One of these codes.
    Codes(&'static [&'static str]),
    /// A number from the first to the second.
    Numbers(f64, f64),
}

/// The goal domain a measure belongs to (domain.md §5.4), and its scale.
///
/// Wellbeing is a percentage, as WHO-5 gives it (§7, case 3); satisfaction with life a ladder of ten steps; hours are those of
/// one week.
pub fn scale(measure: Measure) -> (&'static str, Scale) {
    match measure.as_str() {
        "living_situation" => ("housing", Scale::Codes(LivingSituations::CODES)),
        "housing_stability" => ("housing", Scale::Codes(HousingStabilities::CODES)),
        "school_status" => ("education", Scale::Codes(SchoolStatuses::CODES)),
        "employment_status" => ("employment", Scale::Codes(EmploymentStatuses::CODES)),
        "hours_worked_week" => ("employment", Scale::Numbers(0.0, 168.0)),
        "wellbeing" => ("mental_health", Scale::Numbers(0.0, 100.0)),
        "life_satisfaction" => ("mental_health", Scale::Numbers(0.0, 10.0)),
        _ => ("peers_leisure", Scale::Numbers(0.0, 100.0)),
    }
}

/// What was found: a code, a number, or why there is neither.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observed {
    /// A code of the measure's own list.
    Code(&'static str),
    /// A number on its scale.
    Number(f64),
    /// Why there is none.
    Missing(MissingReason),
}

/// Why an observation is not recorded like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ObservationRefused {
    /// Not exactly one of code, number and reason.
    #[error("a code, a number, or why there is none")]
    ValueOrReason,
    /// A code where the measure has numbers, or a code its list does not have.
    #[error("no code of this measure")]
    NotSuchACode,
    /// A number where the measure has codes, or one outside its scale.
    #[error("no number of this measure")]
    NotSuchANumber,
    /// In the future.
    #[error("in the future")]
    InFuture,
    /// Before the window of the follow-up opened.
    #[error("before the window opened")]
    TooEarly,
}

impl Observed {
    /// Reads what was sent for a measure.
    pub fn of(
        measure: Measure,
        code: Option<&str>,
        number: Option<f64>,
        missing: Option<MissingReason>,
    ) -> Result<Self, ObservationRefused> {
        let (_, scale) = scale(measure);
        match (code, number, missing) {
            (Some(code), None, None) => match scale {
                Scale::Codes(codes) => codes
                    .iter()
                    .find(|known| **known == code)
                    .map(|known| Self::Code(known))
                    .ok_or(ObservationRefused::NotSuchACode),
                Scale::Numbers(..) => Err(ObservationRefused::NotSuchACode),
            },
            (None, Some(number), None) => match scale {
                Scale::Numbers(least, most) if (least..=most).contains(&number) => Ok(Self::Number(number)),
                Scale::Codes(_) | Scale::Numbers(..) => Err(ObservationRefused::NotSuchANumber),
            },
            (None, None, Some(reason)) => Ok(Self::Missing(reason)),
            _ => Err(ObservationRefused::ValueOrReason),
        }
    }
}

/// Months after leaving at which a stage is a follow-up; `None`: it is none.
pub(in crate::followup) fn followup_months(stage: Stage) -> Option<i32> {
    match stage.as_str() {
        "followup_3m" => Some(3),
        "followup_6m" => Some(6),
        "followup_12m" => Some(12),
        "followup_24m" => Some(24),
        _ => None,
    }
}

/// Is the day of an observation one on which it can have been made? `opens_on` is that of its follow-up.
pub(in crate::followup) fn check_day(
    on: NaiveDate,
    today: NaiveDate,
    opens_on: Option<NaiveDate>,
) -> Result<(), ObservationRefused> {
    if on > today {
        return Err(ObservationRefused::InFuture);
    }
    if opens_on.is_some_and(|opens| on < opens) {
        return Err(ObservationRefused::TooEarly);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::GoalDomains;

    fn measure(code: &str) -> Measure {
        Code::parse(code).unwrap()
    }

    #[test]
    fn every_measure_has_a_domain_and_a_scale_that_holds_something() {
        for code in OutcomeMeasures::CODES {
            let (domain, scale) = scale(measure(code));
            assert!(GoalDomains::CODES.contains(&domain), "{code}");
            match scale {
                Scale::Codes(codes) => assert!(codes.len() > 3, "{code}"),
                Scale::Numbers(least, most) => assert!(least < most, "{code}"),
            }
        }
    }

    #[test]
    fn a_value_fits_its_measure_or_there_is_a_reason() {
        let of = |name, code, number, missing: Option<&str>| {
            Observed::of(
                measure(name),
                code,
                number,
                missing.map(|reason| Code::parse(reason).unwrap()),
            )
        };
        assert_eq!(
            of("school_status", Some("graduated"), None, None),
            Ok(Observed::Code("graduated"))
        );
        assert_eq!(
            of("school_status", Some("custody"), None, None),
            Err(ObservationRefused::NotSuchACode)
        );
        assert_eq!(
            of("wellbeing", Some("good"), None, None),
            Err(ObservationRefused::NotSuchACode)
        );
        for (number, fits) in [
            (0.0, true),
            (100.0, true),
            (100.5, false),
            (-0.5, false),
            (f64::NAN, false),
        ] {
            assert_eq!(of("wellbeing", None, Some(number), None).is_ok(), fits, "{number}");
        }
        assert_eq!(
            of("living_situation", None, Some(1.0), None),
            Err(ObservationRefused::NotSuchANumber)
        );
        assert_eq!(
            of("wellbeing", None, None, Some("prefers_not")),
            Ok(Observed::Missing(Code::parse("prefers_not").unwrap()))
        );
        for (number, missing) in [(None, None), (Some(4.0), Some("not_asked"))] {
            assert_eq!(
                of("wellbeing", None, number, missing),
                Err(ObservationRefused::ValueOrReason)
            );
        }
    }

    #[test]
    fn every_stage_of_a_follow_up_says_of_which() {
        for stage in Stages::CODES {
            let months = followup_months(Code::parse(stage).unwrap());
            let named = stage
                .strip_prefix("followup_")
                .map(|rest| rest.trim_end_matches('m').parse().unwrap());
            assert_eq!(months, named, "{stage}");
        }
    }
}
