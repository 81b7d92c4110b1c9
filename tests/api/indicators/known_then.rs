//! A figure asked as it was known at an earlier moment is the answer that was given then.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Asked, Enrolled, ROUTINE, Scene, paper};

/// A month after the quarter, so that what needs time to ripen has ripened.
const QUESTION: &str = "from=2026-01-01&to=2026-03-31&as_of=2026-04-30&by=strand";
const THEN: &str = "known_at=2026-05-01T12:00:00Z";
/// Every table that figures read and that says when a row was written down; attendance is dated line by line.
const TABLES: [&str; 12] = [
    "person",
    "dosage_rule",
    "enrolment",
    "enrolment_event",
    "followup_due",
    "followup_contact",
    "assignment",
    "contact_attempt",
    "referral_in",
    "referral_source",
    "referral_event",
    "referral_decision",
];

/// Every figure of the catalogue, without the moment it was counted.
async fn every_figure(scene: &Scene, query: &str) -> BTreeMap<String, Value> {
    let catalogue = scene
        .world
        .get(scene.house.token("director"), "/indicators")
        .await
        .expect(200);
    let mut figures = BTreeMap::new();
    for indicator in catalogue.body["items"].as_array().unwrap() {
        let code = indicator["code"].as_str().unwrap();
        let mut figure = scene.figure(code, query).await;
        figure.as_object_mut().unwrap().remove("counted_at").unwrap();
        figures.insert(code.to_owned(), figure);
    }
    figures
}

/// An enrolment of the workbook, by the day it began and its strand.
async fn enrolment(scene: &Scene, from: &str, strand: &str) -> Enrolled {
    let statement = "select id, person_id from enrolment where enrolled_on = $1::text::date and strand = $2";
    let row = scene.sql.query_one(statement, &[&from, &strand]).await.unwrap();
    Enrolled {
        id: row.get(0),
        person: row.get(1),
    }
}

/// What is written down, voided and taken back after the answer was given, about days long before it.
async fn weeks_later(scene: &Scene) {
    let north = scene.house.north;
    let person = scene.person().await;
    let nora = scene.enrol(person, "mentoring", north, "2026-01-20", None).await;
    let mut lines = Vec::new();
    for (day, attendance) in [
        ("2026-02-01", "present"),
        ("2026-02-08", "absent_unexcused"),
        ("2026-02-15", "absent_unexcused"),
        ("2026-02-22", "absent_unexcused"),
        ("2026-03-29", "present"),
    ] {
        lines.push(scene.attends(nora, day, attendance).await);
    }
    let typed = "update participation set recorded_at = '2026-05-20T12:00:00Z' where id = any($1)";
    scene.sql.execute(typed, &[&lines]).await.unwrap();
    let [ana, ben, cleo, dina] = [
        enrolment(scene, "2025-11-10", "mentoring").await,
        enrolment(scene, "2026-01-05", "mentoring").await,
        enrolment(scene, "2026-02-01", "sport").await,
        enrolment(scene, "2026-02-20", "mentoring").await,
    ];
    // Ben has not left; cleo has; dina paused.
    let exit = "select id from enrolment_event where enrolment_id = $1 and to_status = 'exited'";
    let exit = scene.sql.query_one(exit, &[&ben.id]).await.unwrap().get(0);
    scene.stays_after_all(ben, exit).await;
    scene.leaves(cleo, "2026-03-20", "completed_partly").await;
    scene.pauses(dina, "2026-03-01", None).await;
    // Ben's and ana's first lines of the year were not theirs; ana's worker and consent neither.
    for table in ["participation", "assignment", "consent"] {
        let column = if table == "consent" {
            "person_id"
        } else {
            "enrolment_id"
        };
        let statement = format!(
            "update {table} set voided_at = '2026-05-20T12:00:00Z', void_reason = 'entered_in_error'
             where {column} = any($1)"
        );
        let ids = if table == "consent" {
            [ana.person, ana.person]
        } else {
            [ana.id, ben.id]
        };
        assert!(
            scene.sql.execute(&statement, &[&ids.as_slice()]).await.unwrap() > 0,
            "{table}"
        );
    }
    // Hana's mentor was somebody else's.
    let mentor = "update assignment set voided_at = '2026-05-20T12:00:00Z', void_reason = 'entered_in_error'
                  where role = 'mentor'";
    assert_eq!(scene.sql.execute(mentor, &[]).await.unwrap(), 1);
    // Nora was reached, and nobody had called ana on 10 February.
    for (statement, id) in [
        (
            "insert into contact_attempt (org_id, id, enrolment_id, person_id, site_id, programme_id, strand, attempted_at,
                 attempted_on, mode, result, collateral, recorded_at, recorded_by)
             select e.org_id, gen_random_uuid(), e.id, e.person_id, e.site_id, e.programme_id, e.strand,
                 '2026-02-11T12:00:00Z', '2026-02-11', 'phone_call', 'reached', false, now(), t.recorded_by
             from enrolment e cross join (select recorded_by from contact_attempt limit 1) t where e.id = $1",
            nora.id,
        ),
        (
            "update contact_attempt set voided_at = '2026-05-20T12:00:00Z', void_reason = 'entered_in_error'
             where enrolment_id = $1 and attempted_on = '2026-02-10'",
            ana.id,
        ),
    ] {
        assert_eq!(scene.sql.execute(statement, &[&id]).await.unwrap(), 1);
    }
    // Somebody asked for nora and for somebody else long ago, and spoke with nora; ben's referral was somebody else's; kim was spoken to.
    let asked = Asked {
        source: "self",
        contacted_at: Some("2026-01-17T12:00:00Z"),
        ..ROUTINE
    };
    scene
        .refer(person, "mentoring", north, "2026-01-15T12:00:00Z", asked)
        .await;
    let other = scene.person().await;
    scene
        .refer(other, "mentoring", north, "2026-01-16T12:00:00Z", ROUTINE)
        .await;
    for statement in [
        "update referral_in set voided_at = '2026-05-20T12:00:00Z', void_reason = 'wrong_person'
         where received_at = '2026-01-02T12:00:00Z'",
        "with spoken as (
             update referral_in set first_contact_at = '2026-03-30T12:00:00Z', first_attempt_at = '2026-03-30T12:00:00Z'
             where received_at = '2026-03-29T12:00:00Z' returning org_id, id, site_id, first_contact_at
         )
         insert into referral_event (org_id, id, referral_id, site_id, step, to_state, occurred_at, recorded_at, recorded_by)
         select s.org_id, gen_random_uuid(), s.id, s.site_id, 'contacted', 'received', s.first_contact_at, now(),
             (select recorded_by from referral_event limit 1)
         from spoken s",
    ] {
        assert_eq!(scene.sql.execute(statement, &[]).await.unwrap(), 1);
    }
    looked_at_after_all(scene, dina).await;
    asked_after_all(scene).await;
    written_down(scene, "2026-05-20T12:00:00Z", "recorded_at <> '2026-04-01T12:00:00Z'").await;
}

/// Dina's plan had been looked at in time after all, and her goal reached.
async fn looked_at_after_all(scene: &Scene, dina: Enrolled) {
    for statement in [
        "update case_plan set next_review_on = '2026-06-27' where enrolment_id = $1",
        "insert into case_plan_review (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, due_on, reviewed_on,
             next_review_on, recorded_at, recorded_by)
         select org_id, id, id, enrolment_id, person_id, site_id, programme_id, '2026-03-29', '2026-03-29', '2026-06-27',
             '2026-05-20T12:00:00Z', recorded_by
         from case_plan where enrolment_id = $1",
        "insert into goal_review (org_id, review_id, goal_id, plan_id, enrolment_id, person_id, site_id, programme_id,
             reviewed_on, status, recorded_at, recorded_by)
         select org_id, plan_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, '2026-03-29', 'achieved',
             '2026-05-20T12:00:00Z', recorded_by
         from goal where enrolment_id = $1",
    ] {
        assert_eq!(scene.sql.execute(statement, &[&dina.id]).await.unwrap(), 1);
    }
}

/// Mia had been asked in time after all, and it was not lea who was; nor is asking after rio safe.
async fn asked_after_all(scene: &Scene) {
    let mia = enrolment(scene, "2025-02-01", "mentoring").await;
    let statement = "insert into followup_contact (org_id, id, followup_id, enrolment_id, person_id, site_id, programme_id,
                         contacted_on, source_kind, result, recorded_at)
                     select org_id, id, id, enrolment_id, person_id, site_id, programme_id, due_on, 'self_report', 'done', now()
                     from followup_due where enrolment_id = $1";
    assert_eq!(scene.sql.execute(statement, &[&mia.id]).await.unwrap(), 1);
    let lea = enrolment(scene, "2025-03-01", "mentoring").await;
    let statement = "update followup_contact set voided_at = '2026-05-20T12:00:00Z', void_reason = 'wrong_person'
                     where enrolment_id = $1";
    assert_eq!(scene.sql.execute(statement, &[&lea.id]).await.unwrap(), 1);
    let rio = enrolment(scene, "2025-01-15", "mentoring").await;
    let statement = "insert into followup_safety (org_id, id, enrolment_id, person_id, site_id, programme_id, judged_on, safe,
                         recorded_at, recorded_by)
                     select org_id, id, id, person_id, site_id, programme_id, '2026-02-01', false, '2026-05-20T12:00:00Z', $2
                     from enrolment where id = $1";
    let by = scene.house.who("worker").id;
    assert_eq!(scene.sql.execute(statement, &[&rio.id, &by]).await.unwrap(), 1);
}

/// Dates what was written down and is not dated yet.
async fn written_down(scene: &Scene, at: &str, which: &str) {
    for table in TABLES {
        let statement = format!("update {table} set recorded_at = '{at}' where {which}");
        scene.sql.execute(&statement, &[]).await.unwrap();
    }
    let statement = format!("update exit_record set recorded_at = '{at}' where {which}");
    scene.sql.execute(&statement, &[]).await.unwrap();
}

#[actix_web::test]
async fn every_figure_asked_as_it_was_known_is_the_answer_of_then() {
    let scene = paper::programme().await;
    written_down(&scene, "2026-04-01T12:00:00Z", "true").await;
    scene
        .sql
        .batch_execute(
            "update consent set recorded_at = '2026-04-01T12:00:00Z';
             update referral_in set voided_at = '2026-04-01T12:00:00Z' where voided_at is not null",
        )
        .await
        .unwrap();
    let given = every_figure(&scene, QUESTION).await;
    weeks_later(&scene).await;
    let now = every_figure(&scene, QUESTION).await;
    let again = every_figure(&scene, &format!("{QUESTION}&{THEN}")).await;
    let which = |differs: &dyn Fn(&str, &Value) -> bool| -> Vec<&str> {
        let found = given.iter().filter(|(code, figure)| differs(code, figure));
        found.map(|(code, _)| code.as_str()).collect()
    };
    assert_eq!(
        which(&|code, figure| now[code] == *figure),
        [""; 0],
        "untouched by what was written down later"
    );
    assert_eq!(
        which(&|code, figure| again[code] != *figure),
        [""; 0],
        "another answer than was given then"
    );
}

#[actix_web::test]
async fn an_answer_gives_itself_again_by_when_it_was_counted() {
    let scene = Scene::new().await;
    scene.enrolled("2026-01-10").await;
    written_down(&scene, "2026-04-01T12:00:00Z", "true").await;
    let query = "from=2026-01-01&to=2026-12-31";
    let first = scene.figure("ENR-04", &format!("{query}&{THEN}")).await;
    assert_eq!(first["counted_at"], "2026-05-01T12:00:00Z");
    assert_eq!(
        first["as_of"], "2026-05-02",
        "what lay ahead was not known: it is the 2nd on Kiritimati"
    );
    assert_eq!(first["total"][0]["numerator"], 1);
    let early = scene
        .figure("ENR-04", &format!("{query}&known_at=2026-04-01T11:59:59Z"))
        .await;
    assert_eq!(early["total"][0]["numerator"], 0, "nobody had written it down yet");
    let on_time = scene
        .figure("ENR-04", &format!("{query}&known_at=2026-04-01T12:00:00Z"))
        .await;
    assert_eq!(on_time["total"][0]["numerator"], 1);
    let ahead = scene
        .figure("ENR-04", &format!("{query}&known_at=2099-01-01T00:00:00Z"))
        .await;
    assert_eq!(
        ahead["counted_at"], "2026-06-10T09:30:00Z",
        "what lies ahead is not known: as it is now"
    );
    let path = format!("/indicators/ENR-04?{query}&known_at=yesterday");
    scene
        .world
        .get(scene.house.token("director"), &path)
        .await
        .expect_problem(400, "malformed");
}
