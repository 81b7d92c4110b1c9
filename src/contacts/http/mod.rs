//! The doors to how somebody is reached, and to her papers.

mod identifiers;
mod methods;
mod needs;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

pub(super) use identifiers::RecordIdentifier;
pub(super) use methods::{ContactSafety, RecordContact};
pub(super) use needs::NeedsInput;

use super::error::Error;
use crate::casework::VoidReason;
use crate::people::PersonId;
use crate::platform::http::{IdempotencyKey, IfMatch, Operations, Problem};

/// Why a contact or a paper no longer counts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidContact {
    /// Why.
    reason: VoidReason,
}

/// Somebody else with the same number, whose file is the caller's to open.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SameNumber {
    person_id: PersonId,
}

impl SameNumber {
    fn of(people: Vec<PersonId>) -> Vec<Self> {
        people.into_iter().map(|person_id| Self { person_id }).collect()
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::KeyDestroyed => Self::erased(),
            Error::NoSuchValue => Self::one_field(
                "/value",
                "format",
                "must be what its kind says: a phone number of 6 to 15 digits, an e-mail address, or 4 to 40 letters and digits \
                 of a paper",
            ),
            Error::NoSuchColleague => Self::one_field(
                "/preferred_staff_id",
                "unknown",
                "must be one of your organisation's colleagues",
            ),
            Error::EndsBefore => Self::one_field("/valid_to", "out_of_range", "must not be before it begins"),
            Error::Voided => Self::conflict(
                "entry_voided",
                "This entry was voided",
                "It no longer counts. Enter it anew if it does.",
            ),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(methods::record_contact)
        .service(methods::list_contacts)
        .service(methods::change_contact)
        .service(methods::void_contact)
        .service(identifiers::record_identifier)
        .service(identifiers::list_identifiers)
        .service(identifiers::void_identifier)
        .service(needs::read_needs)
        .service(needs::replace_needs);
}
