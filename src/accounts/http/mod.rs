//! The doors of accounts: one file per topic.

mod colleagues;
mod cookie;
mod devices;
mod invitations;
mod mailed;
mod me;
mod open_sign_ins;
mod own_password;
mod problems;
mod second_factor;
mod sign_ins;
mod wiping;

use actix_web::http::StatusCode;

use super::error::Error;
use crate::platform::http::{FieldError, Operations, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NoMatch | Error::NoPlace => {
                Self::new(StatusCode::UNAUTHORIZED, "no_match", "E-mail and password do not match")
                    .detail("Check both and try again. If you have forgotten your password, ask your administrator.")
            }
            Error::SecondFactorNeeded => Self::new(
                StatusCode::UNAUTHORIZED,
                "second_factor_needed",
                "Your code, too",
            )
            .detail("Send the six digits your authenticator app shows, or a recovery code, as code."),
            Error::SecondFactorWrong => Self::new(
                StatusCode::UNAUTHORIZED,
                "second_factor_wrong",
                "The code does not match",
            )
            .detail(
                "Wait for the next code and try that: each works once. After five wrong ones nothing is looked at for a \
                 quarter of an hour. A recovery code works as well.",
            ),
            Error::CodeDoesNotMatch => Self::validation(vec![FieldError::new(
                "/code",
                "code",
                "must be the six digits the app shows now; check the clock of your phone",
            )]),
            Error::NoSecondFactor => Self::rule(
                "no_second_factor",
                "There is no second factor yet",
                "Set up an authenticator app first. You get recovery codes with it.",
            ),
            Error::Denied(denied) => denied.into(),
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
            Error::NoMailbox => Self::conflict(
                "no_mailbox",
                "This account has no mailbox",
                "It signs in with a device; an administrator can invite the person by mail instead.",
            ),
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
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(sign_ins::sign_in)
        .service(sign_ins::refresh)
        .service(sign_ins::sign_out)
        .service(me::read_me)
        .service(own_password::step_up)
        .service(own_password::change_password)
        .service(second_factor::read_second_factor)
        .service(second_factor::begin_second_factor)
        .service(second_factor::confirm_second_factor)
        .service(second_factor::renew_recovery_codes)
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
        .service(devices::end_staff_device)
        .service(wiping::drain_staff_device)
        .service(wiping::wipe_staff_device);
}
