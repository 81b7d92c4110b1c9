//! Sessions: logged once, sealed, corrected by who logged them, voided with a reason.

mod attempts;
mod concerns;
mod edits;
mod heads;
mod plans;
mod plans_walk;
mod roll_course;
mod rolls;
mod walk;
mod walk_ins;

use actix_web::http::Method;
use serde_json::json;

use crate::support::line::{id_of, session};
use crate::support::{World, new_id};

#[actix_web::test]
async fn the_first_attended_session_makes_the_enrolment_active() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let mut absent = session("2026-01-20T15:00:00Z");
    absent["attendance"] = json!("absent_excused");
    absent["note"] = json!(null);
    world.log(&house, "worker", enrolment, &absent).await;
    let path = format!("/enrolments/{enrolment}");
    assert_eq!(
        world.get(token, &path).await.body["status"],
        "enrolled",
        "nothing was delivered"
    );
    // Half past eleven at night in Bogotá is the next day in London: the day is the site's own.
    let body = session("2026-02-03T04:30:00Z");
    let answer = world
        .post(token, &format!("{path}/sessions"), body.clone())
        .await
        .expect(201);
    assert_eq!(answer.body["held_on"], "2026-02-02");
    let active = world.get(token, &path).await.body;
    assert_eq!(
        (&active["status"], &active["first_service_on"]),
        (&json!("active"), &json!("2026-02-02"))
    );
    // An earlier one that is typed later moves the date back, and adds no second event.
    world
        .log(&house, "worker", enrolment, &session("2026-01-28T15:00:00Z"))
        .await;
    let active = world.get(token, &path).await.body;
    assert_eq!(active["first_service_on"], "2026-01-28");
    assert_eq!(active["events"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn a_session_is_logged_once_whatever_is_repeated() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let path = format!("/enrolments/{enrolment}/sessions");
    let body = session("2026-02-03T15:00:00Z");
    let first = world.post(token, &path, body.clone()).await.expect(201);
    let again = world.post(token, &path, body.clone()).await.expect(200);
    assert_eq!(first.body, again.body);
    let mut other = body.clone();
    other["minutes"] = json!(45);
    world
        .post(token, &path, other.clone())
        .await
        .expect_problem(409, "id_taken");
    other["note"]["id"] = json!(new_id());
    world.post(token, &path, other).await.expect_problem(409, "id_taken");
    // Corrected meanwhile: the old creation sent again is still answered, with the row as it stands.
    let id = id_of(&body);
    world
        .change(
            Method::PATCH,
            token,
            &format!("/sessions/{id}"),
            "\"v1\"",
            json!({"minutes": 30}),
        )
        .await
        .expect(200);
    let late = world.post(token, &path, body).await.expect(200);
    assert_eq!(late.body["minutes"], 30);
    let list = world.get(token, &path).await.expect(200).body;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn notes_are_sealed_and_opened_with_a_trace() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let id = world
        .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
        .await;
    let sql = world.sql().await;
    let row: String = sql
        .query_one("select t::text from session_note t", &[])
        .await
        .unwrap()
        .get(0);
    assert!(!row.contains("Canary") && !row.contains(&hex::encode("Canary")));
    let path = format!("/sessions/{id}/note");
    for reader in ["worker", "supervisor", "safeguarding_lead"] {
        let note = world.get(house.token(reader), &path).await.expect(200).body;
        assert_eq!(note["text"], "Canary note: we talked about school.");
    }
    for reader in ["evaluator", "programme_manager", "director", "dpo"] {
        world
            .get(house.token(reader), &path)
            .await
            .expect_problem(403, "not_allowed");
        let list = world
            .get(house.token(reader), &format!("/enrolments/{enrolment}/sessions"))
            .await
            .expect(200);
        assert!(!String::from_utf8_lossy(&list.bytes).contains("Canary"));
    }
    world
        .get(house.token("other_worker"), &path)
        .await
        .expect_problem(404, "not_found");
    let opened: i64 = sql
        .query_one(
            "select count(*) from audit_event where action = 'open' and object_type = 'session_note'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(opened, 3);
    // A note moved to another row does not open: nothing of it is shown.
    let other = world
        .log(&house, "worker", enrolment, &session("2026-02-04T15:00:00Z"))
        .await;
    sql.execute(
        "update session_note set body_enc = (select body_enc from session_note where session_id = $1) where session_id = $2",
        &[&id, &other],
    )
    .await
    .unwrap();
    let answer = world
        .get(house.token("worker"), &format!("/sessions/{other}/note"))
        .await
        .expect_problem(500, "internal");
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("school"));
}

#[actix_web::test]
async fn one_corrects_and_voids_ones_own_and_the_supervisor_anybodys() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let assign = json!({"id": new_id(), "staff_id": house.who("other_worker").id, "role": "backup"});
    world
        .post(
            house.token("supervisor"),
            &format!("/enrolments/{enrolment}/assignments"),
            assign,
        )
        .await
        .expect(201);
    let id = world
        .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
        .await;
    let (path, void) = (format!("/sessions/{id}"), format!("/sessions/{id}/void"));
    let other = house.token("other_worker");
    world.get(other, &path).await.expect(200);
    world
        .change(Method::PATCH, other, &path, "\"v1\"", json!({"minutes": 30}))
        .await
        .expect_problem(403, "not_allowed");
    world
        .change(Method::POST, other, &void, "\"v1\"", json!({"reason": "duplicate"}))
        .await
        .expect_problem(403, "not_allowed");
    let token = house.token("worker");
    let note = json!({"id": new_id(), "kind": "young_persons_words", "text": "Better words."});
    let changed = world
        .change(
            Method::PATCH,
            token,
            &path,
            "\"v1\"",
            json!({"attendance": "left_early", "attended_minutes": 20, "note": note}),
        )
        .await
        .expect(200);
    assert_eq!(
        (&changed.body["attended_minutes"], &changed.body["minutes"]),
        (&json!(20), &json!(60))
    );
    assert_eq!(
        world.get(token, &format!("{path}/note")).await.body["text"],
        "Better words."
    );
    world
        .change(Method::PATCH, token, &path, "\"v1\"", json!({"minutes": 30}))
        .await
        .expect_problem(412, "changed_meanwhile");
    let supervisor = house.token("supervisor");
    let headers = [("if-match", "\"v2\""), ("idempotency-key", "void-it-once")];
    let body = json!({"reason": "wrong_person"});
    let voided = world
        .call(Method::POST, Some(supervisor), &void, Some(body.clone()), &headers)
        .await
        .expect(200);
    assert_eq!(voided.body["void_reason"], "wrong_person");
    world
        .call(Method::POST, Some(supervisor), &void, Some(body.clone()), &headers)
        .await
        .expect(200);
    world
        .call(Method::POST, Some(supervisor), &void, Some(body), &headers[..1])
        .await
        .expect_problem(409, "voided");
    world.get(token, &format!("{path}/note")).await.expect(404);
    let state = world.get(token, &format!("/enrolments/{enrolment}")).await.body;
    assert_eq!(
        (&state["status"], &state["first_service_on"]),
        (&json!("enrolled"), &json!(null)),
        "nothing was delivered after all"
    );
}

#[actix_web::test]
async fn plans_groups_and_days_outside_the_enrolment_are_refused() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let path = format!("/enrolments/{enrolment}/sessions");
    let with = |key: &str, value: serde_json::Value| {
        let mut body = session("2026-02-03T15:00:00Z");
        body[key] = value;
        body
    };
    for (body, pointer) in [
        (with("starts_at", json!("2026-06-10T10:00:00Z")), "/starts_at"),
        (with("starts_at", json!("2026-01-11T15:00:00Z")), "/starts_at"),
        (with("kind", json!("sport_session")), "/kind"),
        (with("minutes", json!(0)), "/minutes"),
        (with("attendance", json!("there")), "/attendance"),
        (
            with("note", json!({"id": new_id(), "kind": "factual_contact", "text": ""})),
            "/note/text",
        ),
        (with("location", json!("here")), "/location"),
    ] {
        let answer = world
            .post(house.token("worker"), &path, body)
            .await
            .expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{}", answer.body);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("Canary"));
    }
    // A phone whose clock runs a little ahead is not a planner.
    world
        .post(house.token("worker"), &path, session("2026-06-10T09:35:00Z"))
        .await
        .expect(201);
    let sql = world.sql().await;
    let rows: i64 = sql.query_one("select count(*) from session", &[]).await.unwrap().get(0);
    assert_eq!(rows, 1, "nothing half-written");
}

#[actix_web::test]
async fn the_first_day_is_right_though_the_first_session_is_voided_while_another_is_logged() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    for _ in 0..10 {
        let (_, enrolment) = world.enrolled(&house, "worker").await;
        let first = world
            .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
            .await;
        let (void, sessions) = (
            format!("/sessions/{first}/void"),
            format!("/enrolments/{enrolment}/sessions"),
        );
        let (voided, logged) = futures_util::join!(
            world.change(Method::POST, token, &void, "\"v1\"", json!({"reason": "duplicate"})),
            world.post(token, &sessions, session("2026-02-10T15:00:00Z")),
        );
        voided.expect(200);
        logged.expect(201);
        let enrolment = world.get(token, &format!("/enrolments/{enrolment}")).await.body;
        assert_eq!(enrolment["first_service_on"], "2026-02-10");
    }
}
