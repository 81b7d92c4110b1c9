//! What can go wrong with accounts and signing in.

use super::model::sealing::SealingError;
use crate::access::Denied;
use crate::platform::db::DbError;

/// Why an account or a sign-in did not come about.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Unknown e-mail, wrong password or closed account: the caller is not told which.
    #[error("e-mail and password do not match")]
    NoMatch,
    /// The password is right, and the account asks for a second factor as well.
    #[error("a second factor is needed")]
    SecondFactorNeeded,
    /// The code is wrong, was used before, or too many were tried.
    #[error("the second factor does not match")]
    SecondFactorWrong,
    /// The first code of a factor that is being set up.
    #[error("the code does not match the secret")]
    CodeDoesNotMatch,
    /// There is no second factor for which recovery codes could be made.
    #[error("no second factor is set up")]
    NoSecondFactor,
    /// The caller may not, or it is not there.
    #[error(transparent)]
    Denied(#[from] Denied),
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

impl From<SealingError> for Error {
    fn from(error: SealingError) -> Self {
        Self::Internal(error.0)
    }
}
