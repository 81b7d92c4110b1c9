//! Rows of sync.

pub(super) mod conflicts;
pub(super) mod journal;
