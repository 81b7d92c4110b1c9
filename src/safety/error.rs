//! What can go wrong with keeping people apart.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a pair was not entered, shown or ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The other person is not there for this caller.
    #[error("no such person")]
    NoSuchPerson,
    /// A pair is two people.
    #[error("one person")]
    OnePerson,
    /// They are kept apart already.
    #[error("kept apart already")]
    KeptApartAlready,
    /// Ended before.
    #[error("ended")]
    Ended,
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
