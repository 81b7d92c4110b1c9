//! RET-01, retention, and the estimate beside it.

use serde_json::Value;

use super::{QUARTER, Scene, part};

/// `[numerator, denominator]` of a variant of the whole.
async fn kept(scene: &Scene, variant: &str, query: &str) -> [u64; 2] {
    let figure = scene.figure("RET-01", query).await;
    let measure = variant_of(&figure["total"], variant);
    ["numerator", "denominator"].map(|key| measure[key].as_u64().unwrap())
}

fn variant_of(measures: &Value, variant: &str) -> Value {
    let mut measures = measures.as_array().unwrap().iter();
    measures.find(|measure| measure["variant"] == variant).unwrap().clone()
}

#[actix_web::test]
async fn golden_12_only_who_joined_long_enough_ago_is_below_the_line() {
    // domain.md §7 no. 12.
    let scene = Scene::new().await;
    for day in 1..=31 {
        scene.enrolled(&format!("2026-01-{day:02}")).await;
    }
    let january = "from=2026-01-01&to=2026-01-31";
    let as_of = |day: &str| format!("{january}&as_of={day}");
    assert_eq!(kept(&scene, "d90", &as_of("2026-04-15")).await, [15, 15]);
    assert_eq!(kept(&scene, "d30", &as_of("2026-04-15")).await, [31, 31]);
    assert_eq!(kept(&scene, "d90", january).await, [0, 0], "as of its last day");
    assert_eq!(
        kept(&scene, "d180", &as_of("2099-12-31")).await,
        [0, 0],
        "the clock stands at 10 June: what lies ahead is not known"
    );
    let figure = scene.figure("RET-01", &as_of("2099-12-31")).await;
    assert_eq!(figure["as_of"], "2026-06-10");
}

#[actix_web::test]
async fn going_paused_and_completed_are_kept_and_the_day_of_leaving_is_not() {
    let scene = Scene::new().await;
    let query = format!("{QUARTER}&as_of=2026-06-01");
    let mut expected = [0, 0];
    // 30 days after 10 January is 9 February.
    for (left, reason, still_there) in [
        (None, "", 1),
        (Some("2026-02-10"), "left_by_choice", 1),
        (Some("2026-02-09"), "left_by_choice", 0),
        (Some("2026-01-20"), "lost_contact", 0),
        (Some("2026-01-20"), "moved_away", 0),
        (Some("2026-01-20"), "completed_partly", 0),
        (Some("2026-01-20"), "completed_goals_early", 1),
    ] {
        let who = scene.enrolled("2026-01-10").await;
        if let Some(on) = left {
            scene.leaves(who, on, reason).await;
        }
        expected = [expected[0] + still_there, expected[1] + 1];
        assert_eq!(kept(&scene, "d30", &query).await, expected, "{left:?} {reason}");
    }
    let paused = scene.enrolled("2026-01-10").await;
    scene.pauses(paused, "2026-01-12", None).await;
    assert_eq!(kept(&scene, "d30", &query).await, [expected[0] + 1, expected[1] + 1]);
    let mistaken = scene.enrolled("2026-01-10").await;
    let exit = scene.leaves(mistaken, "2026-01-20", "lost_contact").await;
    assert_eq!(kept(&scene, "d30", &query).await, [expected[0] + 1, expected[1] + 2]);
    scene.stays_after_all(mistaken, exit).await;
    assert_eq!(kept(&scene, "d30", &query).await, [expected[0] + 2, expected[1] + 2]);
    scene.leaves(mistaken, "2026-01-20", "completed_goals_early").await;
    assert_eq!(
        kept(&scene, "d30", &query).await,
        [expected[0] + 2, expected[1] + 2],
        "the leaving that holds says why, and counts once"
    );
}

#[actix_web::test]
async fn from_thirty_on_the_estimate_stands_beside_and_uses_everybody() {
    let scene = Scene::new().await;
    let south = scene.house.south;
    // 20 joined on 1 January: 5 fell away after 20 days, 3 completed after 20, 2 moved away after 40, 4 fell away after 60.
    // 10 joined on 1 March. On 31 March the 20 have been watched for 89 days, the 10 for 30.
    let leavings = [
        ("2026-01-21", "lost_contact", 5),
        ("2026-01-21", "completed_goals_early", 3),
    ];
    let later = [("2026-02-10", "moved_away", 2), ("2026-03-02", "left_by_choice", 4)];
    let mut joined = 0;
    for (on, reason, people) in leavings.into_iter().chain(later) {
        for _ in 0..people {
            let who = scene.enrolled("2026-01-01").await;
            scene.leaves(who, on, reason).await;
            joined += 1;
        }
    }
    for _ in joined..20 {
        scene.enrolled("2026-01-01").await;
    }
    for _ in 0..9 {
        scene.enrolled("2026-03-01").await;
    }
    let few = scene.figure("RET-01", QUARTER).await;
    assert!(variant_of(&few["total"], "d30")["estimate"].is_null(), "29 are too few");
    let last = scene.person().await;
    scene.enrol(last, "sport", south, "2026-03-01", None).await;
    let figure = scene.figure("RET-01", &format!("{QUARTER}&by=strand")).await;
    let d30 = variant_of(&figure["total"], "d30");
    // Counted: all 30 are 30 days old; 5 had fallen away, 25 of 30. Estimated: 1 - 5/30, the same, for nobody was lost to
    // sight before.
    assert_eq!(
        (d30["numerator"].as_u64(), d30["denominator"].as_u64()),
        (Some(25), Some(30))
    );
    let close = |value: &Value, by_hand: f64| assert!((value.as_f64().unwrap() - by_hand).abs() < 1e-9, "{value}");
    close(&d30["estimate"]["share"], 25.0 / 30.0);
    assert_eq!(d30["estimate"]["cohort"], 30);
    assert_eq!(d30["estimate"]["still_watched"], 25);
    let ends = ["low", "high"].map(|end| format!("{:.4}", d30["estimate"]["interval"][end].as_f64().unwrap()));
    assert_eq!(ends, ["0.6450", "0.9270"]);
    // Nobody is 90 days old on 31 March; a day later the 20 are. 2 moved away on day 40 and are not watched on; the 10 of
    // March neither: 4 of the 13 who are left fall away on day 60.
    let d90 = variant_of(&figure["total"], "d90");
    assert!(d90["value"].is_null());
    assert!(d90["estimate"].is_null(), "watched for 89 days");
    let figure = scene
        .figure("RET-01", &format!("{QUARTER}&as_of=2026-04-01&by=strand"))
        .await;
    let d90 = variant_of(&figure["total"], "d90");
    assert_eq!(
        (d90["numerator"].as_u64(), d90["denominator"].as_u64()),
        (Some(9), Some(20))
    );
    close(&d90["estimate"]["share"], 25.0 / 30.0 * (1.0 - 4.0 / 13.0));
    assert_eq!(d90["estimate"]["still_watched"], 9);
    assert!(
        variant_of(&part(&figure, "sport"), "d30")["estimate"].is_null(),
        "one is too few"
    );
    assert!(
        variant_of(&part(&figure, "mentoring"), "d30")["estimate"].is_null(),
        "29 too"
    );
}
