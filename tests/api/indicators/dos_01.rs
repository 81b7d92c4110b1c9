//! DOS-01, the attendance rate.

use super::{QUARTER, Scene, part};

#[actix_web::test]
async fn golden_20_provider_cancellation_and_custody_are_not_expected_and_the_persons_own_is() {
    // domain.md §7 no. 20.
    let scene = Scene::new().await;
    let enrolled = scene.enrolled("2026-01-10").await;
    let mut expected = [0, 0];
    for (attendance, came, counts) in [
        ("present", 1, 1),
        ("late", 1, 1),
        ("left_early", 1, 1),
        ("absent_excused", 0, 1),
        ("absent_unexcused", 0, 1),
        ("cancelled_by_person", 0, 1),
        ("cancelled_by_provider", 0, 0),
        ("no_session_custody", 0, 0),
    ] {
        scene.attends(enrolled, "2026-02-01", attendance).await;
        expected = [expected[0] + came, expected[1] + counts];
        assert_eq!(scene.attendance(QUARTER).await, expected, "{attendance}");
    }
    let figure = scene.figure("DOS-01", QUARTER).await;
    assert_eq!(figure["total"][0]["value"], 0.5);
    assert!(
        figure["total"][0]["interval"].is_null(),
        "six are too few for an interval"
    );
}

#[actix_web::test]
async fn golden_11_nothing_expected_is_no_value_and_not_a_nought() {
    // domain.md §7 no. 11.
    let scene = Scene::new().await;
    let empty = scene.figure("DOS-01", QUARTER).await;
    let measure = &empty["total"][0];
    assert_eq!(
        (measure["numerator"].as_u64(), measure["denominator"].as_u64()),
        (Some(0), Some(0))
    );
    assert!(measure["value"].is_null());
    assert_eq!(measure["reason"], "no_denominator");
    let enrolled = scene.enrolled("2026-01-10").await;
    scene.attends(enrolled, "2026-02-01", "cancelled_by_provider").await;
    let cancelled = scene.figure("DOS-01", &format!("{QUARTER}&by=strand")).await;
    assert_eq!(part(&cancelled, "mentoring")[0]["reason"], "no_denominator");
    scene.attends(enrolled, "2026-02-02", "absent_unexcused").await;
    let nobody_came = scene.figure("DOS-01", QUARTER).await;
    assert_eq!(nobody_came["total"][0]["value"], 0.0, "0 of 1 is a nought");
    assert!(nobody_came["total"][0]["reason"].is_null());
}

#[actix_web::test]
async fn late_in_the_evening_of_the_last_day_belongs_to_the_period() {
    let scene = Scene::new().await;
    let enrolled = scene.enrolled("2026-01-10").await;
    // 23:30 in Bogotá is half past four in Greenwich, a day later.
    scene
        .attends_at(enrolled, "2026-03-31", "2026-04-01T04:30:00Z", "present")
        .await;
    assert_eq!(scene.attendance(QUARTER).await, [1, 1]);
    assert_eq!(scene.attendance("from=2026-04-01&to=2026-06-30").await, [0, 0]);
    assert_eq!(scene.attendance("from=2026-03-31&to=2026-03-31").await, [1, 1]);
    assert_eq!(scene.attendance(&format!("{QUARTER}&as_of=2026-03-30")).await, [0, 0]);
}

#[actix_web::test]
async fn golden_09_an_interval_from_twenty_on() {
    // domain.md §7 no. 9.
    let scene = Scene::new().await;
    let enrolled = scene.enrolled("2026-01-10").await;
    for day in 1..=20 {
        let attendance = if day <= 6 { "present" } else { "absent_unexcused" };
        scene.attends(enrolled, &format!("2026-02-{day:02}"), attendance).await;
    }
    let figure = scene.figure("DOS-01", QUARTER).await;
    let interval = &figure["total"][0]["interval"];
    let ends = ["low", "high"].map(|end| format!("{:.3}", interval[end].as_f64().unwrap()));
    assert_eq!(ends, ["0.145", "0.519"]);
    assert!(figure["total"][0]["tracked_share"].is_null());
    let february_19 = scene.figure("DOS-01", "from=2026-02-01&to=2026-02-19").await;
    assert_eq!(february_19["total"][0]["denominator"], 19);
    assert!(february_19["total"][0]["interval"].is_null());
}

#[actix_web::test]
async fn voided_lines_and_other_strands_and_sites_are_left_out() {
    let scene = Scene::new().await;
    let (north, south) = (scene.house.north, scene.house.south);
    let mentored = scene.enrolled("2026-01-10").await;
    scene.attends(mentored, "2026-02-01", "present").await;
    let slip = scene.attends(mentored, "2026-02-02", "absent_unexcused").await;
    let player = scene.enrol(mentored.person, "sport", south, "2026-01-10", None).await;
    scene.attends(player, "2026-02-03", "absent_excused").await;
    assert_eq!(scene.attendance(QUARTER).await, [1, 3]);
    scene.void("participation", slip).await;
    assert_eq!(scene.attendance(QUARTER).await, [1, 2]);
    assert_eq!(scene.attendance(&format!("{QUARTER}&strand=mentoring")).await, [1, 1]);
    assert_eq!(scene.attendance(&format!("{QUARTER}&strand=sport")).await, [0, 1]);
    assert_eq!(scene.attendance(&format!("{QUARTER}&site_id={north}")).await, [1, 1]);
    let figure = scene.figure("DOS-01", &format!("{QUARTER}&by=site")).await;
    assert_eq!(part(&figure, &south.to_string())[0]["value"], 0.0);
    assert_eq!(part(&figure, &north.to_string())[0]["value"], 1.0);
    let narrowed = scene
        .figure("DOS-01", &format!("{QUARTER}&by=site&site_id={south}"))
        .await;
    assert_eq!(narrowed["parts"].as_array().unwrap().len(), 1);
}
