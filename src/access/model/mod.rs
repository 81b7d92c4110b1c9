//! The one table that says what roles open.

use uuid::Uuid;

use super::place::{Reach, Relation, Spot};
use super::role::{
    C2_READERS, C3_READERS, FIELD_WORKERS, GLASS_BREAKERS, GLASS_REVIEWERS, INTAKE_WORKERS, NEVER_GLASS, Role,
};
use crate::platform::db::{Context, RawGrant};

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
    /// Hand a colleague a device, and end it.
    HandDevice,
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
    /// Say that two people must not meet, see whom somebody must not meet, and end it (C3).
    KeepApart,
    /// See that two records are perhaps one person, and say whether they are.
    JudgeDuplicate,
    /// Carry out a merge of two records that somebody else asked for, and undo one.
    ConfirmMerge,
    /// Say that a guardian or partner is safe after all, or no longer counts.
    TrustAgain,
    /// Say whether one has a conflict of interest with a person.
    DeclareConflict,
    /// Record consent given, refused or withdrawn.
    RecordConsent,
    /// Say whether her parents or guardian may be asked, and see what was said (C3).
    CloseGuardianPath,
    /// Write and approve what is read out before somebody decides.
    ManageConsentTexts,
    /// Record what was told about her to somebody outside, on consent.
    RecordDisclosure,
    /// The same without consent: life at risk, a court's order, a duty of law.
    TellWithoutConsent,
    /// See what was told about her (C3).
    SeeDisclosures,
    /// Review what somebody else told without consent.
    ReviewDisclosure,
    /// Send somebody to a provider, and follow what becomes of it.
    ReferOut,
    /// Keep the directory of who takes young people on, or is told about them.
    ManageProviders,
    /// Receive a referral of a person.
    ReceiveReferral,
    /// See a referral (C2).
    SeeReferral,
    /// Take the next step in a referral.
    WorkReferral,
    /// Open who referred somebody (C3).
    OpenReferrer,
    /// Correct or void a referral.
    CorrectReferral,
    /// Offer somebody a place.
    OfferPlace,
    /// Decide whether a rule is set aside for somebody, as another asked.
    DecideOverride,
    /// Enrol a person in a programme.
    Enrol,
    /// See an enrolment and its sessions (C2).
    SeeEnrolment,
    /// Pause an enrolment, and go on after a pause.
    PauseEnrolment,
    /// End an enrolment.
    EndEnrolment,
    /// Ask what the intake form asks, and write down what was answered (C3).
    AskIntake,
    /// Ask after who has left, and say what was found of somebody.
    FollowUp,
    /// Take an exit back.
    UndoExit,
    /// Open why somebody paused and left, and how she was when she left (C3).
    OpenCourse,
    /// Write a case plan, hand it in, put it into force, look at it again, close it.
    WritePlan,
    /// Approve a case plan somebody else wrote.
    ApprovePlan,
    /// Open the words of a case plan (C3).
    OpenPlan,
    /// Say who works with whom.
    Assign,
    /// Decide that a colleague carries more, or less, than her limit for a while, as another asked.
    DecideCaseload,
    /// Say how full the caseloads of a role or a site may be.
    SetCaseloads,
    /// Log a session.
    LogSession,
    /// Open what was written about a session (C3).
    OpenNote,
    /// Correct or void a session somebody else logged.
    CorrectOthersSession,
    /// Make cohorts and say when they meet.
    ManageTimetable,
    /// Supervise colleagues at a site, and read what was agreed with them there.
    Supervise,
    /// Say on which days nobody meets.
    ManageHolidays,
    /// Open a group session at a place.
    LeadGroup,
    /// See a group session and who is on its roll, by code (C2).
    SeeRoll,
    /// See what those on a roll are called (their aliases, C3).
    NameRoll,
    /// Put people on a roll, mark who came, close it.
    KeepRoll,
    /// See exact figures, inside the organisation.
    SeeFigures,
    /// Say what a figure is to be.
    SetTargets,
    /// Draft a release.
    DraftRelease,
    /// See drafts and gates.
    SeeReleases,
    /// Approve, reject and publish a release.
    DecideRelease,
    /// Fetch a published release meant for one's funder.
    FetchRelease,
    /// Ask for a person to be erased, and see what became of it.
    AskErasure,
    /// Approve or refuse an erasure somebody else asked for.
    DecideErasure,
    /// Read the audit log.
    ReadAudit,
    /// See who opened a person's file: everybody's acts, or one's own.
    SeeOpenings,
    /// Look at one person's file without a relation to her, for an hour (domain.md §6.4).
    BreakGlass,
    /// Agree to and review a break-glass of somebody else.
    ReviewBreakGlass,
    /// See what waits in the queues, by count and id.
    SeeOperations,
    /// Report an incident.
    ReportIncident,
    /// Read what was written about an incident, and take its steps (C3).
    HandleIncident,
    /// Answer for concerns for children; of which, the wall says.
    GuardConcern,
    /// Know that life was at risk: the head of a critical incident, and nobody's name.
    HearOfCritical,
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
                    (Some(site), None) => at.sites.contains(site),
                    (_, Some(programme)) => at.programmes.contains(programme),
                }
        })
    }

    fn holds_any(&self, roles: &[Role], at: &Spot) -> bool {
        roles.iter().any(|role| self.holds(*role, at))
    }

    fn holds_anywhere(&self, roles: &[Role]) -> bool {
        self.held.iter().any(|(held, ..)| roles.contains(held))
    }

    /// The table. Exhaustive: a new action forces a decision here.
    pub fn allows(&self, action: Action, at: &Spot, relation: Relation) -> bool {
        use Role::{
            Auditor, DataProtectionOfficer, Director, Evaluator, FunderViewer, ItAdmin, OrgAdmin, ProgrammeManager,
            Reader, SafeguardingLead, Supervisor,
        };
        if !self.checks {
            return true;
        }
        // A relation only counts while its holder still works at the place.
        let works_here = || self.holds_any(&FIELD_WORKERS, at);
        let tied = matches!(relation, Relation::Assigned | Relation::TookIn) && works_here();
        let assigned = relation == Relation::Assigned && works_here();
        let leads = relation == Relation::Leads && works_here();
        let referral = relation == Relation::Referral;
        // Whether she may break it was asked when she did, and is asked again by `access.enter`. For reading only.
        let glass = relation == Relation::BreakGlass;
        match action {
            Action::SeeHouse | Action::ReportIncident => self.held.iter().any(|(role, ..)| *role != FunderViewer),
            Action::ManageSites | Action::ManageStaff => self.holds(OrgAdmin, at),
            Action::ManageProgrammes | Action::SetCaseloads => {
                self.holds_any(&[OrgAdmin, ProgrammeManager, Director], at)
            }
            Action::ManageTimetable => self.holds_any(&[Supervisor, ProgrammeManager], at),
            Action::ManageHolidays => self.holds_any(&[OrgAdmin, ProgrammeManager, Director, Supervisor], at),
            Action::ManageJurisdictions => self.holds_any(&[OrgAdmin, DataProtectionOfficer, Director], at),
            Action::TakeIn | Action::LeadGroup => works_here(),
            Action::SeeRoll => leads || self.holds_any(&C2_READERS, at),
            Action::NameRoll => leads || self.holds_any(&C3_READERS, at),
            Action::KeepRoll => leads || self.holds(Supervisor, at),
            Action::SeePerson | Action::SeeEnrolment => tied || glass || self.holds_any(&C2_READERS, at),
            Action::OpenIdentity => tied || glass || self.holds_any(&C3_READERS, at),
            Action::DeclareConflict | Action::JudgeDuplicate | Action::CloseGuardianPath => {
                tied || self.holds_any(&C3_READERS, at)
            }
            Action::ManageConsentTexts | Action::ManageProviders => {
                self.holds_any(&[OrgAdmin, ProgrammeManager, DataProtectionOfficer, Director], at)
            }
            Action::OpenNote | Action::OpenCourse | Action::OpenPlan => {
                assigned || glass || self.holds_any(&C3_READERS, at)
            }
            Action::KeepApart
            | Action::TrustAgain
            | Action::ConfirmMerge
            | Action::HandleIncident
            | Action::TellWithoutConsent => self.holds_any(&C3_READERS, at),
            Action::HearOfCritical => self.holds(Director, at),
            Action::GuardConcern => self.holds_any(&[SafeguardingLead, Director], at),
            Action::ChangePerson | Action::RecordConsent | Action::RecordDisclosure => {
                tied || self.holds(Supervisor, at)
            }
            Action::Enrol | Action::ReceiveReferral => tied || self.holds_any(&INTAKE_WORKERS, at),
            Action::SeeReferral => referral || self.holds_any(&C2_READERS, at),
            Action::WorkReferral => referral || self.holds_any(&INTAKE_WORKERS, at),
            Action::OpenReferrer => referral || self.holds_any(&C3_READERS, at),
            Action::CorrectReferral | Action::DecideOverride | Action::OfferPlace => {
                self.holds_any(&INTAKE_WORKERS, at)
            }
            Action::PauseEnrolment
            | Action::EndEnrolment
            | Action::AskIntake
            | Action::FollowUp
            | Action::LogSession
            | Action::ReferOut
            | Action::WritePlan => assigned || self.holds(Supervisor, at),
            Action::Assign
            | Action::DecideCaseload
            | Action::CorrectOthersSession
            | Action::ApprovePlan
            | Action::HandDevice
            | Action::Supervise
            | Action::UndoExit => self.holds(Supervisor, at),
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
            Action::SetTargets => self.holds_any(&[ProgrammeManager, Director], at),
            Action::DraftRelease => self.holds(Evaluator, at),
            Action::SeeReleases => self.holds_any(&[Evaluator, DataProtectionOfficer, Director], at),
            Action::DecideRelease | Action::DecideErasure | Action::ReviewDisclosure => {
                self.holds(DataProtectionOfficer, at)
            }
            Action::FetchRelease => self.holds(FunderViewer, at),
            Action::AskErasure => self.holds_any(&[Supervisor, DataProtectionOfficer], at),
            Action::SeeOperations => self.holds_any(&[OrgAdmin, ItAdmin], at),
            Action::ReadAudit => self.holds_any(&[Auditor, DataProtectionOfficer], at),
            Action::SeeOpenings | Action::SeeDisclosures => {
                tied || self.holds(DataProtectionOfficer, at) || self.holds_any(&C3_READERS, at)
            }
            Action::BreakGlass => self.holds_anywhere(&GLASS_BREAKERS) && !self.holds_anywhere(&NEVER_GLASS),
            Action::ReviewBreakGlass => self.holds_any(&GLASS_REVIEWERS, at),
        }
    }

    /// Where an action is allowed without any relation: what a list may show besides the people one is tied to.
    pub fn reach(&self, action: Action) -> Reach {
        let mut reach = Reach::default();
        if self.allows(action, &Spot::organisation(), Relation::None) {
            reach.everywhere = true;
            return reach;
        }
        for (_, site, programme) in &self.held {
            match (site, programme) {
                (Some(site), _) if self.allows(action, &Spot::site(*site), Relation::None) => reach.sites.push(*site),
                (None, Some(programme)) => {
                    let spot = Spot {
                        sites: Vec::new(),
                        programmes: vec![*programme],
                    };
                    if self.allows(action, &spot, Relation::None) {
                        reach.programmes.push(*programme);
                    }
                }
                _ => {}
            }
        }
        reach
    }
}

#[cfg(test)]
mod tests;
