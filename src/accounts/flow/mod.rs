//! Steps over several rows: one file per topic.

pub(super) mod sign_in;
