//! What a figure costs: its period, not the history.

use super::{Scene, public_code};
use crate::support::new_id;
use serde_json::Value;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::iter::repeat_with;

/// 1,000 days with one session each and 20 people in it: 20,000 lines.
async fn history(scene: &Scene) {
    let org = scene.house.org;
    let people: Vec<_> = (0..20).map(|_| new_id()).collect();
    let codes: Vec<_> = people.iter().map(|id| public_code(*id)).collect();
    let (north, mentoring, lead) = (scene.house.north, scene.house.mentoring, scene.house.who("worker").id);
    let sql = &scene.sql;
    sql.execute(
        "insert into person (org_id, id, public_code, home_site_id, gender_missing, language, identity_tier,
             recorded_at, recorded_via)
         select $1, p.id, p.code, $2, 'not_asked', 'es', 'alias', now(), 'app'
         from unnest($3::uuid[], $4::text[]) p (id, code)",
        &[&org, &north, &people, &codes],
    )
    .await
    .unwrap();
    sql.execute(
        "insert into enrolment (org_id, id, person_id, programme_id, site_id, strand, enrolled_on, recorded_at,
             recorded_via)
         select $1, p.id, p.id, $2, $3, 'mentoring', date '2023-01-01', now(), 'app' from unnest($4::uuid[]) p (id)",
        &[&org, &mentoring, &north, &people],
    )
    .await
    .unwrap();
    sql.execute(
        "insert into session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes,
             lead_staff_id, recorded_at, recorded_via)
         select $1, gen_random_uuid(), $2, $3, 'group', 'in_person', 'held', day, day::date, 60, $4, now(), 'app'
         from generate_series(timestamptz '2023-06-01 12:00Z', timestamptz '2026-02-24 12:00Z', interval '1 day') day",
        &[&org, &mentoring, &north, &lead],
    )
    .await
    .unwrap();
    let lines = sql
        .execute(
            "insert into participation (org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand,
                 held_on, attendance, minutes, recorded_at)
             select s.org_id, gen_random_uuid(), s.id, e.person_id, e.id, s.programme_id, s.site_id, e.strand,
                 s.held_on, 'present', s.minutes, now()
             from session s cross join enrolment e",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(lines, 20_000);
    for table in ["participation", "enrolment"] {
        let statement = format!("vacuum analyze {table}");
        sql.batch_execute(&statement).await.unwrap();
    }
}

/// The plan and what it did, for January 2026, as the application's role and for the director.
async fn plan(scene: &Scene, statement: &str, mode: &str) -> Value {
    let url = scene.world.db.url("causeway_app");
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    actix_web::rt::spawn(connection);
    let mut script = format!("set plan_cache_mode = {mode}; begin;");
    let (org, sign_in) = (scene.house.org, scene.house.who("director").sign_in);
    write!(
        script,
        "select from access.enter('{sign_in}', '{org}', '{}');",
        scene.world.now()
    )
    .unwrap();
    write!(
        script,
        "prepare figure (uuid, date, date, date, uuid, text, text, text[], text[], timestamptz) as {statement};"
    )
    .unwrap();
    client.batch_execute(&script).await.unwrap();
    let explain = format!(
        "explain (analyze, format json)
         execute figure ('{org}', '2026-01-01', '2026-01-31', '2026-01-31', null, null, 'none',
             '{{left_by_choice,completed_partly}}', '{{early_leaver,partial}}',
             '2099-01-01')"
    );
    let messages = client.simple_query(&explain).await.unwrap();
    let text = messages.iter().find_map(|message| {
        if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
            row.get(0)
        } else {
            None
        }
    });
    serde_json::from_str(text.unwrap()).unwrap()
}

/// Every node of a plan that reads the table.
fn scans<'a>(plan: &'a Value, table: &str, found: &mut Vec<&'a Value>) {
    match plan {
        Value::Object(node) => {
            if node.get("Relation Name").is_some_and(|name| name == table) {
                found.push(plan);
            }
            node.values().for_each(|part| scans(part, table, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| scans(part, table, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// 3,000 people, three a day from June 2023 on, referred by a school the day they joined, who stayed for 100 days.
async fn comings_and_goings(scene: &Scene) {
    let (org, north, mentoring) = (scene.house.org, scene.house.north, scene.house.mentoring);
    // Of so many, two would share a code one time in two hundred.
    let mut taken = HashSet::new();
    let people: Vec<_> = repeat_with(new_id)
        .filter(|id| taken.insert(public_code(*id)))
        .take(3000)
        .collect();
    let codes: Vec<_> = people.iter().map(|id| public_code(*id)).collect();
    let sql = &scene.sql;
    sql.execute(
        "insert into person (org_id, id, public_code, home_site_id, gender_missing, language, identity_tier,
             recorded_at, recorded_via)
         select $1, p.id, p.code, $2, 'not_asked', 'es', 'alias', now(), 'app'
         from unnest($3::uuid[], $4::text[]) p (id, code)",
        &[&org, &north, &people, &codes],
    )
    .await
    .unwrap();
    sql.execute(
        "insert into enrolment (org_id, id, person_id, programme_id, site_id, strand, enrolled_on, exited_on, recorded_at,
             recorded_via)
         select $1, p.id, p.id, $2, $3, 'mentoring', date '2023-06-01' + (p.place / 3)::integer,
             date '2023-06-01' + (p.place / 3)::integer + 100, now(), 'app'
         from unnest($4::uuid[]) with ordinality p (id, place)",
        &[&org, &mentoring, &north, &people],
    )
    .await
    .unwrap();
    let events = sql
        .execute(
            "insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, reason,
                 interview_missing, aftercare, occurred_on, recorded_at)
             select org_id, gen_random_uuid(), id, site_id, programme_id, 'active', 'exited', 'left_by_choice',
                 'not_asked', 'declined', exited_on, now()
             from enrolment",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(events, 3000);
    sql.execute(
        "insert into referral_in (org_id, id, person_id, programme_id, site_id, mandate, urgency, reasons, agreed,
             received_at, contact_safety, state, moved_at, due_on, recorded_at, recorded_via)
         select org_id, gen_random_uuid(), person_id, programme_id, site_id, 'voluntary', 'routine', '{other}', 'yes',
             enrolled_on + interval '12 hours', 'safe', 'received', enrolled_on + interval '12 hours', enrolled_on + 7,
             now(), 'app'
         from enrolment",
        &[],
    )
    .await
    .unwrap();
    sql.execute(
        "insert into referral_source (org_id, id, referral_id, person_id, site_id, source, mandate, urgency, agreed,
             received_at, recorded_at, recorded_by)
         select org_id, gen_random_uuid(), id, person_id, site_id, 'school', mandate, urgency, agreed, received_at, now(),
             $1
         from referral_in",
        &[&scene.house.who("worker").id],
    )
    .await
    .unwrap();
    for table in ["enrolment", "enrolment_event", "referral_in", "referral_source"] {
        sql.batch_execute(&format!("vacuum analyze {table}")).await.unwrap();
    }
}

#[actix_web::test]
async fn who_came_or_left_in_a_month_is_found_by_the_month() {
    let scene = Scene::new().await;
    comings_and_goings(&scene).await;
    let mut wrong = String::new();
    for (code, statement, index) in [
        (
            "RET-01",
            include_str!("../../../src/indicators/sql/ret_01.sql"),
            "enrolment_entry",
        ),
        (
            "RET-01",
            include_str!("../../../src/indicators/sql/ret_01_stays.sql"),
            "enrolment_entry",
        ),
        (
            "RET-02",
            include_str!("../../../src/indicators/sql/ret_02.sql"),
            "enrolment_leaving",
        ),
        (
            "RET-03",
            include_str!("../../../src/indicators/sql/ret_03.sql"),
            "enrolment_leaving",
        ),
        (
            "RET-04",
            include_str!("../../../src/indicators/sql/ret_04.sql"),
            "enrolment_leaving",
        ),
        (
            "RET-05",
            include_str!("../../../src/indicators/sql/ret_05.sql"),
            "enrolment_leaving",
        ),
    ] {
        for mode in ["force_custom_plan", "force_generic_plan"] {
            let plan = plan(&scene, statement, mode).await;
            let mut found = Vec::new();
            scans(&plan, "enrolment", &mut found);
            for scan in &found {
                // January's 31 days with three people each, however long the history is.
                let by_index = [scan, &scan["Plans"][0]].iter().any(|node| node["Index Name"] == index);
                if !(by_index && scan["Actual Rows"] == 93) {
                    writeln!(wrong, "{code} {mode}: {scan:#}").unwrap();
                }
            }
            assert_eq!(found.len(), 1, "{code} {mode}: {plan:#}");
        }
    }
    assert_eq!(wrong, "");
}

#[actix_web::test]
async fn a_month_as_it_was_known_then_reads_a_month_too() {
    let scene = Scene::new().await;
    history(&scene).await;
    let void = "update participation set voided_at = now(), void_reason = 'duplicate' where held_on > '2026-01-21'";
    assert!(scene.sql.execute(void, &[]).await.unwrap() > 200);
    scene.sql.batch_execute("vacuum analyze participation").await.unwrap();
    let known_then = include_str!("../../../src/indicators/sql/known_then.sql");
    let attendance = include_str!("../../../src/indicators/sql/dos_01.sql");
    let statement = format!("{known_then}select * from ({attendance}) figure");
    for mode in ["force_custom_plan", "force_generic_plan"] {
        let plan = plan(&scene, &statement, mode).await;
        let mut found = Vec::new();
        scans(&plan, "participation", &mut found);
        // What holds, and what was voided: each by its days. Whose line was corrected: by the correction, and there is none.
        let (by_id, by_days): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|scan| scan["Index Name"] == "participation_pkey");
        assert_eq!((by_days.len(), by_id.len()), (2, 1), "{mode}: {plan:#}");
        assert_eq!(by_id[0]["Actual Loops"], 0, "{mode}: {plan:#}");
        for scan in by_days {
            let condition = [scan, &scan["Plans"][0]].map(|node| node["Index Cond"].as_str());
            let by_day = condition
                .iter()
                .flatten()
                .any(|condition| condition.contains("held_on"));
            let number = |key| scan[key].as_f64().unwrap_or(0.0);
            let read = number("Actual Rows") + number("Rows Removed by Filter");
            assert!(by_day && read <= 620.0, "{mode}: {scan:#}");
        }
    }
}

#[actix_web::test]
async fn referrals_of_a_month_are_found_by_the_month() {
    let scene = Scene::new().await;
    comings_and_goings(&scene).await;
    let mut wrong = String::new();
    for (code, statement) in [
        ("ENR-01", include_str!("../../../src/indicators/sql/enr_01.sql")),
        ("ENR-03", include_str!("../../../src/indicators/sql/enr_03.sql")),
        ("ENR-06", include_str!("../../../src/indicators/sql/enr_06.sql")),
        ("ENR-07", include_str!("../../../src/indicators/sql/enr_07.sql")),
        ("ENR-08", include_str!("../../../src/indicators/sql/enr_08.sql")),
    ] {
        for mode in ["force_custom_plan", "force_generic_plan"] {
            let plan = plan(&scene, statement, mode).await;
            let mut found = Vec::new();
            scans(&plan, "referral_in", &mut found);
            let of_the_month = found.iter().find(|scan| scan["Alias"] == "r").unwrap();
            // Of the organisation, or of one site after the other.
            let nodes = [of_the_month, &of_the_month["Plans"][0]];
            let by_period = nodes.iter().any(|node| {
                let condition = node["Index Cond"].as_str();
                condition.is_some_and(|condition| condition.contains("received_at >="))
            });
            // January's 31 days with three each, and what is looked at on the days around them.
            let number = |key| of_the_month[key].as_f64().unwrap_or(0.0);
            let read = (number("Actual Rows") + number("Rows Removed by Filter")) * number("Actual Loops");
            if !(by_period && read <= 102.0) {
                writeln!(wrong, "{code} {mode}: {of_the_month:#}").unwrap();
            }
            // Whether another came before is asked of each one, and not of all there are.
            let before = found.iter().find(|scan| scan["Alias"] == "b").unwrap();
            if before["Actual Rows"].as_f64().unwrap() > 1.0 {
                writeln!(wrong, "{code} {mode}: {before:#}").unwrap();
            }
        }
    }
    assert_eq!(wrong, "");
}

#[actix_web::test]
async fn a_month_reads_a_month() {
    let scene = Scene::new().await;
    history(&scene).await;
    scene
        .dosage("mentoring", "contacts_per_week", 1, None, "2023-01-01")
        .await;
    let mut wrong = String::new();
    // January's 31 days with 20 lines each, or the days before its end that a point in time looks at.
    for (code, statement, lines) in [
        ("ENR-05", include_str!("../../../src/indicators/sql/enr_05.sql"), 620.0),
        ("DOS-01", include_str!("../../../src/indicators/sql/dos_01.sql"), 620.0),
        ("DOS-02", include_str!("../../../src/indicators/sql/dos_02.sql"), 620.0),
        ("DOS-03", include_str!("../../../src/indicators/sql/dos_03.sql"), 620.0),
        ("DOS-04", include_str!("../../../src/indicators/sql/dos_04.sql"), 620.0),
        ("DOS-05", include_str!("../../../src/indicators/sql/dos_05.sql"), 620.0),
        ("DOS-07", include_str!("../../../src/indicators/sql/dos_07.sql"), 620.0),
        ("CMQ-07", include_str!("../../../src/indicators/sql/cmq_07.sql"), 280.0),
        ("DQ-02", include_str!("../../../src/indicators/sql/dq_02.sql"), 620.0),
        ("DQ-05", include_str!("../../../src/indicators/sql/dq_05.sql"), 600.0),
    ] {
        // The server keeps prepared statements, so Postgres may turn to the plan for any period.
        for mode in ["force_custom_plan", "force_generic_plan"] {
            let plan = plan(&scene, statement, mode).await;
            let mut found = Vec::new();
            scans(&plan, "participation", &mut found);
            let [scan] = found.as_slice() else {
                panic!("{code} {mode}: read once, not {} times: {plan:#}", found.len());
            };
            // By the index alone, or the rows' pages picked by it: the planner weighs which is cheaper.
            let by_period = [scan, &scan["Plans"][0]].map(|node| &node["Index Name"]);
            let by_period = by_period.iter().any(|name| *name == "participation_period");
            // Nothing read to be thrown away.
            let rows = scan["Actual Rows"].as_f64() == Some(lines);
            let none_removed = scan
                .get("Rows Removed by Filter")
                .is_none_or(|rows| rows.as_f64() == Some(0.0));
            if !(by_period && rows && none_removed) {
                writeln!(wrong, "{code} {mode}: {scan:#}").unwrap();
            }
        }
    }
    assert_eq!(wrong, "");
    let [strict, ojjdp] = scene.served("from=2026-01-01&to=2026-01-31").await;
    assert_eq!((strict, ojjdp), (20, 20));
    assert_eq!(scene.attendance("from=2026-01-01&to=2026-01-31").await, [620, 620]);
}
