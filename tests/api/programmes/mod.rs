//! Programmes.

mod dosage;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{House, World, new_id};

fn programme(id: Uuid) -> Value {
    json!({"id": id, "name": "Street football", "strand": "sport", "tier": "primary"})
}

#[actix_web::test]
async fn a_programme_is_opened_once_however_often_it_is_sent() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (manager, id) = (house.token("programme_manager"), new_id());
    let made = world.post(manager, "/programmes", programme(id)).await.expect(201);
    assert_eq!(made.body["strand"], "sport");
    assert_eq!(made.body["site_id"], Value::Null);
    let again = world.post(manager, "/programmes", programme(id)).await.expect(200);
    assert_eq!(again.body, made.body);
    let mut other = programme(id);
    other["tier"] = json!("secondary");
    world
        .post(manager, "/programmes", other)
        .await
        .expect_problem(409, "id_taken");
    let mut at_site = programme(new_id());
    at_site["site_id"] = json!(house.south);
    let at_site = world.post(manager, "/programmes", at_site).await.expect(201);
    assert_eq!(at_site.body["site_id"], house.south.to_string());
    let list = world.get(house.token("worker"), "/programmes").await.expect(200);
    let names: Vec<_> = list.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    assert_eq!(
        names,
        ["Saturday league", "Street football", "Street football", "Walking along"]
    );
    let read = world
        .get(house.token("worker"), &format!("/programmes/{id}"))
        .await
        .expect(200);
    assert_eq!(read.body, made.body);
}

#[actix_web::test]
async fn gang_exit_waits_for_its_wall() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mut body = programme(new_id());
    body["strand"] = json!("gang_exit");
    let answer = world.post(house.token("director"), "/programmes", body).await;
    let answer = answer.expect_problem(422, "strand_not_available");
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.starts_with("the protected pathway is not built yet"), "{detail}");
    assert_eq!(answer.body["errors"][0]["pointer"], "/strand");
}

#[actix_web::test]
async fn what_is_not_right_is_named() {
    let world = World::new().await;
    let house = world.house("First").await;
    let other = world.house("Second").await;
    for (field, wrong) in [
        ("name", json!("")),
        ("strand", json!("chess")),
        ("tier", json!("tertiary")),
        ("site_id", json!(other.north)),
        ("id", json!("7")),
    ] {
        let mut body = programme(new_id());
        body[field] = wrong;
        let answer = world.post(house.token("director"), "/programmes", body).await;
        let answer = answer.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], format!("/{field}"));
    }
}

#[actix_web::test]
async fn who_answers_for_programmes_changes_them_where_she_does() {
    let world = World::new().await;
    let house = world.house("First").await;
    let may = ["org_admin", "programme_manager", "director"];
    let path = format!("/programmes/{}", house.sport);
    for who in House::names().filter(|name| !may.contains(name)) {
        let refused = world.post(house.token(who), "/programmes", programme(new_id())).await;
        refused.expect_problem(403, "not_allowed");
        let refused = world
            .change(
                Method::PATCH,
                house.token(who),
                &path,
                "\"v1\"",
                json!({"name": "Mine"}),
            )
            .await;
        refused.expect_problem(403, "not_allowed");
    }
    for path in ["/programmes", &path] {
        let refused = world.get(house.token("funder"), path).await;
        refused.expect_problem(403, "not_allowed");
    }
    let grants = [("programme_manager", None, Some(house.sport))];
    let hers = house.add_staff(&world, "sport_manager", &grants, None).await;
    let changed = world
        .change(Method::PATCH, &hers.token, &path, "\"v1\"", json!({"tier": "primary"}))
        .await
        .expect(200);
    assert_eq!(changed.body["tier"], "primary");
    assert_eq!(changed.body["name"], "Saturday league");
    let not_hers = format!("/programmes/{}", house.mentoring);
    world
        .change(
            Method::PATCH,
            &hers.token,
            &not_hers,
            "\"v1\"",
            json!({"tier": "primary"}),
        )
        .await
        .expect_problem(403, "not_allowed");
    let grants = [("programme_manager", Some(house.north), None)];
    let local = house.add_staff(&world, "north_manager", &grants, None).await;
    for (site, status) in [(json!(house.north), 201), (json!(house.south), 403), (Value::Null, 403)] {
        let mut body = programme(new_id());
        body["site_id"] = site;
        world.post(&local.token, "/programmes", body).await.expect(status);
    }
}

#[actix_web::test]
async fn a_change_needs_the_version_it_was_made_on() {
    let world = World::new().await;
    let house = world.house("First").await;
    let path = format!("/programmes/{}", house.sport);
    let token = house.token("programme_manager");
    let unsaid = world
        .call(Method::PATCH, Some(token), &path, Some(json!({"name": "League"})), &[])
        .await;
    unsaid.expect_problem(428, "if_match_needed");
    let etag = world.get(token, &path).await.expect(200).etag();
    let changed = world
        .change(Method::PATCH, token, &path, &etag, json!({"name": "League"}))
        .await
        .expect(200);
    assert_eq!(changed.body["name"], "League");
    world
        .change(Method::PATCH, token, &path, &etag, json!({"name": "Cup"}))
        .await
        .expect_problem(412, "changed_meanwhile");
    let now = changed.etag();
    for (body, pointer) in [
        (json!({}), ""),
        (json!({"strand": "culture"}), "/strand"),
        (json!({"tier": "all"}), "/tier"),
    ] {
        let answer = world.change(Method::PATCH, token, &path, &now, body).await;
        let answer = answer.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer);
    }
}

#[actix_web::test]
async fn foreign_made_up_and_voided_programmes_cannot_be_told_apart() {
    let world = World::new().await;
    let house = world.house("First").await;
    let other = world.house("Second").await;
    let void = "update programme set voided_at = recorded_at, void_reason = 'duplicate' where id = $1";
    world.sql().await.execute(void, &[&house.sport]).await.unwrap();
    let token = house.token("org_admin");
    let mut bodies = Vec::new();
    for id in [other.mentoring, new_id(), house.sport] {
        let path = format!("/programmes/{id}");
        let mut body = world.get(token, &path).await.expect_problem(404, "not_found").body;
        body["request_id"] = Value::Null;
        bodies.push(body);
        world
            .change(Method::PATCH, token, &path, "\"v1\"", json!({"name": "Mine"}))
            .await
            .expect_problem(404, "not_found");
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
}
