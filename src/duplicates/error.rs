//! What can go wrong with judging a pair.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a pair was not shown or judged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody has judged it.
    #[error("judged already")]
    Judged,
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The `Idempotency-Key` was used for something else.
    #[error("key used otherwise")]
    KeyUsedOtherwise,
    /// More people than can be looked through at once.
    #[error("too many people")]
    TooWide,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
