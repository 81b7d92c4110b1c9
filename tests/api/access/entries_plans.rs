//! What is asked about case plans.

use serde_json::json;

use super::ask::Ask;
use super::entries::Entry;
use super::scene::{Target, Tie};
use super::scene_plans::{restored, stands};
use crate::support::new_id;

const ENROLMENT: &[Tie] = &[
    Tie::Assigned,
    Tie::WasAssigned,
    Tie::North,
    Tie::Sport,
    Tie::South,
    Tie::Elsewhere,
];

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("draftPlan", ENROLMENT, |_, _, there| {
        let body = json!({"id": new_id()});
        standing(there, Ask::about(there.enrolment), "closed").body(body)
    }),
    Entry::new("listCasePlans", ENROLMENT, |_, _, there| Ask::about(there.enrolment)),
    Entry::new("readCasePlan", ENROLMENT, |_, _, there| {
        Ask::about(there.case_plan.plan)
    }),
    Entry::new("readPlanWords", ENROLMENT, |_, _, there| {
        Ask::about(there.case_plan.plan)
    }),
    Entry::new("submitPlan", ENROLMENT, |_, _, there| {
        standing(there, seen(there), "draft")
    }),
    Entry::new("returnPlan", ENROLMENT, |_, _, there| {
        seen(there).body(json!({"reason": "goals_unclear"}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("approvePlan", ENROLMENT, |_, _, there| seen(there)).undo(|there, _| restored(there)),
    Entry::new(
        "approvePlan",
        &[Tie::Assigned, Tie::North, Tie::South],
        |_, caller, there| {
            let own = format!(
                "update case_plan set recorded_by = '{}' where id = '{}'",
                caller.staff, there.case_plan.plan
            );
            let own = if caller.of_this_house { own } else { String::new() };
            seen(there).given(own, restored(there))
        },
    )
    .note("the caller began it")
    .for_nobody(),
    Entry::new("startPlan", ENROLMENT, |_, _, there| {
        standing(there, seen(there), "approved").body(json!({"on": "2026-06-01"}))
    }),
    Entry::new("closePlan", ENROLMENT, |_, _, there| {
        seen(there).body(json!({"on": "2026-06-01", "reason": "withdrawn"}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("addGoal", ENROLMENT, |_, _, there| {
        let goal =
            json!({"domain": "skills", "priority": "next", "due_on": "2026-12-01", "description": "Learns to swim"});
        standing(there, Ask::about(there.case_plan.plan), "draft").body(json!({"id": new_id(), "goal": goal}))
    }),
    Entry::new("changeGoal", ENROLMENT, |_, _, there| {
        let goal = json!({"domain": "skills", "priority": "next", "due_on": "2026-12-01",
            "description": super::scene::canary(there.person)});
        standing(there, goal_itself(there), "draft").body(goal)
    }),
    Entry::new("voidGoal", ENROLMENT, |_, _, there| {
        standing(there, goal_itself(there), "draft").body(json!({"reason": "duplicate"}))
    }),
    Entry::new("addAction", ENROLMENT, |_, _, there| {
        let body = json!({"id": new_id(), "who": "partner", "due_on": "2026-12-01", "what": "Asks for a place"});
        standing(there, Ask::about(there.case_plan.goal), "draft").body(body)
    }),
    Entry::new("finishAction", ENROLMENT, |_, _, there| {
        Ask::about(there.case_plan.action)
            .seen("plan_action", "id", there.case_plan.action)
            .body(json!({"done_on": "2026-06-01"}))
    })
    .undo(|there, _| restored(there)),
    Entry::new("reviewPlan", ENROLMENT, |_, _, there| {
        let goals = json!([{"goal_id": there.case_plan.goal, "status": "in_progress", "gas": 0}]);
        standing(there, seen(there), "active")
            .body(json!({"id": new_id(), "reviewed_on": "2026-06-01", "whole": true, "goals": goals}))
    }),
];

fn seen(there: &Target) -> Ask {
    let plan = there.case_plan.plan;
    Ask::about(plan).seen("case_plan", "id", plan)
}

fn goal_itself(there: &Target) -> Ask {
    let goal = there.case_plan.goal;
    Ask::about(goal).seen("goal", "id", goal)
}

fn standing(there: &Target, ask: Ask, state: &str) -> Ask {
    ask.given(stands(there, state), restored(there))
}
