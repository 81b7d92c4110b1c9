//! What the ledger keeps, and what it never does.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::scene::{Scene, day, id_of, total};

#[actix_web::test]
async fn a_published_row_cannot_be_changed() {
    let scene = Scene::with_2025().await;
    scene.published("2025").await;
    for change in [
        "update sdc.release set state = 'withdrawn'",
        "update sdc.release set file = 'x'",
        "update sdc.release set row_version = row_version + 1",
    ] {
        let app = scene.as_app(&scene.dpo).await;
        assert_eq!(app.execute(change, &[]).await.unwrap(), 0, "{change}");
    }
    for refused in [
        "update sdc.release set content = 'x'",
        "update sdc.release set drafted_by = decided_by",
        "delete from sdc.release",
        "update sdc.release_cell set published = 500",
        "delete from sdc.counted",
        "update sdc.event set body = 'x'",
        "delete from sdc.event",
        "update sdc.publication set body = 'x'",
        "delete from sdc.download",
    ] {
        let app = scene.as_app(&scene.dpo).await;
        let error = app.execute(refused, &[]).await.expect_err(refused);
        assert!(
            error.as_db_error().unwrap().message().contains("permission denied"),
            "{refused}: {error}"
        );
    }
}

#[actix_web::test]
async fn who_is_recorded_late_counts_in_the_next_release() {
    let mut scene = Scene::empty().await;
    scene.enrol(150, day("2024-02-03")).await;
    scene.enrol(160, day("2025-02-03")).await;
    scene.world.set_now("2025-05-01T08:00:00Z");
    scene.published("2024").await;
    let late = scene.enrol(1, day("2024-12-30")).await;
    scene.world.set_now("2026-06-10T09:30:00Z");
    let before = scene.draft("2025").await.expect(201);
    // A second enrolment of somebody counted in 2024 changes nothing: once in a lifetime.
    let sql = scene.world.sql().await;
    sql.execute(
        "insert into enrolment (org_id, id, person_id, programme_id, site_id, strand, enrolled_on, recorded_at, recorded_via)
         select e.org_id, gen_random_uuid(), e.person_id, case when e.programme_id = $1 then $2 else $1 end, e.site_id,
                e.strand, date '2025-07-01', e.recorded_at, 'import'
         from enrolment e join sdc.counted c on c.org_id = e.org_id and c.person_id = e.person_id",
        &[&scene.house.mentoring, &scene.house.sport],
    )
    .await
    .unwrap();
    let after = scene.draft("2025").await.expect(201);
    assert_eq!(
        before.body["inside"]["snapshot_tag"],
        after.body["inside"]["snapshot_tag"]
    );
    scene.published("2025").await;
    let counted = sql
        .query(
            "select period, count(*), bool_or(person_id = $1) from sdc.counted group by 1 order by 1",
            &[&late[0]],
        )
        .await
        .unwrap();
    let counted: Vec<(String, i64, bool)> = counted.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    assert_eq!(
        counted,
        [("2024".to_owned(), 150, false), ("2025".to_owned(), 161, true)]
    );
}

#[actix_web::test]
async fn every_event_follows_the_one_before_and_a_chain_names_published_releases_only() {
    let mut scene = Scene::with_2025().await;
    scene.enrol(60, day("2024-05-06")).await;
    scene.published("2024").await;
    scene.draft("2025").await.expect(201);
    let id = scene.published("2025").await;
    let sql = scene.world.sql().await;
    let events = sql
        .query(
            "select seq, kind, body, prev_sha256, sha256 from sdc.event order by seq",
            &[],
        )
        .await
        .unwrap();
    let kinds: Vec<String> = events.iter().map(|row| row.get(1)).collect();
    assert_eq!(
        kinds,
        [
            "drafted",
            "audited",
            "approved",
            "published",
            "drafted",
            "drafted",
            "audited",
            "approved",
            "published"
        ]
    );
    let mut prev = vec![0_u8; 32];
    for (place, row) in events.iter().enumerate() {
        assert_eq!(row.get::<_, i64>(0), i64::try_from(place).unwrap() + 1);
        assert_eq!(row.get::<_, Vec<u8>>(3), prev);
        prev = Sha256::digest([prev, row.get::<_, String>(2).into_bytes()].concat()).to_vec();
        assert_eq!(row.get::<_, Vec<u8>>(4), prev);
    }
    let (_bytes, file) = scene.json_file(&id).await;
    let named: Vec<String> = file.chain.iter().map(|link| link.body.period.to_string()).collect();
    assert_eq!(named, ["2024", "2025"]);
}

/// Every number in a JSON value.
fn numbers(value: &Value, found: &mut Vec<i64>) {
    match value {
        Value::Number(number) => found.push(number.as_i64().expect("integers only")),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| numbers(field, found)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[actix_web::test]
async fn no_true_count_is_kept_or_sent() {
    let mut scene = Scene::empty().await;
    // 243 and its parts (122, 121, 81, 41, 40 …) are no multiples of five.
    scene.enrol(243, day("2025-03-04")).await;
    let draft = scene.draft("2025").await.expect(201);
    let id = id_of(&draft);
    let audited = scene.step("evaluator", &id, &draft.etag(), "audit").await.expect(200);
    let approved = scene.step("dpo", &id, &audited.etag(), "approve").await.expect(200);
    let published = scene.step("dpo", &id, &approved.etag(), "publish").await.expect(200);
    let list = scene.world.get(&scene.token("dpo"), "/releases").await.expect(200);
    let years = scene
        .world
        .get(&scene.token("dpo"), "/releases/periods")
        .await
        .expect(200);
    let (bytes, _file) = scene.json_file(&id).await;

    let mut bodies: Vec<Value> = [draft, audited, approved, published, list, years]
        .into_iter()
        .map(|answer| answer.body)
        .collect();
    bodies.push(serde_json::from_slice(&bytes).unwrap());
    let sql = scene.world.sql().await;
    for stored in sql
        .query(
            "select content from sdc.release union all select file from sdc.release union all
             select audit::text from sdc.release union all select geography::text from sdc.release union all
             select body from sdc.event union all select body from sdc.publication",
            &[],
        )
        .await
        .unwrap()
    {
        bodies.push(serde_json::from_str(stored.get(0)).unwrap());
    }
    let mut found = Vec::new();
    for body in &bodies {
        numbers(body, &mut found);
    }
    // Versions, generations, places in a chain and drafts left are single digits; the rest are published figures and
    // the profile's constants: all multiples of five.
    assert!(found.iter().all(|number| *number < 10 || number % 5 == 0), "{found:?}");
    assert!(found.contains(&total(&bodies[0]).as_i64().unwrap()));

    let integers = sql
        .query(
            "select distinct column_name::text from information_schema.columns
             where table_schema = 'sdc' and data_type in ('integer', 'bigint', 'numeric', 'smallint', 'double precision')
             order by 1",
            &[],
        )
        .await
        .unwrap();
    // `people` is what the organisation has told by another way: public already.
    let integers: Vec<String> = integers.iter().map(|row| row.get(0)).collect();
    assert_eq!(
        integers,
        [
            "delta",
            "epsilon",
            "generation",
            "people",
            "published",
            "row_version",
            "seq"
        ]
    );
}
