//! What can go wrong with a relationship.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a relationship was not recorded, shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The person's key is gone: nothing can be sealed for her.
    #[error("the person's key is gone")]
    KeyDestroyed,
    /// Neither or both of a record and a name.
    #[error("one of other_person_id and other_name")]
    OtherOrName,
    /// The other is not somebody the caller sees.
    #[error("no such person")]
    NoSuchPerson,
    /// The other is she herself.
    #[error("one person")]
    OnePerson,
    /// The flags do not fit what somebody is.
    #[error("the flags do not fit")]
    DoesNotFit,
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
