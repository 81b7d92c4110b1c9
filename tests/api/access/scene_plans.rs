//! A case plan that a colleague handed in: a goal, and an action towards it.

use serde_json::json;
use uuid::Uuid;

use super::scene::{Target, canary};
use crate::support::{Staff, World, new_id};

/// A plan and what is in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plans {
    pub(super) plan: Uuid,
    pub(super) goal: Uuid,
    pub(super) action: Uuid,
}

impl Plans {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        let [plan, goal, action] = std::array::from_fn(|_| new_id());
        Self { plan, goal, action }
    }

    /// Every id, for swapping.
    pub(super) fn ids(&self) -> [Uuid; 3] {
        [self.plan, self.goal, self.action]
    }
}

/// Written and handed in by the colleague; its words name the person.
pub(super) async fn handed_in(world: &World, colleague: &Staff, enrolment: Uuid, person: Uuid) -> Plans {
    let ids = Plans::made_up();
    let Plans { plan, goal, action } = ids;
    let words = json!({"domain": "education", "priority": "first", "due_on": "2026-12-01", "description": canary(person),
        "own_words": canary(person)});
    for (path, body) in [
        (format!("/enrolments/{enrolment}/case-plans"), json!({"id": plan})),
        (format!("/case-plans/{plan}/goals"), json!({"id": goal, "goal": words})),
        (
            format!("/goals/{goal}/actions"),
            json!({"id": action, "who": "family", "due_on": "2026-07-01", "what": canary(person)}),
        ),
    ] {
        world.post(&colleague.token, &path, body).await.expect(201);
    }
    let submit = "update case_plan set state = 'submitted', submitted_by = recorded_by, submitted_at = recorded_at where id = $1";
    world.sql().await.execute(submit, &[&plan]).await.unwrap();
    ids
}

/// SQL that lets the plan stand so.
pub(super) fn stands(there: &Target, state: &str) -> String {
    let Plans { plan, .. } = there.case_plan;
    let approval = format!(
        "insert into case_plan_approval (org_id, plan_id, enrolment_id, person_id, site_id, programme_id, written_by,
             submitted_by, approved_by, recorded_at)
         select org_id, id, enrolment_id, person_id, site_id, programme_id, recorded_by, submitted_by, '{}',
             timestamptz '2026-03-01T12:00:00Z'
         from case_plan where id = '{plan}'; update case_plan set approved_by = '{0}'",
        there.staff
    );
    match state {
        "draft" => format!(
            "update case_plan set state = 'draft', submitted_by = null, submitted_at = null where id = '{plan}'"
        ),
        "closed" => format!(
            "update case_plan set state = 'closed', closed_on = date '2026-06-01', closed_at = recorded_at,
                 close_reason = 'withdrawn' where id = '{plan}'"
        ),
        "approved" => format!("{approval}, state = 'approved' where id = '{plan}'"),
        "active" => format!(
            "{approval}, state = 'active', active_from = date '2026-03-02', started_at = recorded_at,
                 next_review_on = date '2026-05-31' where id = '{plan}'"
        ),
        _ => panic!("no plan of the scene stands like {state}"),
    }
}

/// SQL that makes everything as [`handed_in`] left it.
pub(super) fn restored(there: &Target) -> String {
    let Plans { plan, goal, action } = there.case_plan;
    format!(
        "delete from goal_review where plan_id = '{plan}'; delete from case_plan_review where plan_id = '{plan}';
         delete from plan_action where plan_id = '{plan}' and id <> '{action}';
         delete from goal where plan_id = '{plan}' and id <> '{goal}';
         delete from case_plan where enrolment_id = '{}' and id <> '{plan}';
         update goal set voided_at = null, void_reason = null, changed_by = null where id = '{goal}';
         update plan_action set done_on = null where id = '{action}';
         update case_plan set state = 'submitted', recorded_by = l.staff_id, submitted_by = l.staff_id,
             submitted_at = case_plan.recorded_at, returned_by = null, returned_at = null, return_reason = null,
             approved_by = null, active_from = null, started_at = null, next_review_on = null, closed_on = null,
             closed_at = null, close_reason = null
         from assignment l where case_plan.id = '{plan}' and l.id = '{}'
           and not exists (select from case_plan_approval a where a.plan_id = '{plan}');
         update case_plan set state = 'submitted', approved_by = null, active_from = null, started_at = null,
             next_review_on = null, closed_on = null, closed_at = null, close_reason = null where id = '{plan}';
         delete from case_plan_approval where plan_id = '{plan}'",
        there.enrolment, there.assignment
    )
}
