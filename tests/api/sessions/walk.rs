//! Random histories of group sessions through HTTP: what was called off has nobody on it, what is voided counts nowhere.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rolls::group;
use crate::support::line::id_of;
use crate::support::walk::{Lifecycle, Transition};
use crate::support::{World, new_id};

/// Where its roll stands is part of it: a closed one is held, and nothing else is done to it.
const STATE: &str =
    "select case when voided_at is not null then 'voided' when closed_at is not null then 'closed' else status end
    from session where id = $1";

const NEVER: &str = "
    select 'came to what was called off' as what from participation a join session s on s.id = a.session_id
    where s.status like 'cancelled%' and a.voided_at is null
    union all
    select 'counts for a session that was voided' from participation a join session s on s.id = a.session_id
    where s.voided_at is not null and a.voided_at is null
    union all
    select 'closed and not held' from session where closed_at is not null and status <> 'held'
    union all
    select 'came before it began' from participation a join session s on s.id = a.session_id
    where a.voided_at is null and s.status = 'planned'";

fn transitions() -> Vec<Transition> {
    let mut all = vec![
        ("held", "close", "closed"),
        ("planned", "close", "closed"),
        ("closed", "reopen", "held"),
    ];
    for open in ["planned", "held"] {
        all.push((open, "mark", "held"));
        all.push((open, "mark-rest", "held"));
        all.push((open, "cancelled_by_provider", "cancelled_by_provider"));
        all.push((open, "cancelled_other", "cancelled_other"));
    }
    for any in ["planned", "held", "closed", "cancelled_by_provider", "cancelled_other"] {
        all.push((any, "void", "voided"));
    }
    all
}

#[actix_web::test]
async fn no_history_of_a_group_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    let mut enrolments = Vec::new();
    for _ in 0..2 {
        enrolments.push(world.enrolled(&house, "worker").await.1);
    }
    let course = Lifecycle {
        state: STATE,
        transitions: transitions(),
        people: &["worker", "supervisor", "other_worker"],
        never: NEVER,
        anew: 0,
        least: 14,
    };
    let begin = async || {
        // Some are planned and begin now, some have begun when they are opened.
        let ahead = world.now().timestamp() % 2 == 0;
        world.clock.set(world.now() + TimeDelta::seconds(1));
        let starts_at = world.now() + TimeDelta::minutes(if ahead { 30 } else { -30 });
        let mut body = group(&house, &starts_at.to_rfc3339());
        let line = |enrolment: &Uuid| json!({"id": new_id(), "enrolment_id": enrolment});
        body["lines"] = enrolments.iter().map(line).collect();
        body["lead_staff_id"] = json!(house.who("worker").id);
        let token = house.renew(&world, "worker");
        world.post(&token, "/group-sessions", body.clone()).await.expect(201);
        world
            .clock
            .set(world.now() + TimeDelta::minutes(if ahead { 30 } else { 0 }));
        id_of(&body)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        let token = house.renew(&world, who);
        if what == "mark" {
            let of_hers = "select id from roll_line where session_id = $1 order by id limit 1";
            let line: Uuid = sql.query_one(of_hers, &[&id]).await.unwrap().get(0);
            let (etag, body) = (world.version("roll_line", line).await, json!({"attendance": "present"}));
            return world
                .change(Method::PATCH, &token, &format!("/roll-lines/{line}"), &etag, body)
                .await;
        }
        let (action, body) = match what {
            "mark-rest" => (what, json!({"attendance": "present"})),
            "void" => (what, json!({"reason": "entered_in_error"})),
            "close" | "reopen" => (what, Value::Null),
            status => ("cancel", json!({"status": status})),
        };
        let (path, etag) = (
            format!("/group-sessions/{id}/{action}"),
            world.version("session", id).await,
        );
        let seen = [("if-match", etag.as_str())];
        let body = Some(body).filter(|body| !body.is_null());
        world.call(Method::POST, Some(&token), &path, body, &seen).await
    };
    course.walk(&world, (6, 250), begin, attempt).await;
}
