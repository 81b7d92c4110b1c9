//! Attempts to reach somebody, and what came of them.

use chrono::{DateTime, Utc};

use super::CLOCK_SLACK;
use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(ContactAttemptId, "an attempt to reach somebody");

code_list!(
    AttemptResults,
    "attempt_result",
    "what came of an attempt to reach somebody (domain.md §5.14)",
    [
        "reached",
        "no_answer",
        "left_neutral_message",
        "number_dead",
        "third_party_answered",
        "refused",
        "unsafe_stopped",
    ]
);
/// A code of the list `attempt_result`.
pub type AttemptResult = Code<AttemptResults>;

/// Why an attempt cannot be recorded like this, or not be voided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttemptRefused {
    /// It has not been made yet.
    #[error("in the future")]
    InFuture,
    /// Before she joined, or after she left.
    #[error("outside the enrolment")]
    OutsideEnrolment,
    /// Voided before.
    #[error("voided")]
    Voided,
}

/// An attempt lies behind us, and on a day (`covered`) on which she was in the programme.
pub(in crate::sessions) fn check_attempt(
    attempted_at: DateTime<Utc>,
    now: DateTime<Utc>,
    covered: bool,
) -> Result<(), AttemptRefused> {
    if attempted_at > now + CLOCK_SLACK {
        Err(AttemptRefused::InFuture)
    } else if covered {
        Ok(())
    } else {
        Err(AttemptRefused::OutsideEnrolment)
    }
}
