//! What can go wrong with what phones send, as the client sees it.

use crate::platform::http::{IdempotencyKey, IfMatch, Problem};
use crate::sync::error::SentError;

impl From<SentError> for Problem {
    fn from(error: SentError) -> Self {
        match error {
            SentError::Device(error) => error.into(),
            SentError::Erased => Self::erased(),
            SentError::Decided => Self::conflict(
                "decided",
                "Somebody has decided on this",
                "Look at it again to see what became of it.",
            ),
            SentError::AuthorsOwn => Self::conflict(
                "authors_own",
                "Only its author can have this done",
                "It says that she did something herself. Ask her to send it again when she may, or dismiss it.",
            ),
            SentError::OwnFile => {
                Self::not_allowed("You brought this in a file, so its author or somebody else must decide.")
            }
            SentError::Refused => Self::conflict(
                "value_refused",
                "This value cannot be written any more",
                "Look at the record, and correct it there.",
            ),
            SentError::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            SentError::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            SentError::Denied(denied) => denied.into(),
            SentError::Db(error) => error.into(),
        }
    }
}
