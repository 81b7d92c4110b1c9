//! What a figure costs: its period, not the history.

use super::{Scene, public_code};
use crate::support::new_id;
use serde_json::Value;
use std::fmt::Write as _;

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
        "prepare figure (uuid, date, date, date, uuid, text, text) as {statement};"
    )
    .unwrap();
    client.batch_execute(&script).await.unwrap();
    let explain = format!(
        "explain (analyze, format json)
         execute figure ('{org}', '2026-01-01', '2026-01-31', '2026-01-31', null, null, 'none')"
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

#[actix_web::test]
async fn a_month_reads_a_month() {
    let scene = Scene::new().await;
    history(&scene).await;
    let mut wrong = String::new();
    // January's 31 days with 20 lines each, or the days before its end that a point in time looks at.
    for (code, statement, lines) in [
        ("ENR-05", include_str!("../../../src/indicators/sql/enr_05.sql"), 620.0),
        ("DOS-01", include_str!("../../../src/indicators/sql/dos_01.sql"), 620.0),
        ("DOS-03", include_str!("../../../src/indicators/sql/dos_03.sql"), 620.0),
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
