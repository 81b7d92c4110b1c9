//! The same field changed by two: nothing is lost, and nobody's clock decides.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{corrected, count, expect_held, push_one, scene};
use crate::support::{House, World, new_id};

/// Corrects her record at a desk.
pub(super) async fn at_the_desk(world: &World, house: &House, person: Uuid, body: Value) {
    let version = world.version("person", person).await;
    let path = format!("/people/{person}");
    world
        .change(Method::PATCH, house.token("supervisor"), &path, &version, body)
        .await
        .expect(200);
}

async fn record(world: &World, house: &House, person: Uuid) -> Value {
    world
        .get(house.token("worker"), &format!("/people/{person}"))
        .await
        .expect(200)
        .body
}

async fn conflict(world: &World, house: &House, id: &Value) -> (Value, String) {
    let path = format!("/sync/conflicts/{}", id.as_str().unwrap());
    let seen = world.get(house.token("supervisor"), &path).await.expect(200);
    (seen.body.clone(), seen.etag())
}

#[actix_web::test]
async fn other_fields_come_together() {
    let world = World::new().await;
    let (house, phone, person, _) = scene(&world).await;
    let patch = corrected(person, 1, &json!({"language": "fr"}));
    let result = push_one(&world, &phone, &patch).await;
    assert_eq!(
        (&result["status"], &result["v"]),
        (&json!("applied"), &json!(2)),
        "{result}"
    );
    at_the_desk(&world, &house, person, json!({"gender_missing": "prefers_not"})).await;
    let result = push_one(&world, &phone, &corrected(person, 2, &json!({"language": "en"}))).await;
    assert_eq!(
        (&result["status"], &result["v"]),
        (&json!("merged"), &json!(4)),
        "{result}"
    );
    // Both the same: nothing to do, nothing to decide.
    let result = push_one(&world, &phone, &corrected(person, 1, &json!({"language": "en"}))).await;
    assert_eq!(
        (&result["status"], &result["v"]),
        (&json!("merged"), &json!(4)),
        "{result}"
    );
    let seen = record(&world, &house, person).await;
    assert_eq!(
        (&seen["language"], &seen["gender_missing"]),
        (&json!("en"), &json!("prefers_not"))
    );
    assert_eq!(count(&world, "select count(*) from sync_conflict").await, 0);
}

#[actix_web::test]
async fn of_a_plain_field_what_arrives_last_stands_and_the_other_can_be_taken_back() {
    let world = World::new().await;
    let (house, phone, person, _) = scene(&world).await;
    at_the_desk(&world, &house, person, json!({"language": "pt"})).await;
    let mut patch = corrected(person, 1, &json!({"language": "fr"}));
    patch["at"] = json!("1999-01-01T00:00:00Z");
    let result = push_one(&world, &phone, &patch).await;
    assert_eq!(result["status"], "conflict", "{result}");
    let clash = &result["conflicts"][0];
    assert_eq!(
        (&clash["field"], &clash["kept"], &clash["state"]),
        (&json!("language"), &json!("sent"), &json!("auto"))
    );
    assert_eq!(record(&world, &house, person).await["language"], "fr");
    // Sent again it is answered as before, and there is still one conflict.
    let again = push_one(&world, &phone, &patch).await;
    assert_eq!(
        (&again["conflicts"], &again["replayed"]),
        (&result["conflicts"], &json!(true))
    );
    let (seen, etag) = conflict(&world, &house, &clash["id"]).await;
    assert_eq!(seen["values"], json!({"sent": "fr", "stood": "pt"}));
    let sealed = "select count(*) from sync_conflict where to_jsonb(sync_conflict)::text ~ '\"(fr|pt)\"'";
    assert_eq!(count(&world, sealed).await, 0);
    let path = format!("/sync/conflicts/{}/resolve", clash["id"].as_str().unwrap());
    let take = json!({"take": "stood"});
    let supervisor = house.token("supervisor");
    let done = world
        .change(Method::POST, supervisor, &path, &etag, take.clone())
        .await
        .expect(200);
    assert_eq!(
        (&done.body["state"], &done.body["kept"]),
        (&json!("resolved"), &json!("stood"))
    );
    assert_eq!(record(&world, &house, person).await["language"], "pt");
    world
        .change(Method::POST, supervisor, &path, &done.etag(), take)
        .await
        .expect_problem(409, "decided");
}

#[actix_web::test]
async fn what_a_phone_itself_changed_before_is_nobody_elses() {
    let world = World::new().await;
    let (house, phone, person, _) = scene(&world).await;
    let patch = |set: Value| corrected(person, 1, &set);
    // Without having heard of the first: one plain field, one guarded.
    for set in [
        json!({"language": "fr", "gender_identity": "man_boy"}),
        json!({"language": "en", "gender_identity": "nonbinary"}),
    ] {
        let result = push_one(&world, &phone, &patch(set)).await;
        assert_ne!(result["status"], "conflict", "{result}");
    }
    assert_eq!(count(&world, "select count(*) from sync_conflict").await, 0);
    // What it only found there is not its own.
    at_the_desk(&world, &house, person, json!({"language": "pt"})).await;
    let result = push_one(&world, &phone, &patch(json!({"language": "pt"}))).await;
    assert_eq!((&result["status"], &result["v"]), (&json!("merged"), &json!(4)));
    let result = push_one(&world, &phone, &patch(json!({"language": "en"}))).await;
    assert_eq!(result["status"], "conflict", "{result}");
}

#[actix_web::test]
async fn a_version_of_another_history_is_no_measure() {
    let world = World::new().await;
    let (house, mut phone, person, _) = scene(&world).await;
    phone.sync(&world).await;
    let before = phone.answers[0]["epoch"].clone();
    for language in ["fr", "en"] {
        push_one(&world, &phone, &corrected(person, 1, &json!({"language": language}))).await;
    }
    let sql = world.sql().await;
    sql.batch_execute("update auth.sync_epoch set system_identifier = system_identifier + 1")
        .await
        .unwrap();
    phone.ask(&world).await.expect_problem(409, "epoch_changed");
    causeway::sync::begin_history(world.state.db()).await.unwrap();
    let in_history = |epoch: &Value, set: Value| {
        // The versions that it knew are gone: nothing here ever reached the seventh.
        let mut patch = corrected(person, 7, &set);
        patch["base_epoch"] = epoch.clone();
        patch
    };
    // Nobody has changed it since.
    let patch = in_history(&before, json!({"gender_identity": "man_boy"}));
    let result = push_one(&world, &phone, &patch).await;
    assert_ne!(result["status"], "conflict", "{result}");
    at_the_desk(
        &world,
        &house,
        person,
        json!({"language": "pt", "gender_identity": "nonbinary"}),
    )
    .await;
    for unknown in [&before, &json!("00000000"), &json!("no history")] {
        let patch = in_history(unknown, json!({"language": "ar", "gender_identity": "woman_girl"}));
        let result = push_one(&world, &phone, &patch).await;
        let mut clashes = result["conflicts"].as_array().into_iter().flatten();
        assert!(clashes.any(|clash| clash["field"] == "gender_identity"), "{result}");
    }
    assert_eq!(record(&world, &house, person).await["gender_identity"], "nonbinary");
    // Of today's history its versions are.
    phone.cursor = None;
    phone.sync(&world).await;
    let now = phone.answers.last().unwrap()["epoch"].clone();
    let result = push_one(
        &world,
        &phone,
        &in_history(&now, json!({"gender_identity": "woman_girl"})),
    )
    .await;
    assert_ne!(result["status"], "conflict", "{result}");
}

#[actix_web::test]
async fn of_a_guarded_field_what_stands_stays_until_somebody_decides() {
    let world = World::new().await;
    let (house, phone, person, _) = scene(&world).await;
    at_the_desk(&world, &house, person, json!({"gender_missing": "prefers_not"})).await;
    let patch = corrected(person, 1, &json!({"gender_missing": "not_asked", "language": "fr"}));
    let result = push_one(&world, &phone, &patch).await;
    assert_eq!(result["status"], "conflict", "{result}");
    let clash = &result["conflicts"][0];
    assert_eq!(
        (&clash["field"], &clash["kept"], &clash["state"]),
        (&json!("gender_identity"), &json!("stood"), &json!("open"))
    );
    let seen = record(&world, &house, person).await;
    assert_eq!(
        (&seen["gender_missing"], &seen["language"]),
        (&json!("prefers_not"), &json!("fr"))
    );
    let open = world
        .get(house.token("supervisor"), "/sync/conflicts?state=open")
        .await
        .expect(200);
    assert_eq!(open.body["items"][0]["id"], clash["id"]);
    for who in ["other_worker", "south_supervisor", "org_admin"] {
        let list = world.get(house.token(who), "/sync/conflicts").await.expect(200);
        assert_eq!(list.body["items"], json!([]), "{who}");
        let path = format!("/sync/conflicts/{}", clash["id"].as_str().unwrap());
        world
            .get(house.token(who), &path)
            .await
            .expect_problem(404, "not_found");
    }
    let (_, etag) = conflict(&world, &house, &clash["id"]).await;
    let path = format!("/sync/conflicts/{}/resolve", clash["id"].as_str().unwrap());
    world
        .change(
            Method::POST,
            house.token("worker"),
            &path,
            &etag,
            json!({"take": "sent"}),
        )
        .await
        .expect(200);
    assert_eq!(record(&world, &house, person).await["gender_missing"], "not_asked");
}

#[actix_web::test]
async fn what_is_worked_out_or_is_nobody_s_is_not_written() {
    let world = World::new().await;
    let (house, phone, person, _) = scene(&world).await;
    for field in ["birth_year", "public_code", "legal_name", "org_id"] {
        let patch = corrected(person, 1, &json!({field: "x"}));
        expect_held(&push_one(&world, &phone, &patch).await, "invalid_value");
    }
    let both = json!({"gender_identity": "woman_girl", "gender_missing": "prefers_not"});
    expect_held(
        &push_one(&world, &phone, &corrected(person, 1, &both)).await,
        "invalid_value",
    );
    let hidden = world
        .take_in(&house, "other_worker", &crate::support::line::adult(&house))
        .await;
    for nobody in [hidden, new_id()] {
        let result = push_one(&world, &phone, &corrected(nobody, 1, &json!({"language": "fr"}))).await;
        expect_held(&result, "no_access");
    }
    assert_eq!(count(&world, "select max(row_version)::bigint from person").await, 1);
}
