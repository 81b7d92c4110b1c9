//! What can go wrong with erasing somebody.

use super::ledger::LedgerError;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why nobody was erased.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// She is erased already.
    #[error("the person is erased already")]
    Erased,
    /// The same colleague has asked before, and nobody has decided yet.
    #[error("the caller has asked for this already")]
    AskedAlready,
    /// Somebody has decided.
    #[error("the request is decided already")]
    DecidedAlready,
    /// Nobody decides about her own request.
    #[error("nobody decides about her own request")]
    OwnRequest,
    /// Somebody changed the request meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The key was used for something else.
    #[error("the idempotency key was used for another request")]
    KeyUsedOtherwise,
    /// The line could not be written, so nothing was erased.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        if let DbError::Check { constraint } = &error
            && constraint == "erasure_four_eyes"
        {
            return Self::OwnRequest;
        }
        if error.unique_constraint() == Some("erasure_asked_once") {
            return Self::AskedAlready;
        }
        Self::Db(error)
    }
}
