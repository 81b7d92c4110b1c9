//! Limits, exceptions, covers and hand-overs: their rules. Pure.

use chrono::{Days, NaiveDate};

use crate::platform::codes::Code;
use crate::platform::ids::StaffId;
use crate::{code_list, typed_id};

typed_id!(
    CaseloadLimitId,
    "how much whoever has a role or works at a site may carry"
);
typed_id!(CaseloadExceptionId, "one colleague's own limit, for a while");
typed_id!(AbsenceCoverId, "somebody stands in for somebody");
typed_id!(HandOverId, "a hand-over of whom one works with");
typed_id!(HandOverLineId, "one enrolment in a hand-over");

code_list!(
    CaseloadReasons,
    "caseload_reason",
    "why a colleague carries more or less than others for a while",
    [
        "colleague_absent",
        "colleague_left",
        "many_joined",
        "light_work",
        "less_time",
        "other"
    ]
);
/// A code of the list `caseload_reason`.
pub type CaseloadReason = Code<CaseloadReasons>;
code_list!(
    HandOverStates,
    "hand_over_state",
    "where a hand-over stands",
    ["proposed", "accepted", "refused", "withdrawn"]
);
/// A code of the list `hand_over_state`.
pub type HandOverState = Code<HandOverStates>;

/// Longest absence that somebody stands in for, in days, both ends counted. After that it is a hand-over.
pub(super) const MOST_COVER_DAYS: u64 = 60;
/// Longest exception, in days from the day it is asked for: a quarter. After that the limit itself is wrong.
pub(super) const MOST_EXCEPTION_DAYS: u64 = 92;

/// Why something about caseloads cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The last day lies before the first.
    #[error("ends before it begins")]
    EndsBefore,
    /// The first day, or the last, is over.
    #[error("in the past")]
    InPast,
    /// It lasts longer than it may.
    #[error("too long")]
    TooLong,
    /// Who asked, or whom it is about, does not decide.
    #[error("takes two")]
    TakesTwo,
    /// It has been decided.
    #[error("decided already")]
    DecidedAlready,
}

/// May somebody be covered from one day to another, as of today?
pub(super) fn may_cover(from: NaiveDate, until: NaiveDate, today: NaiveDate) -> Result<(), Refused> {
    if until < from {
        Err(Refused::EndsBefore)
    } else if from < today {
        Err(Refused::InPast)
    } else if from
        .checked_add_days(Days::new(MOST_COVER_DAYS))
        .is_some_and(|over| until >= over)
    {
        Err(Refused::TooLong)
    } else {
        Ok(())
    }
}

/// May an exception hold up to this day, as of today?
pub(super) fn may_except(until: NaiveDate, today: NaiveDate) -> Result<(), Refused> {
    if until < today {
        Err(Refused::InPast)
    } else if today
        .checked_add_days(Days::new(MOST_EXCEPTION_DAYS))
        .is_some_and(|last| until > last)
    {
        Err(Refused::TooLong)
    } else {
        Ok(())
    }
}

/// An exception as far as its decision goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exception {
    /// Whose limit.
    pub(super) staff: StaffId,
    /// Who asked.
    pub(super) asked_by: StaffId,
    /// Has somebody decided?
    pub(super) decided: bool,
}

impl Exception {
    /// May `by` decide about it?
    pub(super) fn may_be_decided(self, by: StaffId) -> Result<(), Refused> {
        if by == self.asked_by || by == self.staff {
            Err(Refused::TakesTwo)
        } else if self.decided {
            Err(Refused::DecidedAlready)
        } else {
            Ok(())
        }
    }
}

/// How a hand-over ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The receiver has them from now on.
    Accept,
    /// She does not take them.
    Refuse,
    /// It is taken back.
    Withdraw,
}

/// A hand-over as far as its steps go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course {
    /// Where it stands.
    pub(super) state: HandOverState,
    /// Who gives.
    pub(super) from: StaffId,
    /// Who is to receive.
    pub(super) to: StaffId,
    /// Who proposed it.
    pub(super) proposed_by: StaffId,
}

impl Course {
    /// May `by` end it so? `None`: that is not hers to do at all.
    pub(super) fn may_end(self, ending: Ending, by: StaffId, supervises: bool) -> Option<Result<(), Refused>> {
        let hers = match ending {
            Ending::Accept | Ending::Refuse => by == self.to || supervises,
            Ending::Withdraw => by == self.from || by == self.proposed_by || supervises,
        };
        hers.then(|| {
            if self.state != *"proposed" {
                Err(Refused::DecidedAlready)
            } else if by == self.proposed_by && ending != Ending::Withdraw {
                Err(Refused::TakesTwo)
            } else {
                Ok(())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(n)
    }

    fn staff(n: u128) -> StaffId {
        StaffId::from_uuid(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn an_absence_lasts_sixty_days_at_most_and_an_exception_a_quarter() {
        assert_eq!(may_cover(day(5), day(5), day(5)), Ok(()));
        assert_eq!(may_cover(day(5), day(64), day(5)), Ok(()), "60 days, both ends counted");
        assert_eq!(may_cover(day(5), day(65), day(5)), Err(Refused::TooLong));
        assert_eq!(may_cover(day(5), day(4), day(5)), Err(Refused::EndsBefore));
        assert_eq!(may_cover(day(4), day(9), day(5)), Err(Refused::InPast));
        assert_eq!(may_except(day(97), day(5)), Ok(()));
        assert_eq!(may_except(day(98), day(5)), Err(Refused::TooLong));
        assert_eq!(may_except(day(4), day(5)), Err(Refused::InPast));
    }

    #[test]
    fn nobody_decides_about_her_own_exception_or_request() {
        let asked = Exception {
            staff: staff(1),
            asked_by: staff(2),
            decided: false,
        };
        assert_eq!(asked.may_be_decided(staff(1)), Err(Refused::TakesTwo));
        assert_eq!(asked.may_be_decided(staff(2)), Err(Refused::TakesTwo));
        assert_eq!(asked.may_be_decided(staff(3)), Ok(()));
        let decided = Exception { decided: true, ..asked };
        assert_eq!(decided.may_be_decided(staff(3)), Err(Refused::DecidedAlready));
    }

    /// Every state, ending and hand: who proposed it never accepts nor refuses it, and what has ended stays as it is.
    #[test]
    fn a_hand_over_is_ended_once_and_accepted_by_another() {
        let (giver, receiver, supervisor, stranger) = (staff(1), staff(2), staff(3), staff(4));
        for proposed_by in [giver, supervisor] {
            for state in HandOverStates::CODES {
                let course = Course {
                    state: Code::parse(state).unwrap(),
                    from: giver,
                    to: receiver,
                    proposed_by,
                };
                for ending in [Ending::Accept, Ending::Refuse, Ending::Withdraw] {
                    for by in [giver, receiver, supervisor, stranger] {
                        let may = course.may_end(ending, by, by == supervisor);
                        let open = *state == "proposed";
                        let expected = match ending {
                            Ending::Withdraw => (by == giver || by == supervisor).then_some(open),
                            Ending::Accept | Ending::Refuse => {
                                (by == receiver || by == supervisor).then_some(open && by != proposed_by)
                            }
                        };
                        assert_eq!(may.map(|may| may.is_ok()), expected, "{state} {ending:?} {by:?}");
                    }
                }
            }
        }
    }
}
