//! The doors to enrolments and assignments.

mod assignments;
mod course;
mod enrolments;
mod exit;
mod problems;
mod views;

use crate::platform::http::Operations;

pub(super) use assignments::AssignWorker;
pub(super) use enrolments::CreateEnrolment;
use views::EnrolmentView;

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(enrolments::create_enrolment)
        .service(enrolments::list_enrolments)
        .service(enrolments::read_enrolment)
        .service(course::pause_enrolment)
        .service(course::resume_enrolment)
        .service(course::read_course)
        .service(exit::end_enrolment)
        .service(exit::undo_exit)
        .service(assignments::list_team)
        .service(assignments::assign_worker)
        .service(assignments::end_assignment)
        .service(assignments::declare_conflict);
}
