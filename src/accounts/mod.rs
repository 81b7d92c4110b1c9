//! Accounts: who may sign in, and signing in.
//!
//! An account is global (one e-mail, one password); a **sign-in** is one account in one organisation and lives in a row
//! that is asked on every request, so ending it bites at once. A sign-in carries no roles. "Session" is never used here: it
//! always means a session with a young person.
//!
//! Accounts are made by `causeway admin create` (and by the demo, for invented people only); invitations, resets, second
//! factors and throttling come with the doors.
//!
//! Tests: `tests/api/accounts/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod password;
mod store;

pub use error::Error;
pub use model::{AccountId, Email};
pub use password::{Matched, PasswordHasher, PasswordRefused, check_new_password};
pub use store::accounts::create_account;
