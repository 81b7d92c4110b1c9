//! What goes wrong, as answers.

use actix_web::http::StatusCode;

use crate::platform::http::Problem;
use crate::sync::error::Error;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotADevice => Self::new(
                StatusCode::FORBIDDEN,
                "device_needed",
                "Only an enrolled device holds data",
            )
            .detail("Sign in with a device that your supervisor enrolled."),
            Error::NotYourCursor => Self::one_field(
                "/cursor",
                "not_yours",
                "must be the cursor this device was given last; leave it out to begin anew",
            ),
            Error::EpochChanged => Self::conflict(
                "epoch_changed",
                "The database was restored",
                "Send the operations of the last 30 days again, then pull without a cursor and say which scopes are held.",
            ),
            Error::ViewUnknown => Self::conflict(
                "view_unknown",
                "It is no longer known what this device holds",
                "Pull without a cursor and say which scopes are held.",
            ),
            Error::Draining => Self::conflict(
                "device_draining",
                "This device only sends",
                "Send what is left on it. It is sent nothing any more.",
            ),
            Error::TooMuch { people } => Self::conflict(
                "too_much_for_a_device",
                "You work with more people than a device holds",
                format!("A device holds 400 people or 20,000 rows; there are {people} people. Ask your supervisor."),
            ),
            Error::Busy => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_first_syncs",
                "Many devices are being filled at this moment",
            )
            .detail("Try again in a little while; nothing is lost.")
            .retry_after(30),
            Error::TooOften { retry_after } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "synced_too_often",
                "This device asks too often",
            )
            .detail("Wait as long as Retry-After says; nothing is lost.")
            .retry_after(retry_after),
            Error::Denied(denied) => denied.into(),
            Error::Db(error) => error.into(),
        }
    }
}
