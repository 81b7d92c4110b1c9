//! Accounts and sign-ins.

mod forgeries;
mod hashes;
mod signing_in;
