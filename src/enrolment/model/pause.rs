//! Pauses: service stands still, and the enrolment goes on.

use chrono::{Days, NaiveDate};

use super::Stamps;
use crate::code_list;
use crate::platform::codes::Code;

/// A pause ends or is looked at again within so many days (domain.md §2.2).
const REVIEW_DAYS: u64 = 60;

code_list!(
    PauseReasons,
    "pause_reason",
    "why service stands still (domain.md §2.2)",
    ["custody", "relocation", "illness", "safety", "other"]
);
/// A code of the list `pause_reason`.
pub type PauseReason = Code<PauseReasons>;

/// A pause that begins; or one that is looked at and goes on.
#[derive(Debug, Clone, Copy)]
pub struct Pause {
    /// Its first day, or the day it was looked at.
    pub on: NaiveDate,
    /// The day by which it ends or is looked at again.
    pub review_by: NaiveDate,
}

/// Going on after a pause.
#[derive(Debug, Clone, Copy)]
pub struct Resuming {
    /// The first day of service again.
    pub on: NaiveDate,
}

/// Why a pause cannot begin or end like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PauseRefused {
    /// She has left.
    #[error("this enrolment has ended")]
    Exited,
    /// Nothing has been delivered yet that could stand still.
    #[error("service has not begun")]
    NotActive,
    /// There is no pause to end.
    #[error("there is no pause")]
    NotPaused,
    /// Before service began, or before the last pause began or ended.
    #[error("the day lies before what is recorded already")]
    TooEarly,
    /// In the future.
    #[error("the day lies in the future")]
    InFuture,
    /// Not within 60 days of the day it begins or goes on.
    #[error("the review is not within the days that are allowed")]
    ReviewTooFar,
}

impl Pause {
    /// The guard of `active → paused`, and of a pause that goes on after its review. `last_change_on`: the last day she paused
    /// or went on.
    pub fn check(
        self,
        stamps: Stamps,
        last_change_on: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<(), PauseRefused> {
        if stamps.exited_on.is_some() {
            return Err(PauseRefused::Exited);
        }
        let since = stamps
            .paused_on
            .or(stamps.first_service_on)
            .ok_or(PauseRefused::NotActive)?;
        in_order(self.on, since, last_change_on, today)?;
        let latest = self.on.checked_add_days(Days::new(REVIEW_DAYS));
        if self.review_by > self.on && latest.is_some_and(|latest| self.review_by <= latest) {
            Ok(())
        } else {
            Err(PauseRefused::ReviewTooFar)
        }
    }
}

impl Resuming {
    /// The guard of `paused → active`.
    pub fn check(
        self,
        stamps: Stamps,
        last_change_on: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<(), PauseRefused> {
        if stamps.exited_on.is_some() {
            return Err(PauseRefused::Exited);
        }
        let since = stamps.paused_on.ok_or(PauseRefused::NotPaused)?;
        in_order(self.on, since, last_change_on, today)
    }
}

fn in_order(
    on: NaiveDate,
    since: NaiveDate,
    last_change_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), PauseRefused> {
    if on > today {
        return Err(PauseRefused::InFuture);
    }
    if on < since || last_change_on.is_some_and(|last| on < last) {
        return Err(PauseRefused::TooEarly);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }
    fn stamps(paused: Option<NaiveDate>) -> Stamps {
        Stamps {
            enrolled_on: day(1, 1),
            first_service_on: Some(day(1, 10)),
            paused_on: paused,
            exited_on: None,
        }
    }
    fn pause(on: NaiveDate, review_by: NaiveDate) -> Pause {
        Pause { on, review_by }
    }

    #[test]
    fn a_pause_is_reviewed_within_sixty_days() {
        let check = |pause: Pause| pause.check(stamps(None), None, day(6, 1));
        assert_eq!(check(pause(day(2, 1), day(4, 2))), Ok(()), "the 60th day");
        assert_eq!(check(pause(day(2, 1), day(4, 3))), Err(PauseRefused::ReviewTooFar));
        assert_eq!(check(pause(day(2, 1), day(2, 1))), Err(PauseRefused::ReviewTooFar));
        assert_eq!(check(pause(day(6, 2), day(6, 9))), Err(PauseRefused::InFuture));
        assert_eq!(check(pause(day(1, 9), day(2, 1))), Err(PauseRefused::TooEarly));
    }

    #[test]
    fn pauses_follow_each_other_and_go_on_after_a_review() {
        let today = day(6, 1);
        let second = pause(day(3, 1), day(4, 1));
        assert_eq!(second.check(stamps(None), Some(day(2, 20)), today), Ok(()));
        assert_eq!(
            second.check(stamps(None), Some(day(3, 2)), today),
            Err(PauseRefused::TooEarly),
            "she went on on the 2nd"
        );
        assert_eq!(
            second.check(stamps(Some(day(2, 1))), Some(day(2, 1)), today),
            Ok(()),
            "a review"
        );
        let on = |on| Resuming { on };
        assert_eq!(
            on(day(2, 1)).check(stamps(Some(day(2, 1))), Some(day(2, 1)), today),
            Ok(())
        );
        assert_eq!(
            on(day(2, 9)).check(stamps(Some(day(2, 1))), Some(day(2, 10)), today),
            Err(PauseRefused::TooEarly)
        );
        assert_eq!(
            on(day(2, 9)).check(stamps(None), None, today),
            Err(PauseRefused::NotPaused)
        );
    }

    #[test]
    fn what_has_not_begun_or_is_over_is_not_paused() {
        let enrolled = Stamps {
            first_service_on: None,
            ..stamps(None)
        };
        let gone = Stamps {
            exited_on: Some(day(5, 1)),
            ..stamps(None)
        };
        let try_it = pause(day(5, 2), day(5, 9));
        assert_eq!(try_it.check(enrolled, None, day(6, 1)), Err(PauseRefused::NotActive));
        assert_eq!(try_it.check(gone, None, day(6, 1)), Err(PauseRefused::Exited));
    }
}
