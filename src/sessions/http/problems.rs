//! What can go wrong, as the client sees it.

use actix_web::http::StatusCode;

use crate::access::Denied;
use crate::platform::http::{IdempotencyKey, IfMatch, Problem};
use crate::safeguarding;
use crate::sessions::error::Error;
use crate::sessions::model::{AttemptRefused, EditRefused, HeadsRefused, PlanShut, RollShut};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let field = Self::one_field;
        match error {
            Error::Denied(denied) => denied.into(),
            Error::InFuture => field(
                "/starts_at",
                "in_future",
                "must not be in the future: a plan is not a session yet",
            ),
            Error::OutsideEnrolment => field(
                "/starts_at",
                "outside_enrolment",
                "must lie between the day she joined and the day she left this programme",
            ),
            Error::IsGroup => field("/kind", "is_group", "must be a one-to-one session: groups have a roll"),
            Error::NotAGroup => field(
                "/kind",
                "is_one_to_one",
                "must be a group: a session with one person has no roll",
            ),
            Error::TooFarAhead => field("/starts_at", "out_of_range", "must not be more than 400 days ahead"),
            Error::NoSuchProgramme => field("/programme_id", "unknown", "must be a programme that runs at this site"),
            Error::NoSuchSite => field("/site_id", "unknown", "must be a site of this organisation"),
            Error::NoSuchLead => field(
                "/lead_staff_id",
                "unknown",
                "must be a colleague who works with young people in this programme at this site",
            ),
            Error::NotOfThisGroup(at) => field(
                &at.map_or_else(|| "/enrolment_id".to_owned(), |at| format!("/lines/{at}/enrolment_id")),
                "not_of_this_group",
                "must be an enrolment you work with, in this programme and at this site, that covers the day",
            ),
            Error::HadLeft => Self::conflict(
                "had_left",
                "She had left the programme by that day",
                "Take her off this roll; or correct the day she left, and mark her then.",
            ),
            Error::OnRollAlready => Self::conflict(
                "on_roll_already",
                "Somebody is on this roll already",
                "One person has one line: mark the line she has.",
            ),
            Error::RollFull => Self::conflict(
                "roll_full",
                "This roll is full",
                "A roll holds 200 people. Split the group.",
            ),
            Error::InPast => field(
                "/starts_at",
                "in_past",
                "must lie ahead: log what took place as a session",
            ),
            Error::PlanShut(shut) => plan_shut(shut),
            Error::HasMarks => Self::conflict(
                "has_marks",
                "Somebody is marked on this roll",
                "A session to which somebody came was not called off. Take wrong marks off the roll first.",
            ),
            Error::NotACancellation => field(
                "/status",
                "not_a_cancellation",
                "must be cancelled_by_provider or cancelled_other",
            ),
            Error::RollShut(shut) => roll_shut(shut),
            Error::CannotBeTogether => Self::conflict(
                "cannot_be_together",
                "This cannot be planned like this",
                "Choose another time, another place or another group. Why is not said here; ask your supervisor.",
            ),
            Error::Heads(refused) => heads_refused(refused),
            Error::Attempt(refused) => attempt_refused(refused),
            Error::NoConcern => field(
                "/note/about",
                "not_here",
                "must be left out, accused_id too, where the note is no safeguarding concern",
            ),
            Error::ConcernAboutWhom => field(
                "/note/about",
                "required",
                "must say who the concern is about: staff, family, peer or other",
            ),
            Error::Concern(refused) => concern_refused(refused),
            Error::Edit(refused) => edit_refused(refused),
            Error::WalkInOver => Self::conflict(
                "walk_in_over",
                "This entry is finished",
                "It was matched to somebody on the roll, or voided: look at the roll again.",
            ),
            Error::KeyDestroyed => Self::erased(),
            Error::Voided => Self::conflict("voided", "This session was voided", "Log it anew if it did take place."),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

fn concern_refused(refused: safeguarding::Error) -> Problem {
    let accused = |code, detail| Problem::one_field("/note/accused_id", code, detail);
    match refused {
        safeguarding::Error::NoSuchColleague => accused("unknown", "must be a colleague"),
        safeguarding::Error::NotAboutStaff => accused("not_here", "must be left out where it is not about staff"),
        other @ (safeguarding::Error::Denied(_)
        | safeguarding::Error::Refused(_)
        | safeguarding::Error::Unguarded
        | safeguarding::Error::NoSuchSite
        | safeguarding::Error::NoSuchPerson
        | safeguarding::Error::ChangedMeanwhile
        | safeguarding::Error::KeyUsedOtherwise
        | safeguarding::Error::Db(_)) => other.into(),
    }
}

fn edit_refused(refused: EditRefused) -> Problem {
    match refused {
        EditRefused::NotHers => Denied::NotAllowed.into(),
        EditRefused::WindowOver => Problem::new(
            StatusCode::FORBIDDEN,
            "edit_window_over",
            "The time in which you could change this yourself is over",
        )
        .detail("Ask a supervisor of the place to correct it, and say what was wrong."),
        EditRefused::ReasonNeeded => Problem::one_field(
            "/reason",
            "required",
            "must say why: typed_wrong, learned_later, young_person_asked or should_not_be_kept",
        ),
    }
}

fn plan_shut(shut: PlanShut) -> Problem {
    match shut {
        PlanShut::Settled => Problem::conflict(
            "plan_settled",
            "This plan is settled",
            "It was said what became of it: correct that session instead.",
        ),
        PlanShut::Voided => Problem::conflict(
            "plan_voided",
            "This plan was voided",
            "Plan it anew if it is to take place.",
        ),
    }
}

fn heads_refused(refused: HeadsRefused) -> Problem {
    match refused {
        HeadsRefused::Twice(at) => Problem::one_field(
            &format!("/heads/{at}"),
            "counted_twice",
            "must be an age and gender that is not counted above",
        ),
        HeadsRefused::HasRoll => Problem::conflict(
            "has_roll",
            "This session has a roll",
            "Say on the roll who came. Heads are counted where nobody is on it.",
        ),
        HeadsRefused::Counted => Problem::conflict(
            "counted_by_heads",
            "Heads were counted at this session",
            "Take the count back (send an empty one) to say who came.",
        ),
    }
}

fn attempt_refused(refused: AttemptRefused) -> Problem {
    match refused {
        AttemptRefused::InFuture => Problem::one_field("/attempted_at", "in_future", "must not be in the future"),
        AttemptRefused::OutsideEnrolment => Problem::one_field(
            "/attempted_at",
            "outside_enrolment",
            "must lie between the day she joined and the day she left this programme",
        ),
        AttemptRefused::Voided => {
            Problem::conflict("voided", "This attempt was voided", "Record it anew if it was made.")
        }
    }
}

fn roll_shut(shut: RollShut) -> Problem {
    match shut {
        RollShut::NotBegun => Problem::conflict(
            "not_begun",
            "This session has not begun",
            "Say who came once it has begun. Who is expected can be put on the roll before.",
        ),
        RollShut::Closed => Problem::conflict(
            "roll_closed",
            "This roll is closed",
            "Reopen it to correct it: within seven days whoever keeps it may, after that a supervisor.",
        ),
        RollShut::Open => Problem::conflict("roll_open", "This roll is open", "It can be marked as it is."),
        RollShut::TooLate => Problem::new(
            StatusCode::FORBIDDEN,
            "edit_window_over",
            "This roll was closed more than seven days ago",
        )
        .detail("Ask a supervisor of the place to reopen it."),
        RollShut::Cancelled => Problem::conflict(
            "cancelled",
            "This session was cancelled",
            "Nobody is marked at a session that was called off. If it did take place, enter it anew.",
        ),
        RollShut::Voided => Problem::conflict(
            "voided",
            "This session was voided",
            "Enter it anew if it did take place.",
        ),
    }
}
