//! Consent: recorded as decisions, withdrawn at any time.

pub(crate) mod breadth;
mod walk;

use serde_json::json;

use crate::support::World;
use crate::support::line::{adult, consent, own_consent};

#[actix_web::test]
async fn decisions_are_recorded_once_and_listed_in_order() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{person}/consents");
    let given = own_consent();
    world.post(token, &path, given.clone()).await.expect(201);
    world.post(token, &path, given.clone()).await.expect(200);
    let mut other = given.clone();
    other["status"] = json!("refused");
    world.post(token, &path, other).await.expect_problem(409, "id_taken");
    let mut withdrawn = own_consent();
    withdrawn["status"] = json!("withdrawn");
    withdrawn["occurred_at"] = json!("2026-02-01T09:00:00Z");
    world.post(token, &path, withdrawn).await.expect(201);
    let list = world.get(token, &path).await.expect(200).body;
    let statuses: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["status"].clone())
        .collect();
    assert_eq!(statuses, [json!("given"), json!("withdrawn")]);
    world.get(house.token("other_worker"), &path).await.expect(404);
    world
        .post(house.token("evaluator"), &path, own_consent())
        .await
        .expect_problem(403, "not_allowed");
}

#[actix_web::test]
async fn what_cannot_be_a_decision_is_refused_in_words() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{person}/consents");
    let with = |key: &str, value: serde_json::Value| {
        let mut body = own_consent();
        body[key] = value;
        body
    };
    for (body, pointer) in [
        (with("occurred_at", json!("2026-06-11T00:00:00Z")), "/occurred_at"),
        (with("expires_on", json!("2025-12-31")), "/expires_on"),
        (with("status", json!("expired")), "/status"),
        (with("kind", json!("share_named_recipient")), "/provider_id"),
        (consent("assent_service", "parent"), "/giver"),
    ] {
        let answer = world
            .post(house.token("worker"), &path, body)
            .await
            .expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{}", answer.body);
    }
}
