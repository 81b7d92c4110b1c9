//! Steps over several rows: one file per topic.

mod attempt;
pub(super) mod open;
pub(super) mod refresh;
pub(super) mod sign_in;
