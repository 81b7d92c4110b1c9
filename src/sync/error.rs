//! What can go wrong with sync.

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a device gets nothing now.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller did not sign in with a device.
    #[error("not a device")]
    NotADevice,
    /// The cursor was not made for this device, or not by us.
    #[error("not this device's cursor")]
    NotYourCursor,
    /// The database is another one than the cursor speaks of.
    #[error("another epoch")]
    EpochChanged,
    /// It is no longer known which scopes the device had.
    #[error("view unknown")]
    ViewUnknown,
    /// The device only sends.
    #[error("draining")]
    Draining,
    /// More than a device may hold.
    #[error("too much for a device")]
    TooMuch {
        /// How many people she works with.
        people: i64,
    },
    /// Too many devices are being filled at this moment.
    #[error("too many first syncs")]
    Busy,
    /// The device asks too often.
    #[error("too often")]
    TooOften {
        /// When to try again, in seconds.
        retry_after: u32,
    },
    /// The caller may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
