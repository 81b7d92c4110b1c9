//! What each refusal says, and what would be right.

use crate::consent::error::Error;
use crate::consent::model::Refused;
use crate::platform::http::{IdempotencyKey, IfMatch, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let field = Self::one_field;
        match error {
            Error::Denied(denied) => denied.into(),
            Error::InFuture => field("/occurred_at", "in_future", "must not be in the future"),
            Error::Refused(refused) => self::refused(refused),
            Error::NoSuchText => field(
                "/text_id",
                "unknown",
                "must be an approved text of this kind, in this language and version",
            ),
            Error::NoSuchCapacity => field(
                "/capacity_id",
                "unknown",
                "must be a judgement of this person's understanding, made by then",
            ),
            Error::NoSuchProvider => field("/provider_id", "unknown", "must be a provider of the directory"),
            Error::NoSuchWitness => field(
                "/witness_staff_id",
                "unknown",
                "must be a colleague, with witness colleague",
            ),
            Error::VersionTaken => Self::conflict(
                "version_taken",
                "This version is there already",
                "A text is never changed: give another version a name of its own.",
            ),
            Error::ApprovedAlready => Self::conflict(
                "approved_already",
                "This text is approved",
                "There is nothing left to approve.",
            ),
            Error::OwnText => Self::not_allowed("You wrote this text: somebody else approves it."),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::KeyDestroyed => Self::erased(),
            Error::Db(error) => error.into(),
        }
    }
}

fn refused(refused: Refused) -> Problem {
    let field = Problem::one_field;
    match refused {
        Refused::NotADecision => field(
            "/status",
            "choice",
            "must be given, refused, withdrawn or best_interests_decision",
        ),
        Refused::AssentIsHerOwn => field(
            "/giver",
            "choice",
            "assent is the young person's own: must be young_person",
        ),
        Refused::ExpiresBefore => field("/expires_on", "out_of_range", "must not be before the day it was given"),
        Refused::LastsTooLong => field(
            "/expires_on",
            "out_of_range",
            "consent to share ends by itself: must be a day within 12 months",
        ),
        Refused::NeedsProvider => field(
            "/provider_id",
            "needed",
            "must name who may be told, from the directory of providers, and no class besides",
        ),
        Refused::NeedsClass => field(
            "/recipient_class",
            "needed",
            "must name what kind of recipient may be told, and no provider besides",
        ),
        Refused::NeedsCategories => field("/categories", "needed", "must say what may be told"),
        Refused::NothingShared => field(
            "/categories",
            "not_available",
            "recipients and categories belong to consent to share: leave them out",
        ),
        Refused::LimitsNotTold => field(
            "/limits_explained",
            "needed",
            "tell her first what you must pass on by law, then record what she decides",
        ),
        Refused::BestInterests => field(
            "/best_interests_reason",
            "needed",
            "must say why the house decided in her best interests; leave it out of any other decision",
        ),
        Refused::CapacityNotJudged => field(
            "/capacity_id",
            "needed",
            "she is below the age of consent: judge first how she understands it, and name that record",
        ),
        Refused::GuardianPathClosed => Problem::rule(
            "guardian_path_closed",
            "Her parents or guardian are not asked",
            "Asking them could endanger her. Ask your safeguarding lead who answers for her instead.",
        ),
    }
}
