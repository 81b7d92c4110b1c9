//! A plan is reached through the enrolment it belongs to.

use super::model::{CasePlanId, GoalId, PlanActionId};
use super::store::{self, ActionRow, GoalRow, PlanRow};
use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentScope;
use crate::platform::db::Tx;

/// One version of a plan, opened for one kind of action.
#[derive(Debug)]
pub struct PlanScope<'t, M> {
    pub(super) enrolment: EnrolmentScope<'t, M>,
    pub(super) row: PlanRow,
}

impl<'t, M> PlanScope<'t, M> {
    /// Opens a plan for `action` in its enrolment, or says that it is not there for this caller.
    ///
    /// ```compile_fail
    /// // The constructor is private: permission cannot be made up.
    /// fn forged<'t>(tx: &'t causeway::platform::db::Tx<causeway::platform::db::Write>) {
    ///     let scope = causeway::plans::PlanScope { tx };
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, plan: CasePlanId, action: Action) -> Result<Self, Denied> {
        let row = store::find_plan(tx, plan).await?.ok_or(Denied::NotFound)?;
        let enrolment = EnrolmentScope::open(tx, row.enrolment_id, action).await?;
        Ok(Self { enrolment, row })
    }

    /// Opens the plan of a goal.
    pub(super) async fn of_goal(tx: &'t Tx<M>, goal: GoalId, action: Action) -> Result<(Self, GoalRow), Denied> {
        let goal = store::find_goal(tx, goal).await?.ok_or(Denied::NotFound)?;
        let scope = Self::open(tx, goal.plan_id, action).await?;
        Ok((scope, goal))
    }

    /// Opens the plan of an action.
    pub(super) async fn of_action(
        tx: &'t Tx<M>,
        step: PlanActionId,
        action: Action,
    ) -> Result<(Self, ActionRow), Denied> {
        let step = store::find_action(tx, step).await?.ok_or(Denied::NotFound)?;
        let scope = Self::open(tx, step.plan_id, action).await?;
        Ok((scope, step))
    }
}
