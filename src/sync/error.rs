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

/// Why what a phone sent is not taken in, shown or decided on.
#[derive(Debug, thiserror::Error)]
pub enum SentError {
    /// The device may not send now.
    #[error(transparent)]
    Device(#[from] Error),
    /// Nothing is left of it: the person was erased.
    #[error("erased")]
    Erased,
    /// Somebody has decided on it.
    #[error("decided")]
    Decided,
    /// It says that its author did something herself: nobody else can have it done.
    #[error("its author's own")]
    AuthorsOwn,
    /// Who brings somebody else's work in a file does not decide on it.
    #[error("her own file")]
    OwnFile,
    /// The value cannot be written any more.
    #[error("refused")]
    Refused,
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The `Idempotency-Key` was used for something else.
    #[error("key used otherwise")]
    KeyUsedOtherwise,
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
