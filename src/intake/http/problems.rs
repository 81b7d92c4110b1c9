//! What each refusal says, and what would be right.

use crate::intake::error::Error;
use crate::intake::model::{DecisionRefused, OfferRefused, StepRefused};
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
            Error::Erased => Self::erased(),
            Error::NameNotYours => Problem::one_field(
                "/referrer_name",
                "not_yours",
                "must be left out: names are for who took her in, who works with her, and her supervisor",
            ),
            Error::Step(refused) => step(refused),
            Error::Decision(refused) => decision(refused),
            Error::Offer(refused) => offer(refused),
            Error::WaitsSinceOutOfRange => Problem::one_field(
                "/since",
                "out_of_range",
                "must not be before the referral came, nor in the future",
            ),
            Error::NoSuchReferral => Problem::one_field(
                "/referral_id",
                "unknown",
                "must be a referral of hers to this programme at this site, on which you may work",
            ),
            Error::RuleNotWhole => Problem::one_field(
                "/rule/expr",
                "not_whole",
                "must come with what it asks and nothing else: age_between with age_from and a later age_to, \
                 consent_present with consent_kind, area_in with areas, the others alone",
            ),
            Error::NoSuchRule => Problem::one_field(
                "/answers",
                "unknown",
                "must name rules of this programme that are in force, each once",
            ),
            Error::AskedAlready => Self::conflict(
                "asked_already",
                "This was asked for already",
                "Somebody else decides about it. Open the screening to see by whom it was asked.",
            ),
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

fn offer(refused: OfferRefused) -> Problem {
    match refused {
        OfferRefused::NoPlace => Problem::conflict(
            "no_place",
            "No place is free",
            "Put her on the waiting list; who waits first is offered the next one.",
        ),
        OfferRefused::NotHerTurn => {
            Problem::one_field("/turn_reason", "needed", "must say why: somebody waits before her")
        }
        OfferRefused::ReasonNotHere => {
            Problem::one_field("/turn_reason", "not_here", "must be left out: nobody is passed over")
        }
    }
}

fn decision(refused: DecisionRefused) -> Problem {
    match refused {
        DecisionRefused::LookFirst => Problem::conflict(
            "look_at_rules_first",
            "The rules were not looked at, or were changed since",
            "Look at the rules for this referral, then decide.",
        ),
        DecisionRefused::RuleInTheWay => Problem::rule(
            "rule_in_the_way",
            "A rule stands in the way",
            "Find out what is not known and look again; or ask that it be set aside, and somebody else decides.",
        ),
        DecisionRefused::NothingInTheWay => Problem::rule(
            "nothing_in_the_way",
            "No rule stands in the way",
            "There is nothing to set aside: decide that she is eligible.",
        ),
        DecisionRefused::TakesTwo => Problem::one_field(
            "/decision",
            "takes_two",
            "must be asked for with askOverride; somebody else decides about it",
        ),
        DecisionRefused::ReasonNeeded => Problem::one_field(
            "/reason",
            "needed",
            "must say why, so that she can be shown another way",
        ),
        DecisionRefused::ReasonNotHere => Problem::one_field(
            "/reason",
            "not_here",
            "must be left out: only not_eligible has a reason",
        ),
        DecisionRefused::OwnRequest => {
            Problem::not_allowed("You asked for this, so somebody else must decide about it.")
        }
        DecisionRefused::DecidedAlready => Problem::conflict(
            "decided_already",
            "This request is decided",
            "Open it to see by whom and how. Ask anew if things have changed.",
        ),
    }
}
