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
    /// The account has neither mailbox nor password: it signs in with a device.
    #[error("the account has no mailbox")]
    NoMailbox,
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

/// Why somebody did not come in, or get in again: invitations, mailed links, devices.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// A mailed link that is wrong, used, ended or cancelled: its holder is not told which.
    #[error("the link does not work any more")]
    LinkOver,
    /// Nobody approves their own request.
    #[error("nobody approves their own request")]
    OwnRequest,
    /// It was approved, cancelled or used before.
    #[error("the invitation does not wait for approval")]
    NotWaiting,
    /// It was not approved yet.
    #[error("the invitation waits for approval")]
    WaitsForApproval,
    /// It was used or cancelled.
    #[error("the invitation is over")]
    InvitationOver,
    /// A code that is wrong, used, ended or dead: whoever types it is not told which.
    #[error("the code does not work")]
    CodeWrong,
    /// No such device, an ended one, a wrong signature, or a request that was made before.
    #[error("the device is not known")]
    DeviceRefused,
    /// The device is to delete what it holds: said to the holder of its key only.
    #[error("the device is to delete what it holds")]
    Wiped,
    /// The device's clock is off.
    #[error("the request was not signed just now")]
    ClockOff,
    /// Who holds this role signs in at a desk.
    #[error("this role does not sign in with a device")]
    NoDeviceForRole,
    /// The person has left.
    #[error("this person does not work here any more")]
    HasLeft,
    /// Nobody ends her own work.
    #[error("nobody ends her own work here")]
    OwnWork,
    /// The caller may not, or it is not there.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The place or the role.
    #[error(transparent)]
    Place(#[from] crate::organisation::Error),
    /// Passwords and accounts.
    #[error(transparent)]
    Account(#[from] Error),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<SealingError> for Error {
    fn from(error: SealingError) -> Self {
        Self::Internal(error.0)
    }
}
