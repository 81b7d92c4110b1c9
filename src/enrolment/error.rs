//! What can go wrong with enrolments and assignments.

use super::model::{ExitRefused, PauseRefused};
use crate::access::Denied;
use crate::consent::ConsentGap;
use crate::platform::db::DbError;

/// Why an enrolment did not begin, end, or change hands.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The programme is not one of this organisation's, or has ended.
    #[error("no such programme")]
    NoSuchProgramme,
    /// The programme does not run at this site, or there is no such site.
    #[error("no such site for this programme")]
    NoSuchSite,
    /// The strand's wall is not built yet.
    #[error("strand not available")]
    StrandNotAvailable,
    /// Dated in the future.
    #[error("in the future")]
    InFuture,
    /// No place is free for her, or the referral named does not lead here.
    #[error(transparent)]
    Place(#[from] crate::intake::Error),
    /// Consent is missing.
    #[error("consent missing")]
    Consent(ConsentGap),
    /// Already enrolled in this programme.
    #[error("already enrolled")]
    AlreadyEnrolled,
    /// The colleague is not here or does not work with young people at this site.
    #[error("no such worker here")]
    NoSuchWorker,
    /// The caller did not say whether she has a conflict of interest.
    #[error("conflict not declared")]
    DeclareFirst,
    /// The worker has declared a conflict of interest with this person.
    #[error("conflict of interest")]
    ConflictOfInterest,
    /// The worker's caseload is full, and no exception holds for her.
    #[error("caseload full")]
    CaseloadFull,
    /// There is a lead already, or the colleague is assigned already.
    #[error("already assigned")]
    AlreadyAssigned,
    /// The assignment has ended.
    #[error("assignment over")]
    AssignmentOver,
    /// The leaving does not pass its guard.
    #[error(transparent)]
    Exit(#[from] ExitRefused),
    /// The pause, or its end, does not pass its guard.
    #[error(transparent)]
    Pause(#[from] PauseRefused),
    /// A reason is sealed with the person's key, and it was destroyed.
    #[error("the person's key was destroyed")]
    KeyDestroyed,
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
