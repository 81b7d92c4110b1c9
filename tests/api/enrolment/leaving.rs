//! `active → exited` and its guard (domain.md §2.2).

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::World;
use crate::support::line::{leaving, session};

#[actix_web::test]
async fn leaving_is_guarded_dated_and_repeatable() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", enrolment, &session("2026-03-02T15:00:00Z"))
        .await;
    let (path, exit) = (
        format!("/enrolments/{enrolment}"),
        format!("/enrolments/{enrolment}/exit"),
    );
    let etag = world.get(token, &path).await.expect(200).etag();
    let change = async |body: Value| world.change(Method::POST, token, &exit, &etag, body).await;
    for (body, pointer) in [
        (leaving("2026-03-01", "left_by_choice"), "/exited_on"),
        (leaving("2026-06-11", "left_by_choice"), "/exited_on"),
        (leaving("2026-03-05", "never_started"), "/reason"),
        (leaving("2026-03-05", "returned_to_group"), "/reason"),
    ] {
        let answer = change(body).await.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{}", answer.body);
    }
    let mut both = leaving("2026-03-05", "left_by_choice");
    both["interview_on"] = json!("2026-03-05");
    change(both).await.expect_problem(422, "validation");
    let body = leaving("2026-03-05", "left_by_choice");
    world
        .call(Method::POST, Some(token), &exit, Some(body.clone()), &[])
        .await
        .expect_problem(428, "if_match_needed");
    let headers = [("if-match", etag.as_str()), ("idempotency-key", "exit-once-please")];
    let done = world
        .call(Method::POST, Some(token), &exit, Some(body.clone()), &headers)
        .await
        .expect(200);
    assert_eq!(done.body["status"], "exited");
    assert_eq!(done.body["events"][2]["reason"], "left_by_choice");
    let again = world
        .call(Method::POST, Some(token), &exit, Some(body.clone()), &headers)
        .await
        .expect(200);
    assert_eq!(done.body, again.body);
    let other = leaving("2026-03-06", "left_by_choice");
    world
        .call(Method::POST, Some(token), &exit, Some(other), &headers)
        .await
        .expect_problem(422, "idempotency_key_used");
    world
        .call(Method::POST, Some(token), &exit, Some(body), &headers[..1])
        .await
        .expect_problem(409, "already_exited");
    // Who has left no longer weighs on the caseload: there is room for the next one.
    let sql = world.sql().await;
    let cap = "update staff_member set caseload_cap = 1 where id = $1";
    sql.execute(cap, &[&house.who("worker").id]).await.unwrap();
    world.enrolled(&house, "worker").await;
    // After she left, no session of a later day is hers here.
    let sessions = format!("/enrolments/{enrolment}/sessions");
    world
        .post(token, &sessions, session("2026-03-05T15:00:00Z"))
        .await
        .expect(201);
    world
        .post(token, &sessions, session("2026-03-06T15:00:00Z"))
        .await
        .expect_problem(422, "validation");
}

#[actix_web::test]
async fn two_at_once_end_it_once() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let exit = format!("/enrolments/{enrolment}/exit");
    let body = leaving("2026-03-05", "left_by_choice");
    let (token, supervisor) = (house.token("worker"), house.token("supervisor"));
    let (first, second) = futures_util::join!(
        world.change(Method::POST, token, &exit, "\"v1\"", body.clone()),
        world.change(Method::POST, supervisor, &exit, "\"v1\"", body),
    );
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert!(matches!(statuses, [200, 409 | 412]), "{statuses:?}");
    let sql = world.sql().await;
    let events: i64 = sql
        .query_one("select count(*) from enrolment_event where to_status = 'exited'", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(events, 1);
}
