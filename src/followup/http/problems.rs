//! What each refusal says, and what would be right.

use crate::followup::error::Error;
use crate::followup::model::{ContactRefused, ObservationRefused};
use crate::platform::http::{IdempotencyKey, IfMatch, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::Contact(refused) => contact(refused),
            Error::ConsentMissing(kind) => Self::rule(
                "followup_consent_missing",
                "She has not agreed to this",
                format!("Ask her herself, or record her consent first: {kind}."),
            ),
            Error::Observation(refused) => observation(refused),
            Error::NoSuchFollowup => Self::one_field(
                "/stage",
                "unknown",
                "must be the stage of a follow-up this enrolment has; there are none before she left",
            ),
            Error::SafeContactRule => Self::one_field(
                "/safe_contact_rule",
                "not_whole",
                "must say how she is reached where that is safe, and be left out where it is not",
            ),
            Error::NotExited => Self::conflict(
                "enrolment_not_ended",
                "This enrolment has not ended",
                "Whether asking after her is safe is said with her leaving.",
            ),
            Error::Erased => Self::erased(),
            Error::VoidedAlready => Self::conflict("voided", "This was voided", "Record what is right anew."),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

fn contact(refused: ContactRefused) -> Problem {
    match refused {
        ContactRefused::InFuture => Problem::one_field("/contacted_on", "in_future", "must not be in the future"),
        ContactRefused::TooEarly => Problem::one_field(
            "/contacted_on",
            "out_of_range",
            "must not be before the follow-up opens, or before the contact recorded last",
        ),
        ContactRefused::NobodyAsked => Problem::one_field(
            "/source_kind",
            "not_here",
            "must name who or what was asked: a conclusion is no contact",
        ),
        ContactRefused::Settled => Problem::conflict(
            "followup_settled",
            "This follow-up is settled",
            "Void the contact that settled it if that was wrong.",
        ),
        ContactRefused::Unsafe => Problem::conflict(
            "followup_unsafe",
            "Asking after her is not safe",
            "Only what she tells of her own accord is recorded: done or partial, from herself. A supervisor or the \
             safeguarding lead may judge that asking is safe again.",
        ),
        ContactRefused::NotWanted => Problem::conflict(
            "followup_not_wanted",
            "She does not want to be asked",
            "Only what she tells of her own accord is recorded: done or partial, from herself.",
        ),
        ContactRefused::DoesNotFollow => Problem::conflict(
            "followup_in_part",
            "A part of this follow-up is done",
            "Complete it, add a part, or record a try without answer.",
        ),
    }
}

fn observation(refused: ObservationRefused) -> Problem {
    match refused {
        ObservationRefused::ValueOrReason => Problem::one_field(
            "/missing",
            "not_whole",
            "must be left out with a value, and say why where there is none",
        ),
        ObservationRefused::NotSuchACode => {
            Problem::one_field("/value_code", "choice", "must be a code of the list of this measure")
        }
        ObservationRefused::NotSuchANumber => {
            Problem::one_field("/value_number", "out_of_range", "must lie on the scale of this measure")
        }
        ObservationRefused::InFuture => Problem::one_field("/observed_on", "in_future", "must not be in the future"),
        ObservationRefused::TooEarly => {
            Problem::one_field("/observed_on", "out_of_range", "must not be before the follow-up opens")
        }
    }
}
