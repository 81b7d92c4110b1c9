//! Accounts and sign-ins.

mod forgeries;
pub(crate) mod guessing;
mod hashes;
pub(crate) mod open_sign_ins;
pub(crate) mod refresh;
mod signing_in;
