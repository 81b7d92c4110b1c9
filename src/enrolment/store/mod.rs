//! Rows of enrolments, their events, and who works with whom.

mod enrolments;
mod team;

pub(super) use enrolments::{EnrolmentRow, EventRow, NewEnrolment, OpenRow, add, list, open_row};
pub(super) use team::{NewAssignment, TeamRow, declaration_mac, declare_conflict, find_assignment, worker};
