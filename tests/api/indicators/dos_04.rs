//! DOS-04: at its edges. What is planned is set by rules of the programme (domain.md §2.8, §4.3).

use super::{Enrolled, Scene};

/// Four weeks to the day: 4 to 31 March 2026.
const MARCH: &str = "from=2026-03-04&to=2026-03-31";

async fn met(scene: &Scene, query: &str) -> [u64; 2] {
    let figure = scene.figure("DOS-04", query).await;
    let measure = &figure["total"][0];
    ["numerator", "denominator"].map(|key| measure[key].as_u64().unwrap())
}

/// She came on a day, for so long.
async fn came(scene: &Scene, who: Enrolled, on: &str, minutes: i32) {
    let line = scene.attends(who, on, "present").await;
    let statement = "update participation set minutes = $2 where id = $1";
    assert_eq!(scene.sql.execute(statement, &[&line, &minutes]).await.unwrap(), 1);
}

#[actix_web::test]
async fn four_fifths_to_the_minute_is_met_and_a_minute_less_is_not() {
    let scene = Scene::new().await;
    scene
        .dosage("mentoring", "minutes_per_week", 50, None, "2026-01-01")
        .await;
    // 50 minutes for four weeks are 200, and four fifths of them 160.
    for last in [80, 79] {
        let who = scene.enrolled("2026-03-04").await;
        came(&scene, who, "2026-03-10", 80).await;
        came(&scene, who, "2026-03-20", last).await;
    }
    assert_eq!(met(&scene, MARCH).await, [1, 2]);
}

#[actix_web::test]
async fn four_weeks_are_needed_and_a_pause_takes_its_days_away() {
    let scene = Scene::new().await;
    scene
        .dosage("mentoring", "contacts_per_week", 1, None, "2026-01-01")
        .await;
    scene.enrolled("2026-03-04").await;
    scene.enrolled("2026-03-05").await;
    let paused = scene.enrolled("2026-03-04").await;
    scene.pauses(paused, "2026-03-10", Some("2026-03-11")).await;
    assert_eq!(
        met(&scene, MARCH).await,
        [0, 1],
        "27 days are not enough, one of them paused or not begun"
    );
}

#[actix_web::test]
async fn a_contact_has_five_minutes_and_less_is_asked_of_who_pauses() {
    let scene = Scene::new().await;
    scene
        .dosage("mentoring", "contacts_per_week", 1, None, "2026-01-01")
        .await;
    // 56 days are eight contacts, four fifths 6.4; without her pause of 21 days, five and four.
    let period = "from=2026-02-04&to=2026-03-31";
    let paused = scene.enrolled("2026-02-04").await;
    scene.pauses(paused, "2026-03-02", Some("2026-03-23")).await;
    for day in ["2026-02-05", "2026-02-12", "2026-02-19"] {
        came(&scene, paused, day, 60).await;
    }
    came(&scene, paused, "2026-02-26", 4).await;
    assert_eq!(met(&scene, period).await, [0, 1], "four minutes are no contact");
    came(&scene, paused, "2026-03-24", 5).await;
    assert_eq!(met(&scene, period).await, [1, 1]);
    let through = scene.enrolled("2026-02-04").await;
    for day in ["2026-02-05", "2026-02-12", "2026-02-19", "2026-02-26"] {
        came(&scene, through, day, 60).await;
    }
    assert_eq!(met(&scene, period).await, [1, 2], "four of eight are not enough");
}

#[actix_web::test]
async fn a_course_is_counted_in_proportion_and_the_rule_is_that_of_the_last_day() {
    let scene = Scene::new().await;
    // 24 sessions over 168 days are one a week.
    scene
        .dosage("mentoring", "sessions_in_all", 24, Some(168), "2026-01-01")
        .await;
    let who = scene.enrolled("2026-03-04").await;
    for day in ["2026-03-05", "2026-03-12", "2026-03-19"] {
        came(&scene, who, day, 60).await;
    }
    assert_eq!(met(&scene, MARCH).await, [0, 1], "three of four are three quarters");
    came(&scene, who, "2026-03-26", 1).await;
    assert_eq!(met(&scene, MARCH).await, [1, 1]);
    scene
        .dosage("mentoring", "contacts_per_week", 2, None, "2026-04-01")
        .await;
    assert_eq!(
        met(&scene, MARCH).await,
        [1, 1],
        "what is asked from April on is not asked in March"
    );
    scene
        .dosage("mentoring", "contacts_per_week", 2, None, "2026-03-31")
        .await;
    assert_eq!(met(&scene, MARCH).await, [0, 1]);
}

#[actix_web::test]
async fn who_is_in_two_programmes_met_it_in_both_and_without_a_rule_nobody_is_counted() {
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-03-04").await;
    scene
        .enrol(who.person, "sport", scene.house.north, "2026-03-04", None)
        .await;
    came(&scene, who, "2026-03-10", 60).await;
    assert_eq!(met(&scene, MARCH).await, [0, 0]);
    scene
        .dosage("mentoring", "minutes_per_week", 10, None, "2026-01-01")
        .await;
    assert_eq!(met(&scene, MARCH).await, [1, 1]);
    scene.dosage("sport", "minutes_per_week", 10, None, "2026-01-01").await;
    assert_eq!(met(&scene, MARCH).await, [0, 1]);
    assert_eq!(met(&scene, &format!("{MARCH}&strand=mentoring")).await, [1, 1]);
}
