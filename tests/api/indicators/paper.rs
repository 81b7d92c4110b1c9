//! The programme of `workbook.md`, in a database.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Asked, Enrolled, Scene};
use crate::support::new_id;

pub(super) const WORKBOOK: &str = include_str!("workbook.md");

/// The rows of the table under a heading, each by the names of its columns.
pub(super) fn table(heading: &str) -> Vec<BTreeMap<&'static str, &'static str>> {
    let after = WORKBOOK.split_once(&format!("\n## {heading}\n")).unwrap().1;
    let section = after.split("\n## ").next().unwrap();
    let mut lines = section.lines().filter(|line| line.starts_with('|'));
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim);
    let names: Vec<_> = cells(lines.next().unwrap()).collect();
    let rows: Vec<BTreeMap<_, _>> = lines
        .skip(1)
        .map(|line| names.iter().copied().zip(cells(line)).collect())
        .collect();
    assert!(!rows.is_empty(), "{heading}");
    rows
}

/// What is not said is not there.
pub(super) fn said(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// The programme of the workbook, in a database.
#[expect(clippy::too_many_lines, reason = "table by table, as the workbook has them")]
pub(super) async fn programme() -> Scene {
    let scene = Scene::new().await;
    let at_north = [("mentor", Some(scene.house.north), None)];
    let second = scene.house.add_staff(&scene.world, "second", &at_north, None).await.id;
    let mut people: BTreeMap<&str, Uuid> = BTreeMap::new();
    let mut enrolments: BTreeMap<&str, Enrolled> = BTreeMap::new();
    let mut exits: BTreeMap<&str, Uuid> = BTreeMap::new();
    for row in [table("Enrolments"), table("Enrolments of 2024")].concat() {
        if !people.contains_key(row["person"]) {
            people.insert(row["person"], scene.person().await);
        }
        let (strand, site) = place(&scene, row["enrolment"].rsplit_once('-').unwrap().1);
        let enrolled = scene
            .enrol(people[row["person"]], strand, site, row["from"], None)
            .await;
        if let Some(on) = said(row["to"]) {
            exits.insert(row["enrolment"], scene.leaves(enrolled, on, row["why"]).await);
        }
        enrolments.insert(row["enrolment"], enrolled);
    }
    for row in table("Dosages") {
        let (strand, _) = place(&scene, row["programme"]);
        let amount = row["amount"].parse().unwrap();
        let over_days = said(row["over"]).map(|days| days.parse().unwrap());
        scene
            .dosage(strand, row["measure"], amount, over_days, row["from"])
            .await;
    }
    for row in table("Pauses") {
        scene
            .pauses(enrolments[row["enrolment"]], row["from"], said(row["until"]))
            .await;
    }
    for row in table("People") {
        let statement = "update person set age_on_entry = $3::text::integer,
                             gender_missing = (select code from ref.code where list = 'missing_reason' and code = $2),
                             gender_identity = (select code from ref.code where list = 'gender_identity' and code = $2)
                         where id = $1";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&people[row["person"]], &row["gender"], &said(row["age"])];
        assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
    }
    for row in table("Leavings") {
        found_at_leaving(&scene, exits[row["enrolment"]], &row).await;
    }
    for row in table("Follow-ups") {
        asked_after(&scene, exits[row["enrolment"]], &row).await;
    }
    for row in table("Follow-up contacts") {
        told(&scene, enrolments[row["enrolment"]], &row).await;
    }
    let mut referrals: BTreeMap<[&str; 3], Uuid> = BTreeMap::new();
    let key = |row: &BTreeMap<&'static str, &'static str>| [row["person"], row["to"], row["received"]];
    for row in [table("Referrals"), table("Referrals of 2024")].concat() {
        referrals.insert(key(&row), refer(&scene, &mut people, &row).await);
    }
    for row in table("Screening and places") {
        scene.step(referrals[&key(&row)], row["step"], row["on"]).await;
    }
    for row in table("Sessions") {
        attend(&scene, enrolments[row["enrolment"]], &row).await;
    }
    for row in table("Contact attempts") {
        tried(&scene, enrolments[row["enrolment"]], &row).await;
    }
    for row in table("Consents") {
        let statement = "insert into consent (org_id, id, person_id, site_id, kind, status, giver, legal_basis,
                             text_version, language, method, limits_explained, occurred_at, expires_on, recorded_at,
                             recorded_via)
                         select org_id, $2, id, home_site_id, $3, $4, $5, 'consent', 'v1', 'es', 'signed', true,
                             $6::text::timestamptz, $7::text::date, now(), 'app'
                         from person where id = $1";
        let [kind, status, giver] = ["kind", "status", "giver"].map(|name| row[name]);
        let noon = format!("{}T17:00:00Z", row["from"]);
        let until = said(row["until"]);
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 7] =
            [&people[row["person"]], &new_id(), &kind, &status, &giver, &noon, &until];
        assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
    }
    // Everybody has held her role since before the first day.
    let held = "update role_grant set granted_at = timestamptz '2025-01-01' where org_id = $1";
    scene.sql.execute(held, &[&scene.house.org]).await.unwrap();
    for row in table("Limits of caseloads") {
        limited(&scene, second, &row).await;
    }
    for row in table("Plans") {
        planned(&scene, enrolments[row["enrolment"]], &row).await;
    }
    for row in table("Looks") {
        looked(&scene, enrolments[row["enrolment"]], &row).await;
    }
    for row in table("Goals") {
        aimed(&scene, enrolments[row["enrolment"]], &row).await;
    }
    for row in table("Assignments") {
        let staff = if row["worker"] == "second" {
            second
        } else {
            scene.house.who(row["worker"]).id
        };
        let noon = |day: &str| format!("{day}T12:00:00Z");
        let (role, weight, from, to) = (row["role"], row["weight"], noon(row["from"]), said(row["to"]).map(noon));
        let statement = "insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id,
                             role, weight, started_at, ended_at, recorded_at)
                         select org_id, $2, id, person_id, site_id, programme_id, $3, $4, $5::text::numeric,
                             $6::text::timestamptz, $7::text::timestamptz, now()
                         from enrolment where id = $1";
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 7] = [
            &enrolments[row["enrolment"]].id,
            &new_id(),
            &staff,
            &role,
            &weight,
            &from,
            &to,
        ];
        assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
    }
    scene
}

/// A limit of a role, or an exception for a colleague that the supervisor decided about.
async fn limited(scene: &Scene, second: Uuid, row: &BTreeMap<&str, &str>) {
    let (org, north) = (scene.house.org, scene.house.north);
    let noon = |day: &str| format!("{day}T12:00:00Z");
    let (cap, from, until) = (row["cap"], noon(row["from"]), said(row["until"]).map(noon));
    let supervisor = scene.house.who("supervisor").id;
    let done = if row["agreed"].is_empty() {
        let statement =
            "insert into caseload_limit (org_id, id, role, cap, started_at, ended_at, recorded_at, recorded_by)
            values ($1, $2, $3, $4::text::numeric, $5::text::timestamptz, $6::text::timestamptz, now(), $7)";
        let role = row["of"];
        scene
            .sql
            .execute(statement, &[&org, &new_id(), &role, &cap, &from, &until, &supervisor])
            .await
    } else {
        let staff = if row["of"] == "second" {
            second
        } else {
            scene.house.who(row["of"]).id
        };
        let statement = "insert into caseload_exception (org_id, id, staff_id, site_id, cap, reason, until_on, ends_at,
                approved, decided_by, decided_at, recorded_at, recorded_by)
            values ($1, $2, $3, $4, $5::text::numeric, 'many_joined', $6::text::timestamptz::date, $6::text::timestamptz, $7, $8,
                $9::text::timestamptz, $9::text::timestamptz, $3)";
        let agreed = row["agreed"] == "yes";
        scene
            .sql
            .execute(
                statement,
                &[
                    &org,
                    &new_id(),
                    &staff,
                    &north,
                    &cap,
                    &until,
                    &agreed,
                    &supervisor,
                    &from,
                ],
            )
            .await
    };
    assert_eq!(done.unwrap(), 1);
}

/// A plan, approved by the supervisor and in force from that day on.
async fn planned(scene: &Scene, enrolled: Enrolled, row: &BTreeMap<&str, &str>) {
    let statement = "
        with plan as (
            insert into case_plan (org_id, id, enrolment_id, person_id, site_id, programme_id, version, state, submitted_by,
                submitted_at, approved_by, active_from, started_at, next_review_on, closed_on, closed_at, close_reason,
                recorded_at, recorded_by)
            select org_id, id, id, person_id, site_id, programme_id, 1,
                case when $4::text is null then 'active' else 'closed' end, $5, $2::text::timestamptz, $6,
                $2::text::timestamptz::date, $2::text::timestamptz, $3::text::date, $4::text::timestamptz::date,
                $4::text::timestamptz, case when $4::text is not null then 'enrolment_ended' end, $2::text::timestamptz, $5
            from enrolment where id = $1
            returning *
        )
        insert into case_plan_approval (org_id, plan_id, enrolment_id, person_id, site_id, programme_id, written_by,
            submitted_by, approved_by, recorded_at)
        select org_id, id, enrolment_id, person_id, site_id, programme_id, recorded_by, submitted_by, approved_by, started_at
        from plan";
    let noon = |day: &str| format!("{day}T12:00:00Z");
    let (approved, closed) = (noon(row["approved"]), said(row["closed"]).map(noon));
    let (worker, supervisor) = (scene.house.who("worker").id, scene.house.who("supervisor").id);
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
        [&enrolled.id, &approved, &row["next"], &closed, &worker, &supervisor];
    assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
}

/// A look at a whole plan.
async fn looked(scene: &Scene, enrolled: Enrolled, row: &BTreeMap<&str, &str>) {
    let statement = "insert into case_plan_review (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, due_on,
                         reviewed_on, next_review_on, recorded_at, recorded_by)
                     select org_id, $2, id, enrolment_id, person_id, site_id, programme_id, $3::text::date, $4::text::date,
                         $5::text::date, ($4::text || 'T12:00:00Z')::timestamptz, recorded_by
                     from case_plan where enrolment_id = $1";
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
        [&enrolled.id, &new_id(), &row["due"], &row["looked"], &row["next"]];
    assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
}

/// A goal, and how far it had come when its plan was looked at.
async fn aimed(scene: &Scene, enrolled: Enrolled, row: &BTreeMap<&str, &str>) {
    let statement =
        "insert into goal (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, domain, priority,
                         due_on, words_enc, recorded_at, recorded_by)
                     select org_id, $2, id, enrolment_id, person_id, site_id, programme_id, 'skills', 'first',
                         $3::text::date, '', recorded_at, recorded_by
                     from case_plan where enrolment_id = $1";
    let goal = new_id();
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&enrolled.id, &goal, &row["due"]];
    assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
    let statement = "insert into goal_review (org_id, review_id, goal_id, plan_id, enrolment_id, person_id, site_id,
                         programme_id, reviewed_on, status, recorded_at, recorded_by)
                     select org_id, id, $2, plan_id, enrolment_id, person_id, site_id, programme_id, reviewed_on, $4,
                         recorded_at, recorded_by
                     from case_plan_review where enrolment_id = $1 and reviewed_on = $3::text::date";
    if let Some(on) = said(row["looked"]) {
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] = [&enrolled.id, &goal, &on, &row["status"]];
        assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
    }
}

/// Somebody tried to reach her.
async fn tried(scene: &Scene, enrolled: Enrolled, row: &BTreeMap<&str, &str>) {
    let statement = "insert into contact_attempt (org_id, id, enrolment_id, person_id, site_id, programme_id, strand,
                         attempted_at, attempted_on, mode, result, collateral, recorded_at, recorded_by)
                     select org_id, $2, id, person_id, site_id, programme_id, strand,
                         $3::text::timestamptz, $4::text::date, $5, $6, $7, now(), $8
                     from enrolment where id = $1";
    let noon = format!("{}T12:00:00Z", row["on"]);
    let (collateral, by) = (row["collateral"] == "yes", scene.house.who("worker").id);
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 8] = [
        &enrolled.id,
        &new_id(),
        &noon,
        &row["on"],
        &row["mode"],
        &row["result"],
        &collateral,
        &by,
    ];
    assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
}

/// What was found when somebody left: each a value, or why there is none.
async fn found_at_leaving(scene: &Scene, exit: Uuid, row: &BTreeMap<&str, &str>) {
    for (&column, &found) in row.iter().filter(|(column, _)| **column != "enrolment") {
        let is_reason = "select from ref.code where list = 'missing_reason' and code = $1";
        let is_reason = scene.sql.query_opt(is_reason, &[&found]).await.unwrap().is_some();
        let (table, id, value, kind) = match column {
            "interview" => ("enrolment_event", "id", "interview_on", "date"),
            "planned" | "safe_to_follow_up" => ("exit_record", "event_id", column, "boolean"),
            "satisfaction" => ("exit_record", "event_id", column, "integer"),
            _ => ("exit_record", "event_id", column, "text"),
        };
        let (value, missing) = (value, format!("{column}_missing"));
        let set = if is_reason {
            format!("{value} = null, {missing} = $2")
        } else {
            format!("{value} = $2::text::{kind}, {missing} = null")
        };
        let statement = format!("update {table} set {set} where {id} = $1");
        assert_eq!(
            scene.sql.execute(&statement, &[&exit, &found]).await.unwrap(),
            1,
            "{column}"
        );
    }
}

/// When somebody who left is asked after.
async fn asked_after(scene: &Scene, exit: Uuid, row: &BTreeMap<&str, &str>) {
    let statement = "insert into followup_due (org_id, id, exit_event_id, enrolment_id, person_id, site_id, programme_id, left_on,
                         months, due_on, opens_on, closes_on, recorded_at)
                     select v.org_id, $2, v.id, e.id, e.person_id, e.site_id, e.programme_id, v.occurred_on, $3::text::integer,
                         $4::text::date, $5::text::date, $6::text::date, now()
                     from enrolment_event v join enrolment e on e.org_id = v.org_id and e.id = v.enrolment_id
                     where v.id = $1";
    let [months, due, opens, closes] = ["months", "due", "opens", "closes"].map(|name| row[name]);
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 6] = [&exit, &new_id(), &months, &due, &opens, &closes];
    assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
}

/// Who was asked about her, and what it came to.
async fn told(scene: &Scene, enrolled: Enrolled, row: &BTreeMap<&str, &str>) {
    let statement = "insert into followup_contact (org_id, id, followup_id, enrolment_id, person_id, site_id, programme_id,
                         contacted_on, source_kind, result, recorded_at)
                     select org_id, $2, id, enrolment_id, person_id, site_id, programme_id, $4::text::date, $5, $6, now()
                     from followup_due where enrolment_id = $1 and months = $3::text::integer";
    let [months, on, source, result] = ["months", "on", "source", "result"].map(|name| row[name]);
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
        [&enrolled.id, &new_id(), &months, &on, &source, &result];
    assert_eq!(scene.sql.execute(statement, &values).await.unwrap(), 1);
}

/// One referral, of somebody who need not be there yet.
async fn refer<'b>(scene: &Scene, people: &mut BTreeMap<&'b str, Uuid>, row: &BTreeMap<&'b str, &'b str>) -> Uuid {
    if !people.contains_key(row["person"]) {
        people.insert(row["person"], scene.person().await);
    }
    let noon = |day: &str| format!("{day}T12:00:00Z");
    let (spoken, ended) = (said(row["spoken"]).map(noon), said(row["ended"]).map(noon));
    let asked = Asked {
        source: row["source"],
        urgency: row["urgency"],
        safety: row["contact"],
        contacted_at: spoken.as_deref(),
        ended_at: ended.as_deref(),
    };
    let (strand, site) = place(scene, row["to"]);
    let received = noon(row["received"]);
    let id = scene.refer(people[row["person"]], strand, site, &received, asked).await;
    if said(row["voided"]).is_some() {
        scene.void("referral_in", id).await;
    }
    id
}

/// Strand and site: "m" is mentoring at north, "s" is sport at south, "x" is mentoring at south.
fn place(scene: &Scene, letter: &str) -> (&'static str, Uuid) {
    match letter {
        "m" => ("mentoring", scene.house.north),
        "s" => ("sport", scene.house.south),
        "x" => ("mentoring", scene.house.south),
        other => panic!("{other} is no place"),
    }
}

/// One line of attendance, with how long it was and when it was typed.
async fn attend(scene: &Scene, who: Enrolled, row: &BTreeMap<&str, &str>) {
    let line = scene.attends(who, row["held"], row["attendance"]).await;
    // Early afternoon at both sites.
    let typed = format!("{}T12:30:00Z", row["written"]);
    let rest =
        "update participation set minutes = $2::text::integer, recorded_at = $3::text::timestamptz where id = $1";
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&line, &row["minutes"], &typed];
    assert_eq!(scene.sql.execute(rest, &values).await.unwrap(), 1);
}
