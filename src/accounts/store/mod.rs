//! Rows of accounts and sign-ins: one file per topic.

pub(super) mod accounts;
pub(super) mod devices;
pub(super) mod factors;
pub(super) mod invitations;
pub(super) mod joined;
pub(super) mod notices;
pub(super) mod refresh;
pub(super) mod sign_ins;
pub(super) mod throttle;
pub(super) mod trace;
pub(super) mod wiping;
