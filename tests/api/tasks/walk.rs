//! Random histories of a task through HTTP, while the clock runs: it is asked once at a time, closed once and by who works there,
//! not asked again too soon, and nobody is silent for long without being asked about.

use std::cell::Cell;

use actix_web::http::Method;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::support::line::{adult, enrolment, id_of, leaving, own_consent, session};
use crate::support::walk::{Lifecycle, Transition};
use crate::support::{Answer, House, World};

/// Of each enrolment that goes on: when anybody last took part. Of each day that clocks were looked at: the last.
const NEVER: &str = "
    with looked as (select max(at) as at from audit_event where action = 'raise'),
    served as (select e.id, greatest(e.enrolled_on, max(l.held_on)) as last_on from enrolment e
               left join participation l on l.enrolment_id = e.id and l.attendance = 'present' and l.voided_at is null
               where e.exited_on is null group by e.id, e.enrolled_on)
    select 'asked twice at once' as what from task where closed_at is null group by kind, enrolment_id having count(*) > 1
    union all
    select 'silent, and nobody is asked' from served s, looked
    where looked.at::date - s.last_on > 91
      and not exists (select from task t where t.enrolment_id = s.id and t.kind = 'lost_contact'
                      and (t.closed_at is null or t.closed_at > looked.at or t.ask_again_on >= looked.at::date - 1))
    union all
    select 'asked about who has left' from task t join enrolment e on e.id = t.enrolment_id
    where t.closed_at is null and e.exited_on is not null and t.kind = 'lost_contact'
    union all
    select 'asked again too soon' from task a
    join task b on b.enrolment_id = a.enrolment_id and b.kind = a.kind and b.raised_at > a.closed_at
    where b.raised_at::date < a.ask_again_on
    union all
    select 'dismissed twice' from audit_event where action = 'dismiss' group by object_id having count(*) > 1
    union all
    select 'dismissed in another name, or open again' from task t join audit_event e on e.object_id = t.id
    where e.action = 'dismiss' and (t.outcome, t.closed_by) is distinct from ('dismissed'::text, e.staff_id)
    union all
    select 'closed by who does not work with her' from task t
    where t.closed_by is not null
      and not exists (select from assignment a where a.enrolment_id = t.enrolment_id and a.staff_id = t.closed_by)
      and not exists (select from role_grant g
                      where g.staff_id = t.closed_by and g.role = 'supervisor' and g.site_id = t.site_id)
    union all
    select 'done, and she is still here' from task t join enrolment e on e.id = t.enrolment_id
    where t.kind = 'lost_contact' and t.outcome = 'done' and e.exited_on is null
    union all
    select 'no longer asked, and she did not come' from task t
    where t.kind = 'lost_contact' and t.outcome = 'no_longer'
      and not exists (select from participation l where l.enrolment_id = t.enrolment_id and l.held_on > t.about_on)";

fn transitions() -> Vec<Transition> {
    let mut all = vec![
        ("open", "dismiss", "dismissed"),
        ("open", "exit", "done"),
        // She came, which is noticed with the next day.
        ("open", "day", "no_longer"),
        ("open", "month", "no_longer"),
        // The enrolment of a task that is closed goes on.
        ("dismissed", "exit", "dismissed"),
        ("no_longer", "exit", "no_longer"),
    ];
    for state in ["open", "dismissed", "no_longer"] {
        all.extend([(state, "serve", state), (state, "look", state)]);
    }
    all.push(("done", "look", "done"));
    for state in ["open", "done", "dismissed", "no_longer"] {
        all.extend([(state, "day", state), (state, "month", state)]);
    }
    all
}

/// So many days later: what the clocks ask is asked.
async fn later(world: &World, days: i64) {
    world.clock.set(world.now() + TimeDelta::days(days));
    world.plan_day().await;
    while world.work().await > 0 {}
}

/// Noon so many days ago.
fn ago(world: &World, days: u64) -> DateTime<Utc> {
    let day = world.now().date_naive() - Days::new(days);
    day.and_hms_opt(17, 0, 0).unwrap().and_utc()
}

/// Somebody who was last seen a hundred days ago: the task that asks whether contact is lost.
async fn begin(world: &World, house: &House) -> Uuid {
    let token = house.renew(world, "worker");
    let body = adult(house);
    let person = format!("/people/{}", id_of(&body));
    world.post(&token, "/people", body).await.expect(201);
    let mut consent = own_consent();
    consent["occurred_at"] = json!(ago(world, 160));
    world
        .post(&token, &format!("{person}/consents"), consent)
        .await
        .expect(201);
    let mut body = enrolment(house);
    let joined = id_of(&body);
    body["enrolled_on"] = json!(ago(world, 150).date_naive());
    world
        .post(&token, &format!("{person}/enrolments"), body)
        .await
        .expect(201);
    let seen = session(&ago(world, 100).to_rfc3339());
    world
        .post(&token, &format!("/enrolments/{joined}/sessions"), seen)
        .await
        .expect(201);
    later(world, 1).await;
    let raised = "select id from task where enrolment_id = $1 and kind = 'lost_contact'";
    world.sql().await.query_one(raised, &[&joined]).await.unwrap().get(0)
}

/// One thing somebody tries.
async fn attempt(world: &World, house: &House, what: &'static str, who: &str, task: Uuid) -> Answer {
    world.clock.set(world.now() + TimeDelta::minutes(1));
    match what {
        "day" => later(world, 1).await,
        "month" => later(world, 31).await,
        _ => {
            let token = house.renew(world, who);
            let of = "select t.enrolment_id, max(l.held_on) from task t
                      join participation l on l.enrolment_id = t.enrolment_id where t.id = $1 group by 1";
            let row = world.sql().await.query_one(of, &[&task]).await.unwrap();
            let (enrolment, last_on): (Uuid, NaiveDate) = (row.get(0), row.get(1));
            return match what {
                "look" => world.get(&token, &format!("/tasks/{task}")).await,
                "serve" => {
                    let path = format!("/enrolments/{enrolment}/sessions");
                    let held = world.now() - TimeDelta::hours(1);
                    world.post(&token, &path, session(&held.to_rfc3339())).await
                }
                "exit" => {
                    let body = leaving(&last_on.to_string(), "lost_contact");
                    world.step(&token, enrolment, "exit", body).await
                }
                _ => {
                    let (path, etag) = (format!("/tasks/{task}/dismiss"), world.version("task", task).await);
                    let body = json!({"reason": "being_sought"});
                    world.change(Method::POST, &token, &path, &etag, body).await
                }
            };
        }
    }
    Answer::of_time()
}

#[actix_web::test]
async fn no_history_of_a_task_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let course = Lifecycle {
        state: "select coalesce(outcome, 'open') from task where id = $1",
        transitions: transitions(),
        people: &[
            "worker",
            "supervisor",
            "other_worker",
            "outreach",
            "director",
            "south_supervisor",
        ],
        never: NEVER,
        anew: 10,
        least: 15,
    };
    let begun = Cell::new(0_usize);
    let begin = async || {
        begun.set(begun.get() + 1);
        begin(&world, &house).await
    };
    let attempt = async |what, who, id| attempt(&world, &house, what, who, id).await;
    course.walk(&world, (63, 260), begin, attempt).await;
    assert!(begun.get() > 3, "one history shows little");
}
