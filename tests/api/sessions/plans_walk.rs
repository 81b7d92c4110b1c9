//! Random histories of planned sessions through HTTP, while the clock runs: a plan becomes one session or none, of one that was
//! voided nothing is said, and nobody speaks for somebody she does not work with.

use std::cell::Cell;

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::plans::plan;
use crate::support::line::id_of;
use crate::support::walk::{Lifecycle, Transition};
use crate::support::{Answer, World};

const NEVER: &str = "
    select 'settled, and no session' as what from plan p
    where p.settled_at is not null and not exists (select from session s where s.id = p.id and s.voided_at is null)
    union all
    select 'a session of a plan that is open' from plan p join session s on s.id = p.id where p.settled_at is null
    union all
    select 'settled and voided' from plan where settled_at is not null and voided_at is not null
    union all
    select 'settled twice' from audit_event where action = 'settle' group by object_id having count(*) > 1
    union all
    select 'settled, voided or moved after it was over' from plan p join audit_event e on e.object_id = p.id
    where e.object_type = 'plan' and e.action in ('update', 'settle', 'void') and e.at > coalesce(p.settled_at, p.voided_at)
    union all
    select 'held before it began' from plan p join session s on s.id = p.id
    where s.status = 'held' and s.starts_at > p.settled_at + interval '10 minutes'
    union all
    select 'moved into the past' from plan p
    join audit_event e on e.object_id = p.id and e.object_type = 'plan' and e.action = 'update'
    where p.starts_at < e.at - interval '10 minutes'
    union all
    select 'counted not once' from plan p
    where p.settled_at is not null
      and (select count(*) from participation l where l.session_id = p.id and l.voided_at is null) <> 1
    union all
    select 'said by who does not work with her' from plan p
    join audit_event e on e.object_id = p.id and e.object_type = 'plan'
     and e.action in ('create', 'update', 'settle', 'void')
    where not exists (select from assignment a
                      where a.enrolment_id = p.enrolment_id and a.staff_id = e.staff_id and a.ended_at is null)
      and not exists (select from role_grant g
                      where g.staff_id = e.staff_id and g.role = 'supervisor' and g.site_id = p.site_id)
    union all
    select 'hers who did not plan it' from plan where staff_id <> recorded_by";

fn transitions() -> Vec<Transition> {
    let mut all = vec![
        ("open", "move", "open"),
        ("open", "present", "settled"),
        ("open", "called_off", "settled"),
        ("open", "void", "voided"),
        // The same once more, because the answer was lost.
        ("settled", "present", "settled"),
        ("settled", "called_off", "settled"),
    ];
    for state in ["open", "settled", "voided"] {
        all.extend([(state, "hour", state), (state, "look", state)]);
    }
    all
}

#[actix_web::test]
async fn no_history_of_a_planned_session_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let course = Lifecycle {
        state: "select case when voided_at is not null then 'voided' when settled_at is not null then 'settled' else 'open' end
                from plan where id = $1",
        transitions: transitions(),
        people: &[
            "worker",
            "supervisor",
            "other_worker",
            "director",
            "outreach",
            "south_supervisor",
        ],
        never: NEVER,
        anew: 12,
        least: 10,
    };
    let plans = format!("/enrolments/{enrolment}/plans");
    let turn = Cell::new(0_usize);
    let begin = async || {
        turn.set(turn.get() + 1);
        let mut body = plan("");
        body["starts_at"] = json!(world.now() + TimeDelta::minutes(30));
        let token = house.renew(&world, ["worker", "supervisor"][turn.get() % 2]);
        world.post(&token, &plans, body.clone()).await.expect(201);
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        world.clock.set(world.now() + TimeDelta::minutes(1));
        if what == "hour" {
            world.clock.set(world.now() + TimeDelta::minutes(59));
            return Answer::of_time();
        }
        let token = house.renew(&world, who);
        let (method, place, body) = match what {
            "look" => return world.get(&token, &plans).await,
            "move" => {
                let later = world.now() + TimeDelta::minutes(40);
                (Method::PATCH, "", json!({"starts_at": later, "mode": "phone_call"}))
            }
            "present" => (Method::POST, "/settle", json!({"attendance": "present"})),
            "called_off" => (Method::POST, "/settle", json!({"attendance": "cancelled_by_provider"})),
            _ => (Method::POST, "/void", json!({"reason": "entered_in_error"})),
        };
        let etag = world.version("plan", id).await;
        world
            .change(method, &token, &format!("/plans/{id}{place}"), &etag, body)
            .await
    };
    course.walk(&world, (60, 300), begin, attempt).await;
}
