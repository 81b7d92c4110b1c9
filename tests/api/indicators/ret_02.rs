//! RET-02, RET-03 and RET-05: how enrolments end; and RET-04's stays of those who completed.

use super::{QUARTER, Scene};

/// `[numerator, denominator]` of the first variant of the whole.
async fn counted(scene: &Scene, code: &str) -> [u64; 2] {
    let figure = scene.figure(code, QUARTER).await;
    ["numerator", "denominator"].map(|key| figure["total"][0][key].as_u64().unwrap())
}

#[actix_web::test]
async fn every_reason_counts_by_its_class() {
    // domain.md §5.8: 2 reasons of class completed, 2 partial, 6 early leavers, 4 administrative, 7 neutral.
    let scene = Scene::new().await;
    let rows = scene.sql.query(
        "select code from ref.code where list = 'exit_reason' order by code",
        &[],
    );
    let reasons: Vec<String> = rows.await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(reasons.len(), 21);
    for reason in &reasons {
        let who = scene.enrolled("2026-01-05").await;
        scene.leaves(who, "2026-02-05", reason).await;
    }
    assert_eq!(counted(&scene, "RET-02").await, [2, 10]);
    assert_eq!(counted(&scene, "RET-03").await, [4, 10]);
    assert_eq!(counted(&scene, "RET-05").await, [2, 21]);
    let figure = scene.figure("RET-02", QUARTER).await;
    assert_eq!(figure["total"][0]["value"], 0.2);
    assert!(figure["total"][0]["interval"].is_null(), "ten are too few");
    let figure = scene.figure("RET-05", QUARTER).await;
    assert!(figure["total"][0]["interval"]["low"].is_number(), "21 are enough");
    let completers = &scene.figure("RET-04", QUARTER).await["total"][1];
    assert_eq!(completers["variant"], "completers");
    assert_eq!(
        (completers["numerator"].as_u64(), completers["denominator"].as_u64()),
        (Some(62), Some(2))
    );
}

#[actix_web::test]
async fn golden_11_only_neutral_leavings_leave_nothing_below_the_line() {
    // domain.md §7 no. 11.
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-01-05").await;
    scene.leaves(who, "2026-02-05", "moved_away").await;
    for code in ["RET-02", "RET-03"] {
        let figure = scene.figure(code, QUARTER).await;
        assert!(figure["total"][0]["value"].is_null(), "{code}");
        assert_eq!(figure["total"][0]["reason"], "no_denominator", "{code}");
    }
    assert_eq!(counted(&scene, "RET-05").await, [0, 1], "of all who left");
}

#[actix_web::test]
async fn the_leaving_that_holds_counts_on_its_day() {
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-01-05").await;
    let first = scene.leaves(who, "2026-02-05", "left_by_choice").await;
    assert_eq!(counted(&scene, "RET-02").await, [0, 1]);
    scene.stays_after_all(who, first).await;
    assert_eq!(counted(&scene, "RET-02").await, [0, 0], "she stays after all");
    let again = scene.leaves(who, "2026-02-05", "completed_all_requirements").await;
    assert_eq!(
        counted(&scene, "RET-02").await,
        [1, 1],
        "two leavings on one day, and one holds"
    );
    assert_eq!(counted(&scene, "RET-05").await, [1, 1]);
    let as_of = scene.figure("RET-02", &format!("{QUARTER}&as_of=2026-02-04")).await;
    assert_eq!(as_of["total"][0]["denominator"], 0, "not known the day before");
    scene.stays_after_all(who, again).await;
    scene.leaves(who, "2026-04-01", "completed_all_requirements").await;
    assert_eq!(counted(&scene, "RET-02").await, [0, 0], "the next quarter's");
    scene.void("enrolment", who.id).await;
    let spring = scene.figure("RET-02", "from=2026-04-01&to=2026-06-30").await;
    assert_eq!(spring["total"][0]["denominator"], 0);
}
