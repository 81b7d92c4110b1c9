//! Random histories of case plans through HTTP: none comes into force that nobody else approved, and one is in force and one in
//! the making at most. The pure rules are walked in `src/plans/model/walk.rs`.

use serde_json::{Value, json};

use super::{step, written};
use crate::support::World;
use crate::support::walk::Lifecycle;

const NEVER: &str = "
    select 'approved by an author' as what from case_plan_approval a
    where a.approved_by in (a.written_by, a.submitted_by)
       or a.approved_by in (select g.recorded_by from goal g where g.plan_id = a.plan_id)
    union all
    select 'in force and not approved' from case_plan p
    where p.state = 'active' and not exists (select from case_plan_approval a where a.plan_id = p.id)
    union all
    select 'two in force' from case_plan p where p.state = 'active' group by p.enrolment_id having count(*) > 1
    union all
    select 'two in the making' from case_plan p where p.state in ('draft', 'submitted', 'approved')
    group by p.enrolment_id having count(*) > 1";

#[actix_web::test]
async fn no_history_of_a_plan_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let course = Lifecycle {
        state: "select state from case_plan where id = $1",
        transitions: vec![
            ("draft", "submit", "submitted"),
            ("submitted", "return", "draft"),
            ("submitted", "approve", "approved"),
            ("approved", "start", "active"),
            ("draft", "close", "closed"),
            ("submitted", "close", "closed"),
            ("approved", "close", "closed"),
            ("active", "close", "closed"),
        ],
        people: &["worker", "supervisor"],
        never: NEVER,
        anew: 0,
        least: 8,
    };
    let begin = async || {
        let token = house.renew(&world, "worker");
        written(&world, &token, enrolment).await.plan
    };
    let attempt = async |what, who, id| {
        world.clock.set(world.now() + chrono::TimeDelta::minutes(1));
        let today = "2026-06-10";
        let body = match what {
            "return" => json!({"reason": "goals_unclear"}),
            "start" => json!({"on": today}),
            "close" => json!({"on": today, "reason": "no_longer_fits"}),
            _ => Value::Null,
        };
        step(&world, &house.renew(&world, who), id, what, body).await
    };
    course.walk(&world, (7, 200), begin, attempt).await;
}
