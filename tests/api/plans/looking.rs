//! Looking at a plan again, and the clock that asks for it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{in_force, step, written};
use crate::support::{House, World, new_id};

async fn strike(world: &World, now: &str) {
    world.set_now(now);
    world.plan_day().await;
    world.work().await;
}

async fn due(world: &World, house: &House) -> Vec<Value> {
    let token = house.renew(world, "worker");
    let answer = world.get(&token, "/tasks?mine=true&kind=review_due").await.expect(200);
    answer.body["items"].as_array().unwrap().clone()
}

fn look(on: &str, goal: Uuid, status: &str) -> Value {
    json!({"id": new_id(), "reviewed_on": on, "whole": true, "goals": [{"goal_id": goal, "status": status, "gas": 1}]})
}

#[actix_web::test]
async fn a_look_starts_the_clock_anew_and_does_what_the_task_asks() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let plan = written(&world, worker, enrolment).await;
    in_force(&world, &house, plan.plan, "2026-06-10").await;
    // Due on 8 September; asked for from the 1st, by Bogotá's day.
    strike(&world, "2026-09-01T04:59:00Z").await;
    assert_eq!(due(&world, &house).await.len(), 0);
    strike(&world, "2026-09-02T06:00:00Z").await;
    let raised = due(&world, &house).await;
    assert_eq!(raised.len(), 1);
    assert_eq!(
        (&raised[0]["about_on"], &raised[0]["due_on"]),
        (&json!("2026-09-08"), &json!("2026-09-08"))
    );
    let worker = house.renew(&world, "worker");
    // Single goals in between move no clock.
    let single = json!({"id": new_id(), "reviewed_on": "2026-09-01", "whole": false,
        "goals": [{"goal_id": plan.goal, "status": "in_progress"}]});
    let looked = step(&world, &worker, plan.plan, "reviews", single).await.expect(201);
    assert_eq!(looked.body["plan"]["next_review_on"], "2026-09-08");
    assert_eq!(looked.body["goals"][0]["status"], "in_progress");
    assert_eq!(due(&world, &house).await.len(), 1);
    let body = look("2026-09-02", plan.goal, "partly_achieved");
    let looked = step(&world, &worker, plan.plan, "reviews", body.clone())
        .await
        .expect(201);
    assert_eq!(looked.body["plan"]["next_review_on"], "2026-12-01", "90 days later");
    let goal = &looked.body["goals"][0];
    assert_eq!((&goal["status"], &goal["gas"]), (&json!("partly_achieved"), &json!(1)));
    assert_eq!(looked.body["reviews"][0]["due_on"], "2026-09-08");
    step(&world, &worker, plan.plan, "reviews", body).await.expect(200);
    assert_eq!(due(&world, &house).await.len(), 0);
    let path = format!("/tasks/{}", raised[0]["id"].as_str().unwrap());
    let task = world.get(&worker, &path).await.expect(200);
    assert_eq!(task.body["outcome"], "done");
    // Days in order, every open goal, none of another plan.
    for (body, pointer) in [
        (look("2026-09-01", plan.goal, "achieved"), "/reviewed_on"),
        (look("2026-09-03", plan.goal, "achieved"), "/reviewed_on"),
        (look("2026-09-02", new_id(), "achieved"), "/goals"),
    ] {
        let refused = step(&world, &worker, plan.plan, "reviews", body).await;
        assert_eq!(
            refused.expect_problem(422, "validation").body["errors"][0]["pointer"],
            pointer
        );
    }
}

#[actix_web::test]
async fn a_restricted_record_is_looked_at_within_thirty_days() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let restrict = "update person set display_mode = 'restricted' where id = $1";
    world.sql().await.execute(restrict, &[&person]).await.unwrap();
    let plan = written(&world, worker, enrolment).await;
    let started = in_force(&world, &house, plan.plan, "2026-06-10").await;
    assert_eq!(started.body["plan"]["next_review_on"], "2026-07-10", "30 days later");
    let mut body = look("2026-06-10", plan.goal, "in_progress");
    body["next_review_on"] = json!("2026-07-11");
    step(&world, worker, plan.plan, "reviews", body)
        .await
        .expect_problem(422, "validation");
    // Anybody's plan may be looked at that soon: the day alone tells nothing.
    let (_, other) = world.enrolled(&house, "worker").await;
    let plan = written(&world, worker, other).await;
    in_force(&world, &house, plan.plan, "2026-06-10").await;
    let mut body = look("2026-06-10", plan.goal, "in_progress");
    body["next_review_on"] = json!("2026-07-10");
    let looked = step(&world, worker, plan.plan, "reviews", body).await.expect(201);
    assert_eq!(looked.body["plan"]["next_review_on"], "2026-07-10");
}

#[actix_web::test]
async fn a_pause_has_its_own_day_and_does_no_review() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let session = crate::support::line::session("2026-06-09T15:00:00Z");
    world.log(&house, "worker", enrolment, &session).await;
    let plan = written(&world, worker, enrolment).await;
    in_force(&world, &house, plan.plan, "2026-06-10").await;
    strike(&world, "2026-09-02T06:00:00Z").await;
    let raised = due(&world, &house).await;
    assert_eq!(raised.len(), 1);
    let worker = house.renew(&world, "worker");
    let pause = json!({"on": "2026-09-01", "reason": "illness", "review_by": "2026-10-01"});
    world.step(&worker, enrolment, "pause", pause).await.expect(200);
    assert_eq!(due(&world, &house).await.len(), 1, "a pause is no look at the plan");
    strike(&world, "2026-09-03T06:00:00Z").await;
    assert_eq!(due(&world, &house).await.len(), 0);
    let path = format!("/tasks/{}", raised[0]["id"].as_str().unwrap());
    let task = world.get(&house.renew(&world, "worker"), &path).await.expect(200);
    assert_eq!(task.body["outcome"], "no_longer");
}
