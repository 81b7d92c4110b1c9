//! What was found: a value on its scale, or why there is none.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::{first, left};
use crate::support::{World, new_id};

fn found(measure: &str, stage: &str) -> Value {
    json!({"id": new_id(), "measure": measure, "stage": stage, "observed_on": "2026-06-03", "source_kind": "self_report"})
}

#[actix_web::test]
async fn what_was_found_is_kept_with_its_source_and_can_be_voided() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = left(&world, &house, Some(true)).await;
    let worker = house.token("worker");
    let path = format!("/enrolments/{enrolment}/observations");
    let mut well = found("wellbeing", "followup_3m");
    well["value_number"] = json!(48);
    let answer = world.post(worker, &path, well.clone()).await.expect(201);
    assert_eq!(
        answer.body["followup_id"],
        json!(first(&world, &house, enrolment).await)
    );
    assert_eq!(answer.body["domain"], "mental_health");
    assert_eq!(answer.body["value_number"], 48.0);
    world.post(worker, &path, well.clone()).await.expect(200);
    well["value_number"] = json!(52);
    world.post(worker, &path, well).await.expect(409);
    let mut home = found("living_situation", "exit");
    home["missing"] = json!("withheld_for_safety");
    home["observed_on"] = json!("2026-03-05");
    world.post(worker, &path, home).await.expect(201);
    let list = world.get(house.token("supervisor"), &path).await.expect(200);
    let items = list.body["items"].as_array().unwrap();
    let shown: Vec<_> = items.iter().map(|item| [&item["measure"], &item["missing"]]).collect();
    assert_eq!(
        shown,
        [
            [&json!("wellbeing"), &Value::Null],
            [&json!("living_situation"), &json!("withheld_for_safety")]
        ]
    );
    let void = format!("/observations/{}/void", answer.body["id"].as_str().unwrap());
    let reason = json!({"reason": "entered_in_error"});
    let voided = world
        .change(Method::POST, worker, &void, &answer.etag(), reason.clone())
        .await
        .expect(200);
    assert_eq!(voided.body["void_reason"], "entered_in_error");
    world
        .change(Method::POST, worker, &void, &voided.etag(), reason)
        .await
        .expect_problem(409, "voided");
}

#[actix_web::test]
async fn a_value_that_does_not_fit_is_refused_in_words() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = left(&world, &house, Some(true)).await;
    let path = format!("/enrolments/{enrolment}/observations");
    for (measure, stage, field, value, pointer) in [
        ("wellbeing", "update", "value_number", json!(101), "/value_number"),
        ("wellbeing", "update", "value_code", json!("good"), "/value_code"),
        ("school_status", "update", "value_code", json!("custody"), "/value_code"),
        (
            "school_status",
            "update",
            "observed_on",
            json!("2026-06-03"),
            "/missing",
        ),
        // Its window is not open yet, and there is no such follow-up.
        ("wellbeing", "followup_6m", "value_number", json!(48), "/observed_on"),
        ("wellbeing", "followup_24m", "value_number", json!(48), "/stage"),
    ] {
        let mut body = found(measure, stage);
        body[field] = value;
        let refused = world.post(house.token("worker"), &path, body.clone()).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{body}");
    }
    let mut ahead = found("wellbeing", "update");
    ahead["value_number"] = json!(48);
    ahead["observed_on"] = json!("2026-06-11");
    let refused = world.post(house.token("worker"), &path, ahead).await.expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/observed_on");
}

#[actix_web::test]
async fn nothing_more_is_written_about_who_was_erased() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = left(&world, &house, Some(true)).await;
    let path = format!("/enrolments/{enrolment}/observations");
    let mut well = found("wellbeing", "update");
    well["value_number"] = json!(48);
    world.post(house.token("worker"), &path, well).await.expect(201);
    crate::erasure::erase(&world, &house, person).await;
    let digests = "select count(*) from outcome_observation where person_id = $1 and created_mac is not null";
    let row = world.sql().await.query_one(digests, &[&person]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
    let mut later = found("wellbeing", "update");
    later["value_number"] = json!(52);
    world
        .post(house.token("supervisor"), &path, later)
        .await
        .expect_problem(409, "erased");
}
