//! Ages of consent.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, House, World, new_id};

fn policy(id: Uuid) -> Value {
    json!({"id": id, "jurisdiction": "DE", "age_majority": 18, "age_service_consent": 15, "age_data_consent": 16,
           "valid_from": "2026-01-01"})
}

async fn confirm(world: &World, token: &str, id: &str, headers: &[(&str, &str)]) -> Answer {
    let path = format!("/jurisdiction-policies/{id}/confirm");
    world.call(Method::POST, Some(token), &path, None, headers).await
}

#[actix_web::test]
async fn a_policy_is_recorded_once_and_confirmed_by_name() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (dpo, id) = (house.who("dpo"), new_id());
    let made = world
        .post(&dpo.token, "/jurisdiction-policies", policy(id))
        .await
        .expect(201);
    assert_eq!(made.body["confirmed_by"], Value::Null);
    assert_eq!(made.body["recorded_by"], dpo.id.to_string());
    let again = world
        .post(&dpo.token, "/jurisdiction-policies", policy(id))
        .await
        .expect(200);
    assert_eq!(again.body, made.body);
    let mut other = policy(id);
    other["age_majority"] = json!(21);
    world
        .post(&dpo.token, "/jurisdiction-policies", other)
        .await
        .expect_problem(409, "id_taken");
    world
        .post(&dpo.token, "/jurisdiction-policies", policy(new_id()))
        .await
        .expect_problem(409, "policy_exists");

    let (id, etag) = (id.to_string(), made.etag());
    let director = house.who("director");
    confirm(&world, &director.token, &id, &[])
        .await
        .expect_problem(428, "if_match_needed");
    confirm(&world, &director.token, &id, &[("if-match", "\"v2\"")])
        .await
        .expect_problem(412, "changed_meanwhile");
    let key = ("idempotency-key", "confirm-germany-1");
    let confirmed = confirm(&world, &director.token, &id, &[("if-match", &etag), key])
        .await
        .expect(200);
    assert_eq!(confirmed.body["confirmed_by"], director.id.to_string());
    assert_eq!(confirmed.body["confirmed_at"], "2026-06-10T09:30:00Z");
    let repeated = confirm(&world, &director.token, &id, &[("if-match", &etag), key])
        .await
        .expect(200);
    assert_eq!(repeated.body, confirmed.body);
    confirm(&world, &dpo.token, &id, &[("if-match", &confirmed.etag())])
        .await
        .expect_problem(409, "confirmed_already");

    let list = world
        .get(house.token("worker"), "/jurisdiction-policies")
        .await
        .expect(200);
    let listed: Vec<_> = list.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["jurisdiction"])
        .collect();
    assert_eq!(listed, ["CO", "DE"]);
}

#[actix_web::test]
async fn ages_are_whole_years_a_law_could_name() {
    let world = World::new().await;
    let house = world.house("First").await;
    for (field, wrong) in [
        ("age_majority", json!(11)),
        ("age_majority", json!(26)),
        ("age_service_consent", json!(4)),
        ("age_data_consent", json!(26)),
        ("age_data_consent", json!(15.5)),
        ("valid_from", json!("soon")),
        ("jurisdiction", json!("Germany")),
    ] {
        let mut body = policy(new_id());
        body[field] = wrong;
        let answer = world.post(house.token("dpo"), "/jurisdiction-policies", body).await;
        let answer = answer.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], format!("/{field}"));
    }
}

#[actix_web::test]
async fn administrators_data_protection_officers_and_directors_answer_for_ages() {
    let world = World::new().await;
    let house = world.house("First").await;
    let other = world.house("Second").await;
    let id = new_id();
    let made = world
        .post(house.token("org_admin"), "/jurisdiction-policies", policy(id))
        .await;
    let etag = made.expect(201).etag();
    for who in House::names().filter(|name| !["org_admin", "dpo", "director"].contains(name)) {
        let token = house.token(who);
        let refused = world.post(token, "/jurisdiction-policies", policy(new_id())).await;
        refused.expect_problem(403, "not_allowed");
        let refused = confirm(&world, token, &id.to_string(), &[("if-match", &etag)]).await;
        refused.expect_problem(403, "not_allowed");
    }
    world
        .get(house.token("funder"), "/jurisdiction-policies")
        .await
        .expect_problem(403, "not_allowed");
    for id in [id, new_id()] {
        let foreign = confirm(&world, other.token("dpo"), &id.to_string(), &[("if-match", &etag)]).await;
        foreign.expect_problem(404, "not_found");
    }
}
