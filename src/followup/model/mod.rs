//! When somebody is asked after, what came of it, and what is measured.

mod course;
mod observation;
#[cfg(test)]
mod walk;

pub use course::{
    ContactRefused, Course, FollowupResult, FollowupResults, FollowupState, FollowupStates, Window, consents_needed,
    follows, windows,
};
pub use observation::{
    HousingStabilities, Measure, ObservationRefused, Observed, OutcomeMeasures, Scale, Stage, Stages, scale,
};
pub(super) use observation::{check_day, followup_months};

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(FollowupId, "a time at which somebody who left is asked after");
typed_id!(FollowupContactId, "one contact in a follow-up");
typed_id!(ObservationId, "something found about somebody");

code_list!(
    SourceKinds,
    "source_kind",
    "what an observation rests on (domain.md §5.20): never police intelligence, informants or watching social media",
    [
        "self_report",
        "worker_observation",
        "caregiver",
        "school",
        "employer_document",
        "certificate",
        "health_provider",
        "court_document",
        "justice_match_consented",
        "partner_ngo",
        "peer_mentor",
        "standard_instrument",
        "inferred",
    ]
);
/// A code of the list `source_kind`.
pub type SourceKind = Code<SourceKinds>;
