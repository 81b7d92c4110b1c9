//! The course of a group session: planned, opened, closed, opened again, called off, voided.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::rolls::{Group, group};
use crate::support::line::id_of;
use crate::support::{World, new_id};

#[actix_web::test]
async fn a_closed_roll_is_reopened_within_seven_days_and_then_by_a_supervisor() {
    let group = Group::of(1, "worker").await;
    group.mark("worker", 0, "\"v1\"", "present").await.expect(200);
    let closed = group.act("worker", "/close", json!(null)).await.expect(200);
    assert!(closed.body["closed_at"].is_string());
    group
        .mark("worker", 0, "\"v2\"", "late")
        .await
        .expect_problem(409, "roll_closed");
    group
        .act("worker", "/close", json!(null))
        .await
        .expect_problem(409, "roll_closed");
    group.act("worker", "/reopen", json!(null)).await.expect(200);
    group.mark("worker", 0, "\"v2\"", "late").await.expect(200);
    group
        .act("worker", "/reopen", json!(null))
        .await
        .expect_problem(409, "roll_open");
    group.act("worker", "/close", json!(null)).await.expect(200);

    group.world.set_now("2026-06-18T09:30:00Z");
    let mut renewed = std::collections::HashMap::new();
    for who in ["worker", "supervisor"] {
        renewed.insert(who, group.house.renew(&group.world, who));
    }
    let path = group.path("/reopen");
    let etag = group
        .world
        .get(&renewed["supervisor"], &group.path(""))
        .await
        .expect(200)
        .etag();
    let reopen = async |who: &str| {
        let none = json!(null);
        group
            .world
            .change(Method::POST, &renewed[who], &path, &etag, none)
            .await
    };
    reopen("worker").await.expect_problem(403, "edit_window_over");
    reopen("supervisor").await.expect(200);
}

#[actix_web::test]
async fn a_voided_group_session_takes_everybodys_attendance_with_it() {
    let group = Group::of(2, "worker").await;
    let rest = json!({"attendance": "present"});
    let token = group.house.token("worker");
    group
        .world
        .post(token, &group.path("/mark-rest"), rest)
        .await
        .expect(200);
    assert_eq!(group.figure("DOS-01").await, [Some(2), Some(2)]);
    let reason = json!({"reason": "duplicate"});
    group
        .act("worker", "/void", reason.clone())
        .await
        .expect_problem(403, "not_allowed");
    let voided = group.act("supervisor", "/void", reason.clone()).await.expect(200);
    assert_eq!(voided.body["void_reason"], "duplicate");
    assert_eq!(group.figure("DOS-01").await, [Some(0), Some(0)]);
    assert_eq!(group.enrolment(1).await["status"], "enrolled");
    group
        .act("supervisor", "/void", reason)
        .await
        .expect_problem(409, "voided");
    group
        .mark("worker", 0, "\"v3\"", "late")
        .await
        .expect_problem(409, "voided");
}

#[actix_web::test]
async fn what_lies_ahead_is_planned_and_marked_when_it_has_begun() {
    let group = Group::beginning("2026-06-12T15:00:00Z", 3, "worker").await;
    assert_eq!(group.roll("worker").await["session"]["status"], "planned");
    group
        .mark("worker", 0, "\"v1\"", "present")
        .await
        .expect_problem(409, "not_begun");
    group
        .act("worker", "/close", json!(null))
        .await
        .expect_problem(409, "not_begun");
    // One of them leaves before the day.
    let path = format!("/enrolments/{}", group.lines[2].0);
    let etag = group
        .world
        .get(group.house.token("worker"), &path)
        .await
        .expect(200)
        .etag();
    let leaving = json!({"exited_on": "2026-06-09", "reason": "left_by_choice", "interview_missing": "prefers_not",
        "aftercare": "declined"});
    group
        .world
        .change(
            Method::POST,
            group.house.token("worker"),
            &format!("{path}/exit"),
            &etag,
            leaving,
        )
        .await
        .expect(200);
    group.world.set_now("2026-06-12T15:30:00Z");
    let token = group.house.renew(&group.world, "worker");
    let mark = async |at: usize, attendance: &str| {
        let (path, body) = (
            format!("/roll-lines/{}", group.lines[at].1),
            json!({"attendance": attendance}),
        );
        group.world.change(Method::PATCH, &token, &path, "\"v1\"", body).await
    };
    // The first two marks arrive together.
    let (one, two) = futures_util::future::join(mark(0, "present"), mark(1, "late")).await;
    one.expect(200);
    two.expect(200);
    let roll = group.world.get(&token, &group.path("")).await.expect(200).body;
    assert_eq!(roll["session"]["status"], "held");
    mark(2, "present").await.expect_problem(409, "had_left");
    let rest = json!({"attendance": "present"});
    let rest = group
        .world
        .post(&token, &group.path("/mark-rest"), rest)
        .await
        .expect(200);
    assert_eq!(rest.body, json!({"marked": 0, "left": 1}), "she had left by then");
}

#[actix_web::test]
async fn a_group_is_opened_once_with_whom_one_may_put_on_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let mut body = group(&house, "2026-02-04T01:00:00Z");
    body["lines"] = json!([{"id": new_id(), "enrolment_id": enrolment}]);
    let first = world.post(token, "/group-sessions", body.clone()).await.expect(201);
    let again = world.post(token, "/group-sessions", body.clone()).await.expect(200);
    assert_eq!(first.body, again.body);
    let mut other = body.clone();
    other["minutes"] = json!(45);
    world
        .post(token, "/group-sessions", other)
        .await
        .expect_problem(409, "id_taken");
    let path = format!("/group-sessions/{}/lines", id_of(&body));
    let line = json!({"id": new_id(), "enrolment_id": enrolment});
    world
        .post(token, &path, line)
        .await
        .expect_problem(409, "on_roll_already");
    let (_, second) = world.enrolled(&house, "worker").await;
    let line = json!({"id": new_id(), "enrolment_id": second});
    world.post(token, &path, line.clone()).await.expect(201);
    world.post(token, &path, line.clone()).await.expect(200);
    let mut twisted = line;
    twisted["enrolment_id"] = json!(enrolment);
    world.post(token, &path, twisted).await.expect_problem(409, "id_taken");

    // Each of these is told by the field, and nothing was written.
    for (field, value, code) in [
        ("kind", json!("individual_mentoring"), "is_one_to_one"),
        ("programme_id", json!(new_id()), "unknown"),
        ("starts_at", json!("2028-02-04T01:00:00Z"), "out_of_range"),
        (
            "lines",
            json!([{"id": new_id(), "enrolment_id": new_id()}]),
            "not_of_this_group",
        ),
    ] {
        let mut wrong = group(&house, "2026-02-05T01:00:00Z");
        wrong[field] = value;
        let refused = world.post(token, "/group-sessions", wrong).await;
        let refused = refused.expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["code"], code, "{field}");
    }
    for (field, value) in [
        ("site_id", json!(house.south)),
        ("lead_staff_id", json!(house.who("other_worker").id)),
    ] {
        let mut wrong = group(&house, "2026-02-05T01:00:00Z");
        wrong[field] = value;
        world
            .post(token, "/group-sessions", wrong)
            .await
            .expect_problem(403, "not_allowed");
    }
    // Somebody in the same programme before it was hers, or in another one, does not belong to the group.
    let mut early = group(&house, "2026-01-05T15:00:00Z");
    early["lines"] = json!([{"id": new_id(), "enrolment_id": enrolment}]);
    world
        .post(token, "/group-sessions", early)
        .await
        .expect_problem(422, "validation");
    let mut sport = group(&house, "2026-02-05T01:00:00Z");
    sport["programme_id"] = json!(house.sport);
    sport["lines"] = json!([{"id": new_id(), "enrolment_id": enrolment}]);
    world
        .post(token, "/group-sessions", sport)
        .await
        .expect_problem(422, "validation");
    let list = world.get(token, "/group-sessions").await.expect(200).body;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_group_is_called_off_while_nobody_is_said_to_have_come() {
    let group = Group::beginning("2026-06-12T15:00:00Z", 1, "worker").await;
    let off = json!({"status": "cancelled_by_provider"});
    let cancelled = group.act("worker", "/cancel", off.clone()).await.expect(200);
    assert_eq!(cancelled.body["status"], "cancelled_by_provider");
    group
        .act("worker", "/cancel", off.clone())
        .await
        .expect_problem(409, "cancelled");
    group
        .act("worker", "/close", json!(null))
        .await
        .expect_problem(409, "cancelled");
    group
        .mark("worker", 0, "\"v1\"", "present")
        .await
        .expect_problem(409, "cancelled");
    let held = Group::of(2, "worker").await;
    held.mark("worker", 0, "\"v1\"", "absent_excused").await.expect(200);
    held.act("worker", "/cancel", off)
        .await
        .expect_problem(409, "has_marks");
    let wrong = json!({"status": "held"});
    held.act("worker", "/cancel", wrong)
        .await
        .expect_problem(422, "validation");
}

#[actix_web::test]
async fn an_action_sent_twice_is_done_once() {
    let group = Group::of(2, "worker").await;
    let token = Some(group.house.token("worker"));
    let send = async |action: &str, headers: &[(&str, &str)], body: Value| {
        let path = group.path(action);
        group.world.call(Method::POST, token, &path, Some(body), headers).await
    };
    let key = ("idempotency-key", "the-first-evening");
    let rest = json!({"attendance": "present"});
    let first = send("/mark-rest", &[key], rest.clone()).await.expect(200);
    assert_eq!(first.body["marked"], 2);
    // Somebody is put on the roll meanwhile: the repetition does not mark her.
    let (_, late) = group.world.enrolled(&group.house, "worker").await;
    let line = json!({"id": new_id(), "enrolment_id": late});
    send("/lines", &[], line).await.expect(201);
    let again = send("/mark-rest", &[key], rest).await.expect(200);
    assert_eq!(again.body, json!({"marked": 0, "left": 1}));
    let other = json!({"attendance": "absent_excused"});
    send("/mark-rest", &[key], other)
        .await
        .expect_problem(422, "idempotency_key_used");
    let etag = group.roll("worker").await["session"]["etag"]
        .as_str()
        .unwrap()
        .to_owned();
    let close = [("idempotency-key", "closed-for-today"), ("if-match", etag.as_str())];
    let closed = send("/close", &close, json!(null)).await.expect(200);
    assert_eq!(send("/close", &close, json!(null)).await.expect(200).body, closed.body);
}
