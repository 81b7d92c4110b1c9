//! Rows of enrolments, their course, and who works with whom.

mod course;
mod enrolments;
mod reading;
mod team;

pub(super) use course::{NewExit, end_assignments};
pub(super) use enrolments::{EnrolmentRow, EventRow, NewEnrolment, OpenRow, add, list, open_row};
pub(super) use reading::{ExitRow, OpenCourse, OpenPause};
pub(super) use team::{NewAssignment, TeamRow, declaration_mac, declare_conflict, find_assignment, worker};
