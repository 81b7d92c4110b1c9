//! Exact figures that went out by another way.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::scene::{Scene, id_of};
use crate::support::{Answer, new_id};

fn figure(of: &Value, people: i32) -> Value {
    json!({
        "id": new_id(), "indicator": "enrolled_first", "period": "2025", "of": of, "young_people": people,
        "source": "Annual report 2025, page 4",
    })
}

async fn enter(scene: &Scene, who: &str, body: Value) -> Answer {
    scene
        .world
        .post(&scene.token(who), "/releases/figures-elsewhere", body)
        .await
}

async fn void(scene: &Scene, who: &str, id: &str, etag: &str) -> Answer {
    let path = format!("/releases/figures-elsewhere/{id}/void");
    let body = json!({"reason": "entered_in_error"});
    let headers = [("if-match", etag)];
    let token = scene.token(who);
    scene
        .world
        .call(Method::POST, Some(&token), &path, Some(body), &headers)
        .await
}

fn gate(release: &Value, name: &str) -> Value {
    let gates = release["inside"]["gates"]["gates"].as_array().unwrap();
    gates.iter().find(|gate| gate["gate"] == name).unwrap().clone()
}

#[actix_web::test]
async fn an_exact_total_makes_drafts_stale_and_is_held_against_the_next() {
    let scene = Scene::with_2025().await;
    let before = scene.draft("2025").await.expect(201);
    enter(&scene, "dpo", figure(&json!({}), 240)).await.expect(201);
    scene
        .step("evaluator", &id_of(&before), &before.etag(), "audit")
        .await
        .expect_problem(409, "data_changed");
    // With the exact total known nothing small can be proved (disclosure.md §3.2), and the release says what it says.
    let audited = scene.draft_and("2025", &["audit"]).await;
    assert_eq!(gate(&audited.body, "G4")["passed"], true, "{}", audited.body);
    let notes = audited.body["notes"].as_array().unwrap();
    assert!(
        notes
            .iter()
            .any(|note| note.as_str().unwrap().contains("published elsewhere, exactly"))
    );
    let tables = |answer: &Answer| answer.body["tables"].clone();
    assert_eq!(
        tables(&before),
        tables(&audited),
        "the figures are drawn from people, not from this"
    );
}

#[actix_web::test]
async fn a_figure_that_cannot_be_true_closes_the_gate() {
    let scene = Scene::with_2025().await;
    // Of 240 in all: no counts fit this beside what the release shows.
    let told = figure(&json!({"region": "north"}), 400);
    enter(&scene, "evaluator", told).await.expect(201);
    let drafted = scene.draft("2025").await.expect(201);
    let report = scene
        .step("evaluator", &id_of(&drafted), &drafted.etag(), "audit")
        .await
        .expect(200);
    let g4 = gate(&report.body, "G4");
    assert_eq!(g4["passed"], false, "{g4}");
    let reasons = g4["reasons"].to_string();
    assert!(reasons.contains("published elsewhere is wrong"), "{reasons}");
    assert_eq!(report.body["inside"]["gates"]["passed"], false);
    scene
        .step("dpo", &id_of(&report), &report.etag(), "approve")
        .await
        .expect_problem(409, "wrong_state");
}

#[actix_web::test]
async fn a_figure_is_entered_once_and_taken_back_by_the_protection_officer() {
    let scene = Scene::with_2025().await;
    let told = figure(&json!({}), 240);
    let first = enter(&scene, "evaluator", told.clone()).await.expect(201);
    assert_eq!(first.body["of"], json!({}));
    assert_eq!(first.body["young_people"], 240);
    // The same request again is the same figure; the same id with another number is not.
    let again = enter(&scene, "evaluator", told.clone()).await.expect(200);
    assert_eq!(first.body, again.body);
    let mut other = told;
    other["young_people"] = json!(241);
    enter(&scene, "evaluator", other).await.expect(409);
    enter(&scene, "dpo", figure(&json!({}), 250))
        .await
        .expect_problem(409, "figure_entered");

    let (id, etag) = (id_of(&first), first.etag());
    void(&scene, "evaluator", &id, &etag).await.expect(403);
    void(&scene, "director", &id, &etag).await.expect(403);
    void(&scene, "dpo", &id, "\"v7\"").await.expect(412);
    void(&scene, "dpo", &id, &etag).await.expect(204);
    void(&scene, "dpo", &id, &etag)
        .await
        .expect_problem(409, "figure_voided");
    let list = async || {
        let path = "/releases/figures-elsewhere?indicator=enrolled_first&period=2025";
        scene.world.get(&scene.token("director"), path).await.expect(200).body["items"].clone()
    };
    assert_eq!(list().await, json!([]));
    enter(&scene, "dpo", figure(&json!({}), 250)).await.expect(201);
    assert_eq!(list().await[0]["young_people"], 250);
}

#[actix_web::test]
async fn only_cells_of_the_table_programme_can_be_entered() {
    let scene = Scene::with_2025().await;
    for of in [
        json!({"site": "north"}),
        json!({"region": "west"}),
        json!({"gender": "nonbinary"}),
        json!({"region/": "north"}),
    ] {
        enter(&scene, "dpo", figure(&of, 30))
            .await
            .expect_problem(422, "validation");
    }
    let mut wrong = figure(&json!({"gender": "f"}), 30);
    wrong["indicator"] = json!("completed");
    enter(&scene, "dpo", wrong).await.expect_problem(422, "validation");
    for (field, value) in [
        ("young_people", json!(-1)),
        ("source", json!("")),
        ("period", json!("2025-h1")),
    ] {
        let mut wrong = figure(&json!({}), 30);
        wrong[field] = value;
        enter(&scene, "dpo", wrong).await.expect(422);
    }
    enter(&scene, "director", figure(&json!({}), 30)).await.expect(403);
    enter(&scene, "funder", figure(&json!({}), 30)).await.expect(403);
}
