//! What a figure is to be stands beside what it is.

use serde_json::{Value, json};

use super::{QUARTER, Scene};
use crate::support::new_id;

#[expect(clippy::needless_pass_by_value, reason = "made where it is handed over")]
fn target(variant: &str, target: Value) -> Value {
    json!({"id": new_id(), "variant": variant, "from": "2026-01-01", "to": "2026-03-31", "target": target})
}

async fn set(scene: &Scene, code: &str, body: &Value) -> crate::support::Answer {
    let path = format!("/indicators/{code}/targets");
    scene
        .world
        .post(scene.house.token("director"), &path, body.clone())
        .await
}

#[actix_web::test]
async fn a_target_stands_beside_its_figure_with_gap_and_word() {
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-01-10").await;
    for (day, attendance) in [
        ("2026-01-12", "present"),
        ("2026-01-19", "late"),
        ("2026-01-26", "left_early"),
        ("2026-02-02", "absent_unexcused"),
    ] {
        scene.attends(who, day, attendance).await;
    }
    assert_eq!(scene.figure("DOS-01", QUARTER).await["total"][0]["target"], Value::Null);
    set(&scene, "DOS-01", &target("attendance", json!(1))).await.expect(201);
    let figure = scene.figure("DOS-01", &format!("{QUARTER}&by=strand")).await;
    let beside = &figure["total"][0]["target"];
    assert_eq!(beside["target"], 1.0);
    assert_eq!(beside["gap"], -0.25, "three of four came");
    assert_eq!(beside["standing"], "not_reached");
    assert_eq!(beside["set_by"], json!(scene.house.who("director").id));
    assert_eq!(
        figure["parts"][0]["target"],
        Value::Null,
        "it is the whole's, and no part's"
    );
    let mut of_strand = target("attendance", json!(0.75));
    of_strand["strand"] = json!("mentoring");
    set(&scene, "DOS-01", &of_strand).await.expect(201);
    let figure = scene.figure("DOS-01", &format!("{QUARTER}&by=strand")).await;
    assert_eq!(figure["parts"][0]["target"]["standing"], "reached");
    let asked = scene.figure("DOS-01", &format!("{QUARTER}&strand=mentoring")).await;
    assert_eq!(asked["total"][0]["target"]["target"], 0.75);
    // Other days are another question.
    let other = scene.figure("DOS-01", "from=2026-01-01&to=2026-03-30").await;
    assert_eq!(other["total"][0]["target"], Value::Null);
}

#[actix_web::test]
async fn where_there_is_no_value_there_is_no_gap() {
    let scene = Scene::new().await;
    set(&scene, "DOS-01", &target("attendance", json!(0.8)))
        .await
        .expect(201);
    let figure = scene.figure("DOS-01", QUARTER).await;
    let measure = &figure["total"][0];
    assert_eq!(measure["reason"], "no_denominator");
    assert_eq!(measure["target"]["target"], 0.8);
    assert_eq!(measure["target"]["gap"], Value::Null);
    assert_eq!(measure["target"]["standing"], "no_figure");
}

#[actix_web::test]
async fn the_last_target_counts_and_the_ones_before_are_kept() {
    let scene = Scene::new().await;
    let first = target("new", json!(5));
    set(&scene, "ENR-04", &first).await.expect(201);
    set(&scene, "ENR-04", &first).await.expect(200);
    let mut other = first.clone();
    other["target"] = json!(6);
    set(&scene, "ENR-04", &other).await.expect(409);
    let then = scene.world.now();
    scene.world.set_now("2026-06-10T09:31:00Z");
    set(&scene, "ENR-04", &target("new", json!(7))).await.expect(201);
    scene.world.set_now("2026-06-10T09:32:00Z");
    let withdrawn = target("new", Value::Null);
    let history = set(&scene, "ENR-04", &withdrawn).await.expect(201);
    let items = history.body["items"].as_array().unwrap();
    let targets: Vec<_> = items.iter().map(|item| &item["target"]).collect();
    assert_eq!(targets, [&Value::Null, &json!(7.0), &json!(5.0)]);
    assert_eq!(scene.figure("ENR-04", QUARTER).await["total"][0]["target"], Value::Null);
    let known = format!("{QUARTER}&known_at={}", then.format("%Y-%m-%dT%H:%M:%SZ"));
    let figure = scene.figure("ENR-04", &known).await;
    assert_eq!(figure["total"][0]["target"]["target"], 5.0, "as it was known then");
}

#[actix_web::test]
async fn a_target_must_be_one_its_figure_can_be() {
    let scene = Scene::new().await;
    for (code, variant, value, pointer) in [
        ("DOS-01", "attendance", json!(1.1), "/target"),
        ("ENR-04", "new", json!(-1), "/target"),
        ("ENR-04", "old", json!(1), "/variant"),
    ] {
        let refused = set(&scene, code, &target(variant, value)).await.expect(422);
        assert_eq!(refused.body["errors"][0]["pointer"], pointer);
    }
    let mut backwards = target("new", json!(1));
    backwards["to"] = json!("2025-12-31");
    let refused = set(&scene, "ENR-04", &backwards).await.expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/to");
    set(&scene, "OUT-99", &target("new", json!(1))).await.expect(404);
    let path = "/indicators/ENR-04/targets";
    for (who, status) in [
        ("worker", 403),
        ("supervisor", 403),
        ("evaluator", 403),
        ("programme_manager", 201),
    ] {
        let body = target("new", json!(1));
        scene
            .world
            .post(scene.house.token(who), path, body)
            .await
            .expect(status);
    }
}
