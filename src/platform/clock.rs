//! Time is a parameter: only [`SystemClock`] asks the machine, everything else asks a [`Clock`].

use std::fmt;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Where the present moment comes from.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The present instant, to the microsecond (what Postgres keeps).
    fn now(&self) -> DateTime<Utc>;
}

/// The shared handle under which a clock travels.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    fn now(&self) -> DateTime<Utc> {
        to_microseconds(Utc::now())
    }
}

/// A clock that stands still until it is set: for tests and for the demo's invented history.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock standing at `now`.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(to_microseconds(now)))
    }

    /// Moves the clock to `now`, forwards or backwards.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to_microseconds(now);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Postgres keeps microseconds; a value that came back from it must equal the one that was sent.
fn to_microseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

/// The calendar day of an instant in a place's own time zone.
pub fn local_day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The instant at which a day begins in a place's own time zone. Where the clocks skip midnight, the first instant there is.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    // No place skips more than the hour after midnight when its clocks go forward.
    [midnight, midnight + TimeDelta::hours(1)]
        .into_iter()
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|start| start.with_timezone(&Utc))
}

/// The instant at which the day of `at` ends in a place's own time zone.
pub fn end_of_day(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let next = local_day(at, zone).succ_opt().unwrap_or(NaiveDate::MAX);
    start_of_day(next, zone).unwrap_or(at)
}

/// Whole years between two days, as ages are counted: a person born on 29 February comes of age on 1 March.
pub fn whole_years(from: NaiveDate, to: NaiveDate) -> Option<u32> {
    to.years_since(from)
}

/// `days` before `day`, or the first day there is.
pub fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

/// `months` after `day`, clipped to the end of a shorter month; or the last day there is.
pub fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_sites_own() {
        let late = "2026-03-28T23:30:00Z".parse().unwrap();
        assert_eq!(
            local_day(late, chrono_tz::Europe::Berlin),
            NaiveDate::from_ymd_opt(2026, 3, 29).unwrap()
        );
        assert_eq!(
            local_day(late, chrono_tz::America::Bogota),
            NaiveDate::from_ymd_opt(2026, 3, 28).unwrap()
        );
        // An hour after the clocks went forward in Berlin: still the same day, not a lost one.
        let after = "2026-03-29T01:30:00Z".parse().unwrap();
        assert_eq!(
            local_day(after, chrono_tz::Europe::Berlin),
            NaiveDate::from_ymd_opt(2026, 3, 29).unwrap()
        );
    }

    #[test]
    fn a_day_ends_by_the_sites_own_clock() {
        let end = |at: &str, zone| end_of_day(at.parse().unwrap(), zone).to_rfc3339();
        let bogota = chrono_tz::America::Bogota;
        assert_eq!(end("2026-03-28T04:59:00Z", bogota), "2026-03-28T05:00:00+00:00");
        assert_eq!(end("2026-03-28T05:00:00Z", bogota), "2026-03-29T05:00:00+00:00");
        // The day on which Berlin goes forward has 23 hours, and the one on which it goes back 25.
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(end("2026-03-28T23:30:00Z", berlin), "2026-03-29T22:00:00+00:00");
        assert_eq!(end("2026-10-24T22:30:00Z", berlin), "2026-10-25T23:00:00+00:00");
        // In Beirut the clocks go forward at midnight: there is no midnight on 29 March 2026.
        let beirut = chrono_tz::Asia::Beirut;
        assert_eq!(end("2026-03-28T12:00:00Z", beirut), "2026-03-28T22:00:00+00:00");
    }

    #[test]
    fn ages_change_on_the_birthday() {
        let born = NaiveDate::from_ymd_opt(2008, 2, 29).unwrap();
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        assert_eq!(whole_years(born, day(2, 28)), Some(17));
        assert_eq!(whole_years(born, day(3, 1)), Some(18));
    }
}
