//! Looking at a plan, or at single goals of it, again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::course::review_within;
use super::{GoalId, GoalStatus, StepRefused};

/// Is there still something to do about a goal that stands like this?
pub fn is_open(status: Option<GoalStatus>) -> bool {
    status.is_none_or(|status| status == *"not_started" || status == *"in_progress")
}

/// A look at a plan that is in force.
#[derive(Debug, Clone)]
pub struct Look {
    /// On this day.
    pub on: NaiveDate,
    /// At the whole plan: its clock starts anew.
    pub whole: bool,
    /// When it is looked at next; with the whole plan only, as late as may be when it is `None`.
    pub next_review_on: Option<NaiveDate>,
    /// At which goals.
    pub goals: Vec<GoalId>,
}

/// Why a look cannot be recorded like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReviewRefused {
    /// The plan is not in force.
    #[error("not in force")]
    NotInForce,
    /// A goal is not of this plan, or named twice.
    #[error("no such goal")]
    NoSuchGoal,
    /// A look at the whole plan leaves out a goal that is still open.
    #[error("a goal is left out")]
    GoalLeftOut,
    /// A look at single goals sets no clock.
    #[error("no clock to set")]
    NoClockToSet,
    /// The day, or the next one, is not possible.
    #[error(transparent)]
    Day(#[from] StepRefused),
}

impl Look {
    /// Answers when the plan is looked at next, if its clock starts anew. `goals`: those of the plan, with the status each
    /// has; `since`: the day it came into force, or was last looked at as a whole.
    pub fn check(
        &self,
        goals: &BTreeMap<GoalId, Option<GoalStatus>>,
        since: NaiveDate,
        today: NaiveDate,
        restricted: bool,
    ) -> Result<Option<NaiveDate>, ReviewRefused> {
        let named: BTreeSet<GoalId> = self.goals.iter().copied().collect();
        if named.len() != self.goals.len() || named.iter().any(|goal| !goals.contains_key(goal)) {
            return Err(ReviewRefused::NoSuchGoal);
        }
        if self.on > today {
            return Err(StepRefused::InFuture.into());
        }
        if self.on < since {
            return Err(StepRefused::TooEarly.into());
        }
        if !self.whole {
            return match self.next_review_on {
                None if named.is_empty() => Err(ReviewRefused::GoalLeftOut),
                None => Ok(None),
                Some(_) => Err(ReviewRefused::NoClockToSet),
            };
        }
        if goals
            .iter()
            .any(|(goal, status)| is_open(*status) && !named.contains(goal))
        {
            return Err(ReviewRefused::GoalLeftOut);
        }
        Ok(Some(review_within(self.on, self.next_review_on, restricted)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::Code;
    use uuid::Uuid;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }
    fn goal(n: u128) -> GoalId {
        GoalId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn a_look_at_the_whole_plan_leaves_out_no_open_goal() {
        let goals = BTreeMap::from([
            (goal(1), None),
            (goal(2), Code::parse("in_progress")),
            (goal(3), Code::parse("achieved")),
        ]);
        let look = |whole, named: &[u128], next_review_on| {
            let look = Look {
                on: day(4, 1),
                whole,
                next_review_on,
                goals: named.iter().map(|n| goal(*n)).collect(),
            };
            look.check(&goals, day(3, 1), day(6, 1), false)
        };
        assert_eq!(look(true, &[1, 2], None), Ok(Some(day(6, 30))));
        assert_eq!(look(true, &[1, 2, 3], Some(day(4, 2))), Ok(Some(day(4, 2))));
        assert_eq!(look(true, &[1], None), Err(ReviewRefused::GoalLeftOut));
        assert_eq!(look(false, &[3], None), Ok(None), "an achieved goal, looked at again");
        assert_eq!(look(false, &[], None), Err(ReviewRefused::GoalLeftOut));
        assert_eq!(look(false, &[1], Some(day(5, 1))), Err(ReviewRefused::NoClockToSet));
        assert_eq!(look(true, &[1, 2, 4], None), Err(ReviewRefused::NoSuchGoal));
        assert_eq!(look(true, &[1, 2, 2], None), Err(ReviewRefused::NoSuchGoal));
        let too_far = Err(ReviewRefused::Day(StepRefused::ReviewOutOfRange));
        assert_eq!(look(true, &[1, 2], Some(day(7, 1))), too_far);
    }
}
