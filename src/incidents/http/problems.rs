//! What refusals look like on the wire.

use crate::incidents::error::Error;
use crate::incidents::model::Refused;
use crate::platform::http::{IdempotencyKey, IfMatch, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::Refused(refused) => step(refused),
            Error::NoSuchSite => Self::one_field("/site_id", "unknown", "must be a site of your organisation"),
            Error::NoSuchParty => Self::one_field(
                "/parties",
                "unknown",
                "must be people whose files are yours to open, or colleagues",
            ),
            Error::PartyIsOne => Self::one_field(
                "/parties",
                "one_of",
                "must each have a person_id or a staff_id, not both",
            ),
            Error::NamedAlready => Self::conflict(
                "named_already",
                "She is named in this incident already",
                "Nothing more is needed. To correct her role, take the name back and give it again.",
            ),
            Error::NoSuchOwner => Self::one_field("/owner_id", "unknown", "must be a colleague"),
            Error::InFuture => Self::one_field("/occurred_at", "in_future", "must not be in the future"),
            Error::Voided => Self::conflict("voided", "This incident was voided", "Report it anew if it was right."),
            Error::ActionOver => Self::conflict(
                "done_already",
                "This was done or taken back already",
                "Read the incident again.",
            ),
            Error::NothingToChange => Self::one_field("", "nothing_to_change", "must name at least one field"),
            Error::Gone => Self::conflict(
                "written_gone",
                "What was written about this incident was erased",
                "Everybody it named asked to be forgotten. Nothing more can be written about it.",
            ),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

fn step(refused: Refused) -> Problem {
    match refused {
        Refused::NotFromHere => Problem::conflict(
            "step_not_from_here",
            "This does not follow from where the incident stands",
            "Open it to see where it stands, and take the step that comes next.",
        ),
        Refused::InFuture => Problem::one_field("/occurred_at", "in_future", "must not be in the future"),
        Refused::TooEarly => {
            Problem::one_field("/occurred_at", "out_of_range", "must not be before the step it follows")
        }
        Refused::SeverityNeeded => Problem::one_field("/severity", "needed", "must say how grave it is"),
        Refused::SeverityNotHere => Problem::one_field(
            "/severity",
            "not_here",
            "must be left out: it is said when somebody looks, and corrected afterwards",
        ),
        Refused::ToldNeeded => Problem::one_field(
            "/notified_to",
            "needed",
            "must say who was told; none_required and not_safe_to_notify are answers",
        ),
        Refused::ToldNotHere => Problem::one_field("/notified_to", "not_here", "must be left out of this step"),
        Refused::ToldBoth => Problem::one_field(
            "/notified_to",
            "contradicts",
            "must not name somebody together with none_required or not_safe_to_notify",
        ),
        Refused::LeftToDo => Problem::conflict(
            "actions_left",
            "Something is left to do",
            "Do what is open, or say that it is done; then ask to close it.",
        ),
        Refused::NotAsked => Problem::conflict(
            "closing_not_asked",
            "Nobody asks for this incident to be closed",
            "Somebody who handles it asks first (the step close_asked); another decides.",
        ),
        Refused::OwnRequest => {
            Problem::not_allowed("You asked for this to be closed: somebody else who handles it decides.")
        }
        Refused::OwnReport => Problem::not_allowed("You reported this: somebody else who handles it decides about it."),
        Refused::Named => Problem::not_allowed("You are named in this incident: somebody who is not decides about it."),
    }
}
