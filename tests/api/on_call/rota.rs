//! Who is on call, and when nobody is.

use actix_web::http::Method;
use serde_json::json;

use super::shift;
use crate::support::World;

#[actix_web::test]
async fn a_rota_is_planned_read_and_says_where_it_has_gaps() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (supervisor, lead) = (house.who("supervisor").id, house.who("safeguarding_lead").id);
    let token = house.token("supervisor");
    let first = shift(&house, supervisor, 1, "10:00", "14:00");
    world.post(token, "/on-call/shifts", first.clone()).await.expect(201);
    world.post(token, "/on-call/shifts", first).await.expect(200);
    world
        .post(token, "/on-call/shifts", shift(&house, lead, 2, "12:00", "18:00"))
        .await
        .expect(201);
    let path = format!(
        "/on-call/shifts?site_id={}&from=2026-06-10T09:00:00Z&to=2026-06-10T20:00:00Z",
        house.north
    );
    let rota = world.get(house.token("worker"), &path).await.expect(200).body;
    let places: Vec<_> = rota["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["place"].clone())
        .collect();
    assert_eq!(places, [1, 2]);
    assert_eq!(
        rota["gaps"],
        json!([
            {"starts_at": "2026-06-10T09:00:00Z", "ends_at": "2026-06-10T10:00:00Z"},
            {"starts_at": "2026-06-10T18:00:00Z", "ends_at": "2026-06-10T20:00:00Z"},
        ])
    );
    // Taken off, twice with one key: the gap grows.
    let off = &rota["shifts"][1];
    let path_off = format!("/on-call/shifts/{}/void", off["id"].as_str().unwrap());
    let headers = [
        ("if-match", off["etag"].as_str().unwrap()),
        ("idempotency-key", "off-the-rota"),
    ];
    let reason = Some(json!({"reason": "other"}));
    for _ in 0..2 {
        world
            .call(Method::POST, Some(token), &path_off, reason.clone(), &headers)
            .await
            .expect(204);
    }
    let again = world
        .call(Method::POST, Some(token), &path_off, reason, &headers[..1])
        .await;
    again.expect_problem(409, "over");
    let rota = world.get(token, &path).await.expect(200).body;
    assert_eq!(rota["gaps"][1]["starts_at"], "2026-06-10T14:00:00Z");
    world.get(house.token("funder"), &path).await.expect(404);
    let long = format!(
        "/on-call/shifts?site_id={}&from=2026-06-10T09:00:00Z&to=2026-08-10T20:00:00Z",
        house.north
    );
    world.get(token, &long).await.expect(422);
}

#[actix_web::test]
async fn only_who_handles_incidents_there_plans_and_is_planned() {
    let world = World::new().await;
    let house = world.house("First").await;
    let supervisor = house.who("supervisor").id;
    let token = house.token("supervisor");
    for who in ["worker", "director", "south_supervisor"] {
        let body = shift(&house, supervisor, 1, "10:00", "14:00");
        world
            .post(house.token(who), "/on-call/shifts", body)
            .await
            .expect_problem(403, "not_allowed");
    }
    for (who, from, to) in [
        ("worker", "10:00", "14:00"),
        ("south_supervisor", "10:00", "14:00"),
        ("supervisor", "14:00", "10:00"),
        ("supervisor", "08:00", "09:00"),
    ] {
        let body = shift(&house, house.who(who).id, 1, from, to);
        world.post(token, "/on-call/shifts", body).await.expect(422);
    }
    world
        .post(token, "/on-call/shifts", shift(&house, supervisor, 1, "10:00", "14:00"))
        .await
        .expect(201);
    let lead = house.who("safeguarding_lead").id;
    for taken in [
        shift(&house, lead, 1, "13:59", "15:00"),
        shift(&house, supervisor, 2, "13:59", "15:00"),
    ] {
        world
            .post(token, "/on-call/shifts", taken)
            .await
            .expect_problem(409, "place_taken");
    }
    world
        .post(token, "/on-call/shifts", shift(&house, lead, 1, "14:00", "15:00"))
        .await
        .expect(201);
}
