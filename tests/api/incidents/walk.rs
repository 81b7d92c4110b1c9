//! Random histories of an incident through HTTP: no step is skipped, and it is closed by two, the second of whom did not report
//! it. The pure rules are walked in `src/incidents/model/walk.rs`.

use std::cell::Cell;

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::{report, step};
use crate::support::line::id_of;
use crate::support::walk::Lifecycle;
use crate::support::{Answer, House, World};

const NEVER: &str = "
    select 'closed by who asked or reported' as what from incident
    where closed_by in (close_asked_by, recorded_by)
    union all
    select 'a step skipped' from (
        select to_state, lag(to_state) over (partition by incident_id order by recorded_at, id) as before
        from incident_event) v
    where before is distinct from to_state and (coalesce(before, ''), to_state) not in (('', 'reported'), ('', 'triaged'),
        ('reported', 'triaged'), ('triaged', 'immediate_actions'), ('immediate_actions', 'notified'),
        ('notified', 'under_review'), ('under_review', 'actions_open'), ('under_review', 'closed'),
        ('actions_open', 'closed'), ('closed', 'lessons'))";

/// One thing somebody tries, on the version it has.
async fn attempt(world: &World, house: &House, what: &'static str, who: &str, id: Uuid) -> Answer {
    world.clock.set(world.now() + chrono::TimeDelta::minutes(1));
    let etag = world.version("incident", id).await;
    let (place, body) = match what {
        "close" => ("closing", json!({"close": true})),
        "keep_open" => ("closing", json!({"close": false})),
        by_hand => {
            let mut body = step(by_hand);
            body["occurred_at"] = json!(world.now());
            ("steps", body)
        }
    };
    let path = format!("/incidents/{id}/{place}");
    world
        .change(Method::POST, &house.renew(world, who), &path, &etag, body)
        .await
}

#[actix_web::test]
async fn no_history_of_an_incident_leaves_its_course() {
    let world = World::new().await;
    let house = world.house("First").await;
    let course = Lifecycle {
        state: "select state from incident where id = $1",
        transitions: vec![
            ("reported", "triaged", "triaged"),
            ("triaged", "acted", "immediate_actions"),
            ("immediate_actions", "notified", "notified"),
            ("notified", "review_begun", "under_review"),
            ("under_review", "actions_opened", "actions_open"),
            ("under_review", "close_asked", "under_review"),
            ("actions_open", "close_asked", "actions_open"),
            ("under_review", "keep_open", "under_review"),
            ("actions_open", "keep_open", "actions_open"),
            ("under_review", "close", "closed"),
            ("actions_open", "close", "closed"),
            ("closed", "lessons_drawn", "lessons"),
        ],
        people: &["worker", "supervisor", "safeguarding_lead"],
        never: NEVER,
        anew: 0,
        least: 12,
    };
    let turn = Cell::new(0_usize);
    let begin = async || {
        let body = report(&house);
        turn.set(turn.get() + 1);
        let token = house.renew(&world, ["worker", "supervisor"][turn.get() % 2]);
        world.post(&token, "/incidents", body.clone()).await.expect(201);
        id_of(&body)
    };
    let attempt = async |what, who, id| attempt(&world, &house, what, who, id).await;
    course.walk(&world, (15, 400), begin, attempt).await;
}
