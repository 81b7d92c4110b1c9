//! Steps of sync.

mod concern;
pub(super) mod conflicts;
pub(super) mod held;
mod judge;
pub(super) mod operations;
pub(super) mod push;
