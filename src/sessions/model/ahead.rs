//! What lies ahead, and how long a roll may be marked.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SessionStatus;
use crate::platform::text::one_line;

/// By how much a phone's clock may run ahead of ours before a session counts as planned.
pub(in crate::sessions) const CLOCK_SLACK: Duration = Duration::minutes(10);
/// How far ahead a group session may be planned: a school year and its holidays.
const FARTHEST: Duration = Duration::days(400);
/// Most lines on one roll. A bigger event is counted by heads.
pub(in crate::sessions) const MOST_LINES: usize = 200;
/// How long who keeps a roll may reopen it after it was closed; after that a supervisor may.
const EDIT_WINDOW: Duration = Duration::days(7);

/// What stands on a roll: what is done there, never who comes. 1 to 60 characters on one line; no address, and no number
/// that could be a telephone's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "Saturday football, under 18", min_length = 1, max_length = 60)]
pub struct GroupTitle(String);

impl GroupTitle {
    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for GroupTitle {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        one_line(&text, 60)
            .filter(|title| digits < 6 && !title.contains('@'))
            .map(Self)
            .ok_or("must be 1 to 60 characters on one line that say what is done: no names, addresses or numbers")
    }
}

impl From<GroupTitle> for String {
    fn from(title: GroupTitle) -> Self {
        title.0
    }
}

/// Why nothing can be done with a roll now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RollShut {
    /// The session has not begun.
    #[error("it has not begun")]
    NotBegun,
    /// The roll is closed.
    #[error("it is closed")]
    Closed,
    /// The roll is open, and only a closed one is reopened.
    #[error("it is open")]
    Open,
    /// It was closed more than seven days ago, and the caller is no supervisor.
    #[error("it was closed too long ago")]
    TooLate,
    /// The session was called off.
    #[error("it was cancelled")]
    Cancelled,
    /// The session was voided.
    #[error("it was voided")]
    Voided,
}

/// Why nothing can be done with a plan any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanShut {
    /// It was said what became of it.
    #[error("it is settled")]
    Settled,
    /// It was voided.
    #[error("it was voided")]
    Voided,
}

/// Most days one's own week may have.
pub(in crate::sessions) const LONGEST_WEEK: Duration = Duration::days(62);

/// Where a roll stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::sessions) struct RollState {
    pub(in crate::sessions) starts_at: DateTime<Utc>,
    pub(in crate::sessions) closed_at: Option<DateTime<Utc>>,
    pub(in crate::sessions) cancelled: bool,
    pub(in crate::sessions) voided: bool,
}

impl RollState {
    /// May lines be put on it and taken off? Before it begins, too.
    pub(in crate::sessions) fn may_change(self) -> Result<(), RollShut> {
        if self.voided {
            Err(RollShut::Voided)
        } else if self.cancelled {
            Err(RollShut::Cancelled)
        } else if self.closed_at.is_some() {
            Err(RollShut::Closed)
        } else {
            Ok(())
        }
    }

    /// May it be said who came?
    pub(in crate::sessions) fn may_mark(self, now: DateTime<Utc>) -> Result<(), RollShut> {
        self.may_change()?;
        if self.starts_at > now + CLOCK_SLACK {
            return Err(RollShut::NotBegun);
        }
        Ok(())
    }

    /// May it be opened again?
    pub(in crate::sessions) fn may_reopen(self, now: DateTime<Utc>, supervises: bool) -> Result<(), RollShut> {
        if self.voided {
            return Err(RollShut::Voided);
        }
        let closed_at = self.closed_at.ok_or(RollShut::Open)?;
        if supervises || now - closed_at <= EDIT_WINDOW {
            Ok(())
        } else {
            Err(RollShut::TooLate)
        }
    }
}

/// Does this status say that a session was called off?
pub(in crate::sessions) fn called_off(status: SessionStatus) -> bool {
    ["cancelled_by_provider", "cancelled_other"].contains(&status.as_str())
}

/// What a group session is when it is entered: one that lies ahead is planned. `None`: too far ahead.
pub(in crate::sessions) fn status_when_entered(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<&'static str> {
    if starts_at > now + FARTHEST {
        None
    } else if starts_at > now + CLOCK_SLACK {
        Some("planned")
    } else {
        Some("held")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32) -> DateTime<Utc> {
        chrono::NaiveDate::from_ymd_opt(2026, 1, 10)
            .and_then(|day| day.and_hms_opt(hour, 0, 0))
            .unwrap()
            .and_utc()
    }

    #[test]
    fn a_roll_is_marked_from_the_beginning_of_the_session_until_it_is_closed() {
        let open = RollState {
            starts_at: at(10),
            closed_at: None,
            cancelled: false,
            voided: false,
        };
        assert_eq!(open.may_mark(at(9)), Err(RollShut::NotBegun));
        assert_eq!(open.may_change(), Ok(()), "who is expected is known before");
        assert_eq!(
            open.may_mark(at(10) - Duration::minutes(9)),
            Ok(()),
            "a phone's clock may run ahead"
        );
        let closed = RollState {
            closed_at: Some(at(12)),
            ..open
        };
        assert_eq!(closed.may_mark(at(13)), Err(RollShut::Closed));
        assert_eq!(closed.may_change(), Err(RollShut::Closed));
        let cancelled = RollState {
            cancelled: true,
            ..open
        };
        assert_eq!(cancelled.may_mark(at(13)), Err(RollShut::Cancelled));
        let voided = RollState { voided: true, ..closed };
        assert_eq!(voided.may_mark(at(13)), Err(RollShut::Voided));
        assert_eq!(voided.may_reopen(at(13), true), Err(RollShut::Voided));
    }

    #[test]
    fn a_roll_is_reopened_for_seven_days_and_by_a_supervisor_after_that() {
        let closed = RollState {
            starts_at: at(10),
            closed_at: Some(at(12)),
            cancelled: false,
            voided: false,
        };
        let week = at(12) + Duration::days(7);
        assert_eq!(closed.may_reopen(week, false), Ok(()));
        let later = week + Duration::seconds(1);
        assert_eq!(closed.may_reopen(later, false), Err(RollShut::TooLate));
        assert_eq!(closed.may_reopen(later, true), Ok(()));
        let open = RollState {
            closed_at: None,
            ..closed
        };
        assert_eq!(open.may_reopen(at(12), true), Err(RollShut::Open));
    }

    #[test]
    fn what_lies_ahead_is_planned() {
        assert_eq!(status_when_entered(at(10), at(10)), Some("held"));
        assert_eq!(
            status_when_entered(at(10) + Duration::minutes(10), at(10)),
            Some("held")
        );
        assert_eq!(
            status_when_entered(at(10) + Duration::minutes(11), at(10)),
            Some("planned")
        );
        assert_eq!(status_when_entered(at(10) + Duration::days(401), at(10)), None);
    }

    #[test]
    fn a_title_holds_no_address_and_no_number() {
        let title = |text: &str| GroupTitle::try_from(text.to_owned());
        assert_eq!(title(" Football, under 18 ").unwrap().as_str(), "Football, under 18");
        for wrong in [
            "",
            "two\nlines",
            "ask m@example.org",
            "ring 300 123 4567",
            &"x".repeat(61),
        ] {
            assert!(title(wrong).is_err(), "{wrong}");
        }
    }
}
