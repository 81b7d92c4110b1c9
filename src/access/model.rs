//! Roles, places, relations, and the one table that says what they open.

use uuid::Uuid;

use crate::code_list;
use crate::platform::db::{Context, RawGrant};

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

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See sites, programmes and colleagues' names.
    SeeHouse,
    /// Add or change sites.
    ManageSites,
    /// Add or change programmes.
    ManageProgrammes,
    /// Give and end role grants.
    ManageStaff,
    /// Add and confirm ages of consent.
    ManageJurisdictions,
    /// Take a young person in.
    TakeIn,
    /// See a person's pseudonymous record (C2).
    SeePerson,
    /// Open a person's identity (C3).
    OpenIdentity,
    /// Correct a person's record or identity.
    ChangePerson,
    /// Record consent given, refused or withdrawn.
    RecordConsent,
    /// Enrol a person in a programme.
    Enrol,
    /// See an enrolment and its sessions (C2).
    SeeEnrolment,
    /// End an enrolment.
    EndEnrolment,
    /// Say who works with whom.
    Assign,
    /// Assign somebody whose caseload is full.
    AssignOverCap,
    /// Log a session.
    LogSession,
    /// Open what was written about a session (C3).
    OpenNote,
    /// Correct or void a session somebody else logged.
    CorrectOthersSession,
    /// See exact figures, inside the organisation.
    SeeFigures,
    /// Draft a release.
    DraftRelease,
    /// See drafts and gates.
    SeeReleases,
    /// Approve, reject and publish a release.
    DecideRelease,
    /// Fetch a published release meant for one's funder.
    FetchRelease,
    /// Read the audit log.
    ReadAudit,
}

/// Where and about whom: the places of a row.
#[derive(Debug, Clone, Default)]
pub struct Spot {
    /// The site.
    pub site: Option<Uuid>,
    /// The programmes: of an enrolment one, of a person all she is enrolled in.
    pub programmes: Vec<Uuid>,
}

impl Spot {
    /// A site.
    pub fn site(site: Uuid) -> Self {
        Self {
            site: Some(site),
            programmes: Vec::new(),
        }
    }
    /// The organisation as a whole: only grants without a narrower place reach it.
    pub fn organisation() -> Self {
        Self::default()
    }
}

/// What ties the caller to this person or enrolment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Relation {
    /// Nothing.
    #[default]
    None,
    /// Live assignment.
    Assigned,
    /// Took the person in and has not enrolled her yet.
    TookIn,
}

/// What one caller holds.
#[derive(Debug, Clone)]
pub struct Grants {
    held: Vec<(Role, Option<Uuid>, Option<Uuid>)>,
    checks: bool,
}

impl Grants {
    /// Reads what `access.enter` answered.
    pub fn of(context: &Context) -> Self {
        let held = context
            .grants
            .iter()
            .filter_map(|RawGrant { role, site, programme }| Role::of(role).map(|role| (role, *site, *programme)))
            .collect();
        Self {
            held,
            checks: context.checks_on(),
        }
    }

    /// Does the caller hold `role` at this spot? A grant for the organisation reaches every place in it.
    fn holds(&self, role: Role, at: &Spot) -> bool {
        self.held.iter().any(|(held, site, programme)| {
            *held == role
                && match (site, programme) {
                    (None, None) => true,
                    (Some(site), None) => at.site == Some(*site),
                    (_, Some(programme)) => at.programmes.contains(programme),
                }
        })
    }

    fn holds_any(&self, roles: &[Role], at: &Spot) -> bool {
        roles.iter().any(|role| self.holds(*role, at))
    }

    /// The table. Exhaustive: a new action forces a decision here.
    pub fn allows(&self, action: Action, at: &Spot, relation: Relation) -> bool {
        use Role::{
            Auditor, DataProtectionOfficer, Director, Evaluator, Field, FunderViewer, IntakeOfficer, OrgAdmin,
            ProgrammeManager, Reader, SafeguardingLead, Supervisor,
        };
        if !self.checks {
            return true;
        }
        // A relation only counts while its holder still works at the place.
        let works_here = || self.holds_any(&[Field, Supervisor, IntakeOfficer, SafeguardingLead], at);
        let tied = relation != Relation::None && works_here();
        let assigned = relation == Relation::Assigned && works_here();
        match action {
            Action::SeeHouse => self.held.iter().any(|(role, ..)| *role != FunderViewer),
            Action::ManageSites | Action::ManageStaff => self.holds(OrgAdmin, at),
            Action::ManageProgrammes => self.holds_any(&[OrgAdmin, ProgrammeManager, Director], at),
            Action::ManageJurisdictions => self.holds_any(&[OrgAdmin, DataProtectionOfficer, Director], at),
            Action::TakeIn => self.holds_any(&[Field, Supervisor, IntakeOfficer, SafeguardingLead], at),
            Action::SeePerson | Action::SeeEnrolment => {
                tied || self.holds_any(
                    &[
                        Supervisor,
                        IntakeOfficer,
                        SafeguardingLead,
                        ProgrammeManager,
                        Reader,
                        Evaluator,
                        DataProtectionOfficer,
                        Director,
                    ],
                    at,
                )
            }
            Action::OpenIdentity => tied || self.holds_any(&[Supervisor, SafeguardingLead], at),
            Action::OpenNote => assigned || self.holds_any(&[Supervisor, SafeguardingLead], at),
            Action::ChangePerson | Action::RecordConsent => tied || self.holds(Supervisor, at),
            Action::Enrol => tied || self.holds_any(&[Supervisor, IntakeOfficer], at),
            Action::EndEnrolment | Action::LogSession => assigned || self.holds(Supervisor, at),
            Action::Assign | Action::AssignOverCap | Action::CorrectOthersSession => self.holds(Supervisor, at),
            Action::SeeFigures => self.holds_any(
                &[
                    Supervisor,
                    ProgrammeManager,
                    Reader,
                    Evaluator,
                    DataProtectionOfficer,
                    Director,
                ],
                at,
            ),
            Action::DraftRelease => self.holds(Evaluator, at),
            Action::SeeReleases => self.holds_any(&[Evaluator, DataProtectionOfficer, Director], at),
            Action::DecideRelease => self.holds(DataProtectionOfficer, at),
            Action::FetchRelease => self.holds(FunderViewer, at),
            Action::ReadAudit => self.holds_any(&[Auditor, DataProtectionOfficer], at),
        }
    }

    /// Does the caller hold any role that works with young people, anywhere?
    pub fn works_anywhere(&self) -> bool {
        self.held.iter().any(|(role, ..)| {
            matches!(
                role,
                Role::Field | Role::Supervisor | Role::IntakeOfficer | Role::SafeguardingLead
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn holding(role: Role, site: Option<Uuid>, programme: Option<Uuid>) -> Grants {
        Grants {
            held: vec![(role, site, programme)],
            checks: true,
        }
    }

    #[test]
    fn every_stored_role_has_a_group() {
        for code in StaffRoles::CODES {
            assert!(Role::of(code).is_some(), "{code}");
        }
        assert_eq!(Role::of("king"), None);
    }

    #[test]
    fn a_title_alone_opens_nothing() {
        let mentor = holding(Role::Field, Some(id(1)), None);
        let here = Spot::site(id(1));
        assert!(!mentor.allows(Action::SeePerson, &here, Relation::None));
        assert!(mentor.allows(Action::SeePerson, &here, Relation::Assigned));
        assert!(
            !mentor.allows(Action::SeePerson, &Spot::site(id(2)), Relation::Assigned),
            "works elsewhere now"
        );
    }

    #[test]
    fn places_narrow_a_grant() {
        let at_site = holding(Role::Supervisor, Some(id(1)), None);
        assert!(at_site.allows(Action::OpenNote, &Spot::site(id(1)), Relation::None));
        assert!(!at_site.allows(Action::OpenNote, &Spot::site(id(2)), Relation::None));
        assert!(!at_site.allows(Action::SeeFigures, &Spot::organisation(), Relation::None));
        let in_programme = holding(Role::Supervisor, None, Some(id(7)));
        assert!(in_programme.allows(
            Action::OpenNote,
            &Spot {
                site: Some(id(1)),
                programmes: vec![id(7)]
            },
            Relation::None
        ));
        assert!(!in_programme.allows(Action::OpenNote, &Spot::site(id(1)), Relation::None));
    }

    #[test]
    fn nobody_both_drafts_and_decides_by_one_role() {
        let place = Spot::organisation();
        for code in StaffRoles::CODES {
            let role = Role::of(code).unwrap();
            let grants = holding(role, None, None);
            let both = grants.allows(Action::DraftRelease, &place, Relation::None)
                && grants.allows(Action::DecideRelease, &place, Relation::None);
            assert!(!both, "{code}");
        }
    }

    #[test]
    fn it_and_funders_see_no_case_data_even_when_assigned() {
        for role in [Role::ItAdmin, Role::FunderViewer, Role::Auditor, Role::OrgAdmin] {
            let grants = holding(role, None, None);
            for action in [
                Action::SeePerson,
                Action::OpenIdentity,
                Action::OpenNote,
                Action::LogSession,
                Action::SeeFigures,
            ] {
                assert!(
                    !grants.allows(action, &Spot::site(id(1)), Relation::Assigned),
                    "{role:?} {action:?}"
                );
            }
        }
    }
}
