//! Words of incidents, and the rules they move by.

mod codes;
mod course;
#[cfg(test)]
mod walk;

pub use codes::{
    IncidentActionId, IncidentId, IncidentKind, IncidentKinds, IncidentPartyId, IncidentRole, IncidentRoles,
    IncidentState, IncidentStates, IncidentStep, IncidentSteps, IncidentVerification, IncidentVerifications,
    NotifiedTo, NotifiedTos, Severities, Severity,
};
pub(super) use course::{Course, Hand, Refused, Taken, Told, triage_by};
