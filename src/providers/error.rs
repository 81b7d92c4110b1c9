//! What can go wrong with the directory.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why the directory was not shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller may not, or it is not there.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
