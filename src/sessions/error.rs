//! What can go wrong with logging a session.

use super::model::{AttemptRefused, EditRefused, HeadsRefused, PlanShut, RollShut};
use crate::access::Denied;
use crate::platform::db::DbError;
use crate::safeguarding;

/// Why a session was not logged, shown, corrected or voided.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// It has not happened yet.
    #[error("in the future")]
    InFuture,
    /// Before she joined, or after she left.
    #[error("outside the enrolment")]
    OutsideEnrolment,
    /// A group has a roll.
    #[error("a group")]
    IsGroup,
    /// A note needs the person's key, and it was destroyed.
    #[error("the person's key was destroyed")]
    KeyDestroyed,
    /// One young person's session has no roll.
    #[error("one to one")]
    NotAGroup,
    /// More than 400 days ahead.
    #[error("too far ahead")]
    TooFarAhead,
    /// No such programme at this site.
    #[error("no such programme")]
    NoSuchProgramme,
    /// No such site.
    #[error("no such site")]
    NoSuchSite,
    /// The colleague does not work with young people there.
    #[error("no such colleague")]
    NoSuchLead,
    /// An enrolment to put on a roll, by its place if there are several, is not in the group's programme, site and days, or
    /// not the caller's.
    #[error("not of this group")]
    NotOfThisGroup(Option<usize>),
    /// Somebody on a roll had left the programme by that day.
    #[error("she had left")]
    HadLeft,
    /// She is on this roll.
    #[error("on the roll already")]
    OnRollAlready,
    /// No more lines than [`MOST_LINES`](super::model::MOST_LINES).
    #[error("the roll is full")]
    RollFull,
    /// What is planned lies ahead.
    #[error("in the past")]
    InPast,
    /// Nothing can be done with the plan any more.
    #[error(transparent)]
    PlanShut(#[from] PlanShut),
    /// Somebody is said to have come, or not to have.
    #[error("marked")]
    HasMarks,
    /// The status does not call the session off.
    #[error("no cancellation")]
    NotACancellation,
    /// Nothing can be done with the roll now.
    #[error(transparent)]
    RollShut(#[from] RollShut),
    /// An attempt to reach somebody is not recorded like this, or not voided.
    #[error(transparent)]
    Attempt(#[from] AttemptRefused),
    /// Heads are not counted, or were counted.
    #[error(transparent)]
    Heads(#[from] HeadsRefused),
    /// Two would come together who must not meet. Names neither, and no reason.
    #[error("cannot be together")]
    CannotBeTogether,
    /// Matched or voided before.
    #[error("the walk-in is over")]
    WalkInOver,
    /// It says who a concern is about, and is none.
    #[error("no concern")]
    NoConcern,
    /// A concern says who it is about.
    #[error("a concern about nobody")]
    ConcernAboutWhom,
    /// The concern it brings was not received.
    #[error(transparent)]
    Concern(safeguarding::Error),
    /// Not the caller's to edit, or not like this.
    #[error(transparent)]
    Edit(#[from] EditRefused),
    /// Voided before.
    #[error("voided")]
    Voided,
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

impl From<safeguarding::Error> for Error {
    fn from(error: safeguarding::Error) -> Self {
        error.into_db().map_or_else(Self::Concern, Self::Db)
    }
}
