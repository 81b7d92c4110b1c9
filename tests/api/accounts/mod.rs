//! Accounts and sign-ins.

mod devices;
mod forgeries;
pub(crate) mod guessing;
mod hashes;
mod invitations;
mod mailed;
pub(crate) mod open_sign_ins;
pub(crate) mod refresh;
mod signing_in;
