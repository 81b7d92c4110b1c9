//! What can go wrong with caseloads.

use super::model::Refused;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a limit, a cover or a hand-over did not come about.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such site in this organisation.
    #[error("no such site")]
    NoSuchSite,
    /// The colleague is not here, or does not work with young people at the site.
    #[error("no such colleague here")]
    NoSuchColleague,
    /// The two are one.
    #[error("one person")]
    OnePerson,
    /// A limit must be about a role or a site.
    #[error("about nothing")]
    AboutNothing,
    /// There is a limit for this role and site.
    #[error("limited already")]
    LimitedAlready,
    /// It has ended.
    #[error("over")]
    Over,
    /// Somebody stands in for her on one of these days.
    #[error("covered already")]
    CoveredAlready,
    /// The same was asked for, or proposed, and is not decided.
    #[error("asked already")]
    AskedAlready,
    /// The day, or who decides, does not pass its guard.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Nobody is left to hand over.
    #[error("nothing to hand over")]
    NothingToHandOver,
    /// Not an assignment of who gives, at this site.
    #[error("no such assignment")]
    NoSuchAssignment,
    /// A note for somebody who is not handed over.
    #[error("a note to nobody")]
    NoteToNobody,
    /// The receiver has declared a conflict of interest with somebody in it.
    #[error("conflict of interest")]
    ConflictOfInterest,
    /// The receiver's caseload has no room for it.
    #[error("caseload full")]
    CaseloadFull,
    /// A note is sealed with the person's key, and it was destroyed.
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
