//! A concern for a child reaches those who answer for it at once, whatever becomes of the operation that brings it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{count, decide, expect_held, logged, push_one, scene, unassigned};
use crate::support::{House, World, new_id};

const WORDS: &str = "Canary: bruises on both arms.";

fn with_concern(enrolment: Uuid) -> Value {
    let mut op = logged(enrolment, "2026-02-03T15:00:00Z");
    op["set"]["note"] = json!({"id": new_id(), "kind": "safeguarding", "about": "family", "text": WORDS});
    op
}

/// The only concern there is, as the lead reads it.
async fn only_concern(world: &World, house: &House) -> Value {
    let row = world
        .sql()
        .await
        .query_one("select id from safeguarding_concern", &[])
        .await
        .unwrap();
    let path = format!("/safeguarding-concerns/{}", row.get::<_, Uuid>(0));
    let seen = world.get(house.token("safeguarding_lead"), &path).await.expect(200);
    seen.body["file"].clone()
}

#[actix_web::test]
async fn out_of_a_session_that_is_held_too() {
    let world = World::new().await;
    let (house, phone, person, enrolment) = scene(&world).await;
    unassigned(&world).await;
    let op = with_concern(enrolment);
    let held = expect_held(&push_one(&world, &phone, &op).await, "no_access");
    let file = only_concern(&world, &house).await;
    assert_eq!(
        (&file["text"], &file["about"], &file["person_id"], &file["site_id"]),
        (&json!(WORDS), &json!("family"), &json!(person), &json!(house.north))
    );
    assert_eq!(
        count(&world, "select count(*) from auth.job where kind = 'tell_concern'").await,
        2
    );
    // Who decides on the session learns nothing of it.
    let seen = world
        .get(house.token("supervisor"), &format!("/sync/held/{held}"))
        .await
        .expect(200);
    assert!(seen.body["set"].get("note").is_none());
    assert!(!String::from_utf8_lossy(&seen.bytes).contains("Canary"));
    // Sent again, or let in, it is told once.
    push_one(&world, &phone, &op).await;
    let done = decide(&world, house.token("supervisor"), &held, json!({"decision": "apply"}))
        .await
        .expect(200);
    assert_eq!(done.body["status"], "applied", "{}", done.body);
    assert_eq!(count(&world, "select count(*) from safeguarding_concern").await, 1);
}

#[actix_web::test]
async fn however_wrong_the_rest_of_the_operation_is() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    let mut op = with_concern(enrolment);
    op["set"]["minutes"] = json!("sixty");
    op["set"]["enrolment_id"] = json!("nobody");
    op["set"]["note"] = json!({"kind": "safeguarding", "text": WORDS, "accused_id": new_id()});
    expect_held(&push_one(&world, &phone, &op).await, "invalid_value");
    let file = only_concern(&world, &house).await;
    assert_eq!((&file["text"], &file["about"]), (&json!(WORDS), &json!("other")));
}

#[actix_web::test]
async fn under_an_id_that_is_taken_and_with_a_colleague_who_is_none() {
    let world = World::new().await;
    let (_, phone, _, enrolment) = scene(&world).await;
    let first = with_concern(enrolment);
    assert_eq!(push_one(&world, &phone, &first).await["status"], "applied");
    let mut second = with_concern(enrolment);
    second["set"]["note"]["id"] = first["set"]["note"]["id"].clone();
    second["set"]["note"]["about"] = json!("staff");
    second["set"]["note"]["accused_id"] = json!(new_id());
    let result = push_one(&world, &phone, &second).await;
    assert_eq!(result["status"], "held", "{result}");
    assert_eq!(count(&world, "select count(*) from safeguarding_concern").await, 2);
}

#[actix_web::test]
async fn where_nobody_answers_for_it_it_stays_for_its_author_alone() {
    let world = World::new().await;
    let (house, phone, _, enrolment) = scene(&world).await;
    unassigned(&world).await;
    let sql = world.sql().await;
    sql.execute(
        "update role_grant set ended_at = granted_at where role in ('safeguarding_lead', 'director')",
        &[],
    )
    .await
    .unwrap();
    let op = with_concern(enrolment);
    let held = expect_held(&push_one(&world, &phone, &op).await, "no_access");
    let path = format!("/sync/held/{held}");
    let seen = world.get(house.token("worker"), &path).await.expect(200);
    assert_eq!(seen.body["set"]["note"]["text"], WORDS);
    world
        .get(house.token("supervisor"), &path)
        .await
        .expect_problem(404, "not_found");
}
