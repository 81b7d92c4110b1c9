//! For which days a figure is asked, and what its counts mean.

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::definition::ValueKind;
use super::survival::Estimate;

/// Fewest units in a denominator for which an interval is given (domain.md §4.1).
pub(in crate::indicators) const INTERVAL_FROM: u32 = 20;
/// The 97.5 % point of the normal distribution: two of them span 95 %.
pub(super) const Z: f64 = 1.959_963_984_540_054;
/// Longest period of one question, in months.
const LONGEST_MONTHS: u32 = 120;
/// So that times over days become times over weeks.
const DAYS_IN_A_WEEK: f64 = 7.0;
/// How far the first clocks of the world are ahead of Greenwich, in hours: a day begins there first.
const FIRST_CLOCKS_AHEAD: i64 = 14;
/// Years a date may lie in: what is outside is a slip of the finger.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// How a figure is taken apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Split {
    /// Not at all.
    #[default]
    None,
    /// By strand.
    Strand,
    /// By site.
    Site,
}

impl Split {
    /// The word the statements know.
    pub(in crate::indicators) const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Strand => "strand",
            Self::Site => "site",
        }
    }
}

/// The days a question is about. All days are days at the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::indicators) struct Window {
    /// First day.
    pub(in crate::indicators) from: NaiveDate,
    /// Last day; it belongs to the period.
    pub(in crate::indicators) to: NaiveDate,
    /// The last day whose facts are known.
    pub(in crate::indicators) as_of: NaiveDate,
}

/// What is wrong with the days asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// `from` is in no sensible year.
    #[error("must be a day between 1900 and 2199")]
    FromOutOfRange,
    /// `to` is in no sensible year.
    #[error("must be a day between 1900 and 2199")]
    ToOutOfRange,
    /// `as_of` is in no sensible year.
    #[error("must be a day between 1900 and 2199")]
    AsOfOutOfRange,
    /// The period ends before it begins.
    #[error("must be the same day as from, or a later one")]
    ToBeforeFrom,
    /// The period is too long.
    #[error("must be less than 10 years after from; ask for a shorter period")]
    TooLong,
    /// Nothing of the period is known.
    #[error("must be the same day as from, or a later one: before it nothing of the period is known")]
    AsOfBeforeFrom,
}

impl Window {
    /// Checks the days; `as_of` is the last day when left out.
    pub(in crate::indicators) fn new(
        from: NaiveDate,
        to: NaiveDate,
        as_of: Option<NaiveDate>,
    ) -> Result<Self, WindowError> {
        let as_of = as_of.unwrap_or(to);
        let sensible = |day: NaiveDate| YEARS.contains(&day.year());
        let too_late = from.checked_add_months(Months::new(LONGEST_MONTHS));
        if !sensible(from) {
            Err(WindowError::FromOutOfRange)
        } else if !sensible(to) {
            Err(WindowError::ToOutOfRange)
        } else if !sensible(as_of) {
            Err(WindowError::AsOfOutOfRange)
        } else if to < from {
            Err(WindowError::ToBeforeFrom)
        } else if too_late.is_none_or(|day| to >= day) {
            Err(WindowError::TooLong)
        } else if as_of < from {
            Err(WindowError::AsOfBeforeFrom)
        } else {
            Ok(Self { from, to, as_of })
        }
    }

    /// The same days, as far as they can be known: not beyond the last day that has begun anywhere. Otherwise somebody who
    /// joined yesterday would count as having stayed for the quarter that is not over.
    pub(in crate::indicators) fn known_at(self, now: DateTime<Utc>) -> Self {
        let begun = (now + Duration::hours(FIRST_CLOCKS_AHEAD)).date_naive();
        Self {
            as_of: self.as_of.min(begun),
            ..self
        }
    }
}

/// One counted line of an indicator: the total, or one part of it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::indicators) struct Count {
    /// The strand's code or the site's id; `None` is the total.
    pub(in crate::indicators) part: Option<String>,
    /// Which way of counting.
    pub(in crate::indicators) variant: String,
    /// Above the line.
    pub(in crate::indicators) numerator: u32,
    /// Below the line; `None` for a plain count or sum.
    pub(in crate::indicators) denominator: Option<u32>,
    /// How single values lie, where they are measured.
    pub(in crate::indicators) spread: Option<Spread>,
    /// The share by Kaplan and Meier's method, where it stands beside the counted one.
    pub(in crate::indicators) estimate: Option<Estimate>,
}

impl Count {
    /// The number itself, in the unit of its kind. `None` for nothing below the line (domain.md §7 no. 11).
    pub(in crate::indicators) fn value(&self, kind: ValueKind) -> Option<f64> {
        let above = match kind {
            ValueKind::Hours | ValueKind::MeanHours => f64::from(self.numerator) / 60.0,
            ValueKind::PerWeek => f64::from(self.numerator) * DAYS_IN_A_WEEK,
            ValueKind::Count | ValueKind::Share | ValueKind::MeanDays | ValueKind::Mean => f64::from(self.numerator),
        };
        match self.denominator {
            None => Some(above),
            Some(0) => None,
            Some(n) => Some(above / f64::from(n)),
        }
    }

    /// The interval around a share of at least [`INTERVAL_FROM`] units.
    pub(in crate::indicators) fn interval(&self, kind: ValueKind) -> Option<Interval> {
        let n = self
            .denominator
            .filter(|n| kind == ValueKind::Share && *n >= INTERVAL_FROM)?;
        Some(Interval::wilson(self.numerator, n))
    }
}

/// How single values lie: a quarter is below the first, half below the second, three quarters below the third. In the
/// unit the variant names. Between two values it is interpolated (`percentile_cont`).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct Spread {
    /// First quartile.
    pub(in crate::indicators) low_quarter: f64,
    /// The middle one.
    pub(in crate::indicators) median: f64,
    /// Third quartile.
    pub(in crate::indicators) high_quarter: f64,
    /// Nine in ten are below it; null where it is not asked.
    pub(in crate::indicators) ninth_tenth: Option<f64>,
}

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct Interval {
    /// Lower end, a share between 0 and 1.
    pub(in crate::indicators) low: f64,
    /// Upper end, a share between 0 and 1.
    pub(in crate::indicators) high: f64,
}

impl Interval {
    /// Wilson's score interval (Wilson 1927), without continuity correction. `n` is not 0.
    fn wilson(numerator: u32, n: u32) -> Self {
        let n = f64::from(n);
        let share = f64::from(numerator) / n;
        let scale = 1.0 + Z * Z / n;
        let centre = (share + Z * Z / (2.0 * n)) / scale;
        let reach = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        Self {
            low: (centre - reach).max(0.0),
            high: (centre + reach).min(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn golden_09_wilson() {
        // domain.md §7 no. 9.
        let Interval { low, high } = Interval::wilson(6, 20);
        assert_eq!(format!("{low:.3} {high:.3}"), "0.145 0.519");
        for (numerator, n) in [(0, 20), (20, 20), (1, 1_000_000)] {
            let Interval { low, high } = Interval::wilson(numerator, n);
            let share = f64::from(numerator) / f64::from(n);
            assert!(
                0.0 <= low && low <= share && share <= high && high <= 1.0,
                "{numerator}/{n}"
            );
        }
    }

    #[test]
    fn an_interval_from_twenty_on_and_only_for_shares() {
        let count = |numerator, denominator| Count {
            part: None,
            variant: "x".to_owned(),
            numerator,
            denominator,
            spread: None,
            estimate: None,
        };
        assert!(count(6, Some(20)).interval(ValueKind::Share).is_some());
        assert_eq!(count(6, Some(19)).interval(ValueKind::Share), None);
        assert_eq!(count(60, None).interval(ValueKind::Count), None);
        assert_eq!(
            count(600, Some(20)).interval(ValueKind::MeanDays),
            None,
            "a mean is no share"
        );
        assert_eq!(count(6, Some(20)).value(ValueKind::Share), Some(0.3));
        assert_eq!(count(60, None).value(ValueKind::Count), Some(60.0));
        assert_eq!(count(90, None).value(ValueKind::Hours), Some(1.5));
        assert_eq!(count(180, Some(2)).value(ValueKind::MeanHours), Some(1.5));
        assert_eq!(count(3, Some(14)).value(ValueKind::PerWeek), Some(1.5));
        assert_eq!(count(0, Some(0)).value(ValueKind::Share), None, "0/0 is no number");
    }

    #[test]
    fn what_has_not_begun_anywhere_is_not_known() {
        let year = Window::new(day("2026-01-01"), day("2026-12-31"), None).unwrap();
        let known_at = |now: &str| year.known_at(now.parse().unwrap()).as_of;
        assert_eq!(known_at("2026-06-10T09:59:59Z"), day("2026-06-10"));
        assert_eq!(
            known_at("2026-06-10T10:00:00Z"),
            day("2026-06-11"),
            "it is the 11th on Kiritimati"
        );
        assert_eq!(known_at("2027-06-10T10:00:00Z"), day("2026-12-31"));
    }

    #[test]
    fn days_that_make_no_period_are_refused() {
        let ask = |from, to, as_of: Option<&str>| Window::new(day(from), day(to), as_of.map(day));
        let one_day = ask("2026-03-01", "2026-03-01", None).unwrap();
        assert_eq!(one_day.as_of, one_day.to, "as of the last day, when left out");
        assert!(ask("2016-01-01", "2025-12-31", None).is_ok(), "ten whole years");
        assert_eq!(ask("2016-01-01", "2026-01-01", None), Err(WindowError::TooLong));
        assert_eq!(ask("2026-03-02", "2026-03-01", None), Err(WindowError::ToBeforeFrom));
        let as_of = |as_of| ask("2026-03-01", "2026-03-31", Some(as_of));
        assert_eq!(as_of("2026-02-28"), Err(WindowError::AsOfBeforeFrom));
        assert!(as_of("2026-03-01").is_ok());
        assert!(as_of("2027-01-01").is_ok());
        assert_eq!(as_of("9999-01-01"), Err(WindowError::AsOfOutOfRange));
        assert_eq!(ask("0026-03-01", "2026-03-01", None), Err(WindowError::FromOutOfRange));
        assert_eq!(ask("2026-03-01", "2200-01-01", None), Err(WindowError::ToOutOfRange));
    }
}
