//! What can go wrong with a search.

use chrono::{DateTime, Utc};

use crate::access::Denied;
use crate::platform::db::DbError;

/// Why nothing was searched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not exactly one of a name, a phone number and the number of a paper.
    #[error("one of name, phone and document")]
    OneOf,
    /// Too little to look for.
    #[error("nothing to look for")]
    TooShort,
    /// No phone number, or no number of a paper: which field.
    #[error("no such number")]
    NoSuchNumber(&'static str),
    /// The caller's people are more than are opened at once.
    #[error("too many people")]
    TooWide,
    /// Searched too often: until when.
    #[error("searched too often")]
    TooOften(DateTime<Utc>),
    /// A scope did not open.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
