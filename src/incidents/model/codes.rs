//! Code lists and ids.

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(IncidentId, "something that happened");
typed_id!(IncidentPartyId, "somebody being named in an incident");
typed_id!(IncidentActionId, "something to be done after an incident");

code_list!(
    IncidentKinds,
    "incident_type",
    "what happened (domain.md §5.10)",
    [
        "death",
        "shooting",
        "stabbing",
        "physical_assault",
        "sexual_violence",
        "exploitation_trafficking",
        "threat_to_life",
        "threat_other",
        "abduction_or_missing",
        "self_harm",
        "suicide_attempt",
        "overdose",
        "medical_emergency",
        "weapon_on_site",
        "fight_on_site",
        "gang_approach_or_pressure",
        "forced_recruitment",
        "retaliation_risk",
        "arrest",
        "detention_by_authority",
        "family_violence",
        "abuse_or_neglect_of_child",
        "staff_misconduct",
        "staff_threatened_or_harmed",
        "boundary_violation",
        "confidentiality_breach",
        "device_lost_or_stolen",
        "data_breach",
        "property_damage",
        "online_harm",
        "accident",
        "near_miss",
        "other",
    ]
);
/// A code of the list `incident_type`.
pub type IncidentKind = Code<IncidentKinds>;

code_list!(
    Severities,
    "incident_severity",
    "how grave it is (domain.md §5.11)",
    ["s1_critical", "s2_serious", "s3_moderate", "s4_minor"]
);
/// A code of the list `incident_severity`.
pub type Severity = Code<Severities>;

code_list!(
    IncidentRoles,
    "incident_role",
    "what somebody is in an incident (domain.md §5.11)",
    ["harmed", "at_risk", "alleged_responsible", "witness", "reporter"]
);
/// A code of the list `incident_role`.
pub type IncidentRole = Code<IncidentRoles>;

code_list!(
    IncidentVerifications,
    "incident_verification",
    "how sure it is (domain.md §5.11)",
    ["reported", "corroborated", "confirmed", "unfounded", "unable_to_verify"]
);
/// A code of the list `incident_verification`.
pub type IncidentVerification = Code<IncidentVerifications>;

code_list!(
    NotifiedTos,
    "notified_to",
    "who was told of an incident (domain.md §5.11)",
    [
        "child_protection",
        "police",
        "health",
        "family",
        "funder",
        "regulator",
        "data_authority",
        "none_required",
        "not_safe_to_notify",
    ]
);
/// A code of the list `notified_to`.
pub type NotifiedTo = Code<NotifiedTos>;

code_list!(
    IncidentStates,
    "incident_state",
    "where an incident stands (domain.md §2.15)",
    [
        "reported",
        "triaged",
        "immediate_actions",
        "notified",
        "under_review",
        "actions_open",
        "closed",
        "lessons",
    ]
);
/// A code of the list `incident_state`.
pub type IncidentState = Code<IncidentStates>;

code_list!(
    IncidentSteps,
    "incident_step",
    "what was done about an incident (domain.md §2.15)",
    [
        "reported",
        "triaged",
        "acted",
        "notified",
        "review_begun",
        "actions_opened",
        "close_asked",
        "close_refused",
        "closed",
        "lessons_drawn",
        "corrected",
        "voided",
    ]
);
/// A code of the list `incident_step`.
pub type IncidentStep = Code<IncidentSteps>;
