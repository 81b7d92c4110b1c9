//! What is asked about young people: their records, consent, enrolments and sessions.

use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::Ask;
use super::callers::Caller;
use super::entries::Entry;
use super::scene::{Scene, Target, Tie, canary};
use crate::support::line::{own_consent, session};
use crate::support::new_id;

pub(super) const PERSON: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::TookIn,
    Tie::ColleagueTookIn,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];
pub(super) const ENROLMENT: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];
const SITE: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth, Tie::Elsewhere];
/// A thing of the caller's that meets one of another organisation.
const FOREIGN: &[Tie] = &[Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("listPeople", PERSON, |_, _, _| Ask::whole().query("limit=200".into()))
        .note("is in the list")
        .shows(|there| there.person.to_string()),
    Entry::new("listPeople", PERSON, |_, _, _| {
        Ask::whole().query("limit=200&with_names=true".into())
    })
    .note("her name is in the list")
    .shows(|there| canary(there.person)),
    Entry::new("listPeople", SITE, |_, _, there| {
        Ask::whole().query(format!("limit=200&with_names=true&site_id={}", there.site))
    })
    .note("somebody of this site in the list of this site")
    .shows(|there| there.person.to_string()),
    Entry::new("createPerson", SITE, take_in)
        .note("at the site")
        .undo(|_, new| {
            format!(
                "delete from person_identity where person_id = '{new}'; delete from person_key where person_id = '{new}';
                 delete from person where id = '{new}'"
            )
        }),
    Entry::new("readPerson", PERSON, person),
    Entry::new("readIdentity", PERSON, person),
    Entry::new("updatePerson", PERSON, |_, _, there| {
        Ask::about(there.person)
            .seen("person", "id", there.person)
            .body(json!({"language": "es"}))
    }),
    Entry::new("replaceNames", PERSON, |_, _, there| {
        let name = canary(there.person);
        Ask::about(there.person)
            .seen("person_identity", "person_id", there.person)
            .body(json!({"legal_name": name, "known_as": name}))
    }),
    Entry::new("listConsents", PERSON, person),
    Entry::new("recordConsent", PERSON, |_, _, there| {
        Ask::about(there.person).body(own_consent())
    }),
    Entry::new("declareConflict", PERSON, |_, _, there| {
        Ask::about(there.person).body(json!({"id": new_id(), "has_conflict": false}))
    }),
    Entry::new("listEnrolments", PERSON, person),
    Entry::new("createEnrolment", PERSON, |scene, _, there| {
        let site = if there.site == scene.house.south { scene.house.south } else { scene.house.north };
        let programme = scene.target(Tie::North).programme;
        Ask::about(there.person).body(json!({"id": new_id(), "programme_id": programme, "site_id": site,
            "enrolled_on": "2026-02-01", "no_conflict_of_interest": true}))
    })
    .note("to lead her herself")
    .undo(unenrol),
    Entry::new("createEnrolment", PERSON, |scene, _, there| {
        let lead = scene.target(Tie::North).staff;
        let site = if there.site == scene.house.south { scene.house.south } else { scene.house.north };
        Ask::about(there.person).body(courses(scene.target(Tie::North).programme, site, lead))
    })
    .note("with a colleague as lead")
    .undo(unenrol),
    Entry::new("createEnrolment", FOREIGN, |scene, _, there| {
        let hers = scene.target(Tie::Assigned);
        Ask::about(hers.person).body(courses(there.programme, hers.site, hers.staff))
    })
    .note("assigned to her; programme named in the body"),
    Entry::new("createEnrolment", FOREIGN, |scene, _, there| {
        let hers = scene.target(Tie::Assigned);
        Ask::about(hers.person).body(courses(hers.programme, there.site, hers.staff))
    })
    .note("assigned to her; site named in the body"),
    Entry::new("createEnrolment", FOREIGN, |scene, _, there| {
        let hers = scene.target(Tie::Assigned);
        Ask::about(hers.person).body(courses(hers.programme, hers.site, there.staff))
    })
    .note("assigned to her; lead named in the body"),
    Entry::new("readEnrolment", ENROLMENT, enrolment),
    Entry::new("listTeam", ENROLMENT, enrolment),
    Entry::new("assignWorker", ENROLMENT, |scene, _, there| {
        Ask::about(there.enrolment).body(backup(scene.target(Tie::North).staff))
    })
    .undo(|_, new| format!("delete from assignment where id = '{new}'")),
    Entry::new("assignWorker", FOREIGN, |scene, _, there| {
        Ask::about(scene.target(Tie::Assigned).enrolment).body(backup(there.staff))
    })
    .note("assigned to it; worker named in the body"),
    Entry::new("endAssignment", ENROLMENT, |_, _, there| {
        Ask::about(there.assignment).seen("assignment", "id", there.assignment)
    })
    .undo(|there, _| format!("update assignment set ended_at = null where id = '{}'", there.assignment)),
    Entry::new("listSessions", ENROLMENT, enrolment),
    Entry::new("logSession", ENROLMENT, |_, _, there| {
        let mut body = session("2026-04-01T15:00:00Z");
        body["note"]["text"] = json!(canary(there.person));
        Ask::about(there.enrolment).body(body)
    }),
    Entry::new("readSession", ENROLMENT, |_, _, there| Ask::about(there.session)),
    Entry::new("readNote", ENROLMENT, |_, _, there| Ask::about(there.session)),
    Entry::new("readEarlierNotes", ENROLMENT, |_, _, there| Ask::about(there.session)),
    Entry::new("listCorrections", ENROLMENT, |_, _, there| Ask::about(there.session)),
    Entry::new("updateSession", ENROLMENT, |_, _, there| correct(there.own_session)).note("logged by the caller"),
    Entry::new("updateSession", ENROLMENT, |_, _, there| {
        Ask::about(there.session)
            .seen("session", "id", there.session)
            .body(json!({"minutes": 45, "reason": "typed_wrong"}))
    })
    .note("logged by a colleague"),
    Entry::new("voidSession", ENROLMENT, |_, _, there| void(there.own_session))
        .note("logged by the caller")
        .undo(|there, _| unvoid(there.own_session)),
    Entry::new("voidSession", ENROLMENT, |_, _, there| void(there.session))
        .note("logged by a colleague")
        .undo(|there, _| unvoid(there.session)),
];

fn person(_: &Scene, _: &Caller, there: &Target) -> Ask {
    Ask::about(there.person)
}

fn enrolment(_: &Scene, _: &Caller, there: &Target) -> Ask {
    Ask::about(there.enrolment)
}

fn take_in(_: &Scene, _: &Caller, there: &Target) -> Ask {
    let id = new_id();
    Ask::whole().body(json!({
        "id": id, "home_site_id": there.site, "language": "es", "gender_identity": "woman_girl",
        "identity": {"known_as": canary(id)},
    }))
}

fn courses(programme: Uuid, site: Uuid, lead: Uuid) -> Value {
    json!({"id": new_id(), "programme_id": programme, "site_id": site, "enrolled_on": "2026-02-01", "lead_staff_id": lead})
}

fn unenrol(_: &Target, new: Uuid) -> String {
    format!(
        "delete from assignment where enrolment_id = '{new}'; delete from enrolment_event where enrolment_id = '{new}';
         delete from enrolment where id = '{new}'"
    )
}

fn backup(staff: Uuid) -> Value {
    json!({"id": new_id(), "staff_id": staff, "role": "backup"})
}

fn correct(session: Uuid) -> Ask {
    Ask::about(session)
        .seen("session", "id", session)
        .body(json!({"minutes": 45}))
}

fn void(session: Uuid) -> Ask {
    Ask::about(session)
        .seen("session", "id", session)
        .body(json!({"reason": "duplicate"}))
}

fn unvoid(session: Uuid) -> String {
    format!(
        "update session set voided_at = null, void_reason = null where id = '{session}';
         update participation set voided_at = null, void_reason = null where session_id = '{session}';
         update session_note set voided_at = null, void_reason = null where id = (
             select id from session_note where session_id = '{session}' order by recorded_at desc, id desc limit 1)"
    )
}
