//! What can go wrong with contacts and papers.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a contact or a paper was not recorded, shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The person's key is gone: nothing can be sealed for her.
    #[error("the person's key is gone")]
    KeyDestroyed,
    /// It is not what its kind says.
    #[error("the value does not fit its kind")]
    NoSuchValue,
    /// With whom she would rather work is nobody of this organisation.
    #[error("no such colleague")]
    NoSuchColleague,
    /// It ends before it begins.
    #[error("ends before it begins")]
    EndsBefore,
    /// It was voided.
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
