//! Who is called, in which order, and when it stops.

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::{called, critical, reported, shift};
use crate::support::smtp::Mailbox;
use crate::support::{House, Staff, World, new_id};

/// A second supervisor at `north`, and a rota on which she comes second.
async fn two_on_call(world: &World, house: &House) -> Staff {
    let second = house
        .add_staff(world, "second", &[("supervisor", Some(house.north), None)], None)
        .await;
    for (who, place) in [(house.who("supervisor").id, 1), (second.id, 2)] {
        let body = shift(house, who, place, "09:00", "23:00");
        world
            .post(house.token("supervisor"), "/on-call/shifts", body)
            .await
            .expect(201);
    }
    second
}

async fn alert_of(world: &World, incident: Uuid) -> Uuid {
    let alert = "select id from alert where incident_id = $1";
    world.sql().await.query_one(alert, &[&incident]).await.unwrap().get(0)
}

#[actix_web::test]
async fn ten_minutes_each_then_the_next_then_the_designated_lead_then_nobody() {
    let world = World::new().await;
    let house = world.house("First").await;
    two_on_call(&world, &house).await;
    let mailbox = Mailbox::open(&world).await;
    let incident = reported(&world, &house, &critical(&house)).await;
    assert_eq!(called(&world, &mailbox).await, ["supervisor"]);
    for (now, who) in [
        ("09:39:59", vec![]),
        ("09:40:00", vec!["second"]),
        ("09:49:59", vec![]),
        ("09:50:00", vec!["safeguarding_lead"]),
        ("10:00:00", vec![]),
        ("12:00:00", vec![]),
    ] {
        world.set_now(&format!("2026-06-10T{now}Z"));
        assert_eq!(called(&world, &mailbox).await, who, "{now}");
    }
    let path = format!("/alerts/{}", alert_of(&world, incident).await);
    let alert = world
        .get(&house.renew(&world, "supervisor"), &path)
        .await
        .expect(200)
        .body;
    assert_eq!(alert["incident_id"], json!(incident));
    assert_eq!(alert["exhausted_at"], "2026-06-10T10:00:00Z");
    let steps: Vec<_> = alert["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| call["step"].clone())
        .collect();
    assert_eq!(steps, [1, 2, 3]);
    for who in ["worker", "director", "south_supervisor", "programme_manager"] {
        world.get(&house.renew(&world, who), &path).await.expect(404);
        let list = world.get(&house.renew(&world, who), "/alerts").await.expect(200);
        assert_eq!(list.body["items"], json!([]), "{who}");
    }
}

#[actix_web::test]
async fn saying_that_one_has_it_stops_it_and_so_does_looking_at_the_incident() {
    let world = World::new().await;
    let house = world.house("First").await;
    let second = two_on_call(&world, &house).await;
    let mailbox = Mailbox::open(&world).await;
    let one = reported(&world, &house, &critical(&house)).await;
    let other = reported(&world, &house, &critical(&house)).await;
    assert_eq!(called(&world, &mailbox).await, ["supervisor", "supervisor"]);
    let path = format!("/alerts/{}/acknowledge", alert_of(&world, one).await);
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "i-have-it")];
    world
        .call(Method::POST, Some(house.token("worker")), &path, None, &headers)
        .await
        .expect(404);
    for _ in 0..2 {
        let said = world
            .call(Method::POST, Some(&second.token), &path, None, &headers)
            .await
            .expect(200);
        assert_eq!(said.body["acknowledged_by"], json!(second.id));
    }
    let late = world
        .call(
            Method::POST,
            Some(house.token("supervisor")),
            &path,
            None,
            &headers[..1],
        )
        .await;
    late.expect_problem(409, "acknowledged");
    let incident = format!("/incidents/{other}");
    let seen = world.get(house.token("supervisor"), &incident).await.expect(200).etag();
    let look = json!({"step": "triaged", "severity": "s1_critical", "occurred_at": world.now()});
    let path = format!("{incident}/steps");
    world
        .change(Method::POST, house.token("supervisor"), &path, &seen, look)
        .await
        .expect(200);
    world.set_now("2026-06-10T09:40:00Z");
    assert!(called(&world, &mailbox).await.is_empty());
    let open = world
        .get(&house.renew(&world, "supervisor"), "/alerts?open=true")
        .await
        .expect(200);
    assert_eq!(
        open.body["items"].as_array().unwrap().len(),
        1,
        "nobody has said that she has the other"
    );
}

#[actix_web::test]
async fn a_gap_and_whoever_is_involved_are_passed_over() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mailbox = Mailbox::open(&world).await;
    // Nobody on call: the leads at once.
    reported(&world, &house, &critical(&house)).await;
    assert_eq!(called(&world, &mailbox).await, ["safeguarding_lead"]);
    // On call is who is said to be responsible, then who reported it.
    two_on_call(&world, &house).await;
    let mut body = critical(&house);
    let accused = house.who("supervisor").id;
    body["parties"] = json!([{"id": new_id(), "staff_id": accused, "role": "alleged_responsible"}]);
    let incident = reported(&world, &house, &body).await;
    assert_eq!(called(&world, &mailbox).await, ["second"]);
    let path = format!("/alerts/{}", alert_of(&world, incident).await);
    world.get(house.token("supervisor"), &path).await.expect(404);
    let own = critical(&house);
    world
        .post(house.token("supervisor"), "/incidents", own)
        .await
        .expect(201);
    assert_eq!(called(&world, &mailbox).await, ["second"]);
    // What is not critical calls nobody.
    let mut serious = critical(&house);
    serious["severity"] = json!("s2_serious");
    reported(&world, &house, &serious).await;
    assert!(called(&world, &mailbox).await.is_empty());
}

#[actix_web::test]
async fn a_killed_worker_calls_nobody_twice_and_keeps_nobody_from_being_called() {
    let world = World::new().await;
    let house = world.house("First").await;
    two_on_call(&world, &house).await;
    let mailbox = Mailbox::open(&world).await;
    reported(&world, &house, &critical(&house)).await;
    // A worker took the job and was killed before its transaction stood.
    let sql = world.sql().await;
    let taken = "update auth.job set locked_by = gen_random_uuid(), locked_until = $1, attempts = 1 where kind = 'call_on_call'";
    let until = world.now() + chrono::Duration::minutes(5);
    assert_eq!(sql.execute(taken, &[&until]).await.unwrap(), 1);
    assert!(called(&world, &mailbox).await.is_empty(), "it is the other worker's");
    world.set_now("2026-06-10T09:35:00Z");
    assert_eq!(called(&world, &mailbox).await, ["supervisor"]);
    world.set_now("2026-06-10T09:45:00Z");
    assert_eq!(called(&world, &mailbox).await, ["second"]);
    let calls = sql.query_one("select count(*) from alert_call", &[]).await.unwrap();
    assert_eq!(calls.get::<_, i64>(0), 2);
}
