//! Members, and the last place.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::{cohort, joins, made, meets, roll, saturdays, sessions};
use crate::support::line::{id_of, session};
use crate::support::{World, new_id};

#[actix_web::test]
async fn members_are_on_the_rolls_that_lie_ahead_and_nobody_has_marked_them() {
    let world = World::new().await;
    let house = world.house("First").await;
    let group = made(&world, &house, 10).await;
    let (_, early) = world.enrolled(&house, "worker").await;
    let joined = joins(&world, &house, group, early).await.expect(201);
    meets(&world, &house, group, &saturdays(&house)).await;
    let ahead = sessions(&world, &house, group).await;
    assert_eq!(ahead.len(), 4);
    for turn in &ahead {
        assert_eq!(roll(&world, &house, *turn).await, [(early, Value::Null)]);
    }
    // Who joins later comes onto them too; however often the background looks, once.
    let (_, late) = world.enrolled(&house, "worker").await;
    world
        .log(&house, "worker", late, &session("2026-03-02T15:00:00Z"))
        .await;
    joins(&world, &house, group, late).await.expect(201);
    world.plan_day().await;
    world.work().await;
    let both = roll(&world, &house, ahead[0]).await;
    assert_eq!(both.len(), 2, "{both:?}");
    // She pauses, and is not expected; who leaves the cohort neither.
    let pause = json!({"on": "2026-06-09", "reason": "other", "review_by": "2026-07-09"});
    world
        .step(house.token("worker"), late, "pause", pause)
        .await
        .expect(200);
    let member = &joined.body["items"][0];
    let path = format!("/cohort-members/{}/leave", member["id"].as_str().unwrap());
    let etag = member["etag"].as_str().unwrap();
    let worker = house.token("worker");
    world
        .change(Method::POST, worker, &path, etag, json!({"left_on": "2026-06-13"}))
        .await
        .expect(200);
    world.work().await;
    assert_eq!(
        roll(&world, &house, ahead[0]).await,
        [(early, Value::Null)],
        "13 June is her last day"
    );
    assert_eq!(roll(&world, &house, ahead[1]).await, []);
    world
        .change(Method::POST, worker, &path, "\"v2\"", json!({"left_on": "2026-06-13"}))
        .await
        .expect_problem(409, "left_already");
    // She goes on, and is expected again.
    world
        .step(worker, late, "resume", json!({"on": "2026-06-10"}))
        .await
        .expect(200);
    world.set_now("2026-06-11T12:00:00Z");
    world.plan_day().await;
    world.work().await;
    assert_eq!(roll(&world, &house, ahead[1]).await, [(late, Value::Null)]);
}

#[actix_web::test]
async fn the_last_place_is_given_once() {
    let world = World::new().await;
    let house = world.house("First").await;
    let group = made(&world, &house, 1).await;
    let (_, first) = world.enrolled(&house, "worker").await;
    let (_, second) = world.enrolled(&house, "worker").await;
    let path = format!("/cohorts/{group}/members");
    let worker = house.token("worker");
    let body = |enrolment| json!({"id": new_id(), "enrolment_id": enrolment, "joined_on": "2026-06-10"});
    let (one, other) = (body(first), body(second));
    let both = futures_util::future::join(
        world.post(worker, &path, one.clone()),
        world.post(worker, &path, other.clone()),
    )
    .await;
    let mut statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{:?} {:?}", both.0.body, both.1.body);
    // Who has it may hear so again; who has not, is told why.
    let (has, has_not) = if both.0.status == 201 {
        (one, other)
    } else {
        (other, one)
    };
    world.post(worker, &path, has.clone()).await.expect(200);
    world
        .post(worker, &path, has_not)
        .await
        .expect_problem(409, "cohort_full");
    let mut again = has;
    again["id"] = json!(new_id());
    world.post(worker, &path, again).await.expect(409);
}

#[actix_web::test]
async fn two_who_must_not_meet_are_not_both_members_and_why_is_not_said() {
    let world = World::new().await;
    let house = world.house("First").await;
    let group = made(&world, &house, 10).await;
    let (one, first) = world.enrolled(&house, "worker").await;
    let (other, second) = world.enrolled(&house, "worker").await;
    let pair = json!({"id": new_id(), "other_person_id": other});
    world
        .post(house.token("supervisor"), &format!("/people/{one}/keep-apart"), pair)
        .await
        .expect(201);
    joins(&world, &house, group, first).await.expect(201);
    let refused = joins(&world, &house, group, second)
        .await
        .expect_problem(409, "cannot_be_together");
    assert!(!refused.body.to_string().contains("apart"), "{}", refused.body);
}

#[actix_web::test]
async fn a_cohort_is_made_once_and_changed_at_its_place() {
    let world = World::new().await;
    let house = world.house("First").await;
    let body = cohort(&house, 12);
    let supervisor = house.token("supervisor");
    world
        .post(house.token("worker"), "/cohorts", body.clone())
        .await
        .expect(403);
    let answer = world.post(supervisor, "/cohorts", body.clone()).await.expect(201);
    world.post(supervisor, "/cohorts", body.clone()).await.expect(200);
    let path = format!("/cohorts/{}", id_of(&body));
    let changed = world
        .change(Method::PATCH, supervisor, &path, &answer.etag(), json!({"capacity": 8}))
        .await
        .expect(200);
    assert_eq!(changed.body["capacity"], 8);
    assert_eq!(changed.body["name"], "Autumn course");
    world
        .change(Method::PATCH, supervisor, &path, &answer.etag(), json!({"capacity": 9}))
        .await
        .expect(412);
    let list = format!("/cohorts?programme_id={}", house.mentoring);
    let listed = world.get(house.token("worker"), &list).await.expect(200);
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 1);
    world.get(house.token("funder"), &path).await.expect(404);
    // Somebody of another programme is not of this cohort.
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let early = json!({"id": new_id(), "enrolment_id": enrolment, "joined_on": "2025-12-31"});
    let refused = world
        .post(house.token("worker"), &format!("{path}/members"), early)
        .await
        .expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/joined_on");
}
