//! What can go wrong with the register.

use crate::access::Denied;
use crate::consent::SharingGap;
use crate::platform::db::DbError;

/// Why something was not recorded, shown or reviewed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Dated in the future.
    #[error("in the future")]
    InFuture,
    /// Either a provider of the directory, or a class and a name.
    #[error("the recipient is not whole")]
    RecipientNotWhole,
    /// The directory has no such provider.
    #[error("no such provider")]
    NoSuchProvider,
    /// Nobody who may has agreed to it.
    #[error("no consent to share")]
    Consent(SharingGap),
    /// It rests on consent: there is nothing to review.
    #[error("nothing to review")]
    NothingToReview,
    /// A review is final.
    #[error("reviewed already")]
    ReviewedAlready,
    /// Who told reviews nothing of it.
    #[error("her own decision")]
    OwnDecision,
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The `Idempotency-Key` was used for something else.
    #[error("key used otherwise")]
    KeyUsedOtherwise,
    /// The person's key was destroyed.
    #[error("the key was destroyed")]
    KeyDestroyed,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
