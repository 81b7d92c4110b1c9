//! Nothing sealed is left, whatever tables there are: `db/columns.toml` says which columns could hold something.

use std::collections::BTreeMap;
use std::path::Path;

use crate::intake_forms::{answer, in_force};
use crate::support::line::{referral, session};
use crate::support::{House, World, new_id};

/// Sealed for somebody who has no record: gone when she gets one (`tests/api/sessions/walk_ins.rs`).
const OF_NOBODY_YET: [(&str, &str); 1] = [("walk_in", "nickname_enc")];
/// Sealed under an incident's own key, which goes with the last of the people it names (`tests/api/incidents/erased.rs`), or
/// under that of a supervision session, which goes with the first (`tests/api/supervision/`).
const OF_SEVERAL: [(&str, &str); 5] = [
    ("incident_account", "narrative_enc"),
    ("incident_event", "note_enc"),
    ("incident_action", "what_enc"),
    ("supervision_session", "actions_enc"),
    ("supervision_session", "confidential_enc"),
];

/// Under a key of their own till somebody has decided, which goes with the person (`tests/api/sync/push/erased.rs`).
const SENT: [(&str, &str); 3] = [
    ("sync_op", "payload_enc"),
    ("sync_conflict", "sent_enc"),
    ("sync_conflict", "stood_enc"),
];

/// Columns that hold something sealed about somebody, as `table.column`.
fn sealed_columns() -> Vec<(String, String)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("db/columns.toml");
    let tables: BTreeMap<String, BTreeMap<String, toml::Table>> =
        toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    tables
        .into_iter()
        .flat_map(|(table, columns)| {
            columns
                .into_iter()
                .map(move |(column, about)| (table.clone(), column, about))
        })
        .filter(|(_, _, about)| about["class"].as_str() == Some("c3"))
        .map(|(table, column, _)| (table, column))
        .filter(|(table, column)| {
            let named = (table.as_str(), column.as_str());
            !OF_NOBODY_YET.contains(&named) && !OF_SEVERAL.contains(&named) && !SENT.contains(&named)
        })
        .collect()
}

/// A plan with a goal and an action.
async fn plan(world: &World, house: &House, enrolment: uuid::Uuid) {
    let worker = house.token("worker");
    let [plan, goal, action] = std::array::from_fn(|_| new_id());
    let path = format!("/enrolments/{enrolment}/case-plans");
    let body = serde_json::json!({"id": plan});
    world.post(worker, &path, body).await.expect(201);
    let body = serde_json::json!({"id": goal, "goal": {"domain": "education", "priority": "first",
        "due_on": "2026-09-01", "description": "Canary goal"}});
    let path = format!("/case-plans/{plan}/goals");
    world.post(worker, &path, body).await.expect(201);
    let body =
        serde_json::json!({"id": action, "who": "young_person", "due_on": "2026-09-01", "what": "Canary action"});
    let path = format!("/goals/{goal}/actions");
    world.post(worker, &path, body).await.expect(201);
}

/// A hand-over to this colleague, with a note.
async fn handed_over(world: &World, house: &House, enrolment: uuid::Uuid, to: &str) {
    let live = "select id from assignment where enrolment_id = $1 and ended_at is null";
    let row = world.sql().await.query_one(live, &[&enrolment]).await.unwrap();
    let assignment: uuid::Uuid = row.get(0);
    let body = serde_json::json!({"id": new_id(), "site_id": house.north, "from_id": house.who("worker").id,
        "to_id": house.who(to).id, "assignment_ids": [assignment],
        "notes": [{"assignment_id": assignment, "text": "Canary hand-over"}]});
    world.post(house.token("worker"), "/hand-overs", body).await.expect(201);
}

#[actix_web::test]
async fn every_column_that_was_sealed_for_her_is_blank_and_everybody_elses_is_not() {
    let world = World::new().await;
    let house = world.house("First").await;
    in_force(&world, &house, None).await;
    let mut people = Vec::new();
    for heir in ["other_worker", "outreach"] {
        let (person, enrolment) = world.enrolled(&house, "worker").await;
        world
            .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
            .await;
        let pause = serde_json::json!({"on": "2026-03-01", "reason": "illness", "review_by": "2026-04-01"});
        world
            .step(house.token("worker"), enrolment, "pause", pause)
            .await
            .expect(200);
        let path = format!("/people/{person}/referrals");
        world
            .post(house.token("worker"), &path, referral(&house))
            .await
            .expect(201);
        plan(&world, &house, enrolment).await;
        handed_over(&world, &house, enrolment, heir).await;
        world.reachable(&house, person).await;
        let likes = answer("strengths", "text", serde_json::json!("Canary: she draws"));
        let path = format!("/enrolments/{enrolment}/intake-answers");
        world.post(house.token("worker"), &path, likes).await.expect(201);
        let judged = serde_json::json!({"id": new_id(), "result": "understands", "assessed_at": "2026-02-03T15:00:00Z",
            "narrative": "Said it back."});
        world
            .post(house.token("worker"), &format!("/people/{person}/capacity"), judged)
            .await
            .expect(201);
        let told = serde_json::json!({"id": new_id(), "recipient_class": "child_protection", "recipient_name": "Canary",
            "basis": "vital_interest", "categories": ["safety"], "purpose": "protection", "channel": "phone",
            "disclosed_at": "2026-02-03T15:00:00Z"});
        world
            .post(
                house.token("supervisor"),
                &format!("/people/{person}/disclosures"),
                told,
            )
            .await
            .expect(201);
        people.push(person);
    }
    let sql = world.sql().await;
    for person in &people {
        sql.execute(
            "insert into break_glass (org_id, id, person_id, site_id, staff_id, purpose, reason_enc, needs_second, starts_at,
                                      ends_at, created_mac, recorded_at)
             values ($1, gen_random_uuid(), $2, $3, $4, 'life_at_risk', 'sealed', false, now(), now(), 'mac', now())",
            &[&house.org, person, &house.north, &house.who("supervisor").id],
        )
        .await
        .unwrap();
    }
    super::erase(&world, &house, people[0]).await;

    let columns = sealed_columns();
    assert!(columns.len() >= 4, "{columns:?}");
    for (table, column) in columns {
        let keyed = sql
            .query_opt(
                "select from information_schema.columns where table_schema || '.' || table_name in ($1, 'public.' || $1)
                 and column_name = 'person_id'",
                &[&table],
            )
            .await
            .unwrap();
        assert!(
            keyed.is_some(),
            "{table}.{column} is sealed and its table does not say whose it is: erasure cannot find it"
        );
        let held = async |person: uuid::Uuid| -> (i64, i64) {
            let count = format!(
                "select count(*), count(*) filter (where length({column}) > 0) from {table} where person_id = $1"
            );
            let row = sql.query_one(&count, &[&person]).await.unwrap();
            (row.get(0), row.get(1))
        };
        let (hers, left) = held(people[0]).await;
        let (_, others) = held(people[1]).await;
        assert!(
            hers > 0,
            "this test writes no {table}, so it shows nothing about {column}"
        );
        assert_eq!(left, 0, "{table}.{column} holds something of her");
        assert!(others > 0, "{table}.{column} of somebody else is gone too");
    }
    let key = sql
        .query_one(
            "select wrapped is null, destroyed_at is not null from person_key where person_id = $1",
            &[&people[0]],
        )
        .await
        .unwrap();
    assert_eq!((key.get(0), key.get(1)), (true, true));

    // A digest of what was sent could confirm a guess about it.
    let digests: i64 = sql
        .query_one(
            "select (select count(*) from person where id = $1 and created_mac is not null)
                  + (select count(*) from break_glass where person_id = $1 and created_mac <> '')
                  + (select count(*) from capacity_assessment where person_id = $1 and created_mac is not null)
                  + (select count(*) from disclosure where person_id = $1 and created_mac is not null)
                  + (select count(*) from referral_source where person_id = $1 and created_mac is not null)
                  + (select count(*) from case_plan where person_id = $1 and created_mac is not null)
                  + (select count(*) from cohort_member where person_id = $1 and created_mac is not null)
                  + (select count(*) from followup_contact where person_id = $1 and created_mac is not null)
                  + (select count(*) from outcome_observation where person_id = $1 and created_mac is not null)
                  + (select count(*) from intake_answer where person_id = $1 and created_mac is not null)
                  + (select count(*) from goal where person_id = $1 and created_mac is not null)
                  + (select count(*) from hand_over h join hand_over_line l on l.hand_over_id = h.id
                     where l.person_id = $1 and h.created_mac is not null)
                  + (select count(*) from plan_action where person_id = $1 and created_mac is not null)
                  + (select count(*) from contact_method
                     where person_id = $1 and num_nonnulls(created_mac, value_index) > 0)
                  + (select count(*) from person_relationship where person_id = $1 and created_mac is not null)
                  + (select count(*) from identifier
                     where person_id = $1 and num_nonnulls(created_mac, number_index) > 0)
                  + (select count(*) from session s join participation p on p.session_id = s.id
                     where p.person_id = $1 and s.created_mac is not null)",
            &[&people[0]],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(digests, 0);
    let assigned: i64 = sql
        .query_one(
            "select count(*) from assignment where person_id = $1 and ended_at is null",
            &[&people[0]],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(assigned, 0, "open assignments have ended");
}
