//! What is done in the field besides logging: consent, tasks, plans, going out. Each goes the way the API goes, once.

use serde_json::{Value, json};

use super::{count, create, decide, does, expect_held, once_more, push, push_one, scene, unassigned};
use crate::plans::{in_force, written};
use crate::support::line::{consent, id_of, session};
use crate::support::{World, new_id};

#[actix_web::test]
async fn consent_and_its_withdrawal_are_taken_down_once() {
    let world = World::new().await;
    let (house, phone, person, _) = scene(&world).await;
    let mut fields = consent("photo_video", "young_person");
    fields["status"] = json!("refused");
    fields["person_id"] = json!(person);
    let op = create("consent", &fields);
    let there = "select count(*) from consent where kind = 'photo_video'";
    for op in [&op, &op, &once_more(&op)] {
        let result = push_one(&world, &phone, op).await;
        assert_eq!(result["status"], "applied", "{result}");
    }
    assert_eq!(count(&world, there).await, 1);
    let mut other = once_more(&op);
    other["set"]["language"] = json!("fr");
    assert_eq!(push_one(&world, &phone, &other).await["problem"], "id_taken");
    // A rule of the API: dated in the future.
    let mut ahead = create("consent", &fields);
    ahead["entity_id"] = json!(new_id());
    ahead["set"]["occurred_at"] = json!("2026-06-12T12:00:00Z");
    expect_held(&push_one(&world, &phone, &ahead).await, "future_date");
    // A withdrawal by who works with her no more waits for nobody: the supervisor has it written down.
    unassigned(&world).await;
    let mut withdrawal = create("consent", &fields);
    withdrawal["entity_id"] = json!(new_id());
    withdrawal["set"]["status"] = json!("withdrawn");
    let held = expect_held(&push_one(&world, &phone, &withdrawal).await, "no_access");
    let done = decide(&world, house.token("supervisor"), &held, json!({"decision": "apply"}))
        .await
        .expect(200);
    assert_eq!(done.body["status"], "applied", "{}", done.body);
    assert_eq!(done.body["recorded_by"], json!(house.who("worker").id));
    assert_eq!(count(&world, there).await, 2);
}

#[actix_web::test]
async fn a_task_is_dismissed_as_it_was_known() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    world
        .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    world.plan_day().await;
    world.work().await;
    let list = world.get(&phone.token, "/tasks?kind=lost_contact").await.expect(200);
    let task = id_of(&list.body["items"][0]);
    let mut op = does("dismiss", "task", task, &json!({"reason": "in_contact"}));
    // Without its version it cannot be told which task she meant.
    let unknown = push_one(&world, &phone, &op).await;
    expect_held(&unknown, "invalid_value");
    assert_eq!(unknown["problem"], "if_match_required");
    op = once_more(&op);
    op["base_version"] = json!(7);
    let stale = push_one(&world, &phone, &op).await;
    let held = expect_held(&stale, "invalid_value");
    assert_eq!(stale["problem"], "changed_meanwhile");
    op = once_more(&op);
    op["base_version"] = json!(1);
    op["set"]["reason"] = json!("nobody's");
    expect_held(&push_one(&world, &phone, &op).await, "invalid_value");
    // Somebody who looked says that it is to be done, whatever its version.
    let done = decide(&world, &phone.token, &held, json!({"decision": "apply"}))
        .await
        .expect(200);
    assert_eq!(done.body["status"], "applied", "{}", done.body);
    let dismissed = "select count(*) from task where dismissal = 'in_contact' and row_version = 2";
    assert_eq!(count(&world, dismissed).await, 1);
    // Dismissed for the same reason it stays so; for another one somebody looks.
    op = does("dismiss", "task", task, &json!({"reason": "in_contact"}));
    op["base_version"] = json!(1);
    assert_eq!(push_one(&world, &phone, &op).await["status"], "applied");
    op = once_more(&op);
    op["set"]["reason"] = json!("expected_back");
    assert_eq!(push_one(&world, &phone, &op).await["problem"], "task_closed");
    assert_eq!(count(&world, dismissed).await, 1);
}

#[actix_web::test]
async fn a_look_at_a_plan_and_a_step_that_was_done() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let plan = written(&world, &phone.token, enrolment).await;
    let action = new_id();
    let body = json!({"id": action, "who": "staff", "staff_id": house.who("worker").id, "due_on": "2026-07-01",
        "what": "Canaryaction: goes with her to the school"});
    world
        .post(&phone.token, &format!("/goals/{}/actions", plan.goal), body)
        .await
        .expect(201);
    in_force(&world, &house, plan.plan, "2026-06-10").await;
    let look = create(
        "goal_review",
        &json!({"id": new_id(), "plan_id": plan.plan, "reviewed_on": "2026-06-10", "whole": true,
            "goals": [{"goal_id": plan.goal, "status": "in_progress", "gas": 1}]}),
    );
    let looks = "select count(*) from case_plan_review";
    for op in [&look, &look, &once_more(&look)] {
        let result = push_one(&world, &phone, op).await;
        assert_eq!(result["status"], "applied", "{result}");
        assert_eq!(count(&world, looks).await, 1);
    }
    let mut other = once_more(&look);
    other["set"]["whole"] = json!(false);
    assert_eq!(push_one(&world, &phone, &other).await["problem"], "id_taken");
    // A look that leaves a goal out is no look at the whole plan.
    let mut partial = once_more(&look);
    partial["entity_id"] = json!(new_id());
    partial["set"]["goals"] = json!([]);
    expect_held(&push_one(&world, &phone, &partial).await, "invalid_value");
    let done = does("done", "plan_action", action, &json!({"done_on": "2026-06-09"}));
    for op in [&done, &done, &once_more(&done)] {
        let result = push_one(&world, &phone, op).await;
        assert_eq!(
            (&result["status"], &result["v"]),
            (&json!("applied"), &json!(2)),
            "{result}"
        );
    }
    let mut later = once_more(&done);
    later["set"]["done_on"] = json!("2026-06-10");
    assert_eq!(push_one(&world, &phone, &later).await["problem"], "action_done");
    let once = "select count(*) from plan_action where done_on = '2026-06-09' and row_version = 2";
    assert_eq!(count(&world, once).await, 1);
}

#[actix_web::test]
async fn she_goes_out_and_comes_back() {
    let world = World::new().await;
    let (house, phone, ..) = scene(&world).await;
    let fields = |back_by: &str| json!({"id": new_id(), "site_id": house.north, "back_by": back_by});
    let out = create("outing", &fields("2026-06-10T12:00:00Z"));
    let id = out["entity_id"].as_str().unwrap().parse().unwrap();
    for op in [&out, &out, &once_more(&out)] {
        let result = push_one(&world, &phone, op).await;
        assert_eq!(result["status"], "applied", "{result}");
    }
    assert_eq!(count(&world, "select count(*) from outing").await, 1);
    let called = "select count(*) from auth.job where kind = 'miss_outing'";
    assert_eq!(count(&world, called).await, 1, "somebody will notice");
    // One at a time, and nobody goes for her.
    let second = push_one(&world, &phone, &create("outing", &fields("2026-06-10T13:00:00Z"))).await;
    let held = expect_held(&second, "invalid_value");
    assert_eq!(second["problem"], "out_already");
    decide(&world, house.token("supervisor"), &held, json!({"decision": "apply"}))
        .await
        .expect_problem(409, "authors_own");
    // What arrives after she meant to be back calls nobody any more: somebody looks.
    let late = push_one(&world, &phone, &create("outing", &fields("2026-06-10T08:00:00Z"))).await;
    expect_held(&late, "invalid_value");
    let back = does("back", "outing", id, &json!({}));
    let results = push(&world, &phone, &[back.clone(), back.clone(), once_more(&back)]).await;
    assert!(
        results.iter().all(|result| result["status"] == "applied"),
        "{results:?}"
    );
    let is_back = "select count(*) from outing where back_at is not null and row_version = 2";
    assert_eq!(count(&world, is_back).await, 1);
    let more = does("back", "outing", id, &json!({"at": "2026-06-10T08:00:00Z"}));
    expect_held(&push_one(&world, &phone, &more).await, "invalid_value");
    let nobodys = does("back", "outing", new_id(), &Value::Object(serde_json::Map::new()));
    expect_held(&push_one(&world, &phone, &nobodys).await, "no_access");
}
