//! What others are to a young person, and whose consent counts.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{adult, consent, enrolment, id_of};
use crate::support::{House, World, new_id};

fn guardian(bond: &Value) -> Value {
    json!({"id": new_id(), "kind": "guardian", "other_name": "Canary Guardian", "bond": bond})
}

fn unsafe_guardian() -> Value {
    guardian(&json!({"legal_guardian": true, "lives_with": true, "guardian_unsafe": true}))
}

fn child(house: &House) -> Value {
    let mut body = adult(house);
    body["birth_date"]["on"] = json!("2013-03-14");
    body
}

async fn enrol(world: &World, house: &House, person: Uuid) -> crate::support::Answer {
    let path = format!("/people/{person}/enrolments");
    world.post(house.token("worker"), &path, enrolment(house)).await
}

#[actix_web::test]
async fn a_relationship_is_sealed_listed_and_repeated() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let path = format!("/people/{person}/relationships");
    let body = guardian(&json!({"legal_guardian": true}));
    let first = world.post(token, &path, body.clone()).await.expect(201);
    let again = world.post(token, &path, body.clone()).await.expect(200);
    assert_eq!(first.body, again.body);
    let mut other = body;
    other["kind"] = json!("family");
    world.post(token, &path, other).await.expect_problem(409, "id_taken");
    let list = world.get(house.token("supervisor"), &path).await.expect(200);
    assert_eq!(list.body["items"][0]["other_name"], "Canary Guardian");
    assert_eq!(list.body["items"][0]["valid_from"], "2026-06-10");
    world
        .get(house.token("evaluator"), &path)
        .await
        .expect_problem(403, "not_allowed");
    let sql = world.sql().await;
    let row = sql
        .query_one("select t::text from person_relationship t", &[])
        .await
        .unwrap();
    let row: String = row.get(0);
    assert!(
        !row.contains("Canary") && !row.contains(&hex::encode("Canary")),
        "{row}"
    );
}

#[actix_web::test]
async fn what_is_wrong_is_named() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let hidden = world.take_in(&house, "other_worker", &adult(&house)).await;
    let path = format!("/people/{person}/relationships");
    let with = |kind: &str, other: Value, bond: Value| {
        let mut body = json!({"id": new_id(), "kind": kind, "bond": bond});
        body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        body
    };
    let named = json!({"other_name": "Canary"});
    for (body, pointer) in [
        (with("family", json!({}), json!({})), "/other_person_id"),
        (
            with(
                "family",
                json!({"other_name": "Canary", "other_person_id": hidden}),
                json!({}),
            ),
            "/other_person_id",
        ),
        (
            with("family", json!({"other_person_id": hidden}), json!({})),
            "/other_person_id",
        ),
        (
            with("family", json!({"other_person_id": new_id()}), json!({})),
            "/other_person_id",
        ),
        (
            with("family", json!({"other_person_id": person}), json!({})),
            "/other_person_id",
        ),
        (with("family", named.clone(), json!({"guardian_unsafe": true})), "/bond"),
        (
            with("guardian", named.clone(), json!({"partner_unsafe": true})),
            "/bond",
        ),
        (
            with("family", named.clone(), json!({"valid_to": "2026-06-09"})),
            "/valid_to",
        ),
        (with("gang", named, json!({})), "/kind"),
    ] {
        let answer = world.post(token, &path, body).await.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{}", answer.body);
        assert!(!answer.body.to_string().contains("Canary"));
    }
}

#[actix_web::test]
async fn one_to_somebody_with_a_record_is_for_who_may_know_of_both() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mine = world.take_in(&house, "worker", &adult(&house)).await;
    let theirs = world.take_in(&house, "other_worker", &adult(&house)).await;
    let path = format!("/people/{mine}/relationships");
    let body = json!({"id": new_id(), "kind": "family", "other_person_id": theirs, "bond": {}});
    world
        .post(house.token("supervisor"), &path, body.clone())
        .await
        .expect(201);
    let seen = world.get(house.token("supervisor"), &path).await.expect(200);
    assert_eq!(seen.body["items"][0]["other_person_id"], theirs.to_string());
    let hidden = world.get(house.token("worker"), &path).await.expect(200);
    assert_eq!(hidden.body["items"], json!([]));
    let void = format!("/relationships/{}/void", id_of(&body));
    let reason = json!({"reason": "entered_in_error"});
    world
        .change(Method::POST, house.token("worker"), &void, "\"v1\"", reason)
        .await
        .expect_problem(404, "not_found");
}

#[actix_web::test]
async fn an_unsafe_guardian_does_not_answer_for_her() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &child(&house)).await;
    let consents = format!("/people/{person}/consents");
    for (kind, giver) in [("service_participation", "parent"), ("assent_service", "young_person")] {
        world.post(token, &consents, consent(kind, giver)).await.expect(201);
    }
    let path = format!("/people/{person}/relationships");
    let body = unsafe_guardian();
    let recorded = world.post(token, &path, body.clone()).await.expect(201);
    enrol(&world, &house, person)
        .await
        .expect_problem(422, "consent_missing");
    // The intake officer may not see why, and the rule holds for her as well: in the same words.
    let mut by_intake = enrolment(&house);
    by_intake["lead_staff_id"] = json!(house.who("worker").id);
    let enrolments = format!("/people/{person}/enrolments");
    let officer = world.post(house.token("intake_officer"), &enrolments, by_intake).await;
    let answer = officer.expect_problem(422, "consent_missing");
    assert!(!answer.body.to_string().contains("unsafe"), "{}", answer.body);

    // Who works with her may be pressed to trust again: that is for her supervisor.
    let bond = format!("/relationships/{}/bond", id_of(&body));
    let trusted = json!({"legal_guardian": true, "lives_with": true});
    world
        .change(Method::PUT, token, &bond, &recorded.etag(), trusted.clone())
        .await
        .expect_problem(403, "not_allowed");
    let void = format!("/relationships/{}/void", id_of(&body));
    let reason = json!({"reason": "entered_in_error"});
    world
        .change(Method::POST, token, &void, &recorded.etag(), reason)
        .await
        .expect_problem(403, "not_allowed");
    let sooner = json!({"legal_guardian": true, "guardian_unsafe": true, "valid_to": "2026-06-10"});
    world
        .change(Method::PUT, token, &bond, &recorded.etag(), sooner)
        .await
        .expect_problem(403, "not_allowed");
    let lead = house.token("safeguarding_lead");
    let changed = world
        .change(Method::PUT, lead, &bond, &recorded.etag(), trusted)
        .await
        .expect(200);
    assert_eq!(changed.body["guardian_unsafe"], false);
    enrol(&world, &house, person).await.expect(201);
}

#[actix_web::test]
async fn a_court_stands_in_for_an_unsafe_guardian_and_a_partner_counts_too() {
    let world = World::new().await;
    let house = world.house("First").await;
    let token = house.token("worker");
    let person = world.take_in(&house, "worker", &child(&house)).await;
    let path = format!("/people/{person}/relationships");
    let partner = json!({"id": new_id(), "kind": "partner", "other_name": "Canary", "bond": {"partner_unsafe": true}});
    world.post(token, &path, partner).await.expect(201);
    let consents = format!("/people/{person}/consents");
    let says = async |kind: &str, giver: &str| world.post(token, &consents, consent(kind, giver)).await;
    says("service_participation", "legal_guardian")
        .await
        .expect_problem(422, "guardian_path_closed");
    says("assent_service", "young_person").await.expect(201);
    enrol(&world, &house, person)
        .await
        .expect_problem(422, "consent_missing");
    says("service_participation", "court").await.expect(201);
    enrol(&world, &house, person).await.expect(201);
}
