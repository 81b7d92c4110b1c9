//! What can go wrong with follow-ups and observations.

use super::model::{ContactRefused, ObservationRefused};
use crate::access::Denied;
use crate::consent::ConsentKind;
use crate::platform::db::DbError;

/// Why a contact or an observation was not recorded, or not voided.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The contact does not pass its guard.
    #[error(transparent)]
    Contact(#[from] ContactRefused),
    /// Nobody but herself may be asked without this consent.
    #[error("consent missing")]
    ConsentMissing(ConsentKind),
    /// The observation does not pass its guard.
    #[error(transparent)]
    Observation(#[from] ObservationRefused),
    /// The enrolment has no follow-up of this stage.
    #[error("no such follow-up")]
    NoSuchFollowup,
    /// A rule for contact is given where it is safe, and only there.
    #[error("a rule for contact where it is safe, and only there")]
    SafeContactRule,
    /// She has not left.
    #[error("the enrolment has not ended")]
    NotExited,
    /// Her record was erased.
    #[error("erased")]
    Erased,
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
