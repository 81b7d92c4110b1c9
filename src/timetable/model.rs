//! Cohorts, schedules by the week and holidays.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use crate::platform::ids::StaffId;
use crate::sessions::{ContactMode, GroupTitle, SessionKind};
use crate::typed_id;

typed_id!(CohortId, "a cohort: a group of a programme with places and members");
typed_id!(CohortMemberId, "a member of a cohort");
typed_id!(ScheduleId, "when a cohort meets, every week or every few");
typed_id!(HolidayId, "a day on which nobody meets");

/// Days for which sessions are planned ahead: a month's calendar, and not so far that every change leaves a trail \[D\].
pub const HORIZON_DAYS: i32 = 28;

/// When a cohort meets, every week or every few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weekly {
    /// What it is.
    pub kind: SessionKind,
    /// How they meet.
    pub mode: ContactMode,
    /// What stands on the roll.
    pub title: Option<GroupTitle>,
    /// From 1, Monday, to 7, Sunday (ISO 8601).
    pub weekday: i32,
    /// Every how many weeks, 1 to 4.
    pub every_weeks: i32,
    /// A day, of whichever weekday, in a week in which they meet: the others are counted from it, Monday to Sunday.
    pub anchor_on: NaiveDate,
    /// When, on the clock of the site. Where the clocks leap over it, an hour later; where it comes twice, the second time.
    pub starts_local: NaiveTime,
    /// How long, in minutes.
    pub minutes: i32,
    /// Who leads.
    pub lead: StaffId,
    /// The first day on which it may be.
    pub from_on: NaiveDate,
    /// The last one.
    pub to_on: Option<NaiveDate>,
}

/// What is to be different. What is left out stays.
#[derive(Debug, Clone, Default)]
pub struct WeeklyChange {
    /// Another weekday.
    pub weekday: Option<i32>,
    /// More or fewer weeks.
    pub every_weeks: Option<i32>,
    /// Other weeks.
    pub anchor_on: Option<NaiveDate>,
    /// Another time.
    pub starts_local: Option<NaiveTime>,
    /// Another length.
    pub minutes: Option<i32>,
    /// Another lead.
    pub lead: Option<StaffId>,
    /// Another last day.
    pub to_on: Option<NaiveDate>,
}

/// Why a timetable is not like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimetableRefused {
    /// The last day lies before the first.
    #[error("ends before it begins")]
    EndsBefore,
    /// Nothing is to be different.
    #[error("nothing to change")]
    NothingToChange,
    /// A day outside the cohort's own, or the enrolment's.
    #[error("outside")]
    Outside,
    /// Leaves before she joined.
    #[error("leaves before joining")]
    LeavesBefore,
}

impl Weekly {
    /// Does it end after it begins?
    pub fn check(&self) -> Result<(), TimetableRefused> {
        if self.to_on.is_some_and(|last| last < self.from_on) {
            return Err(TimetableRefused::EndsBefore);
        }
        Ok(())
    }

    /// The schedule as it is to be.
    pub fn changed(mut self, change: &WeeklyChange) -> Result<Self, TimetableRefused> {
        let before = self.clone();
        self.weekday = change.weekday.unwrap_or(self.weekday);
        self.every_weeks = change.every_weeks.unwrap_or(self.every_weeks);
        self.anchor_on = change.anchor_on.unwrap_or(self.anchor_on);
        self.starts_local = change.starts_local.unwrap_or(self.starts_local);
        self.minutes = change.minutes.unwrap_or(self.minutes);
        self.lead = change.lead.unwrap_or(self.lead);
        self.to_on = change.to_on.or(self.to_on);
        if self == before {
            return Err(TimetableRefused::NothingToChange);
        }
        self.check()?;
        Ok(self)
    }
}

/// The first day from `from_on` on that is this weekday, 1 to 7: the week counted from where nobody says another.
pub fn first_turn(from_on: NaiveDate, weekday: i32) -> NaiveDate {
    let days = (i64::from(weekday) - i64::from(from_on.weekday().number_from_monday())).rem_euclid(7);
    from_on
        .checked_add_days(Days::new(days.unsigned_abs()))
        .unwrap_or(from_on)
}

/// May somebody be a member from this day on: within the cohort's days, and those of her enrolment?
pub(super) fn may_join(
    on: NaiveDate,
    cohort: (NaiveDate, Option<NaiveDate>),
    enrolled_on: NaiveDate,
    exited_on: Option<NaiveDate>,
) -> Result<(), TimetableRefused> {
    let (starts_on, ends_on) = cohort;
    let inside = ends_on.is_none_or(|last| on <= last) && on >= enrolled_on && exited_on.is_none();
    if inside && on >= starts_on {
        Ok(())
    } else {
        Err(TimetableRefused::Outside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::Code;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn weekly() -> Weekly {
        Weekly {
            kind: Code::parse("sport_session").unwrap(),
            mode: Code::parse("in_person_community").unwrap(),
            title: None,
            weekday: 6,
            every_weeks: 1,
            anchor_on: day("2026-06-06"),
            starts_local: "15:00:00".parse().unwrap(),
            minutes: 90,
            lead: StaffId::from_uuid(uuid::Uuid::nil()),
            from_on: day("2026-06-01"),
            to_on: None,
        }
    }

    #[test]
    fn a_change_leaves_what_it_does_not_name() {
        let change = WeeklyChange {
            weekday: Some(7),
            ..WeeklyChange::default()
        };
        let changed = weekly().changed(&change).unwrap();
        assert_eq!(changed, Weekly { weekday: 7, ..weekly() });
        assert_eq!(changed.changed(&change), Err(TimetableRefused::NothingToChange));
        let ends = WeeklyChange {
            to_on: Some(day("2026-05-31")),
            ..WeeklyChange::default()
        };
        assert_eq!(weekly().changed(&ends), Err(TimetableRefused::EndsBefore));
    }

    #[test]
    fn weeks_are_counted_from_the_first_turn_unless_another_week_is_named() {
        // 1 June 2026 is a Monday.
        for (from_on, weekday, first) in [
            ("2026-06-01", 1, "2026-06-01"),
            ("2026-06-01", 7, "2026-06-07"),
            ("2026-06-03", 1, "2026-06-08"),
            ("2026-06-07", 6, "2026-06-13"),
            ("2026-12-31", 5, "2027-01-01"),
        ] {
            assert_eq!(first_turn(day(from_on), weekday), day(first), "{from_on} {weekday}");
        }
        // Another weekday leaves the weeks as they were.
        let change = WeeklyChange {
            weekday: Some(1),
            every_weeks: Some(2),
            ..WeeklyChange::default()
        };
        let changed = weekly().changed(&change).unwrap();
        assert_eq!((changed.every_weeks, changed.anchor_on), (2, day("2026-06-06")));
    }

    #[test]
    fn a_member_joins_within_the_days_of_cohort_and_enrolment() {
        let cohort = (day("2026-06-01"), Some(day("2026-07-31")));
        let join = |on, exited: Option<&str>| may_join(day(on), cohort, day("2026-06-10"), exited.map(day));
        assert_eq!(join("2026-06-10", None), Ok(()));
        assert_eq!(join("2026-07-31", None), Ok(()));
        for (on, exited) in [
            ("2026-06-09", None),
            ("2026-08-01", None),
            ("2026-06-20", Some("2026-06-30")),
        ] {
            assert_eq!(join(on, exited), Err(TimetableRefused::Outside), "{on}");
        }
    }
}
