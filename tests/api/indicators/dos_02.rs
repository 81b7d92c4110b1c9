//! DOS-02, contacts per week.

use super::{QUARTER, Scene};

/// `[contacts, days]` of the whole.
async fn counted(scene: &Scene, query: &str) -> [u64; 2] {
    let figure = scene.figure("DOS-02", query).await;
    ["numerator", "denominator"].map(|key| figure["total"][0][key].as_u64().unwrap())
}

#[actix_web::test]
async fn days_are_those_in_the_programme_and_not_paused() {
    let scene = Scene::new().await;
    let (north, south) = (scene.house.north, scene.house.south);
    let february = "from=2026-02-01&to=2026-02-28";
    let who = scene.enrolled("2026-02-11").await;
    assert_eq!(counted(&scene, february).await, [0, 18], "from the 11th on");
    // Two programmes on one day are one day.
    let both = scene.enrol(who.person, "sport", south, "2026-02-01", None).await;
    assert_eq!(counted(&scene, february).await, [0, 28]);
    scene.leaves(both, "2026-02-15", "left_by_choice").await;
    assert_eq!(counted(&scene, february).await, [0, 28]);
    scene.pauses(who, "2026-02-13", Some("2026-02-20")).await;
    // Sport until the 14th, mentoring on the 11th and 12th and from the 20th on.
    assert_eq!(counted(&scene, february).await, [0, 14 + 9]);
    assert_eq!(
        counted(&scene, &format!("{february}&strand=mentoring")).await,
        [0, 2 + 9]
    );
    scene.pauses(who, "2026-02-25", None).await;
    assert_eq!(counted(&scene, february).await, [0, 14 + 5], "a pause that goes on");
    assert_eq!(counted(&scene, "from=2026-03-01&to=2026-03-31").await, [0, 0]);
    let as_of = format!("{february}&as_of=2026-02-24");
    assert_eq!(
        counted(&scene, &as_of).await,
        [0, 14 + 5],
        "what comes after the as-of day is no day yet"
    );
    assert_eq!(
        counted(&scene, "from=2026-07-01&to=2026-07-31").await,
        [0, 0],
        "not begun"
    );
    let other = scene.person().await;
    scene.enrol(other, "mentoring", north, "2026-02-28", None).await;
    assert_eq!(
        counted(&scene, february).await,
        [0, 14 + 5 + 1],
        "days of two people add up"
    );
}

#[actix_web::test]
async fn a_contact_is_five_minutes_of_hers() {
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-01-01").await;
    for (attendance, minutes, counts) in [
        ("present", 60, 1),
        ("late", 5, 1),
        ("left_early", 4, 0),
        ("absent_excused", 60, 0),
        ("cancelled_by_provider", 60, 0),
    ] {
        let [before, days] = counted(&scene, QUARTER).await;
        let line = scene.attends(who, "2026-02-01", attendance).await;
        let statement = "update participation set minutes = $2 where id = $1";
        scene.sql.execute(statement, &[&line, &minutes]).await.unwrap();
        assert_eq!(
            counted(&scene, QUARTER).await,
            [before + counts, days],
            "{attendance} {minutes}"
        );
    }
    let figure = scene.figure("DOS-02", QUARTER).await;
    assert_eq!(figure["total"][0]["kind"], "per_week");
    let value = figure["total"][0]["value"].as_f64().unwrap();
    assert!((value - 2.0 / (90.0 / 7.0)).abs() < 1e-9, "{value}");
}
