//! Draft, in force, retired: one form asks at a time, and what was published stays as it was.

use actix_web::http::Method;
use serde_json::json;

use super::{act, draft, in_force, item};
use crate::support::line::id_of;
use crate::support::{World, new_id};

#[actix_web::test]
async fn a_draft_begins_with_what_is_usual_and_then_with_what_is_in_force() {
    let world = World::new().await;
    let house = world.house("First").await;
    let first = draft(&world, &house, None).await.expect(201);
    assert_eq!(
        (&first.body["version"], &first.body["state"]),
        (&json!(1), &json!("draft"))
    );
    let items = first.body["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["key"] == "trusted_adult"), "of mentoring");
    assert!(items.len() > 15, "{}", items.len());
    draft(&world, &house, None).await.expect_problem(409, "draft_there");

    let path = format!("/intake-forms/{}", id_of(&first.body));
    let manager = house.token("programme_manager");
    let mine = json!({"items": [item("way_home")]});
    let rewritten = world
        .change(Method::PUT, manager, &path, &first.etag(), mine.clone())
        .await
        .expect(200);
    assert_eq!(rewritten.body["items"].as_array().unwrap().len(), 1);
    world
        .change(Method::PUT, manager, &path, &first.etag(), mine.clone())
        .await
        .expect_problem(412, "changed_meanwhile");
    act(&world, &house, "programme_manager", &first, "publish")
        .await
        .expect_problem(412, "changed_meanwhile");
    let published = act(&world, &house, "programme_manager", &rewritten, "publish")
        .await
        .expect(200);
    assert_eq!(published.body["state"], "published");
    assert_eq!(published.body["published_at"], json!(world.now()));

    let second = draft(&world, &house, None).await.expect(201);
    assert_eq!(second.body["items"], published.body["items"]);
    assert_eq!(second.body["version"], 2);
}

#[actix_web::test]
async fn what_was_published_is_never_changed() {
    let world = World::new().await;
    let house = world.house("First").await;
    let first = in_force(&world, &house, Some(json!([item("way_home")]))).await;
    let path = format!("/intake-forms/{first}");
    let manager = house.token("programme_manager");
    let there = world.get(manager, &path).await.expect(200);
    world
        .change(
            Method::PUT,
            manager,
            &path,
            &there.etag(),
            json!({"items": [item("other")]}),
        )
        .await
        .expect_problem(409, "form_not_a_draft");
    act(&world, &house, "programme_manager", &there, "publish")
        .await
        .expect_problem(409, "form_not_a_draft");
    assert_eq!(world.get(manager, &path).await.expect(200).body, there.body);

    let second = in_force(&world, &house, Some(json!([item("way_home"), item("way_there")]))).await;
    let list = format!("/programmes/{}/intake-forms", house.mentoring);
    let list = world.get(house.token("worker"), &list).await.expect(200);
    let states: Vec<_> = list.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|form| (form["id"].clone(), form["state"].clone()))
        .collect();
    assert_eq!(
        states,
        [(json!(second), json!("published")), (json!(first), json!("retired"))]
    );
    let gone = world.get(manager, &path).await.expect(200);
    assert_eq!(gone.body["items"], there.body["items"]);
    act(&world, &house, "director", &gone, "retire")
        .await
        .expect_problem(409, "form_retired");
}

#[actix_web::test]
async fn a_key_means_in_every_version_what_it_meant() {
    let world = World::new().await;
    let house = world.house("First").await;
    in_force(&world, &house, Some(json!([item("way_home")]))).await;
    let mut changed = item("way_home");
    changed["kind"] = json!("number");
    let drafted = draft(&world, &house, Some(json!([item("first"), changed])))
        .await
        .expect(201);
    let refused = act(&world, &house, "programme_manager", &drafted, "publish").await;
    let refused = refused.expect_problem(422, "validation");
    assert_eq!(refused.body["errors"][0]["pointer"], "/items/1/key");
    assert_eq!(refused.body["errors"][0]["code"], "means_something_else");
}

#[actix_web::test]
async fn an_item_that_is_none_is_refused_in_its_place() {
    let world = World::new().await;
    let house = world.house("First").await;
    for (field, value, pointer) in [
        ("key", json!("Way home"), "/items/1/key"),
        ("options", json!(["a", "b"]), "/items/1/options"),
        ("kept_in", json!("needs"), "/items/1/kept_in"),
        ("ask_when", json!("when_trusted"), "/items/1/required"),
        ("kind", json!("text"), "/items/1/class"),
        ("domain", json!("justice"), "/items/1/class"),
        ("words", json!({}), "/items/1/words"),
    ] {
        let mut wrong = item("way_there");
        wrong[field] = value;
        let refused = draft(&world, &house, Some(json!([item("way_home"), wrong]))).await;
        let refused = refused.expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], pointer);
    }
    let none = draft(&world, &house, Some(json!([])))
        .await
        .expect_problem(422, "validation");
    assert_eq!(none.body["errors"][0]["pointer"], "/items");
}

#[actix_web::test]
async fn a_draft_is_sent_again_and_a_step_is_taken_once() {
    let world = World::new().await;
    let house = world.house("First").await;
    let path = format!("/programmes/{}/intake-forms", house.mentoring);
    let manager = house.token("programme_manager");
    let mut body = json!({"id": new_id(), "items": [item("way_home")]});
    world.post(manager, &path, body.clone()).await.expect(201);
    world.post(manager, &path, body.clone()).await.expect(200);
    body["items"] = json!([item("way_there")]);
    world.post(manager, &path, body.clone()).await.expect(409);
    let publish = format!("/intake-forms/{}/publish", id_of(&body));
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "publishing-it-once")];
    for _ in 0..2 {
        let answer = world.call(Method::POST, Some(manager), &publish, None, &headers).await;
        assert_eq!(answer.expect(200).body["state"], "published");
    }
    let retire = format!("/intake-forms/{}/retire", id_of(&body));
    let headers = [("if-match", "\"v2\""), ("idempotency-key", "retiring-it-once")];
    for _ in 0..2 {
        let answer = world.call(Method::POST, Some(manager), &retire, None, &headers).await;
        assert_eq!(answer.expect(200).body["state"], "retired");
    }
}
