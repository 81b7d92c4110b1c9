//! What each refusal says, and what would be right.

use crate::intake::error::Error;
use crate::intake::model::StepRefused;
use crate::platform::http::{IdempotencyKey, IfMatch, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchProgramme => Problem::one_field(
                "/programme_id",
                "unknown",
                "must be one of your organisation's programmes",
            ),
            Error::NoSuchSite => Problem::one_field(
                "/site_id",
                "unknown",
                "must be one of her own places at which this programme runs",
            ),
            Error::StrandNotAvailable => Self::rule(
                "strand_not_available",
                "This programme cannot take people yet",
                "Its protection is not built yet. Refer her to another programme for now.",
            ),
            Error::InFuture => Problem::one_field("/received_at", "in_future", "must not be in the future"),
            Error::Erased => Self::conflict(
                "erased",
                "This record was erased",
                "Nothing more can be written about this person here.",
            ),
            Error::NameNotYours => Problem::one_field(
                "/referrer_name",
                "not_yours",
                "must be left out: names are for who took her in, who works with her, and her supervisor",
            ),
            Error::Step(refused) => step(refused),
            Error::ReceivedTooLate => Problem::one_field(
                "/received_at",
                "out_of_range",
                "must not be after what was done about it",
            ),
            Error::NothingToChange => Problem::one_field("", "nothing_to_change", "must name at least one field"),
            Error::Voided => Self::conflict("voided", "This referral was voided", "Receive it anew if it was right."),
            Error::Raced => Self::conflict(
                "raced",
                "Other calls for this person came at the same moment",
                "Nothing was saved. Send it again.",
            ),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

fn step(refused: StepRefused) -> Problem {
    match refused {
        StepRefused::NotFromHere => Problem::conflict(
            "step_not_from_here",
            "This step does not follow from where the referral stands",
            "Open it to see where it stands, and take the step that comes next.",
        ),
        StepRefused::InFuture => Problem::one_field("/occurred_at", "in_future", "must not be in the future"),
        StepRefused::TooEarly => Problem::one_field(
            "/occurred_at",
            "out_of_range",
            "must not be before the referral came, nor before the step it follows",
        ),
        StepRefused::ReasonNeeded => Problem::one_field("/reason", "needed", "must say why it goes no further here"),
        StepRefused::ReasonNotHere => {
            Problem::one_field("/reason", "not_here", "must be left out: this step needs no reason")
        }
        StepRefused::SafetyNeeded => Problem::one_field(
            "/contact_safety",
            "needed",
            "must say whether there is a safe way to reach her; unknown is an answer",
        ),
        StepRefused::SafetyNotHere => Problem::one_field(
            "/contact_safety",
            "not_here",
            "must be left out: it is said when the referral is sorted, and corrected afterwards",
        ),
        StepRefused::NotSafe => Problem::rule(
            "contact_not_safe",
            "There is no safe way to reach her yet",
            "Find one and record contact_safety as safe before you begin to screen.",
        ),
    }
}
