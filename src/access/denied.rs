//! Why a scope did not open.

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::platform::db::{Context, DbError};
use crate::platform::http::Problem;

/// A scope that did not open.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// It is not there, or the caller may not know that it is. The two cannot be told apart.
    #[error("not found")]
    NotFound,
    /// The record was merged into this one, which the caller may see.
    #[error("merged into another record")]
    Merged(Uuid),
    /// The caller may know it, but not do this to it.
    #[error("not allowed")]
    NotAllowed,
    /// The caller may, after giving password and second factor once more.
    #[error("a step-up is needed")]
    StepUpNeeded,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Denied {
    /// What something named in a request comes to when its scope did not open: `unknown`, however much is there, unless the
    /// database failed.
    pub fn or_unknown<E: From<DbError>>(self, unknown: E) -> E {
        match self {
            Self::Db(error) => error.into(),
            Self::NotFound | Self::Merged(_) | Self::NotAllowed | Self::StepUpNeeded => unknown,
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound => Self::not_found(),
            Denied::Merged(into) => Self::merged(into),
            Denied::NotAllowed => {
                Self::not_allowed("Your role here does not include this. Ask your supervisor if it should.")
            }
            Denied::StepUpNeeded => Self::new(StatusCode::FORBIDDEN, "step_up_needed", "Confirm that it is you")
                .detail("Give your password and your code once more, then send this again. It holds for five minutes."),
            Denied::Db(error) => error.into(),
        }
    }
}

/// Lets through what is hard to undo, for five minutes after password and factor were given. To be asked after what the
/// caller may do at all, so that nobody is asked for a password in vain.
pub fn require_step_up(context: &Context, now: DateTime<Utc>) -> Result<(), Denied> {
    if context.has_stepped_up(now) || !context.checks_on() {
        Ok(())
    } else {
        Err(Denied::StepUpNeeded)
    }
}
