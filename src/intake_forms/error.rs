//! What can go wrong with forms and answers.

use super::model::{AnswerRefused, ItemFault, Keeper};
use crate::access::Denied;
use crate::platform::db::DbError;
use crate::safeguarding;

/// Why a form was not written or published, or an answer not recorded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The item at this place is none.
    #[error("item {0}: {1}")]
    Item(usize, ItemFault),
    /// The item at this place means something else than in an earlier version.
    #[error("item {0} means something else")]
    MeansSomethingElse(usize),
    /// The programme has a draft already.
    #[error("there is a draft")]
    DraftThere,
    /// Only a draft is changed and published.
    #[error("no draft")]
    NotADraft,
    /// It is retired already.
    #[error("retired")]
    Retired,
    /// The programme has no form in force.
    #[error("no form")]
    NoForm,
    /// The form does not ask this.
    #[error("no such item")]
    NoSuchItem,
    /// It is kept elsewhere.
    #[error("kept elsewhere")]
    KeptElsewhere(Keeper),
    /// The answer does not pass its guard.
    #[error(transparent)]
    Answer(#[from] AnswerRefused),
    /// A yes to danger comes with a concern, and nothing else does.
    #[error("a concern with danger, and only there")]
    ConcernWithDanger,
    /// The concern was not taken.
    #[error(transparent)]
    Concern(safeguarding::Error),
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

impl From<safeguarding::Error> for Error {
    /// Whether an id is taken is for whoever records the answer to look at.
    fn from(error: safeguarding::Error) -> Self {
        error.into_db().map_or_else(Self::Concern, Self::Db)
    }
}
