//! `draft → submitted → approved → active → closed` (domain.md §2.7).

use chrono::{Days, NaiveDate};

use super::{CasePlanState, CloseReason, ReturnReason};
use crate::enrolment::Stamps;
use crate::platform::ids::StaffId;

/// A plan is looked at again within so many days (domain.md §2.7).
const REVIEW_DAYS: u64 = 90;
/// The tighter clock (domain.md §2.7, gang exit). It hangs on the record being restricted, which witnesses, survivors of
/// violence and relatives of staff carry too: by the strand it would name those it protects (design §5, ADR 0095).
const RESTRICTED_REVIEW_DAYS: u64 = 30;

/// Days within which the plan of somebody is looked at again.
pub const fn review_days(restricted: bool) -> u64 {
    if restricted {
        RESTRICTED_REVIEW_DAYS
    } else {
        REVIEW_DAYS
    }
}

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Its state.
    pub state: CasePlanState,
    /// Who began it.
    pub written_by: StaffId,
    /// Who handed it in.
    pub submitted_by: Option<StaffId>,
    /// Since when it is in force.
    pub active_from: Option<NaiveDate>,
}

/// What somebody wants to do with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Hand it in.
    Submit,
    /// Give it back, to be worked on.
    Return(ReturnReason),
    /// Approve it.
    Approve,
    /// Put it into force.
    Start {
        /// From this day on.
        on: NaiveDate,
        /// When it is looked at again; `None`: as late as may be.
        next_review_on: Option<NaiveDate>,
    },
    /// Close it.
    Close {
        /// On this day.
        on: NaiveDate,
        /// Why.
        reason: CloseReason,
    },
}

/// What a decision about a step needs to know.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Who asks.
    pub by: StaffId,
    /// The day, at the site.
    pub today: NaiveDate,
    /// The enrolment it belongs to.
    pub enrolment: Stamps,
    /// Is the person's record restricted?
    pub restricted: bool,
    /// Goals in it.
    pub goals: i64,
    /// Did who asks write a goal or an action of it?
    pub wrote_a_part: bool,
    /// The day it was approved, at the site.
    pub approved_on: Option<NaiveDate>,
    /// The day the version in force began, or was last looked at as a whole.
    pub in_force_since: Option<NaiveDate>,
}

/// Why a step does not follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    /// Not from this state.
    #[error("not from here")]
    NotFromHere,
    /// There is no goal in it.
    #[error("no goals")]
    NoGoals,
    /// Who asks wrote it, a part of it, or handed it in.
    #[error("own plan")]
    OwnPlan,
    /// The enrolment has ended.
    #[error("enrolment ended")]
    EnrolmentEnded,
    /// In the future.
    #[error("in the future")]
    InFuture,
    /// Before what it follows.
    #[error("too early")]
    TooEarly,
    /// Not within the days that are allowed.
    #[error("review out of range")]
    ReviewOutOfRange,
    /// Not a reason to close a plan that stands like this.
    #[error("not such a reason")]
    NotSuchAReason,
}

impl Course {
    /// Is it still being written?
    pub fn is_draft(&self) -> bool {
        self.state == *"draft"
    }

    /// Is it in force?
    pub fn is_active(&self) -> bool {
        self.state == *"active"
    }

    /// The guard of each step.
    pub fn may(&self, step: Move, ground: &Ground) -> Result<(), StepRefused> {
        let from: &[&str] = match step {
            Move::Submit => &["draft"],
            Move::Return(_) | Move::Approve => &["submitted"],
            Move::Start { .. } => &["approved"],
            Move::Close { .. } => &["draft", "submitted", "approved", "active"],
        };
        if !from.contains(&self.state.as_str()) {
            return Err(StepRefused::NotFromHere);
        }
        // What is over can still be closed, and nothing else.
        if ground.enrolment.exited_on.is_some() && !matches!(step, Move::Close { .. }) {
            return Err(StepRefused::EnrolmentEnded);
        }
        match step {
            Move::Submit if ground.goals == 0 => Err(StepRefused::NoGoals),
            Move::Approve if self.is_of(ground) => Err(StepRefused::OwnPlan),
            Move::Submit | Move::Return(_) | Move::Approve => Ok(()),
            Move::Start { on, next_review_on } => {
                let since = [
                    Some(ground.enrolment.enrolled_on),
                    ground.approved_on,
                    ground.in_force_since,
                ];
                in_order(on, since.into_iter().flatten().max(), ground.today)?;
                review_within(on, next_review_on, ground.restricted).map(drop)
            }
            Move::Close { on, reason } => {
                let fits = match reason.as_str() {
                    "superseded" => false,
                    "withdrawn" => !self.is_active(),
                    "goals_met" => self.is_active(),
                    _ => true,
                };
                if !fits {
                    return Err(StepRefused::NotSuchAReason);
                }
                let begun = ground.in_force_since.filter(|_| self.is_active());
                in_order(on, begun.or(Some(ground.enrolment.enrolled_on)), ground.today)
            }
        }
    }

    fn is_of(&self, ground: &Ground) -> bool {
        ground.by == self.written_by || Some(ground.by) == self.submitted_by || ground.wrote_a_part
    }
}

fn in_order(on: NaiveDate, since: Option<NaiveDate>, today: NaiveDate) -> Result<(), StepRefused> {
    if on > today {
        Err(StepRefused::InFuture)
    } else if since.is_some_and(|since| on < since) {
        Err(StepRefused::TooEarly)
    } else {
        Ok(())
    }
}

/// When a plan that begins or was looked at on a day is looked at again; as late as may be when nothing else is said.
pub(super) fn review_within(
    on: NaiveDate,
    wanted: Option<NaiveDate>,
    restricted: bool,
) -> Result<NaiveDate, StepRefused> {
    let latest = on
        .checked_add_days(Days::new(review_days(restricted)))
        .ok_or(StepRefused::ReviewOutOfRange)?;
    let next = wanted.unwrap_or(latest);
    if on < next && next <= latest {
        Ok(next)
    } else {
        Err(StepRefused::ReviewOutOfRange)
    }
}

impl Move {
    /// Of a plan that begins: when it is looked at again.
    pub fn first_review(on: NaiveDate, wanted: Option<NaiveDate>, restricted: bool) -> Result<NaiveDate, StepRefused> {
        review_within(on, wanted, restricted)
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
    fn staff(n: u128) -> StaffId {
        StaffId::from_uuid(Uuid::from_u128(n))
    }
    fn course(state: &str) -> Course {
        Course {
            state: Code::parse(state).unwrap(),
            written_by: staff(1),
            submitted_by: Some(staff(2)),
            active_from: None,
        }
    }
    fn ground(by: u128) -> Ground {
        Ground {
            by: staff(by),
            today: day(6, 10),
            enrolment: Stamps {
                enrolled_on: day(1, 12),
                first_service_on: None,
                paused_on: None,
                exited_on: None,
            },
            restricted: false,
            goals: 1,
            wrote_a_part: false,
            approved_on: Some(day(3, 1)),
            in_force_since: None,
        }
    }

    #[test]
    fn nobody_approves_what_is_hers() {
        let submitted = course("submitted");
        assert_eq!(submitted.may(Move::Approve, &ground(1)), Err(StepRefused::OwnPlan));
        assert_eq!(submitted.may(Move::Approve, &ground(2)), Err(StepRefused::OwnPlan));
        assert_eq!(submitted.may(Move::Approve, &ground(3)), Ok(()));
        let part = Ground {
            wrote_a_part: true,
            ..ground(3)
        };
        assert_eq!(submitted.may(Move::Approve, &part), Err(StepRefused::OwnPlan));
    }

    #[test]
    fn the_next_look_comes_within_ninety_days_or_thirty() {
        let start = |on, next_review_on, restricted| {
            let ground = Ground {
                restricted,
                ..ground(1)
            };
            course("approved").may(Move::Start { on, next_review_on }, &ground)
        };
        assert_eq!(start(day(3, 1), None, false), Ok(()));
        assert_eq!(start(day(3, 1), Some(day(5, 30)), false), Ok(()), "the 90th day");
        assert_eq!(
            start(day(3, 1), Some(day(5, 31)), false),
            Err(StepRefused::ReviewOutOfRange)
        );
        assert_eq!(start(day(3, 1), Some(day(3, 31)), true), Ok(()), "the 30th day");
        assert_eq!(
            start(day(3, 1), Some(day(4, 1)), true),
            Err(StepRefused::ReviewOutOfRange)
        );
        assert_eq!(
            start(day(3, 1), Some(day(3, 1)), false),
            Err(StepRefused::ReviewOutOfRange)
        );
        assert_eq!(start(day(2, 28), None, false), Err(StepRefused::TooEarly));
        assert_eq!(start(day(6, 11), None, false), Err(StepRefused::InFuture));
        assert_eq!(review_within(day(3, 1), None, true), Ok(day(3, 31)));
    }

    #[test]
    fn a_plan_is_withdrawn_before_it_begins_and_closed_after() {
        let close = |course: Course, reason: &str| {
            let reason = Code::parse(reason).unwrap();
            course.may(Move::Close { on: day(6, 1), reason }, &ground(1))
        };
        let active = Course {
            active_from: Some(day(3, 1)),
            ..course("active")
        };
        assert_eq!(close(course("draft"), "withdrawn"), Ok(()));
        assert_eq!(close(course("draft"), "goals_met"), Err(StepRefused::NotSuchAReason));
        assert_eq!(close(active, "goals_met"), Ok(()));
        assert_eq!(close(active, "withdrawn"), Err(StepRefused::NotSuchAReason));
        assert_eq!(close(active, "superseded"), Err(StepRefused::NotSuchAReason));
        assert_eq!(close(course("closed"), "other"), Err(StepRefused::NotFromHere));
    }
}
