//! What is asked about incidents.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::Tie;
use super::scene_incidents::{report, untouched};
use crate::support::new_id;

const PEOPLE: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::TookIn,
    Tie::ColleagueTookIn,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];
/// The same, for what is the caller's own.
const OURS: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::TookIn,
    Tie::ColleagueTookIn,
    Tie::North,
    Tie::Sport,
    Tie::South,
];
/// The site alone decides.
const SITES: &[Tie] = &[Tie::North, Tie::South];
const HOUSE: &[Tie] = &[Tie::House, Tie::Elsewhere];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("reportIncident", HOUSE, |_, _, there| {
        Ask::whole().body(report(new_id(), there.site, &json!([])))
    })
    .undo(|_, new| forgotten(new)),
    Entry::new("reportIncident", PEOPLE, |scene, _, there| {
        let named = json!([{"id": new_id(), "person_id": there.person, "role": "at_risk"}]);
        Ask::whole().body(report(new_id(), scene.house.north, &named))
    })
    .note("naming somebody")
    .undo(|_, new| forgotten(new)),
    Entry::new("listIncidents", PEOPLE, |_, _, _| {
        Ask::whole().query("limit=200".into())
    })
    .shows(|there| there.incidents.theirs.to_string())
    .note("one that names somebody"),
    Entry::new("listIncidents", SITES, |_, _, _| Ask::whole().query("limit=200".into()))
        .shows(|there| there.incidents.own.to_string())
        .note("one the caller reported"),
    Entry::new("readIncident", PEOPLE, |_, _, there| Ask::about(there.incidents.theirs)).note("it names somebody"),
    Entry::new("readIncident", SITES, |_, _, there| Ask::about(there.incidents.own)).note("the caller reported it"),
    Entry::new("readIncident", SITES, |_, _, there| Ask::about(there.incidents.to_do))
        .note("something is the caller's to do"),
    Entry::new("takeIncidentStep", PEOPLE, |_, _, there| {
        Ask::about(there.incidents.theirs)
            .seen("incident", "id", there.incidents.theirs)
            .body(json!({"step": "triaged", "severity": "s2_serious", "occurred_at": "2026-06-10T09:30:00Z"}))
    })
    .undo(|there, _| untouched(there.incidents.theirs)),
    Entry::new("takeIncidentStep", SITES, |_, _, there| {
        Ask::about(there.incidents.own)
            .seen("incident", "id", there.incidents.own)
            .body(json!({"step": "triaged", "severity": "s2_serious", "occurred_at": "2026-06-10T09:30:00Z"}))
    })
    .note("the caller reported it")
    .undo(|there, _| untouched(there.incidents.own)),
    Entry::new("correctIncident", PEOPLE, |_, _, there| {
        Ask::about(there.incidents.theirs)
            .seen("incident", "id", there.incidents.theirs)
            .body(json!({"kind": "threat_to_life"}))
    })
    .undo(|there, _| untouched(there.incidents.theirs)),
    Entry::new("decideClosing", PEOPLE, |_, _, there| {
        let incident = there.incidents.theirs;
        let asked = format!(
            "update incident_action set done_at = recorded_at, done_by = owner_id where incident_id = '{incident}';
             update incident set state = 'under_review', triaged_at = recorded_at, close_asked_by = '{}'
             where id = '{incident}'",
            there.staff
        );
        let back = format!(
            "update incident_action set done_at = null, done_by = null where incident_id = '{incident}';
             {}",
            untouched(incident)
        );
        Ask::about(incident)
            .given(asked, back)
            .seen("incident", "id", incident)
            .body(json!({"close": true}))
    }),
    Entry::new("voidIncident", PEOPLE, |_, _, there| {
        Ask::about(there.incidents.theirs)
            .seen("incident", "id", there.incidents.theirs)
            .body(json!({"reason": "duplicate"}))
    })
    .undo(|there, _| untouched(there.incidents.theirs)),
    Entry::new("nameParty", PEOPLE, |_, _, there| {
        Ask::about(there.incidents.theirs).body(json!({"id": new_id(), "staff_id": there.staff, "role": "witness"}))
    })
    .undo(|_, new| format!("delete from incident_party where id = '{new}'")),
    Entry::new("nameParty", OURS, |_, _, there| {
        Ask::about(there.incidents.own).body(json!({"id": new_id(), "person_id": there.person, "role": "witness"}))
    })
    .note("the caller reported it")
    .undo(|_, new| format!("delete from incident_party where id = '{new}'")),
    Entry::new("voidParty", PEOPLE, |_, _, there| {
        Ask::about(there.incidents.party)
            .seen("incident_party", "id", there.incidents.party)
            .body(json!({"reason": "wrong_person"}))
    })
    .undo(|there, _| {
        format!(
            "update incident_party set voided_at = null, void_reason = null where id = '{}'",
            there.incidents.party
        )
    }),
    Entry::new("setAction", PEOPLE, |_, _, there| {
        Ask::about(there.incidents.theirs)
            .body(json!({"id": new_id(), "what": "Call the school", "owner_id": there.staff, "due_on": "2026-07-01"}))
    })
    .undo(|_, new| format!("delete from incident_action where id = '{new}'")),
    Entry::new("doAction", PEOPLE, |_, _, there| {
        Ask::about(there.incidents.action).seen("incident_action", "id", there.incidents.action)
    })
    .undo(|there, _| not_done(there.incidents.action)),
    Entry::new("doAction", SITES, |_, _, there| {
        Ask::about(there.incidents.own_action).seen("incident_action", "id", there.incidents.own_action)
    })
    .note("it is the caller's")
    .undo(|there, _| not_done(there.incidents.own_action)),
    Entry::new("listTasks", PEOPLE, |_, _, _| Ask::whole().query("limit=200".into()))
        .note("what was to be done after an incident that names somebody is in the list")
        .shows(|there| there.incidents.task.to_string()),
    Entry::new("listTasks", SITES, |_, _, _| {
        Ask::whole().query("limit=200&mine=true".into())
    })
    .note("what is the caller's to do after an incident is in her own")
    .shows(|there| there.incidents.own_task.to_string()),
    Entry::new("readTask", PEOPLE, |_, _, there| Ask::about(there.incidents.task))
        .note("after an incident that names somebody"),
    Entry::new("readTask", SITES, |_, _, there| Ask::about(there.incidents.own_task))
        .note("what is the caller's to do after an incident"),
    Entry::new("dismissTask", PEOPLE, |_, _, there| put_off(there.incidents.task))
        .note("after an incident that names somebody")
        .undo(|there, _| not_done(there.incidents.action)),
    Entry::new("dismissTask", SITES, |_, _, there| put_off(there.incidents.own_task))
        .note("what is the caller's to do after an incident")
        .undo(|there, _| not_done(there.incidents.own_action)),
];

fn put_off(task: uuid::Uuid) -> Ask {
    Ask::about(task)
        .seen("task", "id", task)
        .body(json!({"reason": "being_sought"}))
}

fn not_done(action: uuid::Uuid) -> String {
    format!(
        "update incident_action set done_at = null, done_by = null where id = '{action}';
         update task set closed_at = null, closed_by = null, outcome = null, dismissal = null, ask_again_on = null
         where incident_action_id = '{action}'"
    )
}

/// It was never reported.
fn forgotten(incident: uuid::Uuid) -> String {
    format!(
        "delete from incident_party where incident_id = '{incident}';
         delete from incident_event where incident_id = '{incident}';
         delete from incident_account where incident_id = '{incident}';
         delete from incident where id = '{incident}'"
    )
}
