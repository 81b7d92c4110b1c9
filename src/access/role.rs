//! Roles as they are stored, and the groups that rights are given to.

use crate::code_list;

code_list!(
    StaffRoles,
    "staff_role",
    "what somebody does in an organisation (domain.md §5.21)",
    [
        "outreach_worker",
        "mentor",
        "case_worker",
        "counsellor_clinician",
        "job_coach",
        "activity_lead",
        "supervisor",
        "exit_worker",
        "exit_manager",
        "safeguarding_lead",
        "programme_manager",
        "org_admin",
        "intake_officer",
        "mel_officer",
        "data_protection_officer",
        "site_manager",
        "director",
        "it_admin",
        "funder_viewer",
        "auditor",
    ]
);

/// The groups of roles that rights are given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Meets young people: outreach worker, mentor, caseworker, clinician, coach, activity lead, exit worker.
    Field,
    /// Supervises field workers at a place.
    Supervisor,
    /// Sees people on their way in.
    IntakeOfficer,
    /// Answers for the safety of children.
    SafeguardingLead,
    /// Runs programmes.
    ProgrammeManager,
    /// Exit manager or site manager: reads pseudonymous case data of the place.
    Reader,
    /// Monitoring, evaluation and learning: figures and drafts of releases.
    Evaluator,
    /// Decides about releases, answers for the data.
    DataProtectionOfficer,
    /// Answers for the organisation.
    Director,
    /// Sets up sites, programmes, staff.
    OrgAdmin,
    /// Keeps the machines running; sees no case data.
    ItAdmin,
    /// Signs in for a funder; sees releases only.
    FunderViewer,
    /// Sees the log without content.
    Auditor,
}

impl Role {
    /// The group a stored role belongs to.
    pub fn of(code: &str) -> Option<Self> {
        Some(match code {
            "outreach_worker"
            | "mentor"
            | "case_worker"
            | "counsellor_clinician"
            | "job_coach"
            | "activity_lead"
            | "exit_worker" => Self::Field,
            "supervisor" => Self::Supervisor,
            "intake_officer" => Self::IntakeOfficer,
            "safeguarding_lead" => Self::SafeguardingLead,
            "programme_manager" => Self::ProgrammeManager,
            "exit_manager" | "site_manager" => Self::Reader,
            "mel_officer" => Self::Evaluator,
            "data_protection_officer" => Self::DataProtectionOfficer,
            "director" => Self::Director,
            "org_admin" => Self::OrgAdmin,
            "it_admin" => Self::ItAdmin,
            "funder_viewer" => Self::FunderViewer,
            "auditor" => Self::Auditor,
            _ => return None,
        })
    }
}

/// Who reads pseudonymous case data (C2) of the place without being tied to the person: `access.c2_roles()`.
pub const C2_READERS: [Role; 8] = [
    Role::Supervisor,
    Role::IntakeOfficer,
    Role::SafeguardingLead,
    Role::ProgrammeManager,
    Role::Reader,
    Role::Evaluator,
    Role::DataProtectionOfficer,
    Role::Director,
];
/// Who also opens what is sealed (C3) there: `access.c3_roles()`.
pub const C3_READERS: [Role; 2] = [Role::Supervisor, Role::SafeguardingLead];
/// Who works with young people there: `access.field_roles()`.
pub const FIELD_WORKERS: [Role; 4] = [
    Role::Field,
    Role::Supervisor,
    Role::IntakeOfficer,
    Role::SafeguardingLead,
];
/// Who works on referrals of the place, whoever received them: `access.intake_roles()`.
pub const INTAKE_WORKERS: [Role; 2] = [Role::Supervisor, Role::IntakeOfficer];
/// Who may break the glass: `access.glass_roles()` (domain.md §6.4).
pub const GLASS_BREAKERS: [Role; 8] = [
    Role::Field,
    Role::Supervisor,
    Role::IntakeOfficer,
    Role::SafeguardingLead,
    Role::ProgrammeManager,
    Role::Reader,
    Role::DataProtectionOfficer,
    Role::Director,
];
/// Who may not, whatever else she holds: `access.never_glass_roles()`.
pub const NEVER_GLASS: [Role; 3] = [Role::ItAdmin, Role::FunderViewer, Role::Auditor];
/// Who agrees to and reviews a break-glass: `access.glass_review_roles()`.
pub const GLASS_REVIEWERS: [Role; 2] = [Role::SafeguardingLead, Role::DataProtectionOfficer];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    #[test]
    fn every_stored_role_has_a_group() {
        for code in StaffRoles::CODES {
            assert!(Role::of(code).is_some(), "{code}");
        }
        assert_eq!(Role::of("king"), None);
    }
}
