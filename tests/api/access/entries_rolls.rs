//! What is asked about sessions that lie ahead, attempts to reach somebody, and group sessions with their rolls.

use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::Ask;
use super::callers::Caller;
use super::entries::Entry;
use super::scene::{Scene, Target, Tie};
use super::scene_rolls::{put_back, untouched};
use crate::support::new_id;

const GROUP: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];
/// In mentoring at north, where the group is.
const IN_THE_GROUP: &[Tie] = &[Tie::Assigned, Tie::WasAssigned, Tie::North];
/// In another programme, at another site, or in another organisation.
const IN_ANOTHER: &[Tie] = &[Tie::Sport, Tie::South, Tie::Elsewhere];
const PLACE: &[Tie] = &[Tie::SiteNorth, Tie::SiteSouth];
/// A thing of the caller's that meets one of another organisation.
const FOREIGN: &[Tie] = &[Tie::Elsewhere];

pub(super) const LED_BY_CALLER: &str = "led by the caller";
const WITH_HER: &str = "in mentoring at north, with her on the roll";
const LED_BY_COLLEAGUE: &str = "led by a colleague";

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("planSession", GROUP, |_, _, there| {
        Ask::about(there.enrolment).body(json!({"id": new_id(), "kind": "individual_mentoring",
            "mode": "in_person_office", "starts_at": "2026-06-18T15:00:00Z", "minutes": 60}))
    })
    .undo(|_, new| format!("delete from plan where id = '{new}'")),
    Entry::new("listPlans", GROUP, |_, _, there| Ask::about(there.enrolment)),
    Entry::new("movePlan", GROUP, |_, _, there| {
        planned(there.plan).body(json!({"minutes": 45}))
    }),
    Entry::new("settlePlan", GROUP, |_, _, there| {
        planned(there.plan).body(json!({"attendance": "cancelled_by_provider"}))
    })
    .undo(|there, _| {
        let id = there.plan;
        format!(
            "delete from participation where session_id = '{id}'; delete from session where id = '{id}';
             update plan set settled_at = null where id = '{id}'"
        )
    }),
    Entry::new("voidPlan", GROUP, |_, _, there| {
        planned(there.plan).body(json!({"reason": "duplicate"}))
    })
    .undo(|there, _| {
        format!(
            "update plan set voided_at = null, void_reason = null where id = '{}'",
            there.plan
        )
    }),
    Entry::new("listMySessions", GROUP, |_, _, _| {
        Ask::whole().query("from=2026-03-01&to=2026-04-30".into())
    })
    .note("a group she leads, in her own sessions")
    .shows(|there| there.rolls.own.to_string()),
    Entry::new("listMySessions", GROUP, |_, _, _| {
        Ask::whole().query("from=2026-06-01&to=2026-06-30".into())
    })
    .note("a colleague's plan, in her own sessions")
    .shows(|there| there.plan.to_string())
    .for_nobody(),
    Entry::new("recordContactAttempt", GROUP, |_, _, there| {
        Ask::about(there.enrolment).body(json!({"id": new_id(), "attempted_at": "2026-03-18T15:00:00Z",
            "mode": "phone_call", "result": "no_answer"}))
    })
    .undo(|_, new| format!("delete from contact_attempt where id = '{new}'")),
    Entry::new("listContactAttempts", GROUP, |_, _, there| Ask::about(there.enrolment)),
    Entry::new("voidContactAttempt", GROUP, |_, _, there| tried(there.own_attempt))
        .note("made by the caller")
        .undo(|there, _| tried_still(there.own_attempt)),
    Entry::new("voidContactAttempt", GROUP, |_, _, there| tried(there.attempt))
        .note("made by a colleague")
        .undo(|there, _| tried_still(there.attempt)),
    Entry::new("cancelGroupSession", GROUP, |_, _, there| {
        seen(there.rolls.own).body(json!({"status": "cancelled_other"}))
    })
    .note(LED_BY_CALLER)
    .undo(own_untouched),
    Entry::new("cancelGroupSession", GROUP, |_, _, there| {
        seen(there.rolls.theirs).body(json!({"status": "cancelled_other"}))
    })
    .note(LED_BY_COLLEAGUE)
    .undo(theirs_untouched),
    Entry::new("createGroupSession", PLACE, |scene, _, there| {
        Ask::whole().body(group(scene.house.mentoring, there.site))
    })
    .note("in mentoring, to lead it herself")
    .undo(delete),
    Entry::new("createGroupSession", PLACE, |scene, _, there| {
        let mut body = group(scene.house.mentoring, there.site);
        body["lead_staff_id"] = json!(scene.target(Tie::North).staff);
        Ask::whole().body(body)
    })
    .note("in mentoring, with a colleague as lead")
    .undo(delete),
    Entry::new("createGroupSession", IN_THE_GROUP, with_her)
        .note(WITH_HER)
        .undo(delete),
    Entry::new("createGroupSession", IN_ANOTHER, with_her)
        .note(WITH_HER)
        .undo(delete)
        .for_nobody(),
    Entry::new("createGroupSession", FOREIGN, |scene, _, there| {
        Ask::whole().body(group(there.programme, scene.target(Tie::North).site))
    })
    .note("programme named in the body"),
    Entry::new("createGroupSession", FOREIGN, |scene, _, there| {
        Ask::whole().body(group(scene.house.mentoring, there.site))
    })
    .note("site named in the body"),
    Entry::new("createGroupSession", FOREIGN, |scene, _, there| {
        let mut body = group(scene.house.mentoring, scene.target(Tie::North).site);
        body["lead_staff_id"] = json!(there.staff);
        Ask::whole().body(body)
    })
    .note("lead named in the body"),
    Entry::new("listGroupSessions", GROUP, |_, _, _| {
        Ask::whole().query("limit=200".into())
    })
    .note("led by the caller, in the list")
    .shows(|there| there.rolls.own.to_string()),
    Entry::new("listGroupSessions", GROUP, |_, _, _| {
        Ask::whole().query("limit=200".into())
    })
    .note("led by a colleague, in the list")
    .shows(|there| there.rolls.theirs.to_string()),
    Entry::new("readRoll", GROUP, |_, _, there| Ask::about(there.rolls.own)).note(LED_BY_CALLER),
    Entry::new("readRoll", GROUP, |_, _, there| Ask::about(there.rolls.theirs)).note(LED_BY_COLLEAGUE),
    Entry::new("countHeads", GROUP, |_, _, there| counted(there.rolls.own)).note(LED_BY_CALLER),
    Entry::new("countHeads", GROUP, |_, _, there| counted(there.rolls.theirs)).note(LED_BY_COLLEAGUE),
    Entry::new("closeRoll", GROUP, |_, _, there| seen(there.rolls.own))
        .note(LED_BY_CALLER)
        .undo(own_untouched),
    Entry::new("closeRoll", GROUP, |_, _, there| seen(there.rolls.theirs))
        .note(LED_BY_COLLEAGUE)
        .undo(theirs_untouched),
    Entry::new("reopenRoll", GROUP, |_, _, there| seen(there.rolls.closed))
        .note(LED_BY_CALLER)
        .undo(|there, _| {
            format!(
                "update session set closed_at = recorded_at, closed_by = recorded_by where id = '{}'",
                there.rolls.closed
            )
        }),
    Entry::new("voidGroupSession", GROUP, |_, _, there| {
        seen(there.rolls.own).body(json!({"reason": "duplicate"}))
    })
    .note(LED_BY_CALLER)
    .undo(own_untouched),
    Entry::new("voidGroupSession", GROUP, |_, _, there| {
        seen(there.rolls.theirs).body(json!({"reason": "duplicate"}))
    })
    .note(LED_BY_COLLEAGUE)
    .undo(theirs_untouched),
    Entry::new("addRollLine", GROUP, |_, _, there| {
        Ask::about(there.rolls.empty).body(json!({"id": new_id(), "enrolment_id": there.enrolment}))
    })
    .note(LED_BY_CALLER)
    .undo(|_, new| format!("delete from roll_line where id = '{new}'")),
    Entry::new("addRollLine", FOREIGN, |scene, _, there| {
        let roll = scene.target(Tie::Assigned).rolls.empty;
        Ask::about(roll).body(json!({"id": new_id(), "enrolment_id": there.enrolment}))
    })
    .note("led by the caller; enrolment named in the body"),
    Entry::new("markRollLine", GROUP, |_, _, there| mark(there.rolls.own_line))
        .note(LED_BY_CALLER)
        .undo(own_untouched),
    Entry::new("markRollLine", GROUP, |_, _, there| mark(there.rolls.theirs_line))
        .note(LED_BY_COLLEAGUE)
        .undo(theirs_untouched),
    Entry::new("listLineCorrections", GROUP, |_, _, there| {
        Ask::about(there.rolls.own_line)
    })
    .note(LED_BY_CALLER),
    Entry::new("listLineCorrections", GROUP, |_, _, there| {
        Ask::about(there.rolls.theirs_line)
    })
    .note(LED_BY_COLLEAGUE),
    Entry::new("markRest", GROUP, |_, _, there| {
        Ask::about(there.rolls.own).body(json!({"attendance": "present"}))
    })
    .note(LED_BY_CALLER)
    .undo(own_untouched),
    Entry::new("markRest", GROUP, |_, _, there| {
        Ask::about(there.rolls.theirs).body(json!({"attendance": "present"}))
    })
    .note(LED_BY_COLLEAGUE)
    .undo(theirs_untouched),
    Entry::new("takeOffRoll", GROUP, |_, _, there| {
        line(there.rolls.own_line).body(json!({"reason": "wrong_person"}))
    })
    .note(LED_BY_CALLER)
    .undo(own_untouched),
    Entry::new("takeOffRoll", GROUP, |_, _, there| {
        line(there.rolls.theirs_line).body(json!({"reason": "wrong_person"}))
    })
    .note(LED_BY_COLLEAGUE)
    .undo(theirs_untouched),
    Entry::new("addWalkIn", GROUP, |_, _, there| walk_in(there.rolls.own))
        .note(LED_BY_CALLER)
        .undo(|_, new| format!("delete from walk_in where id = '{new}'")),
    Entry::new("addWalkIn", GROUP, |_, _, there| walk_in(there.rolls.theirs))
        .note(LED_BY_COLLEAGUE)
        .undo(|_, new| format!("delete from walk_in where id = '{new}'")),
    Entry::new("matchWalkIn", GROUP, |_, _, there| {
        entry(there.rolls.walk_in).body(json!({"id": new_id(), "enrolment_id": there.enrolment}))
    })
    .note(LED_BY_CALLER)
    .undo(|there, new| {
        format!(
            "{}; delete from participation where session_id = '{}'; delete from roll_line where id = '{new}'",
            put_back(there.rolls.walk_in),
            there.rolls.empty
        )
    }),
    Entry::new("voidWalkIn", GROUP, |_, _, there| {
        entry(there.rolls.walk_in).body(json!({"reason": "duplicate"}))
    })
    .note(LED_BY_CALLER)
    .undo(|there, _| put_back(there.rolls.walk_in)),
];

fn group(programme: Uuid, site: Uuid) -> Value {
    json!({"id": new_id(), "programme_id": programme, "site_id": site, "kind": "group_life_skills",
        "mode": "in_person_office", "starts_at": "2026-04-06T15:00:00Z", "minutes": 60})
}

fn with_her(scene: &Scene, _: &Caller, there: &Target) -> Ask {
    let mut body = group(scene.house.mentoring, scene.target(Tie::North).site);
    body["lines"] = json!([{"id": new_id(), "enrolment_id": there.enrolment}]);
    Ask::whole().body(body)
}

fn delete(_: &Target, new: Uuid) -> String {
    format!("delete from roll_line where session_id = '{new}'; delete from session where id = '{new}'")
}

fn own_untouched(there: &Target, _: Uuid) -> String {
    untouched(there.rolls.own)
}

fn theirs_untouched(there: &Target, _: Uuid) -> String {
    untouched(there.rolls.theirs)
}

fn planned(id: Uuid) -> Ask {
    Ask::about(id).seen("plan", "id", id)
}

fn tried(id: Uuid) -> Ask {
    Ask::about(id)
        .seen("contact_attempt", "id", id)
        .body(json!({"reason": "duplicate"}))
}

fn tried_still(id: Uuid) -> String {
    format!("update contact_attempt set voided_at = null, void_reason = null where id = '{id}'")
}

fn seen(session: Uuid) -> Ask {
    Ask::about(session).seen("session", "id", session)
}

/// Heads are counted where nobody is on the roll.
fn counted(session: Uuid) -> Ask {
    let heads = json!([{"age_band": "14_17", "gender_group": "female", "heads": 4}]);
    seen(session).body(json!({"heads": heads})).given(
        format!("update roll_line set voided_at = recorded_at, void_reason = 'other' where session_id = '{session}'"),
        format!(
            "delete from head_count where session_id = '{session}'; {}",
            untouched(session)
        ),
    )
}

fn line(id: Uuid) -> Ask {
    Ask::about(id).seen("roll_line", "id", id)
}

fn mark(id: Uuid) -> Ask {
    line(id).body(json!({"attendance": "late", "minutes": 40}))
}

fn entry(id: Uuid) -> Ask {
    Ask::about(id).seen("walk_in", "id", id)
}

fn walk_in(session: Uuid) -> Ask {
    Ask::about(session).body(json!({"id": new_id(), "nickname": "Somebody", "attendance": "present"}))
}
