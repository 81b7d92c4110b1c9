//! Writing a plan: versions, goals, actions, and whose words they are.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::{change, goal, in_force, step, written};
use crate::support::line::leaving;
use crate::support::{World, new_id};

#[actix_web::test]
async fn words_are_for_who_opens_them_and_the_rest_for_everybody_who_reads() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let plan = written(&world, worker, enrolment).await;
    let action = new_id();
    let body = json!({"id": action, "who": "staff", "staff_id": house.who("worker").id, "due_on": "2026-07-01",
        "what": "Canaryaction: goes with her to the school"});
    let path = format!("/goals/{}/actions", plan.goal);
    let added = world.post(worker, &path, body.clone()).await.expect(201);
    world.post(worker, &path, body).await.expect(200);
    assert_eq!(added.body["actions"][0]["done_on"], Value::Null);
    // Everybody who reads the enrolment sees how far it is, and no word.
    let read = world
        .get(house.token("evaluator"), &format!("/case-plans/{}", plan.plan))
        .await
        .expect(200);
    let goal = &read.body["goals"][0];
    assert_eq!(
        (&goal["domain"], &goal["priority"], &goal["due_on"], &goal["status"]),
        (&json!("education"), &json!("first"), &json!("2026-09-01"), &Value::Null)
    );
    assert!(!String::from_utf8_lossy(&read.bytes).contains("Canary"));
    let words = format!("/case-plans/{}/words", plan.plan);
    world
        .get(house.token("evaluator"), &words)
        .await
        .expect_problem(403, "not_allowed");
    for who in ["worker", "supervisor", "safeguarding_lead"] {
        let opened = world.get(house.token(who), &words).await.expect(200).body;
        assert_eq!(
            opened["goals"][0]["own_words"], "Canaryown: I want to finish school",
            "{who}"
        );
        assert_eq!(
            opened["actions"][0]["what"],
            "Canaryaction: goes with her to the school"
        );
    }
    let sql = world.sql().await;
    let kept =
        "select (select string_agg(g::text, ' ') from goal g) || (select string_agg(a::text, ' ') from plan_action a)
                || (select string_agg(encode(words_enc, 'escape'), ' ') from goal),
                (select count(*) from audit_event where action = 'open' and object_id = $1 and tier = 'c3')";
    let row = sql.query_one(kept, &[&plan.plan]).await.unwrap();
    assert!(!row.get::<_, String>(0).contains("Canary"), "sealed");
    assert_eq!(row.get::<_, i64>(1), 3, "every opening is remembered");
    // Done once.
    let path = format!("/plan-actions/{action}/done");
    let done = change(
        &world,
        worker,
        "plan_action",
        action,
        &path,
        json!({"done_on": "2026-06-09"}),
    )
    .await;
    assert_eq!(done.expect(200).body["actions"][0]["done_on"], "2026-06-09");
    change(
        &world,
        worker,
        "plan_action",
        action,
        &path,
        json!({"done_on": "2026-06-09"}),
    )
    .await
    .expect_problem(409, "action_done");
}

#[actix_web::test]
async fn goals_change_while_the_plan_is_a_draft() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let plan = written(&world, worker, enrolment).await;
    let goals = format!("/case-plans/{}/goals", plan.plan);
    let second = json!({"id": new_id(), "goal": goal()});
    world.post(worker, &goals, second.clone()).await.expect(201);
    let again = world.post(worker, &goals, second.clone()).await.expect(200);
    assert_eq!(again.body["goals"].as_array().unwrap().len(), 2);
    let mut other = second.clone();
    other["goal"]["domain"] = json!("housing");
    world.post(worker, &goals, other).await.expect_problem(409, "id_taken");
    let mut early = json!({"id": new_id(), "goal": goal()});
    early["goal"]["due_on"] = json!("2026-01-11");
    world
        .post(worker, &goals, early)
        .await
        .expect_problem(422, "validation");
    // Anew, and out.
    let mut changed = goal();
    changed["priority"] = json!("later");
    let path = format!("/goals/{}", plan.goal);
    let answer = world
        .change(Method::PUT, worker, &path, "\"v1\"", changed.clone())
        .await;
    assert_eq!(answer.expect(200).body["goals"][1]["priority"], "later");
    world
        .change(Method::PUT, worker, &path, "\"v1\"", changed.clone())
        .await
        .expect_problem(412, "changed_meanwhile");
    let second = crate::support::line::id_of(&second);
    let void = format!("/goals/{second}/void");
    let key = [("if-match", "\"v1\""), ("idempotency-key", "take-it-out-once")];
    for _ in 0..2 {
        world
            .call(
                Method::POST,
                Some(worker),
                &void,
                Some(json!({"reason": "duplicate"})),
                &key,
            )
            .await
            .expect(204);
    }
    change(&world, worker, "goal", second, &void, json!({"reason": "duplicate"}))
        .await
        .expect_problem(404, "not_found");
    // Handed in, it stays as it is.
    step(&world, worker, plan.plan, "submit", Value::Null).await.expect(200);
    let (one, two) = (json!({"id": new_id(), "goal": goal()}), json!({"reason": "duplicate"}));
    world
        .post(worker, &goals, one)
        .await
        .expect_problem(409, "plan_no_draft");
    world
        .change(Method::PUT, worker, &path, "\"v2\"", changed)
        .await
        .expect_problem(409, "plan_no_draft");
    let path = format!("/goals/{}/void", plan.goal);
    change(&world, worker, "goal", plan.goal, &path, two)
        .await
        .expect_problem(409, "plan_no_draft");
}

#[actix_web::test]
async fn one_version_is_prepared_while_the_one_before_stays_in_force() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let path = format!("/enrolments/{enrolment}/case-plans");
    let first = written(&world, worker, enrolment).await;
    world.post(worker, &path, json!({"id": first.plan})).await.expect(200);
    world
        .post(worker, &path, json!({"id": new_id()}))
        .await
        .expect_problem(409, "plan_prepared_already");
    in_force(&world, &house, first.plan, "2026-06-10").await;
    let second = written(&world, worker, enrolment).await;
    let states = async || -> Vec<(i64, String)> {
        let listed = world.get(worker, &path).await.expect(200);
        let items = listed.body["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|plan| {
                (
                    plan["version"].as_i64().unwrap(),
                    plan["state"].as_str().unwrap().to_owned(),
                )
            })
            .collect()
    };
    assert_eq!(states().await, [(2, "draft".to_owned()), (1, "active".to_owned())]);
    let started = in_force(&world, &house, second.plan, "2026-06-10").await;
    assert_eq!(started.body["plan"]["next_review_on"], "2026-09-08", "90 days later");
    assert_eq!(states().await, [(2, "active".to_owned()), (1, "closed".to_owned())]);
    let closed = world
        .get(worker, &format!("/case-plans/{}", first.plan))
        .await
        .expect(200);
    assert_eq!(closed.body["plan"]["close_reason"], "superseded");
    // Who has left plans nothing; what is left is closed.
    world
        .step(worker, enrolment, "exit", leaving("2026-06-10", "left_by_choice"))
        .await
        .expect(200);
    world
        .post(worker, &path, json!({"id": new_id()}))
        .await
        .expect_problem(409, "enrolment_ended");
    let close = json!({"on": "2026-06-10", "reason": "enrolment_ended"});
    let closed = step(&world, worker, second.plan, "close", close).await.expect(200);
    assert_eq!(closed.body["plan"]["state"], "closed");
}
