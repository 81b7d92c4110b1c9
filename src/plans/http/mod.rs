//! The doors to case plans.

mod goals;
mod plans;
mod problems;
mod reviews;
mod steps;
mod views;

use crate::platform::http::Operations;

pub(crate) use goals::FinishAction;
pub(super) use goals::{AddAction, GoalBody};
pub(crate) use reviews::ReviewPlan;

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(plans::draft_plan)
        .service(plans::list_case_plans)
        .service(plans::read_case_plan)
        .service(plans::read_plan_words)
        .service(steps::submit_plan)
        .service(steps::return_plan)
        .service(steps::approve_plan)
        .service(steps::start_plan)
        .service(steps::close_plan)
        .service(goals::add_goal)
        .service(goals::change_goal)
        .service(goals::void_goal)
        .service(goals::add_action)
        .service(goals::finish_action)
        .service(reviews::review_plan);
}
