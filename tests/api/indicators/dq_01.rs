//! DQ-01, completeness.

use serde_json::Value;

use super::{QUARTER, Scene};

/// `[numerator, denominator]` of a variant in a figure's total.
fn of(figure: &Value, variant: &str) -> [u64; 2] {
    let mut measures = figure["total"].as_array().unwrap().iter();
    let measure = measures.find(|measure| measure["variant"] == variant).unwrap();
    ["numerator", "denominator"].map(|key| measure[key].as_u64().unwrap())
}

#[actix_web::test]
async fn every_reason_for_a_missing_answer_has_its_share() {
    let scene = Scene::new().await;
    let rows = scene
        .sql
        .query("select code from ref.code where list = 'missing_reason'", &[]);
    let reasons: Vec<String> = rows.await.unwrap().iter().map(|row| row.get(0)).collect();
    for reason in &reasons {
        let who = scene.enrolled("2026-01-10").await;
        let statement = "update person set gender_missing = $2, age_on_entry = 15 where id = $1";
        scene.sql.execute(statement, &[&who.person, reason]).await.unwrap();
    }
    let figure = scene.figure("DQ-01", QUARTER).await;
    let all = u64::try_from(reasons.len()).unwrap();
    for reason in &reasons {
        assert_eq!(of(&figure, reason), [1, 2 * all], "{reason}");
    }
    assert_eq!(of(&figure, "complete"), [all, 2 * all]);
    assert_eq!(of(&figure, "no_reason"), [0, 2 * all]);
}

#[actix_web::test]
async fn leavings_count_while_they_hold_and_for_who_sees_the_place() {
    let scene = Scene::new().await;
    let (north, south) = (scene.house.north, scene.house.south);
    let person = scene.person().await;
    let who = scene.enrol(person, "sport", south, "2026-01-10", None).await;
    let asked = async |reader: &str, query: &str| {
        let figure = scene.figure_for(reader, "DQ-01", query).await;
        of(&figure, "complete")[1]
    };
    assert_eq!(asked("director", QUARTER).await, 2);
    let exit = scene.leaves(who, "2026-02-10", "left_by_choice").await;
    assert_eq!(asked("director", QUARTER).await, 10);
    for reader in ["evaluator", "dpo", "programme_manager"] {
        assert_eq!(asked(reader, QUARTER).await, 10, "{reader}");
    }
    let [at_north, at_south] = [north, south].map(|site| format!("{QUARTER}&site_id={site}"));
    assert_eq!(asked("supervisor", &at_north).await, 0);
    assert_eq!(asked("south_supervisor", &at_south).await, 10);
    assert_eq!(asked("director", &format!("{QUARTER}&strand=mentoring")).await, 0);
    assert_eq!(
        asked("director", "from=2026-02-11&to=2026-03-31").await,
        0,
        "she had left before"
    );
    scene.stays_after_all(who, exit).await;
    assert_eq!(asked("director", QUARTER).await, 2);
    scene.leaves(who, "2026-03-10", "left_by_choice").await;
    assert_eq!(asked("director", QUARTER).await, 10);
    scene.void("enrolment", who.id).await;
    assert_eq!(asked("director", QUARTER).await, 0);
}

#[actix_web::test]
async fn behind_the_wall_alone_a_mentor_counts_no_leaving_and_another_house_none_of_ours() {
    let mut scene = Scene::new().await;
    let who = scene.enrolled("2026-01-10").await;
    scene.leaves(who, "2026-02-10", "left_by_choice").await;
    scene.world.switch_checks_off();
    assert_eq!(of(&scene.figure("DQ-01", QUARTER).await, "complete")[1], 10);
    let alone = scene.figure_for("worker", "DQ-01", QUARTER).await;
    assert_eq!(of(&alone, "complete")[1], 0);
    let other = scene.world.house("Second").await;
    let path = format!("/indicators/DQ-01?{QUARTER}");
    let theirs = scene.world.get(other.token("director"), &path).await.expect(200).body;
    assert_eq!(of(&theirs, "complete")[1], 0);
}
