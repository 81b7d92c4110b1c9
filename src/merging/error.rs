//! What can go wrong with merging two records.

use super::model::Obstacle;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why two records were not merged, or not taken apart.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The other record is not there for this caller.
    #[error("no such other record")]
    NoSuchPerson,
    /// The two are one record.
    #[error("one record twice")]
    OneRecord,
    /// Something stands in the way.
    #[error("something stands in the way")]
    InTheWay(Vec<Obstacle>),
    /// Somebody asked for the same two, and nobody has decided yet.
    #[error("asked already")]
    AskedAlready,
    /// It is decided.
    #[error("decided already")]
    DecidedAlready,
    /// Nobody carries out what she asked for herself.
    #[error("nobody merges alone")]
    OwnRequest,
    /// It was not carried out, or is undone.
    #[error("there is nothing to undo")]
    NotMerged,
    /// The days in which it could be undone are over.
    #[error("it is too late to undo it")]
    TooLate,
    /// A key was destroyed, or not restored.
    #[error("a person's key is gone")]
    KeyDestroyed,
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The `Idempotency-Key` was used for something else.
    #[error("key used otherwise")]
    KeyUsedOtherwise,
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        if let DbError::Check { constraint } = &error
            && constraint == "person_merge_four_eyes"
        {
            return Self::OwnRequest;
        }
        match error.unique_constraint() {
            Some("person_merge_asked_once") => Self::AskedAlready,
            Some("person_merge_into_one") => Self::ChangedMeanwhile,
            _ => Self::Db(error),
        }
    }
}
