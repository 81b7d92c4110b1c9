//! What can go wrong with concerns.

use super::model::Refused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a concern was not received, shown or moved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A rule of its course.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Nobody would answer for it.
    #[error("nobody answers for it")]
    Unguarded,
    /// The site is not there.
    #[error("no such site")]
    NoSuchSite,
    /// The child is not there for this caller.
    #[error("no such person")]
    NoSuchPerson,
    /// The colleague is not there.
    #[error("no such colleague")]
    NoSuchColleague,
    /// It names a colleague and is not about one.
    #[error("not about staff")]
    NotAboutStaff,
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

impl Error {
    /// What the database said, or the refusal: whoever hands a concern on looks at the one herself, at an id that is taken
    /// above all, and passes the other on.
    pub(crate) fn into_db(self) -> Result<DbError, Self> {
        if let Self::Db(error) = self {
            Ok(error)
        } else {
            Err(self)
        }
    }
}
