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
//! A **second factor** is a code of an authenticator app, and ten recovery codes for the day the phone is lost. Whoever
//! works at a desk, administers or holds keys must have one: until it is set up, her sign-ins are *limited* to that. A
//! **step-up** gives password and factor once more; for five minutes after it (and after signing in) what is hard to undo
//! may be done: roles, factors, passwords, a colleague's sign-ins.
//!
//! **Guesses** are counted before they are looked at (`model/throttle.rs`). Whoever has guessed too often hears what she
//! would hear anyway.
//!
//! Somebody **joins** by an invitation an administrator sends to her mailbox: its link makes an account, or adds a place to
//! the one she has. For roles that administer, decide about data or read the log a second administrator has to say yes
//! first. A forgotten password and another address go by mailed links too; every link works once and for a short while.
//!
//! Who has no mailbox gets a **field account** and signs in with a **device**: her supervisor shows her a code in person,
//! the device makes a key, and signs a request for each token. That is enough for field work and for nothing else. Ending
//! somebody's work ends her roles, sign-ins and devices at once.
//!
//! The first administrator is made by `causeway admin create`; everybody in the demo is invented.
//!
//! Tests: `tests/api/accounts/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod password;
mod scope;
mod store;

pub use error::{Error, JoinError};
pub(crate) use flow::invitations::ask_approval;
pub use model::{
    AccountId, DeviceKinds, Email, KeyAlgorithms, NoticeKinds, PasswordContext, PasswordRefused, SignInKinds,
    check_new_password,
};
pub use password::{Matched, PasswordHasher};
pub use store::accounts::{NewAccount, create_account};
