//! What can go wrong with a break-glass.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why the glass was not broken, shown, agreed to or reviewed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// An earlier one of the caller's has waited for its review for more than 24 hours.
    #[error("an earlier break-glass is not reviewed")]
    Unreviewed,
    /// A review has ended the caller's right.
    #[error("the right has ended")]
    RightEnded,
    /// Nobody could be told.
    #[error("nobody could be told")]
    NobodyToTell,
    /// It is the caller's own.
    #[error("one's own")]
    Own,
    /// A second person has agreed, or none is needed.
    #[error("needs no second person")]
    NeedsNoSecond,
    /// It is reviewed.
    #[error("is reviewed")]
    ReviewedAlready,
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
