//! What keeps the server from starting: each guard has a code and says what to do. All that can be asked are asked, and
//! everything that is wrong is said at once.

mod database;
mod files;

use std::fmt;

pub(super) use database::database;
pub(super) use files::files;

use super::Failure;

/// Something that keeps the server from starting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Stable: `docs/OPERATIONS.md` lists them all.
    pub(super) code: &'static str,
    /// What is wrong and what to do. Names files and settings, never a secret.
    pub(super) what: String,
}

impl Refusal {
    fn new(code: &'static str, what: impl Into<String>) -> Self {
        Self {
            code,
            what: what.into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.code, self.what)
    }
}

/// One line with all of them, or nothing.
pub(super) fn refuse(refusals: &[Refusal]) -> Result<(), Failure> {
    if refusals.is_empty() {
        return Ok(());
    }
    let said: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    Err(Failure::of(format!("refusing to start: {}", said.join("; "))))
}
