//! What can go wrong with case plans.

use super::model::{ReviewRefused, StepRefused};
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a plan was not written, moved or looked at.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Another version is being prepared.
    #[error("another version is being prepared")]
    PreparedAlready,
    /// The enrolment has ended.
    #[error("the enrolment has ended")]
    EnrolmentEnded,
    /// It is no draft any more.
    #[error("no draft any more")]
    NoDraft,
    /// The plan is closed.
    #[error("the plan is closed")]
    Closed,
    /// The colleague named for an action is none of this house.
    #[error("no such colleague")]
    NoSuchColleague,
    /// An action names a colleague without being one's, or the other way round.
    #[error("whose action is it")]
    WhoseAction,
    /// The action is done already.
    #[error("done already")]
    DoneAlready,
    /// Dated in the future.
    #[error("in the future")]
    InFuture,
    /// Due before the enrolment began.
    #[error("due too early")]
    DueTooEarly,
    /// The step does not pass its guard.
    #[error(transparent)]
    Step(#[from] StepRefused),
    /// The look does not pass its guard.
    #[error(transparent)]
    Review(#[from] ReviewRefused),
    /// Words are sealed with the person's key, and it was destroyed.
    #[error("the person's key was destroyed")]
    KeyDestroyed,
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The `Idempotency-Key` was used for something else.
    #[error("key used otherwise")]
    KeyUsedOtherwise,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
