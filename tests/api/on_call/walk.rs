//! Random histories of alerts through HTTP, while the clock runs and calls are made: nobody is called twice, too soon, or after
//! somebody has it, and nobody who reported it is called.

use std::cell::Cell;

use actix_web::http::Method;
use actix_web::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use super::critical;
use crate::support::line::id_of;
use crate::support::walk::{Lifecycle, Transition};
use crate::support::{Answer, World, new_id};

const STATE: &str = "
    select case when a.acknowledged_at is not null then 'has_it'
                when i.state <> 'reported' then 'looked'
                when a.exhausted_at is not null then 'nobody_left'
                else 'step_' || (select max(c.step) from alert_call c where c.alert_id = a.id) end
    from alert a join incident i on i.id = a.incident_id where a.id = $1";

const NEVER: &str = "
    select 'called twice' as what from alert_call group by alert_id, staff_id having count(*) > 1
    union all
    select 'called who reported it' from alert_call c join alert a on a.id = c.alert_id join incident i on i.id = a.incident_id
    where c.staff_id = i.recorded_by
    union all
    select 'called after somebody had it' from alert_call c join alert a on a.id = c.alert_id
    where c.recorded_at > a.acknowledged_at
    union all
    select 'called after somebody looked' from alert_call c join alert a on a.id = c.alert_id
    join incident_event e on e.incident_id = a.incident_id and e.to_state = 'triaged'
    where c.recorded_at > e.recorded_at
    union all
    select 'called too soon' from alert_call c join alert_call before on before.alert_id = c.alert_id and before.step = c.step - 1
    where c.recorded_at < before.recorded_at + interval '10 minutes'
    union all
    select 'had, and nobody was called' from alert a
    where a.acknowledged_at is not null and not exists (select from alert_call c where c.alert_id = a.id)
    union all
    select 'given up while somebody could be called' from alert a
    where a.exhausted_at is not null
      and a.exhausted_at < (select max(c.recorded_at) + interval '10 minutes' from alert_call c where c.alert_id = a.id)";

/// Calling goes on by itself; whoever has it or looks stops it.
fn transitions() -> Vec<Transition> {
    let mut all = vec![
        ("step_1", "minutes", "step_2"),
        ("step_1", "minutes", "nobody_left"),
        ("step_2", "minutes", "nobody_left"),
        ("has_it", "look", "has_it"),
    ];
    for at in ["step_1", "step_2", "nobody_left", "looked", "has_it"] {
        all.push((at, "minutes", at));
    }
    for open in ["step_1", "step_2", "nobody_left", "looked"] {
        all.push((open, "acknowledge", "has_it"));
    }
    for open in ["step_1", "step_2", "nobody_left"] {
        all.push((open, "look", "looked"));
    }
    all
}

/// Time that passed is no request, and always comes about.
fn passed() -> Answer {
    Answer {
        status: StatusCode::OK,
        headers: actix_web::http::header::HeaderMap::new(),
        bytes: Vec::new(),
        body: Value::Null,
    }
}

#[actix_web::test]
async fn no_history_of_an_alert_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    let rota = json!({"id": new_id(), "site_id": house.north, "staff_id": house.who("supervisor").id, "place": 1,
        "starts_at": world.now(), "ends_at": world.now() + TimeDelta::days(30)});
    world
        .post(house.token("supervisor"), "/on-call/shifts", rota)
        .await
        .expect(201);
    let course = Lifecycle {
        state: STATE,
        transitions: transitions(),
        people: &[
            "worker",
            "supervisor",
            "safeguarding_lead",
            "director",
            "south_supervisor",
        ],
        never: NEVER,
        anew: 6,
        least: 13,
    };
    let turn = Cell::new(0_usize);
    let begin = async || {
        let mut body = critical(&house);
        body["occurred_at"] = json!(world.now());
        turn.set(turn.get() + 1);
        // Reported by the supervisor, it has nobody left to call when the lead does not answer.
        let token = house.renew(&world, ["worker", "worker", "supervisor"][turn.get() % 3]);
        world.post(&token, "/incidents", body.clone()).await.expect(201);
        while world.work().await > 0 {}
        let alert = "select id from alert where incident_id = $1";
        sql.query_one(alert, &[&id_of(&body)]).await.unwrap().get(0)
    };
    let attempt = async |what: &'static str, who: &'static str, id: Uuid| {
        let minutes = if what == "minutes" { 4 } else { 1 };
        world.clock.set(world.now() + TimeDelta::minutes(minutes));
        if what == "minutes" {
            while world.work().await > 0 {}
            return passed();
        }
        let token = house.renew(&world, who);
        if what == "acknowledge" {
            let etag = world.version("alert", id).await;
            let path = format!("/alerts/{id}/acknowledge");
            let seen = [("if-match", etag.as_str())];
            return world.call(Method::POST, Some(&token), &path, None, &seen).await;
        }
        let about = "select incident_id from alert where id = $1";
        let incident: Uuid = sql.query_one(about, &[&id]).await.unwrap().get(0);
        let etag = world.version("incident", incident).await;
        let body = json!({"step": "triaged", "severity": "s1_critical", "occurred_at": world.now()});
        let path = format!("/incidents/{incident}/steps");
        world.change(Method::POST, &token, &path, &etag, body).await
    };
    course.walk(&world, (53, 260), begin, attempt).await;
}
