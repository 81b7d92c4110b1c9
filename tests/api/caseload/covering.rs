//! Absence: the cover sees what the absent one does, from one day to another, and nothing before and after.

use actix_web::http::Method;
use serde_json::json;

use super::{cover, shown_id};
use crate::support::line::session;
use crate::support::{World, new_id};

#[actix_web::test]
async fn the_cover_sees_from_the_first_day_to_the_last_by_the_sites_clock() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let supervisor = house.renew(&world, "supervisor");
    let body = cover(&house, "worker", "other_worker", "2026-06-20", "2026-06-21");
    let entered = world
        .post(&supervisor, "/absence-covers", body.clone())
        .await
        .expect(201);
    world.post(&supervisor, "/absence-covers", body).await.expect(200);
    // Bogotá is five hours behind: 20 June begins there at 05:00 UTC, and 21 June ends at 05:00 UTC of the 22nd.
    assert_eq!(entered.body["starts_at"], "2026-06-20T05:00:00Z");
    assert_eq!(entered.body["ends_at"], "2026-06-22T05:00:00Z");
    for (now, sees) in [
        ("2026-06-20T04:59:59Z", false),
        ("2026-06-20T05:00:00Z", true),
        ("2026-06-22T04:59:59Z", true),
        ("2026-06-22T05:00:00Z", false),
    ] {
        world.set_now(now);
        let token = house.renew(&world, "other_worker");
        for path in [
            format!("/people/{person}"),
            format!("/people/{person}/identity"),
            format!("/enrolments/{enrolment}"),
            format!("/enrolments/{enrolment}/sessions"),
        ] {
            let answer = world.get(&token, &path).await;
            assert_eq!(answer.status.as_u16(), if sees { 200 } else { 404 }, "{path} at {now}");
        }
        let listed = |answer: crate::support::Answer, id: uuid::Uuid| {
            String::from_utf8_lossy(&answer.bytes).contains(&id.to_string())
        };
        assert_eq!(
            listed(world.get(&token, "/people").await, person),
            sees,
            "people at {now}"
        );
        let enrolments = world.get(&token, &format!("/people/{person}/enrolments")).await;
        assert_eq!(listed(enrolments, enrolment), sees, "enrolments at {now}");
        let own = world.get(&token, "/caseload").await.expect(200);
        assert_eq!(
            own.body["items"].as_array().unwrap().len(),
            usize::from(sees),
            "{now}: {}",
            own.body
        );
        if sees {
            assert_eq!(own.body["items"][0]["covering_for"], house.who("worker").id.to_string());
            assert_eq!(own.body["carried"], json!(0.0), "standing in weighs nothing");
        }
    }
    // The row is still there and says what it said: nothing had to run for it to end.
    let row = "select ended_at is null from absence_cover";
    assert!(world.sql().await.query_one(row, &[]).await.unwrap().get::<_, bool>(0));
}

#[actix_web::test]
async fn the_cover_works_as_the_absent_one_does_and_ends_at_once_when_ended() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let today = world.now().date_naive().to_string();
    let supervisor = house.token("supervisor");
    let body = cover(&house, "worker", "other_worker", &today, &today);
    let entered = world
        .post(supervisor, "/absence-covers", body.clone())
        .await
        .expect(201);
    let token = house.token("other_worker");
    world
        .log(&house, "other_worker", enrolment, &session("2026-02-01T15:00:00Z"))
        .await;
    world
        .get(token, &format!("/people/{person}/identity"))
        .await
        .expect(200);
    // Another of the absent one's, joined meanwhile, is covered too; one at whom she has a conflict is not.
    let (other, _) = world.enrolled(&house, "worker").await;
    world.get(token, &format!("/people/{other}")).await.expect(200);
    let conflict = json!({"id": new_id(), "has_conflict": true});
    let declare = format!("/people/{other}/conflict-declarations");
    world.post(token, &declare, conflict).await.expect(204);
    world.get(token, &format!("/people/{other}")).await.expect(404);
    // Ending it takes the access with it, and is said twice.
    let path = format!("/absence-covers/{}/end", shown_id(&entered));
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "back-already")];
    for _ in 0..2 {
        world
            .call(Method::POST, Some(supervisor), &path, None, &headers)
            .await
            .expect(200);
    }
    world.get(token, &format!("/people/{person}")).await.expect(404);
    let again = world
        .call(Method::POST, Some(supervisor), &path, None, &headers[..1])
        .await;
    again.expect_problem(409, "over");
    // Free again for another.
    let another = cover(&house, "worker", "outreach", &today, &today);
    world.post(supervisor, "/absence-covers", another).await.expect(201);
}

#[actix_web::test]
async fn a_cover_is_entered_by_the_supervisor_there_for_days_that_make_sense() {
    let world = World::new().await;
    let house = world.house("First").await;
    let supervisor = house.token("supervisor");
    let at = |from, until| cover(&house, "worker", "other_worker", from, until);
    for who in [
        "worker",
        "other_worker",
        "south_supervisor",
        "safeguarding_lead",
        "director",
    ] {
        let body = at("2026-12-01", "2026-12-05");
        world
            .post(house.token(who), "/absence-covers", body)
            .await
            .expect_problem(403, "not_allowed");
    }
    for (from, until, code) in [
        ("2026-12-05", "2026-12-01", "too_early"),
        ("2025-12-01", "2026-12-01", "in_past"),
        ("2026-12-01", "2027-01-30", "too_late"),
    ] {
        let refused = world
            .post(supervisor, "/absence-covers", at(from, until))
            .await
            .expect(422);
        assert_eq!(refused.body["errors"][0]["code"], code, "{from} {until}");
    }
    let itself = cover(&house, "worker", "worker", "2026-12-01", "2026-12-05");
    world
        .post(supervisor, "/absence-covers", itself)
        .await
        .expect_problem(422, "same_colleague");
    let stranger = cover(&house, "worker", "auditor", "2026-12-01", "2026-12-05");
    world
        .post(supervisor, "/absence-covers", stranger)
        .await
        .expect_problem(422, "no_such_colleague");
    world
        .post(supervisor, "/absence-covers", at("2026-12-01", "2026-12-05"))
        .await
        .expect(201);
    let overlapping = cover(&house, "worker", "outreach", "2026-12-05", "2026-12-06");
    world
        .post(supervisor, "/absence-covers", overlapping)
        .await
        .expect_problem(409, "covered_already");
    let after = cover(&house, "worker", "outreach", "2026-12-06", "2026-12-06");
    world.post(supervisor, "/absence-covers", after).await.expect(201);
    // Both sides know of it; nobody else does.
    for (who, shown) in [
        ("worker", 2),
        ("other_worker", 1),
        ("outreach", 1),
        ("supervisor", 2),
        ("south_supervisor", 0),
    ] {
        let list = world.get(house.token(who), "/absence-covers").await.expect(200);
        assert_eq!(list.body["items"].as_array().unwrap().len(), shown, "{who}");
    }
}
