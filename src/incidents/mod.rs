//! Incidents: what happened, who is named in it, what is done about it, and that two close it (domain.md §2.15).
//!
//! Whoever works here **reports** one in one request: a kind, how grave, when, which site answers for it, what
//! happened, and if she knows them who is named in it. Who **handles** it are the supervisors and safeguarding leads of
//! that site. They are written to at once, in words that say nothing; and again, with the directors, when its clock
//! runs out and nobody has looked (an hour where life is at risk).
//!
//! **Where it stands**: `reported → triaged → immediate_actions → notified → under_review → actions_open → closed →
//! lessons`, each step dated, none skipped but `actions_open`, where there is nothing to do. **Closing takes two**: one
//! who handles it asks, another decides, who did not report it; neither is named in it; and nothing is left to do. What
//! changes after the asking must be asked anew.
//!
//! **Who is named** ("party") is a young person or a colleague. A young person is shown to whoever opens her file, and
//! to nobody else who sees the incident: no count, no order, no version tells that there is another (docs/adr/0090).
//! Whoever sees an incident through somebody's file sees its kind, its gravity, its times and that person's line. What
//! was written is read by who handles it, and by her who reported it as far as she wrote it. A colleague who is said to
//! be responsible finds nothing, unless she reported it herself.
//!
//! What was reported is **corrected** beside itself: every version stays. A report made in error is **voided** by
//! somebody who handles it, did not report it and is not named in it.
//!
//! What was written lies under a key of the incident's own, destroyed when the last young person it names is erased.
//!
//! Tests: `tests/api/incidents/`; random histories in `model/walk.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::tell_incident;
pub use model::{
    IncidentActionId, IncidentId, IncidentKind, IncidentKinds, IncidentPartyId, IncidentRole, IncidentRoles,
    IncidentState, IncidentStates, IncidentStep, IncidentSteps, IncidentVerification, IncidentVerifications,
    NotifiedTo, NotifiedTos, Severities, Severity,
};
pub use scope::IncidentScope;
