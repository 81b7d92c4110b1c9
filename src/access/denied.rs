//! Why a scope did not open.

use crate::platform::db::DbError;
use crate::platform::http::Problem;

/// A scope that did not open.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// It is not there, or the caller may not know that it is. The two cannot be told apart.
    #[error("not found")]
    NotFound,
    /// The caller may know it, but not do this to it.
    #[error("not allowed")]
    NotAllowed,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound => Self::not_found(),
            Denied::NotAllowed => {
                Self::not_allowed("Your role here does not include this. Ask your supervisor if it should.")
            }
            Denied::Db(error) => error.into(),
        }
    }
}
