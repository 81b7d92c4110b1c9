//! Releases of who completed.

use serde_json::json;

use super::scene::{Scene, day, id_of, total};
use crate::support::{Answer, new_id};

async fn draft(scene: &Scene, period: &str) -> Answer {
    let body = json!({
        "id": new_id(), "indicator": "completed", "period": period, "funder_ids": [scene.house.funder],
    });
    scene.world.post(&scene.token("evaluator"), "/releases", body).await
}

async fn taken_to_publication(scene: &Scene, period: &str) -> Answer {
    let mut answer = draft(scene, period).await.expect(201);
    for step in ["audit", "approve", "publish"] {
        let who = if step == "audit" { "evaluator" } else { "dpo" };
        let (id, etag) = (id_of(&answer), answer.etag());
        answer = scene.step(who, &id, &etag, step).await.expect(200);
    }
    answer
}

async fn counted(scene: &Scene, indicator: &str, period: &str) -> i64 {
    let sql = scene.world.sql().await;
    let query = "select count(*) from sdc.counted where indicator = $1 and period = $2";
    sql.query_one(query, &[&indicator, &period]).await.unwrap().get(0)
}

#[actix_web::test]
async fn who_completed_is_counted_once_in_the_year_it_ended() {
    let mut scene = Scene::empty().await;
    let people = scene.enrol(260, day("2024-03-04")).await;
    let (first, rest) = people.split_at(40);
    scene
        .leave(first, day("2024-11-01"), "completed_all_requirements")
        .await;
    scene
        .leave(&rest[..120], day("2025-06-01"), "completed_goals_early")
        .await;
    // Leaving early completes nothing, and neither does leaving in the year after.
    scene.leave(&rest[120..160], day("2025-06-01"), "lost_contact").await;
    scene
        .leave(&rest[160..180], day("2026-01-02"), "completed_all_requirements")
        .await;

    let out = taken_to_publication(&scene, "2025").await;
    let figure = total(&out.body).as_u64().unwrap();
    assert!(figure.abs_diff(120) <= 17 && figure.is_multiple_of(5), "{figure}");
    assert_eq!(counted(&scene, "completed", "2025").await, 120);
    // From 100 to 199 one-way tables: the total alone, since 100 young people a region are not there.
    assert_eq!(out.body["tables"].as_array().unwrap().len(), 1);
    assert!(out.body["notes"][0].as_str().unwrap().contains("completed a programme"));

    // The same young people are counted under the other statistic too, with a budget that adds up.
    scene.published("2024").await;
    let sql = scene.world.sql().await;
    let spent: f64 = sql
        .query_one("select max(epsilon)::float8 from sdc.budget", &[])
        .await
        .unwrap()
        .get(0);
    assert!(
        (spent - 3.0).abs() < 1e-9,
        "2 for the enrolment and 1 for the completion: {spent}"
    );
}

#[actix_web::test]
async fn a_leaving_that_was_taken_back_completes_nothing() {
    let mut scene = Scene::empty().await;
    let people = scene.enrol(150, day("2024-03-04")).await;
    scene
        .leave(&people, day("2025-06-01"), "completed_all_requirements")
        .await;
    let before = draft(&scene, "2025").await.expect(201);
    scene.take_back(&people[..90]).await;
    let after = draft(&scene, "2025").await.expect(201);
    assert!(total(&before.body).is_u64(), "{}", before.body);
    let figure = total(&after.body);
    assert!(figure.as_u64().is_none_or(|figure| figure <= 80), "{figure}");
    // What was drafted before is stale.
    let (id, etag) = (id_of(&before), before.etag());
    scene
        .step("evaluator", &id, &etag, "audit")
        .await
        .expect_problem(409, "data_changed");
}

#[actix_web::test]
async fn each_statistic_has_years_and_drafts_of_its_own() {
    let mut scene = Scene::with_2025().await;
    let people = scene.enrol(130, day("2025-02-04")).await;
    scene
        .leave(&people, day("2025-09-01"), "completed_all_requirements")
        .await;
    for _ in 0..3 {
        scene.draft("2025").await.expect(201);
    }
    scene.draft("2025").await.expect_problem(409, "no_generation_left");
    taken_to_publication(&scene, "2025").await;
    let years = async |query: &str| {
        let path = format!("/releases/periods{query}");
        let answer = scene.world.get(&scene.token("director"), &path).await.expect(200);
        let items = answer.body["items"].as_array().unwrap();
        items.iter().find(|item| item["period"] == "2025").unwrap().clone()
    };
    assert_eq!(years("").await["drafts_left"], 0);
    assert!(years("").await["released"].is_null());
    assert_eq!(years("?indicator=completed").await["drafts_left"], 2);
    assert!(years("?indicator=completed").await["released"].is_string());
    let path = "/releases/periods?indicator=gang_exit_12m";
    scene.world.get(&scene.token("director"), path).await.expect(400);
}
