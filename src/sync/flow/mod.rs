//! Steps of sync.

pub(super) mod limits;
pub(super) mod page;
pub(super) mod pull;
pub(super) mod verify;
