//! Leaving: why, whether it may be recorded like this, and how it counts.

use chrono::NaiveDate;

use super::Stamps;
use crate::code_list;
use crate::people::MissingReason;
use crate::platform::codes::Code;

/// Days for which a recorded exit can be taken back: long enough for the next supervision, too short to rewrite a quarter.
pub(in crate::enrolment) const UNDO_DAYS: i64 = 30;

code_list!(
    ExitReasons,
    "exit_reason",
    "why an enrolment ended (domain.md §5.8)",
    [
        "completed_all_requirements",
        "completed_goals_early",
        "completed_partly",
        "left_by_choice",
        "lost_contact",
        "did_not_engage",
        "never_started",
        "rule_breach_or_safety_discharge",
        "max_time_reached",
        "programme_ended_or_no_funds",
        "transferred_other_programme",
        "moved_away",
        "relocated_for_safety",
        "aged_out",
        "ineligible_after_entry",
        "in_custody_long_term",
        "returned_to_group",
        "authority_revoked",
        "health",
        "deceased",
        "data_subject_erasure",
    ]
);
/// A code of the list `exit_reason`.
pub type ExitReason = Code<ExitReasons>;
/// How an ended enrolment counts (domain.md §5.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionClass {
    /// Requirements or goals met.
    Completed,
    /// Part of the way.
    Partial,
    /// Left before.
    EarlyLeaver,
    /// A matter of records, not of the person.
    Administrative,
    /// Neither success nor failure.
    Neutral,
}

impl CompletionClass {
    /// Its code in list `completion_class`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Partial => "partial",
            Self::EarlyLeaver => "early_leaver",
            Self::Administrative => "administrative",
            Self::Neutral => "neutral",
        }
    }
}

/// The class of a reason (domain.md §5.8). It follows from the reason, so nobody types it.
pub fn completion_class(reason: ExitReason) -> CompletionClass {
    match reason.as_str() {
        "completed_all_requirements" | "completed_goals_early" => CompletionClass::Completed,
        "completed_partly" | "max_time_reached" => CompletionClass::Partial,
        "never_started" | "programme_ended_or_no_funds" | "ineligible_after_entry" | "data_subject_erasure" => {
            CompletionClass::Administrative
        }
        "transferred_other_programme"
        | "moved_away"
        | "relocated_for_safety"
        | "aged_out"
        | "in_custody_long_term"
        | "health"
        | "deceased" => CompletionClass::Neutral,
        _ => CompletionClass::EarlyLeaver,
    }
}

/// Reasons that cannot be recorded: going back to a group is a phase of a pathway and not an end of help (domain.md §5.8,
/// §2.17), an authority's word belongs to a diversion case (§2.13), and erasure is decided elsewhere.
const NOT_HERE: [&str; 3] = ["returned_to_group", "authority_revoked", "data_subject_erasure"];

/// Which reason everybody who reads C2 is shown. Who was relocated for her safety has moved away (domain.md §5.8, golden case
/// 19); of a restricted record the same is said of every reason that would mark her (design §5).
pub(in crate::enrolment) fn shown_reason(reason: ExitReason, restricted: bool) -> ExitReason {
    let marks = match reason.as_str() {
        "relocated_for_safety" => true,
        "in_custody_long_term" | "returned_to_group" | "authority_revoked" => restricted,
        _ => false,
    };
    if marks {
        Code::parse("moved_away").unwrap_or(reason)
    } else {
        reason
    }
}

/// What has happened so far: no leaving is dated before it.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    /// Where the enrolment stands.
    pub stamps: Stamps,
    /// The last day she was expected anywhere.
    pub last_session_on: Option<NaiveDate>,
    /// The last day she took part in something.
    pub last_service_on: Option<NaiveDate>,
    /// The last day she paused or went on.
    pub last_change_on: Option<NaiveDate>,
}

/// What leaving needs to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    /// The day.
    pub on: NaiveDate,
    /// Why.
    pub reason: ExitReason,
    /// Day of the exit interview.
    pub interview_on: Option<NaiveDate>,
    /// Why there was none.
    pub interview_missing: Option<MissingReason>,
}

/// Why a leaving cannot be recorded like this, or not be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExitRefused {
    /// She left before.
    #[error("this enrolment has ended already")]
    AlreadyExited,
    /// Before she joined, before a session of hers, or before a pause began or ended.
    #[error("the day lies before what is recorded already")]
    TooEarly,
    /// In the future.
    #[error("the day lies in the future")]
    InFuture,
    /// The reason says she never started, but she took part; or the other way round.
    #[error("the reason does not fit what happened")]
    ReasonDoesNotFit,
    /// The reason belongs to another record.
    #[error("this reason cannot be recorded here")]
    NotAvailable,
    /// Exactly one of an interview's day and the reason why there was none.
    #[error("the interview's day, or why there was none")]
    InterviewOrReason,
    /// A value and a reason why there is none, in the field of this name.
    #[error("a value, or why there is none")]
    ValueAndReason(&'static str),
    /// How to reach her is said exactly where it is safe to.
    #[error("a rule for contact where it is safe, and only there")]
    SafeContactRule,
    /// She has not left: there is nothing to take back.
    #[error("this enrolment has not ended")]
    NotExited,
    /// Recorded more than [`UNDO_DAYS`] ago.
    #[error("too long ago to take back")]
    UndoOver,
    /// She has joined the programme again since.
    #[error("she has joined again")]
    JoinedAgain,
}

impl Leaving {
    /// The guard of `active → exited` (domain.md §2.2). Whoever falls silent left with her last service, though she was
    /// expected after it.
    pub fn check(self, ground: Ground, today: NaiveDate) -> Result<(), ExitRefused> {
        let stamps = ground.stamps;
        if stamps.exited_on.is_some() {
            return Err(ExitRefused::AlreadyExited);
        }
        if self.on > today {
            return Err(ExitRefused::InFuture);
        }
        let last = if self.reason == *"lost_contact" {
            ground.last_service_on
        } else {
            ground.last_session_on
        };
        let facts = [last, stamps.first_service_on, stamps.paused_on, ground.last_change_on];
        if facts
            .into_iter()
            .flatten()
            .chain([stamps.enrolled_on])
            .any(|fact| self.on < fact)
        {
            return Err(ExitRefused::TooEarly);
        }
        if NOT_HERE.contains(&self.reason.as_str()) {
            return Err(ExitRefused::NotAvailable);
        }
        let started = stamps.first_service_on.is_some();
        let fits = match self.reason.as_str() {
            "never_started" => !started,
            "completed_all_requirements" | "completed_goals_early" | "completed_partly" => started,
            _ => true,
        };
        if !fits {
            return Err(ExitRefused::ReasonDoesNotFit);
        }
        if self.interview_on.is_some() == self.interview_missing.is_some() {
            return Err(ExitRefused::InterviewOrReason);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, n).unwrap()
    }
    fn code(reason: &str) -> ExitReason {
        Code::parse(reason).unwrap()
    }
    const fn stamps(first: Option<NaiveDate>, exited: Option<NaiveDate>, enrolled: NaiveDate) -> Stamps {
        Stamps {
            enrolled_on: enrolled,
            first_service_on: first,
            paused_on: None,
            exited_on: exited,
        }
    }
    fn leaving(on: u32, reason: &str) -> Leaving {
        Leaving {
            on: day(on),
            reason: code(reason),
            interview_on: None,
            interview_missing: Code::parse("prefers_not"),
        }
    }
    fn ground(stamps: Stamps) -> Ground {
        Ground {
            stamps,
            last_session_on: Some(day(5)),
            last_service_on: Some(day(4)),
            last_change_on: None,
        }
    }

    #[test]
    fn leaving_is_guarded() {
        let active = stamps(Some(day(3)), None, day(1));
        let check = |leaving: Leaving, stamps| leaving.check(ground(stamps), day(20));
        assert_eq!(check(leaving(10, "left_by_choice"), active), Ok(()));
        assert_eq!(
            check(leaving(5, "left_by_choice"), active),
            Ok(()),
            "on the day of the last session"
        );
        assert_eq!(check(leaving(4, "left_by_choice"), active), Err(ExitRefused::TooEarly));
        assert_eq!(check(leaving(21, "left_by_choice"), active), Err(ExitRefused::InFuture));
        assert_eq!(
            check(leaving(10, "never_started"), active),
            Err(ExitRefused::ReasonDoesNotFit)
        );
        let enrolled = stamps(None, None, day(1));
        assert_eq!(
            check(leaving(10, "completed_partly"), enrolled),
            Err(ExitRefused::ReasonDoesNotFit)
        );
        assert_eq!(check(leaving(10, "never_started"), enrolled), Ok(()));
        for elsewhere in NOT_HERE {
            assert_eq!(check(leaving(10, elsewhere), active), Err(ExitRefused::NotAvailable));
        }
        let both = Leaving {
            interview_on: Some(day(9)),
            ..leaving(10, "left_by_choice")
        };
        assert_eq!(check(both, active), Err(ExitRefused::InterviewOrReason));
        let ended = stamps(Some(day(3)), Some(day(9)), day(1));
        assert_eq!(
            check(leaving(10, "left_by_choice"), ended),
            Err(ExitRefused::AlreadyExited)
        );
    }

    #[test]
    fn silence_dates_an_exit_back_to_the_last_service_and_not_before_a_pause() {
        let active = stamps(Some(day(3)), None, day(1));
        assert_eq!(leaving(4, "lost_contact").check(ground(active), day(20)), Ok(()));
        assert_eq!(
            leaving(3, "lost_contact").check(ground(active), day(20)),
            Err(ExitRefused::TooEarly)
        );
        let paused = Stamps {
            paused_on: Some(day(8)),
            ..active
        };
        let after = |on, last_change_on, stamps| {
            let ground = Ground {
                last_change_on,
                ..ground(stamps)
            };
            leaving(on, "lost_contact").check(ground, day(20))
        };
        assert_eq!(after(7, Some(day(8)), paused), Err(ExitRefused::TooEarly));
        assert_eq!(after(8, Some(day(8)), paused), Ok(()));
        assert_eq!(
            after(8, Some(day(9)), active),
            Err(ExitRefused::TooEarly),
            "went on on the 9th"
        );
    }

    #[test]
    fn golden_19_what_would_mark_her_is_shown_as_moving_away() {
        // Golden case 19 (domain.md §7).
        assert_eq!(shown_reason(code("relocated_for_safety"), false), code("moved_away"));
        for reason in ExitReasons::CODES {
            let (open, restricted) = (shown_reason(code(reason), false), shown_reason(code(reason), true));
            let marks = [
                "relocated_for_safety",
                "in_custody_long_term",
                "returned_to_group",
                "authority_revoked",
            ];
            assert_eq!(restricted == code(reason), !marks.contains(reason), "{reason}");
            assert_eq!(open == code(reason), *reason != "relocated_for_safety", "{reason}");
        }
    }

    #[test]
    fn classes_are_those_of_the_code_list() {
        let of = |class| {
            ExitReasons::CODES
                .iter()
                .filter(|reason| completion_class(code(reason)) == class)
                .count()
        };
        // domain.md §5.8: 2 completed, 2 partial, 6 early leavers, 4 administrative, 7 neutral.
        let counts = [
            CompletionClass::Completed,
            CompletionClass::Partial,
            CompletionClass::EarlyLeaver,
            CompletionClass::Administrative,
            CompletionClass::Neutral,
        ]
        .map(of);
        assert_eq!(counts, [2, 2, 6, 4, 7]);
    }
}
