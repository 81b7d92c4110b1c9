//! What can go wrong with accounts and signing in.

use crate::platform::db::DbError;

/// Why an account or a sign-in did not come about.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Unknown e-mail, wrong password or closed account: the caller is not told which.
    #[error("e-mail and password do not match")]
    NoMatch,
    /// The account works in several organisations and did not say in which.
    #[error("several organisations")]
    SeveralOrganisations(Vec<(uuid::Uuid, String)>),
    /// The account belongs to no organisation, or not to the one asked for.
    #[error("no place in this organisation")]
    NoPlace,
    /// The sign-in cannot be renewed: it is over, or what was presented was never handed out, or by now twice.
    #[error("the sign-in is over")]
    SignInOver,
    /// Too much was guessed from this network; seconds until it may be tried again. Says nothing about any account.
    #[error("too many tries from one network")]
    TooManyTries(u32),
    /// Too many passwords are being checked at once.
    #[error("too many sign-ins at once")]
    Busy,
    /// The password is too easy to guess.
    #[error(transparent)]
    Password(#[from] super::PasswordRefused),
    /// The e-mail already has an account.
    #[error("an account with this e-mail exists already")]
    EmailTaken,
    /// Hashing or signing failed: a mistake of ours.
    #[error("{0}")]
    Internal(&'static str),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
