//! Who works with whom: access follows it.

use actix_web::http::Method;
use serde_json::json;

use crate::support::line::session;
use crate::support::{World, new_id};

#[actix_web::test]
async fn assigning_gives_access_and_ending_takes_it_away_at_once() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let path = format!("/enrolments/{enrolment}/assignments");
    let body = json!({"id": new_id(), "staff_id": house.who("other_worker").id, "role": "backup"});
    world
        .post(house.token("worker"), &path, body.clone())
        .await
        .expect_problem(403, "not_allowed");
    world
        .get(house.token("other_worker"), &format!("/people/{person}"))
        .await
        .expect(404);
    let assigned = world
        .post(house.token("supervisor"), &path, body.clone())
        .await
        .expect(201);
    world.post(house.token("supervisor"), &path, body).await.expect(200);
    world
        .get(house.token("other_worker"), &format!("/people/{person}/identity"))
        .await
        .expect(200);
    world
        .log(&house, "other_worker", enrolment, &session("2026-02-01T15:00:00Z"))
        .await;
    let end = format!("/assignments/{}/end", assigned.body["id"].as_str().unwrap());
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "end-the-backup-1")];
    let supervisor = house.token("supervisor");
    let ended = world
        .call(Method::POST, Some(supervisor), &end, None, &headers)
        .await
        .expect(200);
    assert!(ended.body["ended_at"].is_string());
    world
        .call(Method::POST, Some(supervisor), &end, None, &headers)
        .await
        .expect(200);
    world
        .call(Method::POST, Some(supervisor), &end, None, &headers[..1])
        .await
        .expect_problem(409, "assignment_over");
    for path in [
        format!("/people/{person}"),
        format!("/people/{person}/identity"),
        format!("/enrolments/{enrolment}"),
    ] {
        world
            .get(house.token("other_worker"), &path)
            .await
            .expect_problem(404, "not_found");
    }
    let sessions = format!("/enrolments/{enrolment}/sessions");
    world
        .post(house.token("other_worker"), &sessions, session("2026-02-02T15:00:00Z"))
        .await
        .expect(404);
    let team = world.get(house.token("worker"), &path).await.expect(200).body;
    assert_eq!(
        team["items"].as_array().unwrap().len(),
        2,
        "who had access before is shown"
    );
}

#[actix_web::test]
async fn a_declared_conflict_and_a_full_caseload_stop_an_assignment() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let path = format!("/enrolments/{enrolment}/assignments");
    let assign = |role: &str| json!({"id": new_id(), "staff_id": house.who("other_worker").id, "role": role});
    let supervisor = house.token("supervisor");
    world
        .post(supervisor, &path, assign("lead"))
        .await
        .expect_problem(409, "already_assigned");
    let sql = world.sql().await;
    sql.execute(
        "update staff_member set caseload_cap = 0.5 where id = $1",
        &[&house.who("other_worker").id],
    )
    .await
    .unwrap();
    world
        .post(supervisor, &path, assign("backup"))
        .await
        .expect_problem(422, "caseload_full");
    // A supervisor alone cannot say that it does not matter: that takes two (`tests/api/caseload/limits.rs`).
    let mut alone = assign("backup");
    alone["over_cap"] = json!(true);
    world.post(supervisor, &path, alone).await.expect(422);
    let room = "update staff_member set caseload_cap = 25 where id = $1";
    sql.execute(room, &[&house.who("other_worker").id]).await.unwrap();
    world.post(supervisor, &path, assign("backup")).await.expect(201);
    // Seeing her, the colleague declares a conflict; from then on nobody assigns him to her again.
    let declare = format!("/people/{person}/conflict-declarations");
    let declaration = json!({"id": new_id(), "has_conflict": true});
    world
        .post(house.token("other_worker"), &declare, declaration.clone())
        .await
        .expect(204);
    world
        .post(house.token("other_worker"), &declare, declaration)
        .await
        .expect(204);
    sql.execute(
        "update assignment set ended_at = now() where staff_id = $1",
        &[&house.who("other_worker").id],
    )
    .await
    .unwrap();
    world
        .post(supervisor, &path, assign("backup"))
        .await
        .expect_problem(422, "conflict_of_interest");
    world
        .post(
            house.token("outreach"),
            &declare,
            json!({"id": new_id(), "has_conflict": false}),
        )
        .await
        .expect(404);
}

#[actix_web::test]
async fn two_who_give_a_colleague_the_last_room_at_once_do_not_both() {
    let world = World::new().await;
    let house = world.house("First").await;
    let colleague = house.who("other_worker").id;
    let sql = world.sql().await;
    sql.execute("update staff_member set caseload_cap = 1 where id = $1", &[&colleague])
        .await
        .unwrap();
    let (_, one) = world.enrolled(&house, "worker").await;
    let (_, other) = world.enrolled(&house, "worker").await;
    let paths = [one, other].map(|enrolment| format!("/enrolments/{enrolment}/assignments"));
    let release = "update assignment set ended_at = started_at where staff_id = $1 and ended_at is null";
    for _ in 0..5 {
        let [first, second] = std::array::from_fn(|_| json!({"id": new_id(), "staff_id": colleague, "role": "backup"}));
        let supervisor = house.token("supervisor");
        let (first, second) = futures_util::join!(
            world.post(supervisor, &paths[0], first),
            world.post(supervisor, &paths[1], second)
        );
        let mut answers = [first.status.as_u16(), second.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [201, 422], "{} {}", first.body, second.body);
        sql.execute(release, &[&colleague]).await.unwrap();
    }
}
