//! Random histories of what is to be done after an incident, through HTTP: it is done once, by whose it is or who handles the
//! incident, never by who is said to be responsible, and nothing is closed while something is left.

use std::cell::Cell;

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{report, step};
use crate::support::line::id_of;
use crate::support::walk::{Lifecycle, Transition};
use crate::support::{Answer, House, World, new_id};

const NEVER: &str = "
    select 'closed with something left' as what from incident i join incident_action n on n.incident_id = i.id
    where i.state in ('closed', 'lessons') and n.done_at is null and n.voided_at is null
    union all
    select 'asked to close with something left' from incident i join incident_action n on n.incident_id = i.id
    where i.close_asked_by is not null and n.done_at is null and n.voided_at is null
    union all
    select 'closed by who asked or reported' from incident where closed_by in (close_asked_by, recorded_by)
    union all
    select 'set or done once it was closed' from incident i join incident_action n on n.incident_id = i.id
    where i.closed_at < greatest(n.recorded_at, n.done_at)
    union all
    select 'set or done by who neither handles it nor is to do it' from incident_action n
    join incident i on i.id = n.incident_id
    cross join lateral (values (n.recorded_by, false), (n.done_by, n.done_by = n.owner_id)) v (staff_id, own)
    where v.staff_id is not null and not v.own
      and not exists (select from role_grant g
                      where g.staff_id = v.staff_id and g.role in ('supervisor', 'safeguarding_lead')
                        and g.programme_id is null and (g.site_id is null or g.site_id = i.site_id))
    union all
    select 'set or done by who is said to be responsible' from incident_action n
    join incident_party y on y.incident_id = n.incident_id and y.role = 'alleged_responsible'
    where (y.staff_id = n.done_by and y.recorded_at < n.done_at)
       or (y.staff_id = n.recorded_by and y.recorded_at < n.recorded_at)
    union all
    select 'done twice, or to be done again' from audit_event e join incident_action n on n.id = e.object_id
    where e.action = 'do_action' group by n.id, n.done_at having count(*) > 1 or n.done_at is null
    union all
    select 'done in another name' from audit_event e join incident_action n on n.id = e.object_id
    where e.action = 'do_action' and e.staff_id <> n.done_by";

fn transitions() -> Vec<Transition> {
    let mut all = vec![
        ("open", "done", "done"),
        // Only once nothing is left; by another than who asked and who reported.
        ("done", "ask", "done"),
        ("done", "close", "done"),
        ("done", "keep_open", "done"),
    ];
    for state in ["open", "done"] {
        // Something more is set; it is done; whose it is, or a supervisor, is said to be responsible.
        all.extend(["more", "finish", "name"].map(|what| (state, what, state)));
    }
    all
}

/// Something at or below an incident, on the version it has.
async fn at(world: &World, token: &str, incident: Uuid, place: &str, body: Value) -> Answer {
    let etag = world.version("incident", incident).await;
    let path = format!("/incidents/{incident}/{place}");
    world.change(Method::POST, token, &path, &etag, body).await
}

/// A step taken now.
fn step_now(world: &World, code: &str) -> Value {
    let mut body = step(code);
    body["occurred_at"] = json!(world.now());
    body
}

fn to_do(owner: Uuid) -> Value {
    json!({"id": new_id(), "what": "Canary: walk her home", "owner_id": owner, "due_on": "2026-06-20"})
}

/// An incident under review, and something that is to be done about it.
async fn begin(world: &World, house: &House, turn: usize) -> Uuid {
    let body = report(house);
    let incident = id_of(&body);
    let reports = ["worker", "supervisor", "other_worker"][turn % 3];
    world
        .post(&house.renew(world, reports), "/incidents", body)
        .await
        .expect(201);
    let lead = house.renew(world, "safeguarding_lead");
    for code in ["triaged", "acted", "notified", "review_begun"] {
        at(world, &lead, incident, "steps", step_now(world, code))
            .await
            .expect(200);
    }
    let owner = ["outreach", "supervisor", "worker", "director"][turn % 4];
    let action = to_do(house.who(owner).id);
    world
        .post(&lead, &format!("/incidents/{incident}/actions"), action.clone())
        .await
        .expect(201);
    id_of(&action)
}

async fn done(world: &World, token: &str, action: Uuid) -> Answer {
    let etag = world.version("incident_action", action).await;
    let path = format!("/incident-actions/{action}/done");
    let headers = [("if-match", etag.as_str())];
    world.call(Method::POST, Some(token), &path, None, &headers).await
}

/// One thing somebody tries.
async fn attempt(world: &World, what: &'static str, token: String, action: Uuid) -> Answer {
    let sql = world.sql().await;
    let stored = "select incident_id, owner_id from incident_action where id = $1";
    let row = sql.query_one(stored, &[&action]).await.unwrap();
    let (incident, owner): (Uuid, Uuid) = (row.get(0), row.get(1));
    match what {
        "done" => done(world, &token, action).await,
        "finish" => {
            let others = "select id from incident_action where incident_id = $1 and id <> $2 and done_at is null";
            let others = sql.query(others, &[&incident, &action]).await.unwrap();
            let mut answer = Answer::of_time();
            for row in others {
                answer = done(world, &token, row.get(0)).await;
            }
            answer
        }
        "more" => {
            let path = format!("/incidents/{incident}/actions");
            world.post(&token, &path, to_do(owner)).await
        }
        "name" => {
            let named = json!({"id": new_id(), "staff_id": owner, "role": "alleged_responsible"});
            world
                .post(&token, &format!("/incidents/{incident}/parties"), named)
                .await
        }
        "ask" => at(world, &token, incident, "steps", step_now(world, "close_asked")).await,
        _ => {
            let close = json!({"close": what == "close"});
            at(world, &token, incident, "closing", close).await
        }
    }
}

#[actix_web::test]
async fn no_history_of_an_action_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let at_north = [("supervisor", Some(house.north), None)];
    let second = house.add_staff(&world, "second", &at_north, None).await;
    let course = Lifecycle {
        state: "select case when done_at is null then 'open' else 'done' end from incident_action where id = $1",
        transitions: transitions(),
        people: &[
            "outreach",
            "supervisor",
            "second",
            "safeguarding_lead",
            "worker",
            "director",
        ],
        never: NEVER,
        anew: 4,
        least: 9,
    };
    let turn = Cell::new(0_usize);
    let begin = async || {
        turn.set(turn.get() + 1);
        begin(&world, &house, turn.get()).await
    };
    let attempt = async |what, who, id| {
        world.clock.set(world.now() + TimeDelta::minutes(1));
        let token = match who {
            "second" => house.renew_of(&world, &second),
            _ => house.renew(&world, who),
        };
        attempt(&world, what, token, id).await
    };
    course.walk(&world, (59, 320), begin, attempt).await;
}
