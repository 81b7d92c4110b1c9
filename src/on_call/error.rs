//! What can go wrong with the rota and with alerts.

use super::model::Refused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why somebody was not put on call, or an alert not acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such site in this organisation.
    #[error("no such site")]
    NoSuchSite,
    /// The colleague does not handle incidents of the site.
    #[error("no such colleague")]
    NoSuchColleague,
    /// The stretch makes no sense.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Somebody has this place at that time.
    #[error("place taken")]
    PlaceTaken,
    /// It was voided, or is over.
    #[error("over")]
    Over,
    /// Somebody has the alert.
    #[error("acknowledged already")]
    Acknowledged,
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
