//! What the table says, looked at from the side of who asks.

use super::super::role::StaffRoles;
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
            sites: vec![id(1)],
            programmes: vec![id(7)]
        },
        Relation::None
    ));
    assert!(!in_programme.allows(Action::OpenNote, &Spot::site(id(1)), Relation::None));
}

#[test]
fn broken_glass_lets_through_looks_and_nothing_else() {
    let elsewhere = holding(Role::Field, Some(id(1)), None);
    let there = Spot::site(id(2));
    for action in [
        Action::SeePerson,
        Action::OpenIdentity,
        Action::SeeEnrolment,
        Action::OpenNote,
        Action::OpenCourse,
    ] {
        assert!(elsewhere.allows(action, &there, Relation::BreakGlass), "{action:?}");
        assert!(!elsewhere.allows(action, &there, Relation::None), "{action:?}");
    }
    for action in [
        Action::ChangePerson,
        Action::RecordConsent,
        Action::CloseGuardianPath,
        Action::RecordDisclosure,
        Action::TellWithoutConsent,
        Action::ReferOut,
        Action::DeclareConflict,
        Action::JudgeDuplicate,
        Action::ConfirmMerge,
        Action::KeepApart,
        Action::TrustAgain,
        Action::Enrol,
        Action::PauseEnrolment,
        Action::EndEnrolment,
        Action::UndoExit,
        Action::Assign,
        Action::LogSession,
        Action::CorrectOthersSession,
        Action::SeeOpenings,
    ] {
        for at in [&there, &Spot::site(id(1))] {
            assert!(!elsewhere.allows(action, at, Relation::BreakGlass), "{action:?}");
        }
    }
}

#[test]
fn who_runs_machines_breaks_no_glass_with_any_role_besides() {
    let mut grants = holding(Role::Supervisor, None, None);
    assert!(grants.allows(Action::BreakGlass, &Spot::organisation(), Relation::None));
    for role in NEVER_GLASS {
        grants.held = vec![(Role::Supervisor, None, None), (role, Some(id(1)), None)];
        assert!(
            !grants.allows(Action::BreakGlass, &Spot::organisation(), Relation::None),
            "{role:?}"
        );
    }
}

#[test]
fn who_leads_a_group_keeps_its_roll_and_opens_no_file() {
    use Action::{KeepRoll, LogSession, NameRoll, OpenIdentity, OpenNote, SeeEnrolment, SeePerson, SeeRoll};
    let lead = holding(Role::Field, Some(id(1)), None);
    let [here, elsewhere] = [1, 2].map(|site| Spot::site(id(site)));
    for action in [SeeRoll, NameRoll, KeepRoll] {
        assert!(lead.allows(action, &here, Relation::Leads), "{action:?}");
        assert!(!lead.allows(action, &here, Relation::None), "{action:?}");
        assert!(!lead.allows(action, &elsewhere, Relation::Leads), "{action:?}");
    }
    for action in [SeePerson, OpenIdentity, SeeEnrolment, OpenNote, LogSession] {
        assert!(!lead.allows(action, &here, Relation::Leads), "{action:?}");
    }
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
