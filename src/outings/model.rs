//! How long somebody is out. Pure.

use chrono::{DateTime, Duration, Utc};

use crate::typed_id;

typed_id!(OutingId, "a colleague is out, and will be back");

/// How long after she meant to be back somebody is called.
pub(super) const GRACE: Duration = Duration::minutes(15);
/// Longest time until she is back, from now.
const LONGEST: Duration = Duration::hours(24);

/// Longest outing, however often it takes longer: who is out for more says that she is back, and goes again.
pub(super) const LONGEST_OUT: Duration = Duration::days(7);

/// Why the time of being back is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is over.
    #[error("in the past")]
    InPast,
    /// More than a day ahead.
    #[error("too far ahead")]
    TooFar,
    /// More than a week after she went out.
    #[error("out too long")]
    TooLong,
    /// Not later than what was said before.
    #[error("not later")]
    NotLater,
}

/// May she say that she will be back by then, as of now, having said `before` before?
pub(super) fn may_be_back(by: DateTime<Utc>, before: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Refused> {
    if by <= now {
        Err(Refused::InPast)
    } else if by > now + LONGEST {
        Err(Refused::TooFar)
    } else if before.is_some_and(|before| by <= before) {
        Err(Refused::NotLater)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_is_within_a_day_and_later_than_said_before() {
        let now = DateTime::UNIX_EPOCH;
        let at = |hours| now + Duration::hours(hours);
        assert_eq!(may_be_back(at(2), None, now), Ok(()));
        assert_eq!(may_be_back(at(24), None, now), Ok(()));
        assert_eq!(may_be_back(at(25), None, now), Err(Refused::TooFar));
        assert_eq!(may_be_back(now, None, now), Err(Refused::InPast));
        assert_eq!(may_be_back(at(3), Some(at(2)), now), Ok(()));
        assert_eq!(may_be_back(at(2), Some(at(2)), now), Err(Refused::NotLater));
        assert_eq!(may_be_back(at(1), Some(at(2)), now), Err(Refused::NotLater));
    }
}
