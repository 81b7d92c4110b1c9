//! Rows of accounts and sign-ins: one file per topic.

pub(super) mod accounts;
pub(super) mod sign_ins;
