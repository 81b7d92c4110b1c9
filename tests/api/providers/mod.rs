//! The directory of providers.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::line::id_of;
use crate::support::{World, new_id};

pub(crate) fn provider(class: &str) -> Value {
    json!({"id": new_id(), "class": class,
        "provider": {"name": "Northern school", "services": ["school"], "answers_within": 10}})
}

#[actix_web::test]
async fn the_directory_is_kept_by_who_sets_up_the_house_and_read_by_everybody() {
    let world = World::new().await;
    let house = world.house("First").await;
    let entry = provider("school");
    world
        .post(house.token("supervisor"), "/providers", entry.clone())
        .await
        .expect_problem(403, "not_allowed");
    let manager = house.token("programme_manager");
    world.post(manager, "/providers", entry.clone()).await.expect(201);
    world.post(manager, "/providers", entry.clone()).await.expect(200);
    let mut other = entry.clone();
    other["class"] = json!("police");
    world
        .post(manager, "/providers", other)
        .await
        .expect_problem(409, "id_taken");
    let path = format!("/providers/{}", id_of(&entry));
    let change = json!({"provider": {"name": "Old school", "services": ["school", "leisure"], "answers_within": 21},
        "in_use": false});
    let stale = world
        .change(Method::PUT, manager, &path, "\"v7\"", change.clone())
        .await;
    stale.expect_problem(412, "changed_meanwhile");
    let changed = world
        .change(Method::PUT, manager, &path, "\"v1\"", change)
        .await
        .expect(200);
    assert_eq!(
        changed.body["class"], "school",
        "what consent was given to stays what it is"
    );
    assert_eq!(changed.body["in_use"], false);
    let list = world.get(house.token("worker"), "/providers").await.expect(200).body;
    assert_eq!(list["items"], json!([changed.body]));
    world
        .get(house.token("funder"), "/providers")
        .await
        .expect_problem(403, "not_allowed");
    let other_house = world.house("Second").await;
    let list = world
        .get(other_house.token("worker"), "/providers")
        .await
        .expect(200)
        .body;
    assert_eq!(list["items"], json!([]));
}
