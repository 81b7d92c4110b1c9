//! What can go wrong with programmes.

use super::model::{DosageRefused, StrandNotAvailable};
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a programme was not opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller may not, or it is not there.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The strand's own wall is not built yet.
    #[error(transparent)]
    StrandNotAvailable(#[from] StrandNotAvailable),
    /// A dosage that does not say what it must.
    #[error(transparent)]
    Dosage(#[from] DosageRefused),
    /// No such site.
    #[error("no such site")]
    NoSuchSite,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
