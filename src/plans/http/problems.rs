//! What each refusal says, and what would be right.

use crate::plans::error::Error;
use crate::plans::model::{ReviewRefused, StepRefused};
use crate::platform::http::{IdempotencyKey, IfMatch, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::PreparedAlready => Self::conflict(
                "plan_prepared_already",
                "Another version of this plan is being prepared",
                "Open it and go on with it, or close it as withdrawn.",
            ),
            Error::EnrolmentEnded | Error::Step(StepRefused::EnrolmentEnded) => Self::conflict(
                "enrolment_ended",
                "This enrolment has ended",
                "Its plan can be closed. If she comes back, plan anew in her new enrolment.",
            ),
            Error::NoDraft => Self::conflict(
                "plan_no_draft",
                "This plan is no draft any more",
                "Give it back to work on it; or begin the next version.",
            ),
            Error::Closed => Self::conflict(
                "plan_closed",
                "This plan is closed",
                "Write it into the plan that is in force.",
            ),
            Error::NoSuchColleague => Problem::one_field("/staff_id", "unknown", "must be a colleague of yours"),
            Error::WhoseAction => Problem::one_field(
                "/staff_id",
                "not_whole",
                "must name the colleague when who is staff, and be left out otherwise",
            ),
            Error::DoneAlready => Self::conflict("action_done", "This action is done", "Nothing is left to say."),
            Error::InFuture => Problem::one_field("/done_on", "in_future", "must not be in the future"),
            Error::DueTooEarly => Problem::one_field("/due_on", "out_of_range", "must not be before she joined"),
            Error::Step(refused) => step(refused),
            Error::Review(refused) => review(refused),
            Error::KeyDestroyed => Self::erased(),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

fn step(refused: StepRefused) -> Problem {
    match refused {
        StepRefused::NotFromHere | StepRefused::EnrolmentEnded => Problem::conflict(
            "step_not_from_here",
            "This step does not follow from where the plan stands",
            "Open it to see where it stands, and take the step that comes next.",
        ),
        StepRefused::NoGoals => Problem::rule(
            "plan_without_goals",
            "This plan has no goal",
            "Write one into it first.",
        ),
        StepRefused::OwnPlan => {
            Problem::not_allowed("You wrote a part of this plan or handed it in, so somebody else must approve it.")
        }
        StepRefused::InFuture => Problem::one_field("/on", "in_future", "must not be in the future"),
        StepRefused::TooEarly => Problem::one_field(
            "/on",
            "out_of_range",
            "must not be before she joined, the plan was approved, or the version in force was last looked at",
        ),
        StepRefused::ReviewOutOfRange => Problem::one_field(
            "/next_review_on",
            "out_of_range",
            "must be after that day and within 90 days of it; of a restricted record within 30",
        ),
        StepRefused::NotSuchAReason => Problem::one_field(
            "/reason",
            "not_here",
            "must fit: goals_met is for a plan in force, withdrawn for one that never was, superseded for none",
        ),
    }
}

fn review(refused: ReviewRefused) -> Problem {
    match refused {
        ReviewRefused::NotInForce => Problem::conflict(
            "plan_not_in_force",
            "This plan is not in force",
            "Only a plan that is in force is looked at again.",
        ),
        ReviewRefused::NoSuchGoal => Problem::one_field("/goals", "unknown", "must name goals of this plan, each once"),
        ReviewRefused::GoalLeftOut => Problem::one_field(
            "/goals",
            "needed",
            "must name every goal that is still open when the whole plan is looked at, and else at least one",
        ),
        ReviewRefused::NoClockToSet => Problem::one_field(
            "/next_review_on",
            "not_here",
            "must be left out: only a look at the whole plan starts its clock anew",
        ),
        ReviewRefused::Day(StepRefused::InFuture) => {
            Problem::one_field("/reviewed_on", "in_future", "must not be in the future")
        }
        ReviewRefused::Day(StepRefused::TooEarly) => Problem::one_field(
            "/reviewed_on",
            "out_of_range",
            "must not be before the plan began or was last looked at as a whole",
        ),
        ReviewRefused::Day(refused) => step(refused),
    }
}
