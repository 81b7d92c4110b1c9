//! The doors of accounts: one file per topic.

mod colleagues;
mod cookie;
mod devices;
mod invitations;
mod mailed;
mod me;
mod open_sign_ins;
mod problems;
mod sign_ins;

use actix_web::http::StatusCode;
use utoipa_actix_web::service_config::ServiceConfig;

use super::error::Error;
use crate::platform::http::{FieldError, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NoMatch | Error::NoPlace => {
                Self::new(StatusCode::UNAUTHORIZED, "no_match", "E-mail and password do not match")
                    .detail("Check both and try again. If you have forgotten your password, ask your administrator.")
            }
            Error::SignInOver => Self::sign_in_needed(),
            Error::SeveralOrganisations(list) => list.into_iter().fold(
                Self::conflict(
                    "choose_organisation",
                    "Which organisation?",
                    "You work in several. Send organisation_id as well.",
                ),
                |problem, (id, name)| {
                    problem.field(FieldError::new("/organisation_id", "choice", format!("{id}: {name}")))
                },
            ),
            Error::TooManyTries(seconds) => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_tries",
                "Too many tries from your network",
            )
            .detail("Somebody near you has tried many passwords. Wait a while, or use another connection.")
            .retry_after(seconds),
            Error::Busy => Self::unavailable("Many people are signing in right now. Try again in a moment."),
            Error::Password(refused) => {
                Self::validation(vec![FieldError::new("/password", "password", refused.to_string())])
            }
            Error::EmailTaken => {
                Self::conflict("email_taken", "This e-mail has an account", "Sign in with it instead.")
            }
            Error::Internal(reason) => {
                tracing::error!(reason, "signing in failed");
                Self::internal()
            }
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_ins::sign_in)
        .service(sign_ins::refresh)
        .service(sign_ins::sign_out)
        .service(me::read_me)
        .service(open_sign_ins::list_sign_ins)
        .service(open_sign_ins::end_sign_in)
        .service(open_sign_ins::end_other_sign_ins)
        .service(open_sign_ins::end_staff_sign_ins)
        .service(mailed::open_invitation)
        .service(mailed::accept_invitation)
        .service(mailed::ask_reset)
        .service(mailed::reset_password)
        .service(mailed::ask_email_change)
        .service(mailed::confirm_email_change)
        .service(mailed::cancel_email_change)
        .service(invitations::invite)
        .service(invitations::list_invitations)
        .service(invitations::read_invitation)
        .service(invitations::approve_invitation)
        .service(invitations::resend_invitation)
        .service(invitations::cancel_invitation)
        .service(colleagues::add_field_account)
        .service(colleagues::end_work)
        .service(devices::make_field_code)
        .service(devices::enrol_device)
        .service(devices::make_device_token)
        .service(devices::list_own_devices)
        .service(devices::end_own_device)
        .service(devices::list_staff_devices)
        .service(devices::end_staff_device);
}
