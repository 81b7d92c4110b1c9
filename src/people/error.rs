//! What can go wrong with a person's record.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a person's record was not made, shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The site is not one of this organisation's.
    #[error("no such site")]
    NoSuchSite,
    /// Neither or both of a gender and a reason why it is missing.
    #[error("one of gender_identity and gender_missing")]
    GenderOrReason,
    /// Born after the day she was taken in.
    #[error("born after the day of intake")]
    BornLater,
    /// Something else was created with this id.
    #[error("the id is in use")]
    IdTaken,
    /// Her key was destroyed, or not restored: nothing can be sealed for her.
    #[error("the person's key is gone")]
    KeyDestroyed,
    /// Somebody changed the record meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
