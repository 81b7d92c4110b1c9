//! What each refusal says, and what would be right.

use crate::intake_forms::error::Error;
use crate::intake_forms::model::{AnswerRefused, ItemFault};
use crate::platform::http::{IdempotencyKey, IfMatch, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::Item(place, fault) => item(place, fault),
            Error::MeansSomethingElse(place) => Self::one_field(
                &format!("/items/{place}/key"),
                "means_something_else",
                "must mean what it meant in the versions before: domain, kind, class, danger and place; give what is new a key of its own",
            ),
            Error::DraftThere => Self::conflict(
                "draft_there",
                "This programme has a draft already",
                "Rewrite the draft, publish it, or retire it first.",
            ),
            Error::NotADraft => Self::conflict(
                "form_not_a_draft",
                "This form is no draft any more",
                "Draft the next version: what was published is never changed.",
            ),
            Error::Retired => Self::conflict(
                "form_retired",
                "This form is retired",
                "Nobody is asked by it any more.",
            ),
            Error::NoForm => Self::conflict(
                "no_form",
                "This programme asks nothing",
                "Have an intake form published for it first.",
            ),
            Error::NoSuchItem => Self::one_field("/key", "unknown", "must be the key of an item of the form in force"),
            Error::KeptElsewhere(keeper) => Self::one_field(
                "/key",
                "kept_elsewhere",
                &format!("must be written where it is kept, not as an answer: {keeper}"),
            ),
            Error::Answer(refused) => answer(refused),
            Error::ConcernWithDanger => Self::one_field(
                "/concern",
                "not_whole",
                "must say what was said with a yes to danger, and be left out otherwise",
            ),
            Error::Concern(refused) => refused.into(),
            Error::Erased => Self::erased(),
            Error::VoidedAlready => Self::conflict("voided", "This was voided", "Record what is right anew."),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

fn item(place: usize, fault: ItemFault) -> Problem {
    let (field, code, words) = match fault {
        ItemFault::HowMany => {
            return Problem::one_field("/items", "out_of_range", "must be 1 to 80 items");
        }
        ItemFault::Key => (
            "key",
            "format",
            "must be small letters, digits and _, a letter first, at most 40",
        ),
        ItemFault::KeyTwice => ("key", "twice", "must be in the form once"),
        ItemFault::Options => (
            "options",
            "not_whole",
            "must be 2 to 30 different codes for a choice, and be left out otherwise",
        ),
        ItemFault::KeptIn => (
            "kept_in",
            "not_whole",
            "must say where it is kept for kept_elsewhere, and be left out otherwise",
        ),
        ItemFault::Required => (
            "required",
            "not_here",
            "must be false: what waits for trust or is kept elsewhere is never required",
        ),
        ItemFault::Class => (
            "class",
            "not_here",
            "must be c3: words, health, substances, justice and danger are for those who open her file",
        ),
        ItemFault::Danger => ("danger", "not_here", "must be asked with yes or no, at first contact"),
        ItemFault::Words => (
            "words",
            "not_whole",
            "must hold a question in at least one language, with a label for each option, at most 300 characters each",
        ),
    };
    Problem::one_field(&format!("/items/{place}/{field}"), code, words)
}

fn answer(refused: AnswerRefused) -> Problem {
    let day = "/asked_on";
    match refused {
        AnswerRefused::ValueOrReason => Problem::one_field(
            "/missing",
            "not_whole",
            "must be left out with one value, and say why where there is none",
        ),
        AnswerRefused::OtherKind => {
            Problem::one_field("/key", "other_kind", "must be answered in the field of its kind")
        }
        AnswerRefused::NotAnOption => Problem::one_field("/choice", "choice", "must be an option of the item"),
        AnswerRefused::OutOfRange => Problem::one_field("/number", "out_of_range", "must be 0 to 9,999"),
        AnswerRefused::NotReadable => Problem::one_field("/text", "length", "must say something, in 2,000 characters"),
        AnswerRefused::InFuture => Problem::one_field(day, "in_future", "must not be in the future"),
        AnswerRefused::TooEarly => Problem::one_field(
            day,
            "out_of_range",
            "must not be more than 120 days before she was enrolled",
        ),
        AnswerRefused::AfterLeaving => Problem::one_field(day, "out_of_range", "must not be after the day she left"),
    }
}
