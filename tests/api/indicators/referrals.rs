//! ENR-01, ENR-03, ENR-06 and ENR-07: from the day somebody asks to the day she is spoken to, and joins.

use super::{Asked, QUARTER, ROUTINE, Scene};

/// `[numerator, denominator]` of a variant of the whole; a count has nothing below the line.
async fn counted(scene: &Scene, code: &str, variant: &str, query: &str) -> (u64, Option<u64>) {
    let figure = scene.figure(code, query).await;
    let mut measures = figure["total"].as_array().unwrap().iter();
    let measure = measures.find(|measure| measure["variant"] == variant).unwrap();
    (measure["numerator"].as_u64().unwrap(), measure["denominator"].as_u64())
}

#[actix_web::test]
async fn whoever_asks_is_in_exactly_one_class() {
    let scene = Scene::new().await;
    let north = scene.house.north;
    let rows = scene
        .sql
        .query("select code from ref.code where list = 'referral_source'", &[]);
    let sources: Vec<String> = rows.await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(sources.len(), 25);
    for source in &sources {
        let person = scene.person().await;
        let asked = Asked { source, ..ROUTINE };
        scene
            .refer(person, "mentoring", north, "2026-02-01T12:00:00Z", asked)
            .await;
    }
    let mut classes = 0;
    for (class, callers) in [
        ("own_circle", 3),
        ("community", 6),
        ("services", 7),
        ("justice", 6),
        ("other", 3),
    ] {
        assert_eq!(
            counted(&scene, "ENR-01", class, QUARTER).await,
            (callers, None),
            "{class}"
        );
        classes += callers;
    }
    assert_eq!(counted(&scene, "ENR-01", "received", QUARTER).await, (classes, None));
}

#[actix_web::test]
async fn the_day_is_the_day_at_the_site_and_void_ones_do_not_count() {
    let scene = Scene::new().await;
    let (north, south) = (scene.house.north, scene.house.south);
    // Half past four in Greenwich: 23:30 the day before in Bogotá, 7:30 in Nairobi.
    for site in [north, south] {
        let person = scene.person().await;
        scene
            .refer(person, "mentoring", site, "2026-04-01T04:30:00Z", ROUTINE)
            .await;
    }
    let received = async |query: &str| counted(&scene, "ENR-01", "received", query).await.0;
    assert_eq!(received(QUARTER).await, 1);
    assert_eq!(received(&format!("{QUARTER}&site_id={south}")).await, 0);
    assert_eq!(received("from=2026-04-01&to=2026-06-30").await, 1);
    assert_eq!(received("from=2026-03-31&to=2026-03-31").await, 1);
    assert_eq!(received(&format!("{QUARTER}&as_of=2026-03-30")).await, 0);
    let person = scene.person().await;
    let slip = scene
        .refer(person, "sport", south, "2026-02-01T12:00:00Z", ROUTINE)
        .await;
    assert_eq!(received(QUARTER).await, 2);
    assert_eq!(received(&format!("{QUARTER}&strand=sport")).await, 1);
    scene.void("referral_in", slip).await;
    assert_eq!(received(QUARTER).await, 1);
}

#[actix_web::test]
async fn one_person_one_programme_thirty_days_is_one_referral() {
    let scene = Scene::new().await;
    let north = scene.house.north;
    let person = scene.person().await;
    let refer = async |strand: &str, at: &str| {
        let ended = format!("{}T18:00:00Z", &at[..10]);
        let asked = Asked {
            ended_at: Some(&ended),
            ..ROUTINE
        };
        scene.refer(person, strand, north, at, asked).await
    };
    let received = async || counted(&scene, "ENR-01", "received", QUARTER).await.0;
    let first = refer("mentoring", "2026-01-10T12:00:00Z").await;
    assert_eq!(received().await, 1);
    refer("mentoring", "2026-02-09T11:59:59Z").await;
    assert_eq!(received().await, 1, "a second short of thirty days");
    refer("sport", "2026-01-11T12:00:00Z").await;
    assert_eq!(received().await, 2, "another programme is another referral");
    refer("mentoring", "2026-03-12T12:00:00Z").await;
    assert_eq!(received().await, 3, "more than thirty days after the last one");
    scene.void("referral_in", first).await;
    assert_eq!(received().await, 3, "the one that came after it stands for itself now");
}

#[actix_web::test]
async fn only_referrals_old_enough_say_whether_they_led_to_a_place() {
    let scene = Scene::new().await;
    let (north, south) = (scene.house.north, scene.house.south);
    let enrolled = async |as_of: &str| counted(&scene, "ENR-03", "enrolled", &format!("{QUARTER}&as_of={as_of}")).await;
    // 90 days after 1 February is 2 May.
    for joined in [
        Some("2026-02-01"),
        Some("2026-05-02"),
        Some("2026-05-03"),
        Some("2026-01-31"),
        None,
    ] {
        let person = scene.person().await;
        scene
            .refer(person, "mentoring", north, "2026-02-01T12:00:00Z", ROUTINE)
            .await;
        if let Some(joined) = joined {
            scene.enrol(person, "mentoring", north, joined, None).await;
        }
    }
    assert_eq!(enrolled("2026-05-01").await, (0, Some(0)), "89 days old");
    assert_eq!(enrolled("2026-05-02").await, (2, Some(5)));
    let person = scene.person().await;
    scene
        .refer(person, "mentoring", north, "2026-02-01T12:00:00Z", ROUTINE)
        .await;
    scene.enrol(person, "sport", south, "2026-02-10", None).await;
    assert_eq!(enrolled("2026-05-02").await, (2, Some(6)), "that was another programme");
    let joined = scene.enrol(person, "mentoring", north, "2026-02-10", None).await;
    assert_eq!(enrolled("2026-05-02").await, (3, Some(6)));
    scene.void("enrolment", joined.id).await;
    assert_eq!(enrolled("2026-05-02").await, (2, Some(6)));
}

#[actix_web::test]
async fn in_time_is_by_the_last_day_of_the_clock_and_not_where_contact_is_unsafe() {
    let scene = Scene::new().await;
    let north = scene.house.north;
    let on_time = async |query: &str| counted(&scene, "ENR-06", "on_time", query).await;
    let mut expected = (0, 0);
    for (urgency, spoken, safety, counts) in [
        // The clock of an urgent one that came on 1 February runs to the end of the 3rd in Bogotá: 5 in the morning in Greenwich.
        ("urgent", Some("2026-02-04T04:59:59Z"), "safe", Some(1)),
        ("urgent", Some("2026-02-04T05:00:00Z"), "safe", Some(0)),
        ("routine", Some("2026-02-08T12:00:00Z"), "unknown", Some(1)),
        ("immediate", None, "unknown", Some(0)),
        ("immediate", None, "unsafe", None),
    ] {
        let person = scene.person().await;
        let asked = Asked {
            urgency,
            safety,
            contacted_at: spoken,
            ..ROUTINE
        };
        scene
            .refer(person, "mentoring", north, "2026-02-01T12:00:00Z", asked)
            .await;
        if let Some(in_time) = counts {
            expected = (expected.0 + in_time, expected.1 + 1);
        }
        assert_eq!(
            on_time(QUARTER).await,
            (expected.0, Some(expected.1)),
            "{urgency} {spoken:?} {safety}"
        );
    }
    // On 7 February the routine one still has a day; what was said on the 8th is not known.
    let as_of = async |day: &str| on_time(&format!("{QUARTER}&as_of={day}")).await;
    assert_eq!(as_of("2026-02-07").await, (1, Some(3)));
    assert_eq!(as_of("2026-02-08").await, (2, Some(4)));
}

#[actix_web::test]
async fn those_nobody_has_spoken_with_stand_beside_the_days() {
    let scene = Scene::new().await;
    let north = scene.house.north;
    for (spoken, safety) in [
        (Some("2026-02-03T12:00:00Z"), "safe"),
        (Some("2026-02-05T12:00:00Z"), "safe"),
        (None, "safe"),
        (None, "unsafe"),
    ] {
        let person = scene.person().await;
        let asked = Asked {
            safety,
            contacted_at: spoken,
            ..ROUTINE
        };
        scene
            .refer(person, "mentoring", north, "2026-02-01T12:00:00Z", asked)
            .await;
    }
    let of = async |variant: &str, query: &str| counted(&scene, "ENR-07", variant, query).await;
    assert_eq!(of("days", QUARTER).await, (6, Some(2)));
    assert_eq!(of("no_contact", QUARTER).await, (2, Some(4)));
    assert_eq!(of("unsafe", QUARTER).await, (1, Some(4)));
    let earlier = format!("{QUARTER}&as_of=2026-02-04");
    assert_eq!(
        of("days", &earlier).await,
        (2, Some(1)),
        "what was said on the 5th is not known"
    );
    assert_eq!(of("no_contact", &earlier).await, (3, Some(4)));
    let figure = scene.figure("ENR-07", QUARTER).await;
    let days = &figure["total"][0];
    assert_eq!(days["kind"], "mean_days");
    assert!(
        (days["spread"]["ninth_tenth"].as_f64().unwrap() - 3.8).abs() < 1e-9,
        "between 2 and 4"
    );
    assert_eq!(figure["indicator"]["unit_of_analysis"], "referral");
}
