//! Steps over several rows: one file per topic.

mod attempt;
pub(super) mod devices;
pub(super) mod factor;
pub(super) mod invitations;
mod link;
pub(super) mod mailed;
pub(super) mod open;
pub(super) mod own_password;
pub(super) mod refresh;
pub(super) mod sign_in;
