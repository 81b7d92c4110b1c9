//! Where an enrolment stands, how it is paused and left, and who works with whom.

mod leaving;
mod pause;
mod record;
#[cfg(test)]
mod walk;

use chrono::NaiveDate;

pub use leaving::{CompletionClass, ExitReason, ExitReasons, ExitRefused, Ground, Leaving, completion_class};
pub(super) use leaving::{UNDO_DAYS, shown_reason};
pub use pause::{Pause, PauseReason, PauseReasons, PauseRefused, Resuming};
pub use record::{
    Employment, EmploymentStatuses, ExitInitiators, ExitRecord, Initiator, Living, LivingSituations, SafeContact,
    SafeContactRules, School, SchoolStatuses, Told,
};

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
    AssignmentRoles,
    "assignment_role",
    "what somebody does in a case (domain.md §2.19)",
    ["lead", "backup", "mentor", "clinician", "navigator"]
);
/// A code of the list `assignment_role`.
pub type AssignmentRole = Code<AssignmentRoles>;

/// The dates that say where an enrolment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamps {
    /// The day she joined.
    pub enrolled_on: NaiveDate,
    /// The day of the first delivered session.
    pub first_service_on: Option<NaiveDate>,
    /// The first day of the pause that holds, or that held when she left.
    pub paused_on: Option<NaiveDate>,
    /// The day she left.
    pub exited_on: Option<NaiveDate>,
}

impl Stamps {
    /// The state that holds: the code of list `enrolment_status`.
    pub fn status(self) -> &'static str {
        if self.exited_on.is_some() {
            "exited"
        } else {
            self.status_while_in()
        }
    }

    /// The state without her having left: what an exit was made from, and what taking it back leads to.
    pub fn status_while_in(self) -> &'static str {
        if self.paused_on.is_some() {
            "paused"
        } else {
            self.status_in_work()
        }
    }

    /// The state without any pause: what going on after one leads to. A first session that was voided meanwhile makes an
    /// enrolment *enrolled* again.
    pub fn status_in_work(self) -> &'static str {
        if self.first_service_on.is_some() {
            "active"
        } else {
            "enrolled"
        }
    }

    /// Can a session of this day belong to the enrolment? A pause does not stand in the way: somebody in hospital or custody
    /// is visited, and a visit does not end her pause.
    pub fn covers(self, day: NaiveDate) -> bool {
        self.enrolled_on <= day && self.exited_on.is_none_or(|last| day <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, n).unwrap()
    }

    #[test]
    fn the_stamps_say_where_it_stands() {
        let stamps = |first, paused, exited| Stamps {
            enrolled_on: day(2),
            first_service_on: first,
            paused_on: paused,
            exited_on: exited,
        };
        assert_eq!(stamps(None, None, None).status(), "enrolled");
        assert_eq!(stamps(Some(day(2)), None, None).status(), "active");
        assert_eq!(stamps(Some(day(2)), Some(day(3)), None).status(), "paused");
        let ended = stamps(Some(day(2)), Some(day(3)), Some(day(9)));
        assert_eq!((ended.status(), ended.status_while_in()), ("exited", "paused"));
        assert!(!ended.covers(day(1)) && ended.covers(day(2)) && ended.covers(day(9)) && !ended.covers(day(10)));
    }
}
