//! Case plans: what a young person wants to reach, by which steps, and how it went (domain.md §2.7).
//!
//! A plan belongs to an enrolment and has **versions**: one is in force, and one at most is being prepared to follow it, so
//! that nobody is without a plan while the next one is written (ADR 0095). `draft → submitted → approved → active → closed`:
//! who works with her writes it and hands it in, **another** approves it ([`Course`]), and it comes into force when it
//! begins with her; the version before closes with that step. Who wrote a part of it, or handed it in, does not approve it:
//! the rule here, two constraints, and a policy say so.
//!
//! A **goal** has a domain, a priority, a day, and words: what she wants in her own, what is to be reached, where it begins and
//! by what it is known. The words are **sealed** with her key; everybody who reads the enrolment sees the rest. **Actions** say
//! who does what by when. Goals change while the plan is a draft; afterwards by the next version.
//!
//! A plan in force is **looked at again** within 90 days, within 30 where the record is restricted ([`review_days`]): the tighter
//! clock hangs on that, and never on the strand, which it would give away. A look at the whole plan names every goal that is
//! still open and starts the clock anew; single goals are looked at in between ([`Look`]). A week before the day a task asks
//! for it (`tasks`).
//!
//! Who may: those assigned to the enrolment and its supervisor write; the supervisor approves; whoever reads the enrolment
//! reads everything but the words, which those open who open notes.
//!
//! Tests: `tests/api/plans/`, rules beside them in `model/`, random histories in `model/walk.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::{finish_sent, review_sent};
pub use model::{
    ActionWho, CasePlanId, CasePlanState, CasePlanStates, CloseReason, Course, GoalDomain, GoalDomains, GoalId,
    GoalPriorities, GoalPriority, GoalStatus, GoalStatuses, Ground, Look, Move, PlanActionId, PlanCloseReasons,
    PlanReturnReasons, PlanReviewId, ReturnReason, ReviewRefused, StepRefused, Who, Words, is_open, review_days,
};
pub use scope::PlanScope;
