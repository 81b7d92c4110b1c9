//! Accounts and sign-ins.

mod devices;
mod devices_ended;
mod forgeries;
pub(crate) mod guessing;
mod hashes;
mod invitations;
mod joining_walk;
mod leaving_walk;
mod letting_in;
mod mailed;
pub(crate) mod open_sign_ins;
pub(crate) mod refresh;
pub(crate) mod second_factor;
mod signing_in;
mod step_up;
