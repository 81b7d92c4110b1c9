//! What can go wrong on the way of a release, in the words of those who make one.

use chrono::NaiveDate;

use super::model::{Period, ReleaseId, State};
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why a step was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not the caller's to do.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The year has not been over for long enough.
    #[error("{period} can be drafted from {from} on")]
    NotPublishableYet {
        /// The year.
        period: Period,
        /// The first day on which it may be drafted.
        from: NaiveDate,
    },
    /// A release of this year is out.
    #[error("{0} is released")]
    PeriodReleased(Period),
    /// Three drafts were made of this year.
    #[error("no draft is left for {0}")]
    NoGenerationLeft(Period),
    /// The funder at this place of the list is none of this organisation's.
    #[error("unknown funder")]
    UnknownFunder {
        /// Where in the request it stands.
        place: usize,
    },
    /// Counting again gave something else than was drafted.
    #[error("the data have changed since the draft")]
    DataChanged,
    /// A gate did not pass.
    #[error("a gate did not pass")]
    GateClosed,
    /// The step does not follow from the state.
    #[error("the release is {0:?}")]
    WrongState(State),
    /// The one who drafted wants to decide.
    #[error("a draft is decided by somebody else")]
    OwnDraft,
    /// It was changed since the caller looked.
    #[error("changed meanwhile")]
    ChangedMeanwhile {
        /// The version it has now.
        row_version: i32,
    },
    /// The table programme has no such dimension or category.
    #[error("no such cell")]
    NoSuchCell {
        /// The dimension asked for.
        key: String,
    },
    /// The same cell was entered before.
    #[error("the figure is entered already")]
    FigureEntered,
    /// The figure does not count any more.
    #[error("the figure is voided")]
    FigureVoided,
    /// It is not published yet, so there is no file.
    #[error("not published")]
    NotPublished,
    /// The key of the repeated request was used for something else.
    #[error("the idempotency key was used for something else")]
    KeyUsedOtherwise,
    /// What is stored or counted makes no sense: a mistake of ours.
    #[error("release {0:?}: {1}")]
    Internal(Option<ReleaseId>, &'static str),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Error {
    /// A database failure, where a constraint speaks for a rule of ours.
    pub(super) fn of_write(error: DbError) -> Self {
        let constraint = if let DbError::Check { constraint } = &error {
            constraint.as_str()
        } else {
            ""
        };
        match constraint {
            "release_four_eyes" => Self::OwnDraft,
            "release_audited_first" => Self::GateClosed,
            _ => Self::Db(error),
        }
    }
}
