//! ENR-05, persons served.

use super::{QUARTER, Scene, part, served};

#[actix_web::test]
async fn golden_13_a_person_in_two_strands_counts_once_in_total_and_once_in_each() {
    // domain.md §7 no. 13.
    let scene = Scene::new().await;
    let north = scene.house.north;
    let person = scene.person().await;
    for strand in ["mentoring", "sport"] {
        let enrolled = scene.enrol(person, strand, north, "2026-01-10", None).await;
        scene.attends(enrolled, "2026-02-01", "present").await;
        scene.attends(enrolled, "2026-02-08", "present").await;
    }
    let figure = scene.figure("ENR-05", &format!("{QUARTER}&by=strand")).await;
    assert_eq!(served(&figure["total"]), [1, 1]);
    assert_eq!(served(&part(&figure, "mentoring")), [1, 1]);
    assert_eq!(served(&part(&figure, "sport")), [1, 1]);
    assert_eq!(
        figure["parts"].as_array().unwrap().len(),
        4,
        "strands where nobody was are left out"
    );
    assert_eq!(figure["additive"], false);
    assert_eq!(scene.served(&format!("{QUARTER}&strand=sport")).await, [1, 1]);
    assert_eq!(scene.served(&format!("{QUARTER}&strand=culture")).await, [0, 0]);
}

#[actix_web::test]
async fn strict_asks_for_a_service_and_ojjdp_does_not() {
    let scene = Scene::new().await;
    for (attendance, strict) in [
        ("absent_excused", 0),
        ("absent_unexcused", 0),
        ("cancelled_by_person", 0),
        ("cancelled_by_provider", 0),
        ("no_session_custody", 0),
        ("present", 1),
        ("late", 2),
        ("left_early", 3),
    ] {
        let [_, before] = scene.served(QUARTER).await;
        let enrolled = scene.enrolled("2026-01-10").await;
        scene.attends(enrolled, "2026-02-01", attendance).await;
        assert_eq!(scene.served(QUARTER).await, [strict, before + 1], "{attendance}");
    }
}

#[actix_web::test]
async fn who_was_there_before_and_who_came_late() {
    let scene = Scene::new().await;
    let north = scene.house.north;
    // Carried over from last year; no service in the quarter.
    let carried = scene.enrolled("2025-06-01").await;
    scene.attends(carried, "2025-12-31", "present").await;
    scene.attends(carried, "2026-04-01", "present").await;
    assert_eq!(scene.served(QUARTER).await, [0, 1]);
    // Entered on the last day and met that day.
    let late = scene.enrolled("2026-03-31").await;
    scene.attends(late, "2026-03-31", "present").await;
    assert_eq!(scene.served(QUARTER).await, [1, 2]);
    // Entered a day later: next quarter.
    scene.enrolled("2026-04-01").await;
    assert_eq!(scene.served(QUARTER).await, [1, 2]);
    // Left the day before the quarter, and on its first day.
    for (exited_on, ojjdp) in [("2025-12-31", 2), ("2026-01-01", 3)] {
        let person = scene.person().await;
        let left = scene
            .enrol(person, "mentoring", north, "2025-06-01", Some(exited_on))
            .await;
        scene.attends(left, "2025-07-01", "present").await;
        assert_eq!(scene.served(QUARTER).await, [1, ojjdp], "{exited_on}");
    }
}

#[actix_web::test]
async fn facts_after_the_as_of_day_are_not_known() {
    let scene = Scene::new().await;
    let north = scene.house.north;
    let person = scene.person().await;
    let leaves = scene
        .enrol(person, "mentoring", north, "2025-06-01", Some("2026-03-20"))
        .await;
    scene.attends(leaves, "2026-03-10", "present").await;
    let comes = scene.enrolled("2026-03-15").await;
    scene.attends(comes, "2026-03-16", "present").await;
    let as_of = async |day: &str| scene.served(&format!("{QUARTER}&as_of={day}")).await;
    assert_eq!(
        as_of("2026-03-09").await,
        [0, 1],
        "before her session and his enrolment: she is in, her exit is not known"
    );
    assert_eq!(as_of("2026-03-10").await, [1, 1]);
    assert_eq!(as_of("2026-03-15").await, [1, 2]);
    assert_eq!(as_of("2026-03-16").await, [2, 2]);
    assert_eq!(
        as_of("2026-06-01").await,
        [2, 2],
        "an exit after the first day changes nothing"
    );
    let figure = scene.figure("ENR-05", &format!("{QUARTER}&as_of=2026-03-10")).await;
    assert_eq!(figure["as_of"], "2026-03-10");
    assert_eq!(scene.figure("ENR-05", QUARTER).await["as_of"], "2026-03-31");
}

#[actix_web::test]
async fn what_was_voided_never_counts() {
    let scene = Scene::new().await;
    let enrolled = scene.enrolled("2026-01-10").await;
    let line = scene.attends(enrolled, "2026-02-01", "present").await;
    assert_eq!(scene.served(QUARTER).await, [1, 1]);
    scene.void("participation", line).await;
    assert_eq!(scene.served(QUARTER).await, [0, 1]);
    scene.attends(enrolled, "2026-02-02", "present").await;
    scene.void("enrolment", enrolled.id).await;
    assert_eq!(scene.served(QUARTER).await, [0, 0]);
    let as_of_before = format!("{QUARTER}&as_of=2026-02-02");
    assert_eq!(scene.served(&as_of_before).await, [0, 0], "voided means it never was");
}

#[actix_web::test]
async fn by_site_and_at_a_site_agree_whoever_asks() {
    let scene = Scene::new().await;
    let (north, south) = (scene.house.north, scene.house.south);
    let both = scene.person().await;
    for (strand, site) in [("mentoring", north), ("sport", south)] {
        let enrolled = scene.enrol(both, strand, site, "2026-01-10", None).await;
        scene.attends(enrolled, "2026-02-01", "late").await;
    }
    scene.enrolled("2026-01-10").await;
    let figure = scene.figure("ENR-05", &format!("{QUARTER}&by=site")).await;
    assert_eq!(served(&figure["total"]), [1, 2]);
    for (site, who, expected) in [(north, "supervisor", [1, 2]), (south, "south_supervisor", [1, 1])] {
        assert_eq!(served(&part(&figure, &site.to_string())), expected);
        let at_site = format!("{QUARTER}&site_id={site}");
        assert_eq!(scene.served(&at_site).await, expected);
        let seen = scene.figure_for(who, "ENR-05", &at_site).await;
        assert_eq!(served(&seen["total"]), expected, "{who}");
        assert_eq!(seen["filters"]["site_id"], site.to_string());
    }
}

#[actix_web::test]
async fn two_people_are_two_and_one_enrolled_again_is_one() {
    let scene = Scene::new().await;
    let north = scene.house.north;
    let first = scene.enrolled("2026-01-10").await;
    scene.attends(first, "2026-01-11", "present").await;
    let back = scene.person().await;
    let earlier = scene
        .enrol(back, "mentoring", north, "2025-06-01", Some("2026-01-20"))
        .await;
    scene.attends(earlier, "2026-01-05", "present").await;
    let again = scene
        .enrol(earlier.person, "mentoring", north, "2026-02-20", None)
        .await;
    scene.attends(again, "2026-02-21", "present").await;
    assert_eq!(scene.served(QUARTER).await, [2, 2]);
}
