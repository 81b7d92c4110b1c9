//! What can go wrong with recording consent.

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
    /// Ends before it begins.
    #[error("expires before it is given")]
    ExpiresBefore,
    /// Sharing needs a recipient, which cannot be recorded yet.
    #[error("needs a recipient")]
    NeedsRecipient,
    /// Only given, refused, withdrawn and best-interests decisions are recorded by hand.
    #[error("not a decision")]
    NotADecision,
    /// Assent is the young person's own.
    #[error("assent is her own")]
    AssentIsHerOwn,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
