//! Codes, ages, and the code a person goes by.

use std::ops::RangeInclusive;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(PersonId, "a young person's record");

code_list!(
    Genders,
    "gender_identity",
    "how a person names her gender (domain.md §5.2)",
    ["woman_girl", "man_boy", "nonbinary", "self_described"]
);
/// A code of the list `gender_identity`.
pub type Gender = Code<Genders>;
code_list!(
    MissingReasons,
    "missing_reason",
    "why a field has no value (domain.md §5.1)",
    [
        "unknown_to_person",
        "prefers_not",
        "not_asked",
        "not_applicable",
        "withheld_for_safety",
        "staff_unable_to_determine",
        "discarded_by_policy",
    ]
);
/// A code of the list `missing_reason`.
pub type MissingReason = Code<MissingReasons>;
code_list!(
    IdentityTiers,
    "identity_tier",
    "how much is known of who somebody is (domain.md, appendix A)",
    ["anonymous", "pseudonymous", "identified"]
);
/// A code of the list `identity_tier`.
pub type IdentityTier = Code<IdentityTiers>;
code_list!(
    DisplayModes,
    "display_mode",
    "whether a record needs the quieter rules (design §5)",
    ["normal", "restricted"]
);
/// A code of the list `display_mode`.
pub type DisplayMode = Code<DisplayModes>;
code_list!(
    BirthDateQualities,
    "birth_date_quality",
    "how sure a birth date is (domain.md §5.3)",
    ["exact", "month_year", "year_only", "estimated"]
);
/// A code of the list `birth_date_quality`.
pub type BirthDateQuality = Code<BirthDateQualities>;

/// A birth date and how sure it is. Of a date known to the month or year only that part counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BirthDate {
    /// The day; any day of the month or year when only that is known.
    pub on: NaiveDate,
    /// How sure it is.
    pub quality: BirthDateQuality,
}

impl BirthDate {
    /// The latest day that fits: rules that protect minors assume the youngest she can be.
    fn latest(self) -> Option<NaiveDate> {
        match self.quality.as_str() {
            "exact" => Some(self.on),
            "month_year" => first_of_next_month(self.on)?.pred_opt(),
            _ => NaiveDate::from_ymd_opt(self.on.year(), 12, 31),
        }
    }

    /// Whole years on `day`, the youngest she can be; `None` before birth.
    pub fn age_on(self, day: NaiveDate) -> Option<i32> {
        let years = day.years_since(self.latest()?).or_else(|| day.years_since(self.on))?;
        i32::try_from(years).ok()
    }
}

/// The month from which she counts as of age: the first of the month after the birthday, so that the open record does
/// not give the birthday away and a guard that errs errs on the side of protection.
pub fn minor_until(born: BirthDate, majority: i32) -> Option<NaiveDate> {
    let years = u32::try_from(majority).ok()?;
    let of_age = born.latest()?.checked_add_months(Months::new(years.checked_mul(12)?))?;
    first_of_next_month(of_age)
}

/// Is she a minor on `day`? An age that is not known counts as a minor's.
pub fn minor_on(minor_until: Option<NaiveDate>, day: NaiveDate) -> bool {
    minor_until.is_none_or(|until| day < until)
}

/// The youngest and the oldest she can be on `day`, in whole years, of whom the open record knows the year of birth only.
pub fn ages_on(birth_year: i32, day: NaiveDate) -> RangeInclusive<i32> {
    let oldest = day.year() - birth_year;
    oldest - 1..=oldest
}

fn first_of_next_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))
}

/// The code a person goes by on paper and screens: six letters and digits that are not mistaken for each other, random,
/// derived from nothing (domain.md §6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = String, example = "K7PQ2M")]
pub struct PublicCode(String);

impl PublicCode {
    /// From 64 random bits.
    pub fn from_random(mut bits: u64) -> Self {
        const LETTERS: [char; 32] = [
            'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W',
            'X', 'Y', 'Z', '2', '3', '4', '5', '6', '7', '8', '9',
        ];
        let mut code = String::with_capacity(6);
        for _ in 0..6 {
            let place = usize::try_from(bits % 32).unwrap_or_default();
            code.extend(LETTERS.get(place));
            bits /= 32;
        }
        Self(code)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How much is known of who somebody is, from what was told.
pub(super) fn identity_tier(legal_name: bool, known_as: bool) -> &'static str {
    if legal_name {
        "identified"
    } else if known_as {
        "pseudonymous"
    } else {
        "anonymous"
    }
}

/// Is this a language tag (BCP 47) as we store it?
pub(crate) fn language_tag(tag: &str) -> Result<(), validator::ValidationError> {
    let mut parts = tag.split('-');
    let primary = parts
        .next()
        .is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase()));
    let rest = parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if primary && rest {
        Ok(())
    } else {
        let mut error = validator::ValidationError::new("language");
        error.message = Some("must be a language tag such as es or pt-BR".into());
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn born(on: &str, quality: &str) -> BirthDate {
        BirthDate {
            on: day(on),
            quality: Code::parse(quality).unwrap(),
        }
    }

    #[test]
    fn she_is_a_minor_to_the_end_of_the_month_of_her_birthday() {
        let until = minor_until(born("2008-05-14", "exact"), 18);
        assert_eq!(until, Some(day("2026-06-01")));
        assert!(minor_on(until, day("2026-05-31")));
        assert!(!minor_on(until, day("2026-06-01")));
        assert!(minor_on(None, day("2026-06-01")), "unknown counts as a minor");
    }

    #[test]
    fn a_birth_date_known_in_part_assumes_the_youngest() {
        assert_eq!(
            minor_until(born("2008-05-14", "month_year"), 18),
            Some(day("2026-06-01"))
        );
        assert_eq!(
            minor_until(born("2008-05-14", "year_only"), 18),
            Some(day("2027-01-01"))
        );
        assert_eq!(minor_until(born("2008-02-29", "exact"), 21), Some(day("2029-03-01")));
        assert_eq!(born("2008-05-14", "exact").age_on(day("2026-05-13")), Some(17));
        assert_eq!(born("2008-05-14", "exact").age_on(day("2026-05-14")), Some(18));
        assert_eq!(born("2008-05-14", "year_only").age_on(day("2026-05-14")), Some(17));
        assert_eq!(born("2027-01-01", "exact").age_on(day("2026-05-14")), None);
    }

    #[test]
    fn codes_are_six_plain_letters_and_digits() {
        for bits in [0, 1, 31, 32, u64::MAX, 0x0123_4567_89ab_cdef] {
            let code = PublicCode::from_random(bits);
            assert_eq!(code.as_str().len(), 6);
            assert!(!code.as_str().contains(['I', 'O', '0', '1']), "{code:?}");
        }
    }
}
