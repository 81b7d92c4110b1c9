//! Writing plans, moving them, looking at them again: each one transaction.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::error::Error;
use super::http::{AddAction, GoalBody, ReviewPlan};
use super::model::{CasePlanId, GoalId, Look, Move, PlanActionId, ReviewRefused, StepRefused};
use super::scope::PlanScope;
use super::store::{self, GoalRow, NewAction, NewGoal, NewReview};
use crate::access::{Action, Denied};
use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::platform::clock::local_day;
use crate::platform::db::{AuditEvent, DbError, OnceKey, Tier, Tx, Write};
use crate::platform::keys::Keys;
use crate::tasks;

/// Begins the next version of an enrolment's plan.
pub(super) async fn draft(
    tx: &Tx<Write>,
    enrolment: EnrolmentId,
    id: CasePlanId,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = EnrolmentScope::open(tx, enrolment, Action::WritePlan).await?;
    if scope.stamps().exited_on.is_some() {
        return Err(Error::EnrolmentEnded);
    }
    store::add(&scope, id, created_mac)
        .await
        .map_err(|error| match error.unique_constraint() {
            // Two at once would get the same number.
            Some("case_plan_one_prepared" | "case_plan_version") => Error::PreparedAlready,
            _ => error.into(),
        })
}

/// Takes a step with a plan. Answers a repeated one as before.
pub(super) async fn step(
    tx: &Tx<Write>,
    id: CasePlanId,
    version: i32,
    step: Move,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let (action, word) = match step {
        Move::Approve => (Action::ApprovePlan, "approve"),
        Move::Submit => (Action::WritePlan, "submit"),
        Move::Return(_) => (Action::WritePlan, "return"),
        Move::Start { .. } => (Action::WritePlan, "start"),
        Move::Close { .. } => (Action::WritePlan, "close"),
    };
    let scope = PlanScope::open(tx, id, action).await?;
    if again {
        scope.enrolment.remember_repeat(word);
        return Ok(());
    }
    let ground = scope.ground().await?;
    let may = scope.row.course().may(step, &ground);
    may.map_err(|refused| {
        if refused != StepRefused::OwnPlan {
            return refused;
        }
        let tried = AuditEvent::tried_alone("case_plan", id.uuid(), Tier::C3).fields(&["approve"]);
        tx.refuse(tried, refused)
    })?;
    let taken = match step {
        Move::Submit => scope.submit(version).await?,
        Move::Return(reason) => scope.give_back(version, reason).await?,
        Move::Approve => {
            let approved = scope.approve(version).await?;
            tasks::close_plan_missing(&scope.enrolment).await?;
            approved
        }
        Move::Start { on, next_review_on } => {
            let next = Move::first_review(on, next_review_on, ground.restricted)?;
            let started = scope.start(version, on, next).await?;
            // What was asked about the version before is asked of this one, by its own clock.
            tasks::close_review(&scope.enrolment).await?;
            started
        }
        Move::Close { on, reason } => {
            let closed = scope.close(version, on, reason).await?;
            if scope.row.course().is_active() {
                tasks::close_review(&scope.enrolment).await?;
            }
            closed
        }
    };
    if !taken {
        return Err(Error::ChangedMeanwhile);
    }
    let etag = Some(format!("\"v{}\"", version.saturating_add(1)));
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), etag).await?)
}

fn new_goal(id: GoalId, body: GoalBody) -> NewGoal {
    let (domain, priority, due_on) = (body.domain, body.priority, body.due_on);
    let words = body.into_words();
    NewGoal {
        id,
        domain,
        priority,
        due_on,
        words,
    }
}

/// A plan that is still being written, held to the end of the transaction.
async fn in_draft(scope: &PlanScope<'_, Write>) -> Result<(), Error> {
    if scope.lock().await? == *"draft" {
        Ok(())
    } else {
        Err(Error::NoDraft)
    }
}

fn can_seal(scope: &PlanScope<'_, Write>) -> Result<(), Error> {
    match scope.enrolment.wrapped_key() {
        Some(_) => Ok(()),
        None => Err(Error::KeyDestroyed),
    }
}

/// Writes a goal into a plan that is being written.
pub(super) async fn add_goal(
    tx: &Tx<Write>,
    keys: &Keys,
    plan: CasePlanId,
    id: GoalId,
    body: GoalBody,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = PlanScope::open(tx, plan, Action::WritePlan).await?;
    can_seal(&scope)?;
    due_in_time(&scope, body.due_on)?;
    in_draft(&scope).await?;
    Ok(scope.add_goal(keys, new_goal(id, body), created_mac).await?)
}

/// Writes a goal anew, while its plan is being written. Answers in which plan.
pub(super) async fn change_goal(
    tx: &Tx<Write>,
    keys: &Keys,
    id: GoalId,
    version: i32,
    body: GoalBody,
) -> Result<CasePlanId, Error> {
    let (scope, goal) = PlanScope::of_goal(tx, id, Action::WritePlan).await?;
    standing(&goal)?;
    can_seal(&scope)?;
    due_in_time(&scope, body.due_on)?;
    in_draft(&scope).await?;
    if !scope.change_goal(keys, version, new_goal(id, body)).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(scope.row.id)
}

/// Takes a goal out of a plan that is being written.
pub(super) async fn void_goal(
    tx: &Tx<Write>,
    id: GoalId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let (scope, goal) = PlanScope::of_goal(tx, id, Action::WritePlan).await?;
    if again {
        scope.enrolment.remember_repeat("void");
        return Ok(());
    }
    standing(&goal)?;
    in_draft(&scope).await?;
    if !scope.void_goal(id, version, reason).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 204, id.uuid(), None).await?)
}

/// A goal that was taken out is not there any more.
fn standing(goal: &GoalRow) -> Result<(), Error> {
    if goal.voided {
        return Err(Denied::NotFound.into());
    }
    Ok(())
}

fn due_in_time(scope: &PlanScope<'_, Write>, due_on: NaiveDate) -> Result<(), Error> {
    if due_on < scope.enrolment.stamps().enrolled_on {
        return Err(Error::DueTooEarly);
    }
    Ok(())
}

/// Writes an action towards a goal, until the plan is closed.
pub(super) async fn add_action(
    tx: &Tx<Write>,
    keys: &Keys,
    goal: GoalId,
    request: AddAction,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let (scope, row) = PlanScope::of_goal(tx, goal, Action::WritePlan).await?;
    standing(&row)?;
    can_seal(&scope)?;
    due_in_time(&scope, request.due_on)?;
    if (request.who == *"staff") != request.staff_id.is_some() {
        return Err(Error::WhoseAction);
    }
    let state = scope.lock().await?;
    // What was handed in is approved as it was handed in.
    if state == *"submitted" || state == *"approved" {
        return Err(Error::NoDraft);
    }
    if state == *"closed" {
        return Err(Error::Closed);
    }
    let new = NewAction {
        id: request.id,
        who: request.who,
        staff: request.staff_id,
        due_on: request.due_on,
        what: Zeroizing::new(request.what),
    };
    let added = scope.add_action(keys, goal, new, created_mac).await;
    added.map_err(|error| {
        if matches!(&error, DbError::ForeignKey { constraint } if constraint.contains("staff_id")) {
            Error::NoSuchColleague
        } else {
            error.into()
        }
    })
}

/// Says that an action was done. Answers in which plan.
pub(super) async fn finish_action(
    tx: &Tx<Write>,
    id: PlanActionId,
    version: i32,
    done_on: NaiveDate,
    key: Option<OnceKey>,
) -> Result<CasePlanId, Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let (scope, action) = PlanScope::of_action(tx, id, Action::WritePlan).await?;
    if again {
        scope.enrolment.remember_repeat("finish");
        return Ok(scope.row.id);
    }
    if action.done_on.is_some() {
        return Err(Error::DoneAlready);
    }
    if done_on > local_day(tx.now(), scope.enrolment.zone()) {
        return Err(Error::InFuture);
    }
    if !scope.finish_action(id, version, done_on).await? {
        return Err(Error::ChangedMeanwhile);
    }
    tasks::close_steps(&scope.enrolment).await?;
    tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?;
    Ok(scope.row.id)
}

/// Records a look at a plan in force.
pub(super) async fn review(
    tx: &Tx<Write>,
    id: CasePlanId,
    version: i32,
    request: ReviewPlan,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = PlanScope::open(tx, id, Action::WritePlan).await?;
    let ground = scope.ground().await?;
    let in_force_since = ground.in_force_since.filter(|_| scope.row.course().is_active());
    let since = in_force_since.ok_or(ReviewRefused::NotInForce)?;
    let goals: BTreeMap<_, _> = scope
        .goals()
        .await?
        .iter()
        .map(|goal| (goal.id, goal.status()))
        .collect();
    let look = Look {
        on: request.reviewed_on,
        whole: request.whole,
        next_review_on: request.next_review_on,
        goals: request.goals.iter().map(|goal| goal.goal_id).collect(),
    };
    let next_review_on = look.check(&goals, since, ground.today, ground.restricted)?;
    let seen = request
        .goals
        .iter()
        .map(|goal| (goal.goal_id, goal.status, goal.gas))
        .collect();
    let new = NewReview {
        id: request.id,
        on: request.reviewed_on,
        next_review_on,
        goals: seen,
        created_mac,
    };
    if !scope.add_review(version, new).await? {
        return Err(Error::ChangedMeanwhile);
    }
    if next_review_on.is_some() {
        tasks::close_review(&scope.enrolment).await?;
    }
    Ok(())
}

/// Records a look that a phone sends, whatever version the plan has now; answers the version. `None`: something else has the
/// id of the look.
pub(crate) async fn review_sent(
    tx: &Tx<Write>,
    plan: CasePlanId,
    request: ReviewPlan,
    created_mac: [u8; 16],
) -> Result<Option<i32>, Error> {
    let row = PlanScope::open(tx, plan, Action::WritePlan).await?.row;
    // A look that is there moved the plan on, so that sending it again would be refused for many reasons: what stands under
    // the id decides.
    if let Some(known) = store::find_review(tx, request.id).await? {
        let same = known
            .created_mac
            .is_some_and(|kept| bool::from(kept.as_slice().ct_eq(created_mac.as_slice())));
        return Ok(same.then_some(row.row_version));
    }
    review(tx, plan, row.row_version, request, created_mac).await?;
    Ok(Some(row.row_version.saturating_add(1)))
}

/// Says that an action was done, as a phone says it; answers the version. Done on that day before, it stays so.
pub(crate) async fn finish_sent(tx: &Tx<Write>, id: PlanActionId, done_on: NaiveDate) -> Result<i32, Error> {
    let (_, action) = PlanScope::of_action(tx, id, Action::WritePlan).await?;
    if action.done_on == Some(done_on) {
        return Ok(action.row_version);
    }
    finish_action(tx, id, action.row_version, done_on, None).await?;
    Ok(action.row_version.saturating_add(1))
}
