//! Who may say yes to what, on what text, and for how long (domain.md §2.6).

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{adult, consent, id_of};
use crate::support::{House, World, new_id};

/// Somebody born on this day, taken in by the worker.
pub(crate) async fn born(world: &World, house: &House, on: &str) -> Uuid {
    let mut person = adult(house);
    person["birth_date"] = json!({"on": on, "quality": "exact"});
    world.take_in(house, "worker", &person).await
}

/// A school in the directory.
pub(crate) async fn school(world: &World, house: &House) -> Uuid {
    let entry = crate::providers::provider("school");
    world
        .post(house.token("dpo"), "/providers", entry.clone())
        .await
        .expect(201);
    id_of(&entry)
}

/// A yes to telling the school how she comes, to the end of the year.
pub(crate) fn share(giver: &str, school: Uuid) -> Value {
    let mut body = consent("share_named_recipient", giver);
    body["provider_id"] = json!(school);
    body["categories"] = json!(["attendance", "identity"]);
    body["expires_on"] = json!("2026-12-31");
    body
}

#[actix_web::test]
async fn consent_to_share_names_who_what_and_until_when() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = born(&world, &house, "2005-03-14").await;
    let school = school(&world, &house).await;
    let path = format!("/people/{person}/consents");
    let worker = house.token("worker");
    for (key, value, pointer) in [
        ("provider_id", Value::Null, "/provider_id"),
        ("provider_id", json!(new_id()), "/provider_id"),
        ("recipient_class", json!("school"), "/provider_id"),
        ("categories", json!([]), "/categories"),
        ("expires_on", Value::Null, "/expires_on"),
        ("expires_on", json!("2027-01-02"), "/expires_on"),
        ("limits_explained", json!(false), "/limits_explained"),
        ("best_interests_reason", json!("life_at_risk"), "/best_interests_reason"),
        ("capacity_id", json!(new_id()), "/capacity_id"),
        ("text_id", json!(new_id()), "/text_id"),
        ("witness_staff_id", json!(house.who("outreach").id), "/witness_staff_id"),
    ] {
        let mut body = share("young_person", school);
        body[key] = value;
        let refused = world.post(worker, &path, body).await.expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{}", refused.body);
    }
    let mut right = share("young_person", school);
    right["witness"] = json!("colleague");
    right["witness_staff_id"] = json!(house.who("outreach").id);
    right["read_aloud"] = json!(true);
    let told = world.post(worker, &path, right).await.expect(201);
    assert_eq!(told.body["provider_id"], json!(school));
    assert_eq!(told.body["read_aloud"], true);
    // A withdrawal needs none of it: it is about everybody.
    let mut no = consent("share_named_recipient", "young_person");
    no["status"] = json!("withdrawn");
    no["limits_explained"] = json!(false);
    world.post(worker, &path, no).await.expect(201);
}

#[actix_web::test]
async fn below_the_age_her_own_yes_needs_a_judgement_that_is_sealed() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = born(&world, &house, "2012-03-14").await;
    let (worker, path) = (house.token("worker"), format!("/people/{person}/consents"));
    let mut own = consent("data_processing", "young_person");
    let bare = world
        .post(worker, &path, own.clone())
        .await
        .expect_problem(422, "validation");
    assert_eq!(bare.body["errors"][0]["pointer"], "/capacity_id");
    let capacity = format!("/people/{person}/capacity");
    let judged = json!({"id": new_id(), "result": "understands_with_support", "assessed_at": "2026-01-01T11:00:00Z",
        "narrative": "Canary: said it back in her own words"});
    world.post(worker, &capacity, judged.clone()).await.expect(201);
    world.post(worker, &capacity, judged.clone()).await.expect(200);
    own["capacity_id"] = judged["id"].clone();
    world.post(worker, &path, own).await.expect(201);
    let list = world.get(house.token("evaluator"), &capacity).await.expect(200);
    assert_eq!(list.body["items"][0]["has_narrative"], true);
    assert!(!list.body.to_string().contains("Canary"));
    let opened = format!("{capacity}/{}", id_of(&judged));
    world
        .get(house.token("evaluator"), &opened)
        .await
        .expect_problem(403, "not_allowed");
    let read = world.get(house.token("supervisor"), &opened).await.expect(200);
    assert_eq!(read.body["narrative"], judged["narrative"]);
    let late = json!({"id": new_id(), "result": "not_yet", "assessed_at": "2030-01-01T11:00:00Z"});
    world
        .post(worker, &capacity, late)
        .await
        .expect_problem(422, "validation");
}

#[actix_web::test]
async fn where_asking_her_parents_endangers_her_their_word_counts_for_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = born(&world, &house, "2012-03-14").await;
    let (worker, path) = (house.token("worker"), format!("/people/{person}/consents"));
    let enrolments = format!("/people/{person}/enrolments");
    let enrol = || world.post(worker, &enrolments, crate::support::line::enrolment(&house));
    world
        .post(worker, &path, consent("service_participation", "parent"))
        .await
        .expect(201);
    world
        .post(worker, &path, consent("assent_service", "young_person"))
        .await
        .expect(201);
    let guardian = format!("/people/{person}/guardian-path");
    let closed = json!({"id": new_id(), "authority": "court"});
    let own = json!({"id": new_id(), "authority": "parent"});
    world
        .post(worker, &guardian, own)
        .await
        .expect_problem(422, "validation");
    world
        .post(house.token("evaluator"), &guardian, closed.clone())
        .await
        .expect_problem(403, "not_allowed");
    world.post(worker, &guardian, closed.clone()).await.expect(201);
    world.post(worker, &guardian, closed).await.expect(200);
    enrol().await.expect_problem(422, "consent_missing");
    world
        .post(worker, &path, consent("service_participation", "parent"))
        .await
        .expect_problem(422, "guardian_path_closed");
    world
        .get(house.token("evaluator"), &guardian)
        .await
        .expect_problem(403, "not_allowed");
    world
        .post(worker, &path, consent("service_participation", "court"))
        .await
        .expect(201);
    enrol().await.expect(201);
    // They may be asked again: the latest counts.
    let open = json!({"id": new_id()});
    let lead = house.token("safeguarding_lead");
    world.post(lead, &guardian, open).await.expect(201);
    let said = world.get(lead, &guardian).await.expect(200);
    let closed: Vec<_> = said.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["closed"])
        .collect();
    assert_eq!(closed, [&json!(false), &json!(true)]);
    world
        .post(worker, &path, consent("service_participation", "parent"))
        .await
        .expect(201);
}

#[actix_web::test]
async fn a_text_is_written_by_one_approved_by_another_and_never_changed() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = born(&world, &house, "2005-03-14").await;
    let text =
        json!({"id": new_id(), "kind": "photo_video", "language": "es", "version": "2026-1", "body": "Leo esto."});
    let (dpo, director) = (house.token("dpo"), house.token("director"));
    world
        .post(house.token("worker"), "/consent-texts", text.clone())
        .await
        .expect_problem(403, "not_allowed");
    world.post(dpo, "/consent-texts", text.clone()).await.expect(201);
    world.post(dpo, "/consent-texts", text.clone()).await.expect(200);
    let mut twin = text.clone();
    twin["id"] = json!(new_id());
    world
        .post(director, "/consent-texts", twin)
        .await
        .expect_problem(409, "version_taken");
    let (path, consents) = (
        format!("/consent-texts/{}/approve", id_of(&text)),
        format!("/people/{person}/consents"),
    );
    let mut given = consent("photo_video", "young_person");
    given["text_id"] = text["id"].clone();
    world
        .post(house.token("worker"), &consents, given.clone())
        .await
        .expect_problem(422, "validation");
    let none = Value::Null;
    let own = world.change(Method::POST, dpo, &path, "\"v1\"", none.clone()).await;
    own.expect_problem(403, "not_allowed");
    let tried = world.tried_alone(id_of(&text)).await;
    assert_eq!(tried, ["consent_text approve dpo"]);
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "approve-it-once")];
    for _ in 0..2 {
        let approved = world
            .call(Method::POST, Some(director), &path, None, &headers)
            .await
            .expect(200);
        assert_eq!(approved.body["approved_by"], json!(house.who("director").id));
    }
    world
        .change(Method::POST, director, &path, "\"v2\"", none)
        .await
        .expect_problem(409, "approved_already");
    world.post(house.token("worker"), &consents, given).await.expect(201);
    for wrong in ["language", "text_version", "kind"] {
        let mut other = consent("photo_video", "young_person");
        other["text_id"] = text["id"].clone();
        other[wrong] = json!(if wrong == "kind" { "story_or_quote" } else { "xx" });
        world
            .post(house.token("worker"), &consents, other)
            .await
            .expect_problem(422, "validation");
    }
    let sql = world.sql().await;
    let statement = "update consent_text set approved_by = written_by, approved_at = now() where id = $1";
    let refused = sql.execute(statement, &[&id_of(&text)]).await.unwrap_err();
    assert_eq!(
        refused.as_db_error().unwrap().constraint(),
        Some("consent_text_four_eyes")
    );
}
