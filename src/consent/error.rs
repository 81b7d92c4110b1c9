//! What can go wrong with recording consent.

use super::model::Refused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a decision was not recorded or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The person did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Dated in the future.
    #[error("in the future")]
    InFuture,
    /// The decision lacks something, or may not be taken so.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// No approved text of this kind, language and version has this id.
    #[error("no such text")]
    NoSuchText,
    /// Her understanding was not judged in a record of this id by then.
    #[error("no such judgement")]
    NoSuchCapacity,
    /// The directory has no such provider in use.
    #[error("no such provider")]
    NoSuchProvider,
    /// No colleague has this id, or a colleague is named and the witness is no colleague.
    #[error("no such witness")]
    NoSuchWitness,
    /// There is a text of this kind, language and version.
    #[error("the version is taken")]
    VersionTaken,
    /// The text was approved before.
    #[error("approved already")]
    ApprovedAlready,
    /// Who wrote a text does not approve it.
    #[error("her own text")]
    OwnText,
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The `Idempotency-Key` was used for something else.
    #[error("key used otherwise")]
    KeyUsedOtherwise,
    /// The person's key was destroyed.
    #[error("the key was destroyed")]
    KeyDestroyed,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
