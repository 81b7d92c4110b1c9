//! What can go wrong with referrals out.

use super::model::StepRefused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why somebody was not sent, or a step not taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The directory has no such provider in use.
    #[error("no such provider")]
    NoSuchProvider,
    /// The provider does not do that.
    #[error("the provider does not offer it")]
    NotOffered,
    /// Nothing can be told.
    #[error(transparent)]
    Disclosure(#[from] crate::disclosures::Error),
    /// The step is not taken.
    #[error(transparent)]
    Step(#[from] StepRefused),
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
