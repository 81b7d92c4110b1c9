//! How much of a programme somebody is to get.

use serde_json::{Value, json};

use crate::support::{World, new_id};

fn rule(measure: &str, from: &str) -> Value {
    json!({"id": new_id(), "measure": measure, "amount": 2, "valid_from": from})
}

#[actix_web::test]
async fn rules_are_only_added_and_each_is_said_once() {
    let world = World::new().await;
    let house = world.house("First").await;
    let path = format!("/programmes/{}/dosages", house.mentoring);
    let manager = house.token("programme_manager");
    let first = rule("contacts_per_week", "2026-01-01");
    world.post(manager, &path, first.clone()).await.expect(201);
    world.post(manager, &path, first.clone()).await.expect(200);
    let mut other = first.clone();
    other["amount"] = json!(3);
    world.post(manager, &path, other).await.expect(409);
    let mut course = rule("sessions_in_all", "2026-07-01");
    let refused = world.post(manager, &path, course.clone()).await.expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/over_days");
    course["over_days"] = json!(168);
    let said = world.post(manager, &path, course.clone()).await.expect(201);
    let items = said.body["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(
        [&items[0]["id"], &items[1]["id"]],
        [&course["id"], &first["id"]],
        "the later one counts"
    );
    world.get(house.token("worker"), &path).await.expect(200);
    world
        .post(house.token("worker"), &path, rule("minutes_per_week", "2026-01-01"))
        .await
        .expect(403);
    world.get(house.token("funder"), &path).await.expect(403);
    let nowhere = format!("/programmes/{}/dosages", new_id());
    world.get(manager, &nowhere).await.expect(404);
}
