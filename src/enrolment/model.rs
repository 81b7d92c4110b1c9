//! States, leaving, and who works with whom.

use chrono::NaiveDate;

use crate::people::MissingReason;
use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(EnrolmentId, "an enrolment: one person in one programme");
typed_id!(EnrolmentEventId, "one dated change of an enrolment's state");
typed_id!(AssignmentId, "an assignment: who works with whom");
typed_id!(ConflictDeclarationId, "a declaration about a conflict of interest");

code_list!(
    EnrolmentStatuses,
    "enrolment_status",
    "where an enrolment stands (domain.md §2.2)",
    ["enrolled", "active", "paused", "exited"]
);
/// A code of the list `enrolment_status`.
pub type EnrolmentStatus = Code<EnrolmentStatuses>;
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
code_list!(
    AssignmentRoles,
    "assignment_role",
    "what somebody does in a case (domain.md §2.19)",
    ["lead", "backup", "mentor", "clinician", "navigator"]
);
/// A code of the list `assignment_role`.
pub type AssignmentRole = Code<AssignmentRoles>;

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

/// The class of a reason (domain.md §5.8).
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

/// The dates that say where an enrolment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamps {
    /// The day she joined.
    pub enrolled_on: NaiveDate,
    /// The day of the first delivered session.
    pub first_service_on: Option<NaiveDate>,
    /// The day she left.
    pub exited_on: Option<NaiveDate>,
}

impl Stamps {
    /// The state that holds.
    pub fn status(self) -> &'static str {
        match (self.first_service_on, self.exited_on) {
            (_, Some(_)) => "exited",
            (Some(_), None) => "active",
            (None, None) => "enrolled",
        }
    }

    /// Can a session of this day belong to the enrolment?
    pub fn covers(self, day: NaiveDate) -> bool {
        self.enrolled_on <= day && self.exited_on.is_none_or(|last| day <= last)
    }
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

/// Why a leaving cannot be recorded like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExitRefused {
    /// She left before.
    #[error("this enrolment has ended already")]
    AlreadyExited,
    /// Before she joined, or before a session she took part in.
    #[error("the day lies before the enrolment or its last session")]
    TooEarly,
    /// In the future.
    #[error("the day lies in the future")]
    InFuture,
    /// The reason says she never started, but she took part; or the other way round.
    #[error("the reason does not fit what happened")]
    ReasonDoesNotFit,
    /// The reason would mark her, and the wall around it is not built yet.
    #[error("this reason cannot be recorded yet")]
    NotAvailable,
    /// Exactly one of an interview's day and the reason why there was none.
    #[error("the interview's day, or why there was none")]
    InterviewOrReason,
}

impl Leaving {
    /// The guard of `active → exited` (domain.md §2.2). `last_session_on`: the last day she was expected anywhere.
    pub fn check(
        self,
        stamps: Stamps,
        last_session_on: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<(), ExitRefused> {
        if stamps.exited_on.is_some() {
            return Err(ExitRefused::AlreadyExited);
        }
        if self.on > today {
            return Err(ExitRefused::InFuture);
        }
        let earliest = last_session_on.map_or(stamps.enrolled_on, |last| last.max(stamps.enrolled_on));
        if self.on < earliest {
            return Err(ExitRefused::TooEarly);
        }
        if [
            "relocated_for_safety",
            "returned_to_group",
            "authority_revoked",
            "data_subject_erasure",
        ]
        .contains(&self.reason.as_str())
        {
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
    const fn stamps(first: Option<NaiveDate>, exited: Option<NaiveDate>, enrolled: NaiveDate) -> Stamps {
        Stamps {
            enrolled_on: enrolled,
            first_service_on: first,
            exited_on: exited,
        }
    }
    fn leaving(on: u32, reason: &str) -> Leaving {
        Leaving {
            on: day(on),
            reason: Code::parse(reason).unwrap(),
            interview_on: None,
            interview_missing: Code::parse("prefers_not"),
        }
    }

    #[test]
    fn the_stamps_say_where_it_stands() {
        assert_eq!(stamps(None, None, day(1)).status(), "enrolled");
        assert_eq!(stamps(Some(day(2)), None, day(1)).status(), "active");
        assert_eq!(stamps(None, Some(day(3)), day(1)).status(), "exited");
        let ended = stamps(Some(day(2)), Some(day(9)), day(2));
        assert!(!ended.covers(day(1)) && ended.covers(day(2)) && ended.covers(day(9)) && !ended.covers(day(10)));
    }

    #[test]
    fn leaving_is_guarded() {
        let active = stamps(Some(day(3)), None, day(1));
        let check = |leaving: Leaving, stamps| leaving.check(stamps, Some(day(5)), day(20));
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
        assert_eq!(
            check(leaving(10, "relocated_for_safety"), active),
            Err(ExitRefused::NotAvailable)
        );
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
    fn classes_are_those_of_the_code_list() {
        let of = |class| {
            ExitReasons::CODES
                .iter()
                .filter(|code| completion_class(Code::parse(code).unwrap()) == class)
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
