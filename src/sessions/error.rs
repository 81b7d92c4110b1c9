//! What can go wrong with logging a session.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a session was not logged, shown, corrected or voided.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// It has not happened yet.
    #[error("in the future")]
    InFuture,
    /// Before she joined, or after she left.
    #[error("outside the enrolment")]
    OutsideEnrolment,
    /// A group has a roll.
    #[error("a group")]
    IsGroup,
    /// A note needs the person's key, and it was destroyed.
    #[error("the person's key was destroyed")]
    KeyDestroyed,
    /// Voided before.
    #[error("voided")]
    Voided,
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
