//! The doors to enrolments and assignments.

mod assignments;
mod enrolments;
mod problems;
mod views;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) use assignments::AssignWorker;
pub(super) use enrolments::CreateEnrolment;

/// The doors of this feature.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(enrolments::create_enrolment)
        .service(enrolments::list_enrolments)
        .service(enrolments::read_enrolment)
        .service(enrolments::end_enrolment)
        .service(assignments::list_team)
        .service(assignments::assign_worker)
        .service(assignments::end_assignment)
        .service(assignments::declare_conflict);
}
