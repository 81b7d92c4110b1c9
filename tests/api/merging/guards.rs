//! What stands in the way of a merge, in words that give no wall away.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ask, merge, step, two, undo};
use crate::database::texts;
use crate::support::line::{adult, leaving, session};
use crate::support::{House, World, new_id};

async fn obstacles(world: &World, house: &House, merged: Uuid, kept: Uuid) -> Value {
    let path = format!("/people/{merged}/merge-preview?into_person_id={kept}");
    world.get(house.token("supervisor"), &path).await.expect(200).body["obstacles"].clone()
}

/// It stands in the way, whoever looks or asks.
async fn in_the_way(world: &World, house: &House, (merged, kept): (Uuid, Uuid), what: &str) {
    assert_eq!(obstacles(world, house, merged, kept).await, json!([what]));
    let refused = ask(world, house, "supervisor", merged, kept).await;
    refused.expect_problem(409, "merge_in_the_way");
}

#[actix_web::test]
async fn two_open_enrolments_in_one_programme_are_not_one() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (kept, _) = world.enrolled(&house, "worker").await;
    let (merged, enrolment) = world.enrolled(&house, "worker").await;
    in_the_way(&world, &house, (merged, kept), "same_programme").await;
    let left = world
        .step(
            house.token("worker"),
            enrolment,
            "exit",
            leaving("2026-03-01", "moved_away"),
        )
        .await;
    left.expect(200);
    assert_eq!(obstacles(&world, &house, merged, kept).await, json!([]));
}

#[actix_web::test]
async fn whatever_names_them_side_by_side_is_one_word() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [(kept, _), (merged, _)] = two(&world, &house).await;
    let sql = world.sql().await;
    let supervisor = house.token("supervisor");
    let word = "named_together";

    let pair = json!({"id": new_id(), "other_person_id": kept});
    let path = format!("/people/{merged}/keep-apart");
    world.post(supervisor, &path, pair).await.expect(201);
    in_the_way(&world, &house, (merged, kept), word).await;
    sql.execute("delete from keep_apart", &[]).await.unwrap();

    let sister = json!({"id": new_id(), "kind": "family", "other_person_id": merged, "bond": {}});
    world
        .post(supervisor, &format!("/people/{kept}/relationships"), sister)
        .await
        .expect(201);
    in_the_way(&world, &house, (kept, merged), word).await;
    sql.execute("delete from person_relationship", &[]).await.unwrap();
    assert_eq!(obstacles(&world, &house, merged, kept).await, json!([]));
}

#[actix_web::test]
async fn what_whoever_meets_her_must_know_is_not_hidden_by_a_merge() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [(kept, _), (merged, _)] = two(&world, &house).await;
    let worker = house.token("worker");
    let put = async |person: Uuid, version: &str, needs: Value| {
        let path = format!("/people/{person}/needs");
        world
            .change(Method::PUT, worker, &path, version, needs)
            .await
            .expect(200)
    };
    put(kept, "\"v0\"", json!({"medical_needs": "Canary asthma"})).await;
    put(merged, "\"v0\"", json!({"medical_needs": "Canary epilepsy"})).await;
    in_the_way(&world, &house, (merged, kept), "both_have_needs").await;
    put(kept, "\"v1\"", json!({"medical_needs": "Canary asthma and epilepsy"})).await;
    put(merged, "\"v1\"", json!({})).await;
    assert_eq!(obstacles(&world, &house, merged, kept).await, json!([]));
    let id = merge(&world, &house, merged, kept).await;
    step(
        &world,
        &house,
        "supervisor",
        &id,
        "undo",
        Some(json!({"reason": "she_objects"})),
    )
    .await
    .expect(200);
}

#[actix_web::test]
async fn nobody_of_another_house_nobody_out_of_reach_and_nobody_twice() {
    let world = World::new().await;
    let (house, elsewhere) = (world.house("First").await, world.house("Otherplace").await);
    let kept = world.take_in(&house, "worker", &adult(&house)).await;
    let theirs = world.take_in(&elsewhere, "worker", &adult(&elsewhere)).await;
    let hidden = world.take_in(&house, "other_worker", &adult(&house)).await;
    for (other, code) in [
        (theirs, "unknown"),
        (hidden, "unknown"),
        (new_id(), "unknown"),
        (kept, "same"),
    ] {
        let answer = ask(&world, &house, "worker", kept, other).await;
        let answer = answer.expect_problem(422, "validation");
        assert_eq!(answer.body["errors"][0]["code"], code);
        ask(&world, &house, "worker", hidden, kept)
            .await
            .expect_problem(404, "not_found");
    }
    // A merge asked for is not shown to who may open one of the two only.
    let asked = ask(&world, &house, "supervisor", hidden, kept).await.expect(201);
    let id = asked.body["id"].as_str().unwrap();
    for who in ["worker", "other_worker", "director", "south_supervisor"] {
        let path = format!("/merges/{id}");
        world
            .get(house.token(who), &path)
            .await
            .expect_problem(404, "not_found");
    }
}

#[actix_web::test]
async fn the_database_refuses_who_asked() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [(kept, _), (merged, _)] = two(&world, &house).await;
    ask(&world, &house, "supervisor", merged, kept).await.expect(201);
    let sql = world.sql().await;
    let alone = "update person_merge set state = 'confirmed', decided_by = asked_by, decided_at = asked_at";
    let error = sql.execute(alone, &[]).await.unwrap_err();
    assert_eq!(
        error.as_db_error().and_then(|error| error.constraint()),
        Some("person_merge_four_eyes")
    );
}

/// What a preview and a merge answer about somebody who is leaving a gang is what they answer about anybody.
#[actix_web::test]
async fn a_preview_tells_nothing_of_who_is_restricted_and_a_merge_keeps_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    let mut seen = Vec::new();
    for restricted in [false, true] {
        let kept = world.take_in(&house, "worker", &adult(&house)).await;
        let (merged, enrolment) = world.enrolled(&house, "worker").await;
        if restricted {
            let quieter = "update person set display_mode = 'restricted' where id = $1";
            sql.execute(quieter, &[&merged]).await.unwrap();
        }
        world
            .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
            .await;
        let why = if restricted {
            "relocated_for_safety"
        } else {
            "moved_away"
        };
        let left = world
            .step(house.token("worker"), enrolment, "exit", leaving("2026-03-01", why))
            .await;
        left.expect(200);
        let path = format!("/people/{merged}/merge-preview?into_person_id={kept}");
        let body = world.get(house.token("worker"), &path).await.expect(200).body;
        seen.push((body["moves"].clone(), body["obstacles"].clone()));
        let id = merge(&world, &house, merged, kept).await;
        let mode = async || -> String {
            let mode = "select display_mode from person where id = $1";
            sql.query_one(mode, &[&kept]).await.unwrap().get(0)
        };
        assert_eq!(mode().await == "restricted", restricted);
        step(
            &world,
            &house,
            "supervisor",
            &id,
            "undo",
            Some(json!({"reason": "two_people"})),
        )
        .await
        .expect(200);
        assert_eq!(mode().await, "normal");
    }
    assert_eq!(seen[0], seen[1]);
    let restricted = "select count(*) from enrolment_restricted";
    assert_eq!(sql.query_one(restricted, &[]).await.unwrap().get::<_, i64>(0), 1);
}

/// Nobody is counted twice in her life, nor spends twice what one may: asked as who drafts releases, with their own statements.
#[actix_web::test]
async fn what_a_release_counted_of_one_record_is_counted_of_both() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [(kept, _), (merged, _)] = two(&world, &house).await;
    let sql = world.sql().await;
    // Without the release the row points at: the constraint is not what is tested.
    sql.batch_execute(&format!(
        "set session_replication_role = replica;
         insert into sdc.counted (org_id, person_id, indicator, period, release_id)
         values ('{org}', '{merged}', 'ENR-05', '2025', '{merged}');
         insert into sdc.budget (org_id, person_id, epsilon, delta) values ('{org}', '{merged}', 4, 0), ('{org}', '{kept}', 1, 0)",
        org = house.org,
    ))
    .await
    .unwrap();
    let evaluator = house.who("evaluator");
    let app = crate::support::connect(&world.db.url("causeway_app")).await;
    app.batch_execute("begin").await.unwrap();
    let now = world.now();
    app.execute(
        "select access.enter($1, $2, $3)",
        &[&evaluator.sign_in, &house.org, &now],
    )
    .await
    .unwrap();
    let looked = async || -> (Vec<Uuid>, bool, bool) {
        let people = include_str!("../../../src/releases/sql/people_enrolled_first.sql");
        let [from, to] = ["2026-01-01", "2026-12-31"].map(|day| day.parse::<chrono::NaiveDate>().unwrap());
        let mut counts = Vec::new();
        for row in app.query(people, &[&house.org, &"ENR-05", &from, &to]).await.unwrap() {
            counts.push(row.get::<_, Uuid>(0));
        }
        let spent = include_str!("../../../src/releases/sql/spent.sql");
        let asked: &[&(dyn tokio_postgres::types::ToSql + Sync)] =
            &[&house.org, &vec![kept], &"ENR-05", &2_000_i32, &0_i32];
        let row = app.query_one(spent, asked).await.unwrap();
        (counts, row.get(0), row.get(1))
    };
    assert_eq!(looked().await, (vec![kept], false, false));
    let id = merge(&world, &house, merged, kept).await;
    assert_eq!(looked().await, (vec![], true, true), "4 and 1 and 2 are more than 6");
    undo(&world, &house, &id).await.expect(200);
    assert_eq!(looked().await, (vec![kept], false, false));
}

/// Tables that name a person and keep doing so: a new one is moved, or stands here with its reason.
const STAY: [(&str, &str); 10] = [
    ("break_glass.person_id", "who broke which glass, and it ends by itself"),
    (
        "erasure.person_id",
        "who asked for which record; none that is open stands",
    ),
    ("keep_apart.person_a", "moved as a pair"),
    ("keep_apart.person_b", "moved as a pair"),
    (
        "person_identity.person_id",
        "the merged record keeps its own name, for when it is undone",
    ),
    ("person_key.person_id", "and its own key"),
    ("possible_duplicate.person_a", "moved as a pair"),
    ("possible_duplicate.person_b", "moved as a pair"),
    (
        "sdc.budget.person_id",
        "what was published of which record is never given back",
    ),
    ("sdc.counted.person_id", "what was published stays published"),
];

#[actix_web::test]
async fn every_table_that_names_a_person_is_moved_or_says_why_not() {
    let world = World::new().await;
    let sql = world.sql().await;
    let naming = "select case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end || '.' || a.attname
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[2]
        where k.contype = 'f' and k.confrelid = 'public.person'::regclass and c.relname <> 'person_merge'";
    let mut named = texts(&sql, naming).await;
    for moved in texts(&sql, "select source || '.' || part from access.merge_sources()").await {
        assert!(named.remove(&moved), "{moved} names nobody");
    }
    let stay: Vec<_> = STAY.iter().map(|(column, _)| *column).collect();
    assert_eq!(named.iter().map(String::as_str).collect::<Vec<_>>(), stay);
    // What is sealed with a person's key moves sealed anew: every sealed column of those tables is named.
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/db/columns.toml")).unwrap();
    let classes: toml::Table = text.parse().unwrap();
    let sources =
        "select source || '.' || col from access.merge_sources() cross join lateral unnest(sealed) as s (col)";
    let anew = texts(&sql, sources).await;
    let known = causeway::merging::SEALED.map(|(table, column)| format!("{table}.{column}"));
    assert_eq!(anew, known.into_iter().collect());
    for table in texts(&sql, "select source from access.merge_sources()").await {
        // Each row of these has a key of its own, which goes with it.
        if ["safeguarding_concern", "sync_conflict", "sync_op"].contains(&table.as_str()) {
            continue;
        }
        let Some(columns) = classes.get(&table) else { continue };
        for (column, class) in columns.as_table().unwrap() {
            let sealed = class.get("sealed").is_some();
            assert_eq!(sealed, anew.contains(&format!("{table}.{column}")), "{table}.{column}");
        }
    }
}
