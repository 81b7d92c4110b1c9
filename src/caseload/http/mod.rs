//! The doors to caseloads, and what each refusal says.

mod covers;
mod hand_overs;
mod limits;
mod views;

pub(in crate::caseload) use covers::CoverAbsence;
pub(in crate::caseload) use hand_overs::{HandOverNote, ProposeHandOver};
pub(in crate::caseload) use limits::{AskException, SetCaseloadLimit};

use super::error::Error;
use super::model::Refused;
use crate::platform::http::{IdempotencyKey, IfMatch, Operations, Problem};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchSite => Self::one_field("/site_id", "unknown", "must be a site of your organisation"),
            Error::NoSuchColleague => Self::rule(
                "no_such_colleague",
                "This colleague does not work with young people at this site",
                "Choose somebody who does.",
            ),
            Error::OnePerson => Self::rule("same_colleague", "The two are one colleague", "Name two."),
            Error::AboutNothing => Self::one_field("/role", "required", "say which role, which site, or both"),
            Error::LimitedAlready => Self::conflict(
                "limited_already",
                "There is a limit for this role and site",
                "End that one first, then set the new one.",
            ),
            Error::Over => Self::conflict("over", "This has ended", "There is nothing left to end."),
            Error::CoveredAlready => Self::conflict(
                "covered_already",
                "Somebody stands in for her on one of these days",
                "Choose other days, or end that cover first.",
            ),
            Error::AskedAlready => Self::conflict(
                "asked_already",
                "The same waits for a decision",
                "Have that one decided or withdrawn first.",
            ),
            Error::Refused(refused) => refusal(refused),
            Error::NothingToHandOver => Self::conflict(
                "nothing_to_hand_over",
                "There is nobody to hand over",
                "The colleague works with nobody at this site, or no longer with any of those named.",
            ),
            Error::NoSuchAssignment => Self::one_field(
                "/assignment_ids",
                "unknown",
                "must be assignments of the colleague who gives, at this site, each once",
            ),
            Error::NoteToNobody => Self::one_field("/notes", "unknown", "must be about those who are handed over"),
            Error::ConflictOfInterest => Self::rule(
                "conflict_of_interest",
                "The receiver has declared a conflict of interest with somebody in it",
                "Propose it again without her, or to another colleague.",
            ),
            Error::CaseloadFull => Self::rule(
                "caseload_full",
                "This caseload is full",
                "Hand over fewer, choose another colleague, or ask for an exception, which another person decides.",
            ),
            Error::KeyDestroyed => Self::erased(),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

fn refusal(refused: Refused) -> Problem {
    match refused {
        Refused::EndsBefore => Problem::one_field("/until_on", "too_early", "must not be before the first day"),
        Refused::InPast => Problem::one_field("/from_on", "in_past", "must not be over"),
        Refused::TooLong => Problem::one_field(
            "/until_on",
            "too_late",
            "an absence is covered for 60 days at most, an exception holds for 92",
        ),
        Refused::TakesTwo => Problem::rule(
            "takes_two",
            "This takes two",
            "Whoever asked or proposed it, or whose limit it is, does not decide. Ask a colleague who may.",
        ),
        Refused::DecidedAlready => Problem::conflict(
            "decided_already",
            "This was decided already",
            "Read it again to see how.",
        ),
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(views::read_caseload)
        .service(views::list_caseloads)
        .service(views::list_leaderless)
        .service(limits::set_caseload_limit)
        .service(limits::list_caseload_limits)
        .service(limits::end_caseload_limit)
        .service(limits::ask_exception)
        .service(limits::list_exceptions)
        .service(limits::decide_exception)
        .service(hand_overs::propose_hand_over)
        .service(hand_overs::list_hand_overs)
        .service(hand_overs::read_hand_over)
        .service(hand_overs::accept_hand_over)
        .service(hand_overs::refuse_hand_over)
        .service(hand_overs::withdraw_hand_over)
        .service(hand_overs::list_hand_over_notes)
        .service(covers::cover_absence)
        .service(covers::list_covers)
        .service(covers::end_cover);
}
