//! What can go wrong with being out.

use super::model::Refused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why somebody is not written down as out, or as back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such site in this organisation.
    #[error("no such site")]
    NoSuchSite,
    /// The colleague she is out with is not here, or is herself.
    #[error("no such colleague")]
    NoSuchColleague,
    /// The time does not pass its guard.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// She is out already.
    #[error("out already")]
    OutAlready,
    /// She is back.
    #[error("back already")]
    BackAlready,
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
