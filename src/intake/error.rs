//! What can go wrong with referrals.

use super::model::StepRefused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a referral was not received, shown, moved or corrected.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The programme is not one of this organisation's.
    #[error("no such programme")]
    NoSuchProgramme,
    /// The programme does not run there, or it is none of the person's places.
    #[error("no such site for her and this programme")]
    NoSuchSite,
    /// The strand's wall is not built yet.
    #[error("strand not available")]
    StrandNotAvailable,
    /// Received in the future.
    #[error("in the future")]
    InFuture,
    /// The person was erased.
    #[error("erased")]
    Erased,
    /// Names are for those who may open hers.
    #[error("the referrer's name cannot be sealed by this caller")]
    NameNotYours,
    /// The step cannot be taken.
    #[error(transparent)]
    Step(#[from] StepRefused),
    /// The correction of `received_at` does not fit what was done since.
    #[error("received after something was done about it")]
    ReceivedTooLate,
    /// Nothing was sent to correct.
    #[error("nothing to change")]
    NothingToChange,
    /// It was voided.
    #[error("voided")]
    Voided,
    /// Another call was written at the same moment; asked again, this one joins it.
    #[error("another call came at the same moment")]
    Raced,
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
