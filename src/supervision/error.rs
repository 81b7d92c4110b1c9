//! What can go wrong with supervision.

use super::model::Refused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a supervision session is not recorded, shown or voided.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// It was not held as it was said.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// No such site in this organisation.
    #[error("no such site")]
    NoSuchSite,
    /// Somebody who was there does not work with young people at the site.
    #[error("no such colleague")]
    NoSuchColleague,
    /// A case is not one the supervisor supervises or works in.
    #[error("no such case")]
    NoSuchCase,
    /// It was voided before.
    #[error("voided already")]
    VoidedAlready,
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
