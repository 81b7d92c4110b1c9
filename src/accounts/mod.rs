//! Accounts: who may sign in, and signing in.
//!
//! An account is global (one e-mail, one password); a **sign-in** is one account in one organisation and lives in a row
//! that is asked on every request, so ending it bites at once. A sign-in carries no roles. "Session" is never used here: it
//! always means a session with a young person.
//!
//! A sign-in at a desk is **renewed** by a secret in a cookie that works once and is replaced at each use. A secret that
//! comes back a second time means that two people hold secrets of one sign-in: it is ended and its owner gets a notice,
//! unless only the answer was lost on a bad line. How long it may lie idle, and live at all, is decided by the strictest
//! role its owner holds.
//!
//! Accounts are made by `causeway admin create` (and by the demo, for invented people only).
//!
//! Tests: `tests/api/accounts/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod password;
mod store;

pub use error::Error;
pub use model::{AccountId, Email, NoticeKinds, SignInKinds};
pub use password::{Matched, PasswordHasher, PasswordRefused, check_new_password};
pub use store::accounts::create_account;
