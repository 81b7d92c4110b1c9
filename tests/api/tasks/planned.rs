//! The clocks of plans (domain.md §2.7): one that is missing, one not looked at in time, goals and steps whose day has come.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{all_tasks, strike, task};
use crate::plans::{in_force, written};
use crate::support::line::{self, adult, id_of, own_consent};
use crate::support::{House, World, new_id};

async fn asked(world: &World, house: &House, kind: &str) -> Vec<Value> {
    all_tasks(world, house, "worker", &format!("kind={kind}")).await
}

/// Looks at a goal as it stands, and at the whole plan if that is asked, on a day, as the worker.
async fn look(world: &World, house: &House, (plan, goal): (Uuid, Uuid), on: &str, whole: bool) {
    let token = house.renew(world, "worker");
    let seen = world.version("case_plan", plan).await;
    let body = json!({"id": new_id(), "reviewed_on": on, "whole": whole,
        "goals": [{"goal_id": goal, "status": "in_progress"}]});
    world
        .change(
            Method::POST,
            &token,
            &format!("/case-plans/{plan}/reviews"),
            &seen,
            body,
        )
        .await
        .expect(201);
}

#[actix_web::test]
async fn a_plan_is_asked_for_when_the_first_month_ends_and_approving_one_is_what_it_asks() {
    let world = World::new().await;
    let house = world.house("First").await;
    // She joins on 10 June: the thirtieth day is 10 July, a week before it is the 3rd.
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let worker = house.token("worker");
    world
        .post(worker, &format!("/people/{person}/consents"), own_consent())
        .await
        .expect(201);
    let mut joins = line::enrolment(&house);
    joins["enrolled_on"] = json!("2026-06-10");
    let enrolment = id_of(&joins);
    world
        .post(worker, &format!("/people/{person}/enrolments"), joins)
        .await
        .expect(201);
    strike(&world, "2026-07-03T04:59:00Z").await;
    assert_eq!(asked(&world, &house, "plan_missing").await.len(), 0);
    for now in ["2026-07-04T06:00:00Z", "2026-07-20T06:00:00Z"] {
        strike(&world, now).await;
        let raised = asked(&world, &house, "plan_missing").await;
        assert_eq!(raised.len(), 1, "{raised:?}");
        assert_eq!(
            (&raised[0]["about_on"], &raised[0]["due_on"], &raised[0]["enrolment_id"]),
            (&json!("2026-06-10"), &json!("2026-07-10"), &json!(enrolment))
        );
    }
    let raised = all_tasks(&world, &house, "supervisor", "kind=plan_missing").await;
    assert_eq!(raised.len(), 1);
    for stranger in ["outreach", "south_supervisor"] {
        let shown = all_tasks(&world, &house, stranger, "kind=plan_missing").await;
        assert_eq!(shown.len(), 0, "{stranger}");
    }
    // A draft is no plan: another has to approve it.
    let plan = written(&world, &house.renew(&world, "worker"), enrolment).await;
    strike(&world, "2026-07-21T06:00:00Z").await;
    assert_eq!(asked(&world, &house, "plan_missing").await.len(), 1);
    in_force(&world, &house, plan.plan, "2026-07-21").await;
    assert_eq!(asked(&world, &house, "plan_missing").await.len(), 0, "at once");
    let closed = task(&world, &house, "worker", &raised[0]["id"]).await;
    assert_eq!(closed["outcome"], "done");
    strike(&world, "2026-07-22T06:00:00Z").await;
    assert_eq!(asked(&world, &house, "plan_missing").await.len(), 0);
    // Closed without one to follow it, she is without a plan again, from that day on.
    let token = house.renew(&world, "worker");
    let seen = world.version("case_plan", plan.plan).await;
    let close = json!({"on": "2026-07-22", "reason": "goals_met"});
    let path = format!("/case-plans/{}/close", plan.plan);
    world
        .change(Method::POST, &token, &path, &seen, close)
        .await
        .expect(200);
    strike(&world, "2026-08-13T12:00:00Z").await;
    assert_eq!(asked(&world, &house, "plan_missing").await.len(), 0);
    strike(&world, "2026-08-14T12:00:00Z").await;
    let raised = asked(&world, &house, "plan_missing").await;
    assert_eq!(raised[0]["due_on"], "2026-08-21");
}

#[actix_web::test]
async fn a_plan_that_was_not_looked_at_in_time_is_an_alert_of_its_own() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let plan = written(&world, house.token("worker"), enrolment).await;
    in_force(&world, &house, plan.plan, "2026-06-10").await;
    // Due on 8 September: that day it is still time.
    strike(&world, "2026-09-08T12:00:00Z").await;
    assert_eq!(asked(&world, &house, "plan_overdue").await.len(), 0);
    let reminder = asked(&world, &house, "review_due").await;
    assert_eq!(reminder.len(), 1);
    // Dismissing the reminder does not silence the alert.
    let token = house.renew(&world, "worker");
    let path = format!("/tasks/{}/dismiss", reminder[0]["id"].as_str().unwrap());
    world
        .change(
            Method::POST,
            &token,
            &path,
            "\"v1\"",
            json!({"reason": "review_planned"}),
        )
        .await
        .expect(200);
    for now in ["2026-09-09T12:00:00Z", "2026-09-10T12:00:00Z"] {
        strike(&world, now).await;
        let raised = asked(&world, &house, "plan_overdue").await;
        assert_eq!(raised.len(), 1, "{now}");
        assert_eq!(raised[0]["about_on"], "2026-09-08");
        assert_eq!(asked(&world, &house, "review_due").await.len(), 0, "one of the two");
    }
    let raised = all_tasks(&world, &house, "supervisor", "kind=plan_overdue").await;
    look(&world, &house, (plan.plan, plan.goal), "2026-09-10", true).await;
    let closed = task(&world, &house, "supervisor", &raised[0]["id"]).await;
    assert_eq!(closed["outcome"], "done");
    strike(&world, "2026-09-11T12:00:00Z").await;
    assert_eq!(asked(&world, &house, "plan_overdue").await.len(), 0);
}

#[actix_web::test]
async fn a_goal_whose_day_has_come_is_looked_at() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    // The goal is due on 1 September.
    let plan = written(&world, house.token("worker"), enrolment).await;
    in_force(&world, &house, plan.plan, "2026-06-10").await;
    look_early(&world, &house, (plan.plan, plan.goal)).await;
    strike(&world, "2026-09-01T12:00:00Z").await;
    assert_eq!(asked(&world, &house, "goal_due").await.len(), 0);
    for now in ["2026-09-02T12:00:00Z", "2026-09-03T12:00:00Z"] {
        strike(&world, now).await;
        let raised = asked(&world, &house, "goal_due").await;
        assert_eq!(raised.len(), 1, "{now}");
        assert_eq!(raised[0]["about_on"], "2026-09-01");
    }
    // Looked at it was, wherever it stands: it is not asked of the same goal for ever.
    look(&world, &house, (plan.plan, plan.goal), "2026-09-03", true).await;
    assert_eq!(asked(&world, &house, "goal_due").await.len(), 0);
    strike(&world, "2026-09-04T12:00:00Z").await;
    assert_eq!(asked(&world, &house, "goal_due").await.len(), 0);
}

/// A look before its day answers nothing of what its day will ask.
async fn look_early(world: &World, house: &House, of: (Uuid, Uuid)) {
    world.set_now("2026-08-20T12:00:00Z");
    look(world, house, of, "2026-08-20", false).await;
}

#[actix_web::test]
async fn a_step_past_its_day_is_asked_for_until_the_last_is_done() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let plan = written(&world, house.token("worker"), enrolment).await;
    let steps = [
        (new_id(), "2026-06-20"),
        (new_id(), "2026-06-21"),
        (new_id(), "2026-12-01"),
    ];
    for (id, due_on) in steps {
        let body = json!({"id": id, "who": "young_person", "due_on": due_on, "what": "Canary: asks for the form"});
        let path = format!("/goals/{}/actions", plan.goal);
        world.post(house.token("worker"), &path, body).await.expect(201);
    }
    strike(&world, "2026-06-25T12:00:00Z").await;
    assert_eq!(
        asked(&world, &house, "plan_action_due").await.len(),
        0,
        "a draft promises nothing yet"
    );
    in_force(&world, &house, plan.plan, "2026-06-25").await;
    strike(&world, "2026-06-26T12:00:00Z").await;
    let raised = asked(&world, &house, "plan_action_due").await;
    assert_eq!(raised.len(), 1);
    assert_eq!(raised[0]["due_on"], "2026-06-20", "the one that waits longest");
    for ((left, day), (id, _)) in [(1, 27), (0, 28)].into_iter().zip(steps) {
        let token = house.renew(&world, "worker");
        let seen = world.version("plan_action", id).await;
        let path = format!("/plan-actions/{id}/done");
        world
            .change(Method::POST, &token, &path, &seen, json!({"done_on": "2026-06-26"}))
            .await
            .expect(200);
        assert_eq!(asked(&world, &house, "plan_action_due").await.len(), left);
        strike(&world, &format!("2026-06-{day}T12:00:00Z")).await;
        let still = asked(&world, &house, "plan_action_due").await;
        assert_eq!(still.len(), left, "the last of them closes it");
        assert!(still.iter().all(|task| task["due_on"] == "2026-06-21"), "the next one");
    }
    let closed = task(&world, &house, "worker", &raised[0]["id"]).await;
    assert_eq!(closed["outcome"], "done");
}
