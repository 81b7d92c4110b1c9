//! The doors to incidents.

mod actions;
mod change;
mod closing;
mod look;
mod parties;
mod problems;
mod report;
mod views;

use crate::platform::http::Operations;

pub(super) use actions::SetAction;
pub(super) use change::{CorrectIncident, TakeIncidentStep};
pub(super) use parties::NameParty;
pub(super) use report::ReportIncident;

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(report::report_incident)
        .service(look::list_incidents)
        .service(look::read_incident)
        .service(change::take_incident_step)
        .service(change::correct_incident)
        .service(closing::decide_closing)
        .service(closing::void_incident)
        .service(parties::name_party)
        .service(parties::void_party)
        .service(actions::set_action)
        .service(actions::do_action);
}
