//! What can go wrong with incidents.

use super::model::Refused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why an incident was not reported, shown, moved or closed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A rule of its course.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The site is not there.
    #[error("no such site")]
    NoSuchSite,
    /// The person is not there for this caller, or the colleague is not.
    #[error("no such party")]
    NoSuchParty,
    /// A party is a person or a colleague.
    #[error("a party is one")]
    PartyIsOne,
    /// Named already.
    #[error("named already")]
    NamedAlready,
    /// The colleague does not work here.
    #[error("no such owner")]
    NoSuchOwner,
    /// It lies in the future.
    #[error("in the future")]
    InFuture,
    /// It was voided.
    #[error("voided")]
    Voided,
    /// The action is done or voided.
    #[error("the action is over")]
    ActionOver,
    /// Nothing would change.
    #[error("nothing to change")]
    NothingToChange,
    /// What was written about it was destroyed: everybody it named is erased.
    #[error("what was written is gone")]
    Gone,
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
