//! Somebody else approves.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::{goal, step, written};
use crate::support::{World, new_id};

#[actix_web::test]
async fn nobody_approves_what_she_wrote_or_handed_in() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (worker, supervisor) = (house.token("worker"), house.token("supervisor"));
    let approve = async |token: &str, plan| step(&world, token, plan, "approve", Value::Null).await;
    // The worker's: not hers to approve, and not a supervisor's of another place.
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let plan = written(&world, worker, enrolment).await;
    step(&world, worker, plan.plan, "approve", Value::Null)
        .await
        .expect_problem(403, "not_allowed");
    approve(supervisor, plan.plan)
        .await
        .expect_problem(409, "step_not_from_here");
    step(&world, worker, plan.plan, "submit", Value::Null).await.expect(200);
    approve(house.token("south_supervisor"), plan.plan)
        .await
        .expect_problem(404, "not_found");
    approve(house.token("programme_manager"), plan.plan)
        .await
        .expect_problem(403, "not_allowed");
    // The supervisor wrote a goal into it: she is one of its authors.
    let given_back = step(
        &world,
        supervisor,
        plan.plan,
        "return",
        json!({"reason": "her_words_missing"}),
    )
    .await;
    assert_eq!(
        given_back.expect(200).body["plan"]["return_reason"],
        "her_words_missing"
    );
    let extra = json!({"id": new_id(), "goal": goal()});
    world
        .post(supervisor, &format!("/case-plans/{}/goals", plan.plan), extra)
        .await
        .expect(201);
    step(&world, worker, plan.plan, "submit", Value::Null).await.expect(200);
    approve(supervisor, plan.plan).await.expect_problem(403, "not_allowed");
    let tried = world.tried_alone(plan.plan).await;
    assert_eq!(tried, ["case_plan approve supervisor"]);
    // Another supervisor of the place may.
    let grants = [("supervisor", Some(house.north), None)];
    let second = house.add_staff(&world, "second_supervisor", &grants, None).await;
    let approved = approve(&second.token, plan.plan).await.expect(200);
    assert_eq!(approved.body["plan"]["approved_by"], json!(second.id));
    // Handed in by the supervisor: not hers either.
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let plan = written(&world, worker, enrolment).await;
    step(&world, supervisor, plan.plan, "submit", Value::Null)
        .await
        .expect(200);
    approve(supervisor, plan.plan).await.expect_problem(403, "not_allowed");
}

#[actix_web::test]
async fn the_database_says_so_too() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let plan = written(&world, worker, enrolment).await;
    step(&world, worker, plan.plan, "submit", Value::Null).await.expect(200);
    let sql = world.sql().await;
    let approval = "insert into case_plan_approval (org_id, plan_id, enrolment_id, person_id, site_id, programme_id, written_by,
                        submitted_by, approved_by, recorded_at)
                    select org_id, id, enrolment_id, person_id, site_id, programme_id, recorded_by, submitted_by, $2, now()
                    from case_plan where id = $1";
    let by_author = sql.execute(approval, &[&plan.plan, &house.who("worker").id]).await;
    let refused = by_author.unwrap_err();
    let said = refused.as_db_error().unwrap();
    assert_eq!(said.constraint(), Some("case_plan_approval_four_eyes"));
    // Nor is a plan approved without a row that says by whom.
    let approved = "update case_plan set state = 'approved', approved_by = $2 where id = $1";
    let refused = sql
        .execute(approved, &[&plan.plan, &house.who("supervisor").id])
        .await
        .unwrap_err();
    assert_eq!(refused.as_db_error().unwrap().constraint(), Some("case_plan_approved"));
}

#[actix_web::test]
async fn steps_follow_each_other_and_are_repeatable() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (worker, supervisor) = (house.token("worker"), house.token("supervisor"));
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let plan = new_id();
    world
        .post(
            worker,
            &format!("/enrolments/{enrolment}/case-plans"),
            json!({"id": plan}),
        )
        .await
        .expect(201);
    step(&world, worker, plan, "submit", Value::Null)
        .await
        .expect_problem(422, "plan_without_goals");
    let body = json!({"id": new_id(), "goal": goal()});
    world
        .post(worker, &format!("/case-plans/{plan}/goals"), body)
        .await
        .expect(201);
    let path = format!("/case-plans/{plan}/submit");
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "hand-it-in-once")];
    for _ in 0..2 {
        let answer = world.call(Method::POST, Some(worker), &path, None, &headers).await;
        assert_eq!(answer.expect(200).body["plan"]["state"], "submitted");
    }
    for (what, body) in [("submit", Value::Null), ("start", json!({"on": "2026-06-10"}))] {
        step(&world, worker, plan, what, body)
            .await
            .expect_problem(409, "step_not_from_here");
    }
    step(&world, supervisor, plan, "approve", Value::Null).await.expect(200);
    for (body, pointer) in [
        (json!({"on": "2026-06-11"}), "/on"),
        (json!({"on": "2026-06-09"}), "/on"),
        (
            json!({"on": "2026-06-10", "next_review_on": "2026-09-09"}),
            "/next_review_on",
        ),
    ] {
        let refused = step(&world, worker, plan, "start", body)
            .await
            .expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], pointer);
    }
    let started = step(&world, worker, plan, "start", json!({"on": "2026-06-10"}))
        .await
        .expect(200);
    assert_eq!(started.body["plan"]["next_review_on"], "2026-09-08");
    let withdrawn = json!({"on": "2026-06-10", "reason": "withdrawn"});
    step(&world, worker, plan, "close", withdrawn)
        .await
        .expect_problem(422, "validation");
    let met = json!({"on": "2026-06-10", "reason": "goals_met"});
    step(&world, worker, plan, "close", met).await.expect(200);
}
