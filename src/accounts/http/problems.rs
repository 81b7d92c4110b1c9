//! What is answered when somebody does not come in.

use actix_web::http::StatusCode;

use super::super::error::JoinError;
use crate::access::Denied;
use crate::platform::http::{FieldError, Problem};

impl From<JoinError> for Problem {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::LinkOver => Self::new(StatusCode::NOT_FOUND, "link_over", "This link does not work any more")
                .detail("Links work once and for a short while. Ask for a new one."),
            JoinError::OwnRequest => {
                Self::not_allowed("Nobody approves their own request. Ask another administrator of your organisation.")
            }
            JoinError::NotWaiting => Self::conflict(
                "not_waiting",
                "This does not wait for approval",
                "Somebody approved or cancelled it, or it needed none. Nothing needs to be done.",
            ),
            JoinError::WaitsForApproval => Self::conflict(
                "waits_for_approval",
                "This waits for approval",
                "Another administrator has to say yes first; the mail goes out with that.",
            ),
            JoinError::InvitationOver => Self::conflict(
                "invitation_over",
                "This invitation is over",
                "It was used or cancelled. Invite the person again if need be.",
            ),
            JoinError::CodeWrong => Self::new(StatusCode::UNAUTHORIZED, "code_wrong", "This code does not work")
                .detail("Check the eight letters. A code lives ten minutes; ask your supervisor for a new one."),
            JoinError::DeviceRefused => Self::new(
                StatusCode::UNAUTHORIZED,
                "device_refused",
                "This device is not known here",
            )
            .detail("What is on it stays on it. Ask your supervisor for a new code."),
            JoinError::Wiped => Self::new(
                StatusCode::GONE,
                "device_wiped",
                "This device is to delete everything it holds",
            )
            .detail("It was reported lost. Ask your supervisor for a new code if it was not."),
            JoinError::ClockOff => Self::new(StatusCode::UNAUTHORIZED, "clock_off", "The clock of this device is off")
                .detail("Ask again with the time of this answer's Date header."),
            JoinError::NoDeviceForRole => Self::rule(
                "no_device_for_role",
                "This role does not sign in with a device alone",
                "Invite the person by mail instead.",
            )
            .field(FieldError::new(
                "/role",
                "no_device_for_role",
                "must be a role of field work",
            )),
            JoinError::HasLeft => Self::conflict("staff_left", "This person has left", "Nothing needs to be done."),
            JoinError::OwnWork => {
                Self::not_allowed("Nobody ends her own work here. Ask another administrator of your organisation.")
            }
            JoinError::Denied(Denied::Db(error)) | JoinError::Db(error) => error.into(),
            JoinError::Denied(denied) => denied.into(),
            JoinError::Place(error) => error.into(),
            JoinError::Account(error) => error.into(),
        }
    }
}

/// Did a unique key refuse what was to be created? Then it may have been created before.
pub(super) fn is_taken(error: &JoinError) -> bool {
    matches!(error, JoinError::Db(error) if error.is_id_taken())
}
