//! `active ⇄ paused` (domain.md §2.2).

use actix_web::http::Method;
use serde_json::json;

use crate::support::World;
use crate::support::line::{leaving, session};

#[actix_web::test]
async fn a_pause_says_that_she_pauses_and_not_why() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (worker, evaluator) = (house.token("worker"), house.token("evaluator"));
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    let body = json!({"on": "2026-04-01", "reason": "custody", "review_by": "2026-05-31"});
    let paused = world.step(worker, enrolment, "pause", body).await.expect(200);
    assert_eq!(paused.body["status"], "paused");
    assert_eq!(paused.body["paused_on"], "2026-04-01");
    let event = &paused.body["events"][2];
    assert_eq!(
        (&event["to_status"], &event["review_by"]),
        (&json!("paused"), &json!("2026-05-31"))
    );
    // Whoever reads C2 is told of the pause; whoever opens her file, why.
    let (path, course) = (
        format!("/enrolments/{enrolment}"),
        format!("/enrolments/{enrolment}/course"),
    );
    let seen = world.get(evaluator, &path).await.expect(200);
    assert_eq!(seen.body["status"], "paused");
    assert!(!String::from_utf8_lossy(&seen.bytes).contains("custody"));
    world.get(evaluator, &course).await.expect_problem(403, "not_allowed");
    for who in ["worker", "supervisor", "safeguarding_lead"] {
        let opened = world.get(house.token(who), &course).await.expect(200).body;
        let expected = json!([{"on": "2026-04-01", "review_by": "2026-05-31", "reason": "custody"}]);
        assert_eq!((&opened["pauses"], &opened["exit"]), (&expected, &json!(null)), "{who}");
    }
    let sql = world.sql().await;
    let kept = "select (select string_agg(v::text, ' ') from enrolment_event v) || (select string_agg(encode(true_reason_enc, 'escape'), ' ')
                from enrolment_restricted), (select count(*) from audit_event where action = 'open' and object_id = $1 and tier = 'c3')";
    let row = sql.query_one(kept, &[&enrolment]).await.unwrap();
    let (text, openings): (String, i64) = (row.get(0), row.get(1));
    assert!(!text.contains("custody"), "it is sealed");
    assert_eq!(openings, 3, "every opening is remembered");
}

#[actix_web::test]
async fn pauses_end_follow_each_other_and_leave_sessions_possible() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let pause = |on: &str, review_by: &str| json!({"on": on, "reason": "other", "review_by": review_by});
    let step = async |step: &str, body| world.step(worker, enrolment, step, body).await;
    step("pause", pause("2026-02-01", "2026-03-01"))
        .await
        .expect_problem(409, "not_active");
    world
        .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    step("resume", json!({"on": "2026-03-02"}))
        .await
        .expect_problem(409, "not_paused");
    for (body, pointer) in [
        (pause("2026-03-01", "2026-03-20"), "/on"),
        (pause("2026-06-11", "2026-06-20"), "/on"),
        (pause("2026-03-03", "2026-05-03"), "/review_by"),
        (pause("2026-03-03", "2026-03-03"), "/review_by"),
    ] {
        let refused = step("pause", body).await.expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], pointer);
    }
    step("pause", pause("2026-03-03", "2026-05-02")).await.expect(200);
    // A visit in the meantime is a session, and ends no pause.
    world
        .log(&house, "worker", enrolment, &session("2026-03-20T15:00:00Z"))
        .await;
    let again = step("pause", pause("2026-04-30", "2026-05-30")).await.expect(200);
    assert_eq!(
        (&again.body["status"], &again.body["paused_on"]),
        (&json!("paused"), &json!("2026-03-03")),
        "reviewed"
    );
    step("resume", json!({"on": "2026-04-29"}))
        .await
        .expect_problem(422, "validation");
    let on = step("resume", json!({"on": "2026-05-04"})).await.expect(200);
    assert_eq!(
        (&on.body["status"], &on.body["paused_on"]),
        (&json!("active"), &json!(null))
    );
    step("pause", pause("2026-05-03", "2026-05-20"))
        .await
        .expect_problem(422, "validation");
    step("pause", pause("2026-05-20", "2026-06-20")).await.expect(200);
    // Who leaves from a pause leaves after it began.
    step("exit", leaving("2026-05-19", "lost_contact"))
        .await
        .expect_problem(422, "validation");
    let left = step("exit", leaving("2026-05-21", "left_by_choice")).await.expect(200);
    assert_eq!(left.body["status"], "exited");
    let froms = "select string_agg(coalesce(from_status, '-'), ' ' order by recorded_at, id) from enrolment_event where enrolment_id = $1";
    let row = world.sql().await.query_one(froms, &[&enrolment]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "- enrolled active paused paused active paused");
    step("pause", pause("2026-06-01", "2026-06-09"))
        .await
        .expect_problem(409, "already_exited");
    step("resume", json!({"on": "2026-06-01"}))
        .await
        .expect_problem(409, "already_exited");
}

#[actix_web::test]
async fn a_pause_is_repeatable_and_weighs_what_the_work_weighed() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    let path = format!("/enrolments/{enrolment}/pause");
    let headers = [("if-match", "\"v2\""), ("idempotency-key", "pause-once-please")];
    let body = json!({"on": "2026-03-03", "reason": "illness", "review_by": "2026-04-01"});
    let ask = async |body, headers| world.call(Method::POST, Some(worker), &path, Some(body), headers).await;
    let first = ask(body.clone(), &headers).await.expect(200);
    let again = ask(body.clone(), &headers).await.expect(200);
    assert_eq!(first.body, again.body);
    ask(body.clone(), &headers[..1])
        .await
        .expect_problem(412, "changed_meanwhile");
    let other = json!({"on": "2026-03-03", "reason": "safety", "review_by": "2026-04-01"});
    ask(other, &headers).await.expect_problem(422, "idempotency_key_used");
    // Her place in the caseload is kept: she comes back.
    let sql = world.sql().await;
    let cap = "update staff_member set caseload_cap = 1 where id = $1";
    sql.execute(cap, &[&house.who("worker").id]).await.unwrap();
    let person = world
        .take_in(&house, "worker", &crate::support::line::adult(&house))
        .await;
    let consents = format!("/people/{person}/consents");
    world
        .post(worker, &consents, crate::support::line::own_consent())
        .await
        .expect(201);
    let enrolments = format!("/people/{person}/enrolments");
    world
        .post(worker, &enrolments, crate::support::line::enrolment(&house))
        .await
        .expect_problem(422, "caseload_full");
}

/// CMQ-07 asks how many were seen lately of those who are active and not paused (domain.md §4.4).
#[actix_web::test]
async fn whoever_pauses_is_not_missed_by_a_figure_about_contact() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (worker, director) = (house.token("worker"), house.token("director"));
    for pauses in [true, false] {
        let (_, enrolment) = world.enrolled(&house, "worker").await;
        world
            .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
            .await;
        if pauses {
            let body = json!({"on": "2026-03-05", "reason": "illness", "review_by": "2026-04-20"});
            world.step(worker, enrolment, "pause", body).await.expect(200);
            let body = json!({"on": "2026-04-10"});
            world.step(worker, enrolment, "resume", body).await.expect(200);
        }
    }
    let below_the_line = async |last: &str| {
        let path = format!("/indicators/CMQ-07?from=2026-01-01&to={last}");
        let figure = world.get(director, &path).await.expect(200).body;
        figure["total"][0]["denominator"].as_u64().unwrap()
    };
    assert_eq!(below_the_line("2026-03-04").await, 2);
    assert_eq!(below_the_line("2026-03-31").await, 1, "as of a day within the pause");
    assert_eq!(below_the_line("2026-04-30").await, 2);
}
