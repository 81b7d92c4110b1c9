//! The simulated time: from when to when, and on which days a house is open.

use chrono::{DateTime, Datelike, Duration, NaiveDate, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use crate::releases::Period;

/// The demo's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct History {
    /// Its first day: 1 January of the year before the last publishable one.
    pub(super) first: NaiveDate,
    /// Its last instant.
    pub(super) now: DateTime<Utc>,
}

impl History {
    /// The history that ends now.
    pub(super) fn until(now: DateTime<Utc>) -> Self {
        let year = last_publishable_year(now.date_naive()) - 1;
        Self {
            first: NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN),
            now,
        }
    }

    /// The last day that is over everywhere on earth: nothing is dated later.
    pub(super) fn last(self) -> NaiveDate {
        (self.now - Duration::hours(32)).date_naive()
    }

    /// `at`, but not after the end.
    pub(super) fn clip(self, at: DateTime<Utc>) -> DateTime<Utc> {
        at.min(self.now)
    }
}

/// The latest calendar year whose figures may be published on `today`.
pub(super) fn last_publishable_year(today: NaiveDate) -> i32 {
    let last = today.year() - 1;
    if Period::of(last).is_publishable(today) {
        last
    } else {
        last - 1
    }
}

/// Is the house open? Not on weekends, nor between Christmas and Epiphany, nor on its country's fixed holidays.
pub(super) fn is_open(day: NaiveDate, holidays: &[(u32, u32)]) -> bool {
    let date = (day.month(), day.day());
    let closed = matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        || date >= (12, 24)
        || date <= (1, 6)
        || holidays.contains(&date);
    !closed
}

/// `day`, or the next day on which the house is open.
pub(super) fn open_from(day: NaiveDate, holidays: &[(u32, u32)]) -> NaiveDate {
    day.iter_days().find(|day| is_open(*day, holidays)).unwrap_or(day)
}

/// An hour of a day by the site's clock. Where the clocks go forward over it, an hour later.
pub(super) fn at(zone: Tz, day: NaiveDate, hour: i64, minute: i64) -> DateTime<Utc> {
    let wall = day.and_time(chrono::NaiveTime::MIN) + Duration::minutes(hour * 60 + minute);
    zone.from_local_datetime(&wall)
        .earliest()
        .or_else(|| zone.from_local_datetime(&(wall + Duration::hours(1))).earliest())
        .map_or_else(|| wall.and_utc(), |local| local.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::local_day;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_may_be_published_90_days_after_its_end() {
        for (today, year) in [
            ("2026-03-30", 2024),
            ("2026-03-31", 2025),
            ("2026-11-22", 2025),
            ("2027-03-31", 2026),
        ] {
            assert_eq!(last_publishable_year(day(today)), year, "{today}");
        }
        let history = History::until("2026-11-22T10:00:00Z".parse().unwrap());
        assert_eq!(history.first, day("2024-01-01"));
    }

    #[test]
    fn houses_close_on_weekends_and_holidays() {
        let holidays = [(5, 1)];
        assert!(is_open(day("2025-04-30"), &holidays));
        for closed in ["2025-05-01", "2025-05-03", "2025-05-04", "2025-12-24", "2026-01-06"] {
            assert!(!is_open(day(closed), &holidays), "{closed}");
        }
        assert_eq!(open_from(day("2025-05-01"), &holidays), day("2025-05-02"));
        assert_eq!(open_from(day("2025-12-24"), &holidays), day("2026-01-07"));
    }

    #[test]
    fn an_hour_is_the_sites_own_even_where_clocks_change() {
        for zone in [
            chrono_tz::America::Tijuana,
            chrono_tz::America::St_Johns,
            chrono_tz::Europe::Berlin,
        ] {
            for date in ["2025-03-09", "2025-03-30", "2025-11-02"] {
                let instant = at(zone, day(date), 2, 30);
                assert_eq!(local_day(instant, zone), day(date), "{zone} {date}");
            }
        }
        assert_eq!(
            at(chrono_tz::America::St_Johns, day("2025-01-15"), 9, 0),
            "2025-01-15T12:30:00Z".parse::<DateTime<Utc>>().unwrap()
        );
    }
}
