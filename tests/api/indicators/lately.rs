//! CMQ-07, DQ-05 and DQ-06: whom a point in time asks about, and what counts as having met her.

use serde_json::Value;

use super::{Enrolled, Scene};

/// `[numerator, denominator]` of the whole, as of the last day of the period.
async fn on(scene: &Scene, code: &str, last: &str) -> [u64; 2] {
    asked(scene, code, &format!("from=2026-01-01&to={last}")).await
}

async fn asked(scene: &Scene, code: &str, query: &str) -> [u64; 2] {
    let figure = scene.figure(code, query).await;
    ["numerator", "denominator"].map(|key| figure["total"][0][key].as_u64().unwrap())
}

/// Her own yes to the service, from 1 January 2026 on.
async fn consents(scene: &Scene, who: Enrolled) {
    let statement = "insert into consent (org_id, id, person_id, site_id, kind, status, giver, legal_basis, text_version,
                         language, method, limits_explained, occurred_at, recorded_at, recorded_via)
                     select org_id, gen_random_uuid(), id, home_site_id, 'service_participation', 'given', 'young_person',
                         'consent', 'v1', 'es', 'signed', true, '2026-01-01T12:00:00Z', now(), 'app'
                     from person where id = $1";
    assert_eq!(scene.sql.execute(statement, &[&who.person]).await.unwrap(), 1);
}

async fn version(scene: &Scene, code: &str) -> Value {
    scene.figure(code, "from=2026-01-01&to=2026-03-31").await["indicator"]["version"].clone()
}

#[actix_web::test]
async fn who_pauses_is_in_no_figure_about_those_who_are_active() {
    let scene = Scene::new().await;
    let [goes_on, pauses] = [scene.enrolled("2026-01-10").await, scene.enrolled("2026-01-10").await];
    consents(&scene, goes_on).await;
    scene.pauses(pauses, "2026-02-20", Some("2026-04-20")).await;
    // Before, the first and the last day of the pause, and the day she goes on.
    for (last, active) in [
        ("2026-02-19", 2),
        ("2026-02-20", 1),
        ("2026-04-19", 1),
        ("2026-04-20", 2),
    ] {
        assert_eq!(on(&scene, "DQ-05", last).await[1], active, "{last}");
        assert_eq!(on(&scene, "DQ-06", last).await, [1, active], "{last}");
        assert_eq!(on(&scene, "CMQ-07", last).await[1], active, "{last}");
    }
    for (code, expected) in [("DQ-05", 2), ("DQ-06", 2), ("CMQ-07", 3)] {
        assert_eq!(
            version(&scene, code).await,
            expected,
            "{code}: whom it counts has changed"
        );
    }
}

#[actix_web::test]
async fn who_pauses_in_one_programme_counts_by_the_other() {
    let scene = Scene::new().await;
    let south = scene.house.south;
    let both = scene.enrolled("2026-01-10").await;
    scene.enrol(both.person, "sport", south, "2026-01-10", None).await;
    scene.pauses(both, "2026-02-01", None).await;
    for code in ["DQ-05", "DQ-06", "CMQ-07"] {
        assert_eq!(on(&scene, code, "2026-03-31").await[1], 1, "{code}");
        let query = "from=2026-01-01&to=2026-03-31&by=strand";
        let figure = scene.figure(code, query).await;
        let parts: Vec<_> = figure["parts"].as_array().unwrap().iter().collect();
        assert_eq!(parts.len(), 1, "{code}: {parts:?}");
        assert_eq!(parts[0]["part"], "sport", "{code}");
    }
    // The session she came to while she paused was in the other programme.
    scene.attends(both, "2026-03-30", "present").await;
    assert_eq!(on(&scene, "CMQ-07", "2026-03-31").await, [0, 1]);
    assert_eq!(on(&scene, "DQ-05", "2026-03-31").await, [1, 1]);
}

#[actix_web::test]
async fn going_on_after_a_pause_is_something_written_down() {
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-01-10").await;
    scene.pauses(who, "2026-01-20", Some("2026-03-01")).await;
    assert_eq!(on(&scene, "DQ-05", "2026-02-28").await, [0, 0], "she pauses");
    assert_eq!(on(&scene, "DQ-05", "2026-03-01").await, [0, 1]);
    assert_eq!(on(&scene, "DQ-05", "2026-03-30").await, [0, 1], "29 days later");
    assert_eq!(on(&scene, "DQ-05", "2026-03-31").await, [1, 1], "more than thirty days");
}

#[actix_web::test]
async fn a_voided_pause_is_none() {
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-01-10").await;
    scene.pauses(who, "2026-02-01", None).await;
    assert_eq!(on(&scene, "DQ-06", "2026-03-31").await, [0, 0]);
    let statement =
        "update enrolment_event set voided_at = now(), void_reason = 'entered_in_error' where enrolment_id = $1";
    assert_eq!(scene.sql.execute(statement, &[&who.id]).await.unwrap(), 1);
    for code in ["DQ-05", "DQ-06", "CMQ-07"] {
        assert_eq!(on(&scene, code, "2026-03-31").await[1], 1, "{code}");
    }
}

#[actix_web::test]
async fn a_pause_that_was_told_of_later_was_not_known_then() {
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-01-10").await;
    consents(&scene, who).await;
    scene.pauses(who, "2026-02-01", None).await;
    for statement in [
        "update person set recorded_at = '2026-01-10T12:00:00Z'",
        "update enrolment set recorded_at = '2026-01-10T12:00:00Z'",
        "update consent set recorded_at = '2026-01-10T12:00:00Z'",
        "update enrolment_event set recorded_at = '2026-05-20T12:00:00Z'",
    ] {
        assert_eq!(scene.sql.execute(statement, &[]).await.unwrap(), 1, "{statement}");
    }
    for (code, then) in [("DQ-05", [1, 1]), ("DQ-06", [1, 1]), ("CMQ-07", [0, 1])] {
        let quarter = "from=2026-01-01&to=2026-03-31";
        let known = format!("{quarter}&known_at=2026-05-20T11:59:59Z");
        assert_eq!(asked(&scene, code, &known).await, then, "{code}");
        let known = format!("{quarter}&known_at=2026-05-20T12:00:00Z");
        assert_eq!(asked(&scene, code, &known).await, [0, 0], "{code}");
        assert_eq!(asked(&scene, code, quarter).await, [0, 0], "{code}");
    }
}

#[actix_web::test]
async fn a_restricted_record_is_met_every_week_and_any_other_every_fortnight() {
    let scene = Scene::new().await;
    let [plain, restricted] = [scene.enrolled("2026-01-10").await, scene.enrolled("2026-01-10").await];
    let statement = "update person set display_mode = 'restricted' where id = $1";
    assert_eq!(scene.sql.execute(statement, &[&restricted.person]).await.unwrap(), 1);
    for who in [plain, restricted] {
        scene.attends(who, "2026-03-10", "present").await;
    }
    // The last day is one of the seven, or fourteen.
    for (last, seen) in [
        ("2026-03-16", 2),
        ("2026-03-17", 1),
        ("2026-03-23", 1),
        ("2026-03-24", 0),
    ] {
        assert_eq!(on(&scene, "CMQ-07", last).await, [seen, 2], "{last}");
    }
    let figure = scene.figure("CMQ-07", "from=2026-01-01&to=2026-03-17&by=strand").await;
    assert_eq!(
        figure["parts"].as_array().unwrap().len(),
        1,
        "no part tells who is restricted"
    );
}

/// Her caseload's clock is the figure's (`access.contact_due`).
#[actix_web::test]
async fn the_day_she_is_to_be_met_by_is_the_last_one_the_figure_counts() {
    let scene = Scene::new().await;
    for mode in ["normal", "restricted"] {
        for (minutes, how) in [(60, "in_person_home"), (4, "in_person_home"), (60, "third_party")] {
            let who = scene.enrolled("2026-03-01").await;
            let line = scene.attends(who, "2026-03-10", "present").await;
            let statement = "update participation set minutes = $2 where id = $1";
            scene.sql.execute(statement, &[&line, &minutes]).await.unwrap();
            let statement = "update session set mode = $2
                             where id = (select session_id from participation where id = $1)";
            scene.sql.execute(statement, &[&line, &how]).await.unwrap();
            let statement = "update person set display_mode = $2 where id = $1";
            scene.sql.execute(statement, &[&who.person, &mode]).await.unwrap();
            let due: chrono::NaiveDate = contact_due(&scene, who).await;
            let met = how != "third_party" && minutes >= 5;
            let days = if mode == "normal" { 14 } else { 7 };
            let from: chrono::NaiveDate = if met { "2026-03-10" } else { "2026-03-01" }.parse().unwrap();
            assert_eq!(due, from + chrono::Days::new(days), "{mode} {minutes} {how}");
            let before = due.pred_opt().unwrap().to_string();
            let counts = [u64::from(met), 1];
            assert_eq!(on(&scene, "CMQ-07", &before).await, counts, "{mode} {minutes} {how}");
            assert_eq!(
                on(&scene, "CMQ-07", &due.to_string()).await,
                [0, 1],
                "{mode} {minutes} {how}"
            );
            scene.void("enrolment", who.id).await;
        }
    }
}

/// What the function answers a director.
async fn contact_due(scene: &Scene, who: Enrolled) -> chrono::NaiveDate {
    let url = scene.world.db.url("causeway_app");
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    actix_web::rt::spawn(connection);
    let (org, sign_in, now) = (scene.house.org, scene.house.who("director").sign_in, scene.world.now());
    let enter = format!("begin; select from access.enter('{sign_in}', '{org}', '{now}')");
    client.batch_execute(&enter).await.unwrap();
    let row = client
        .query_one("select access.contact_due($1)", &[&who.id])
        .await
        .unwrap();
    row.get(0)
}

#[actix_web::test]
async fn how_it_was_held_counts_as_it_was_said_then() {
    let scene = Scene::new().await;
    let who = scene.enrolled("2026-03-01").await;
    let line = scene.attends(who, "2026-03-30", "present").await;
    assert_eq!(on(&scene, "CMQ-07", "2026-03-31").await, [1, 1]);
    // On 20 May it is corrected: it was her aunt who told of her.
    for statement in [
        "update person set recorded_at = '2026-03-01T12:00:00Z' where $1::uuid is not null",
        "update enrolment set recorded_at = '2026-03-01T12:00:00Z' where $1::uuid is not null",
        "update participation set recorded_at = '2026-03-30T12:00:00Z' where id = $1",
        "insert into session_correction (org_id, id, session_id, participation_id, enrolment_id, programme_id, site_id, strand,
             held_on, attendance, minutes, kind, mode, status, starts_at, session_minutes, first_recorded_at, known_from,
             known_until, recorded_at, recorded_by)
         select p.org_id, gen_random_uuid(), s.id, p.id, p.enrolment_id, p.programme_id, p.site_id, p.strand, p.held_on,
             p.attendance, p.minutes, s.kind, s.mode, s.status, s.starts_at, s.minutes, p.recorded_at, p.recorded_at,
             '2026-05-20T12:00:00Z', '2026-05-20T12:00:00Z', s.lead_staff_id
         from participation p join session s on s.org_id = p.org_id and s.id = p.session_id where p.id = $1",
        "update session set mode = 'third_party' where id = (select session_id from participation where id = $1)",
    ] {
        assert_eq!(scene.sql.execute(statement, &[&line]).await.unwrap(), 1, "{statement}");
    }
    assert_eq!(on(&scene, "CMQ-07", "2026-03-31").await, [0, 1]);
    for (known_at, met) in [("2026-05-20T11:59:59Z", 1), ("2026-05-20T12:00:01Z", 0)] {
        let query = format!("from=2026-01-01&to=2026-03-31&known_at={known_at}");
        assert_eq!(asked(&scene, "CMQ-07", &query).await, [met, 1], "{known_at}");
    }
}
