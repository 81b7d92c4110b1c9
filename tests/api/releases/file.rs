//! The published file, and who gets it.

use std::collections::BTreeMap;

use causeway::releases::{Figure, csv, verify};

use super::scene::{Scene, day, id_of};
use crate::support::new_id;

#[actix_web::test]
async fn the_file_verifies_and_every_flipped_byte_is_found() {
    let mut scene = Scene::with_2025().await;
    scene.enrol(60, day("2024-05-06")).await;
    scene.published("2024").await;
    let id = scene.published("2025").await;
    let (bytes, file) = scene.json_file(&id).await;
    let key: [u8; 32] = scene.world.state.keys().release_public_key().try_into().unwrap();
    verify(&bytes, Some(&key)).unwrap();
    assert!(verify(&bytes, Some(&[7; 32])).is_err(), "another signer");
    assert_eq!(file.chain.len(), 2);

    let mut tried = 0;
    for place in (0..bytes.len()).step_by(7) {
        for flip in [0x01, 0x20, 0x80] {
            let mut changed = bytes.clone();
            changed[place] ^= flip;
            assert!(verify(&changed, None).is_err(), "byte {place} ^ {flip:#x}");
            tried += 1;
        }
    }
    assert!(tried > 1_000, "{tried}");
    for added in ["\n", " "] {
        let longer = [bytes.as_slice(), added.as_bytes()].concat();
        assert!(verify(&longer, None).is_err(), "whitespace after the end");
    }
    let pretty = serde_json::to_vec_pretty(&file).unwrap();
    assert!(verify(&pretty, None).is_err(), "the same data in other bytes");
}

#[actix_web::test]
async fn a_chain_that_was_cut_or_mended_is_found() {
    let mut scene = Scene::with_2025().await;
    scene.enrol(60, day("2024-05-06")).await;
    scene.published("2024").await;
    let id = scene.published("2025").await;
    let (_bytes, file) = scene.json_file(&id).await;
    let rewritten = |change: &dyn Fn(&mut causeway::releases::ReleaseFile)| {
        let mut file = file.clone();
        change(&mut file);
        serde_jcs::to_vec(&file).unwrap()
    };
    assert!(verify(&rewritten(&|_file| {}), None).is_ok());
    assert!(verify(&rewritten(&|file| drop(file.chain.remove(0))), None).is_err());
    assert!(verify(&rewritten(&|file| file.chain.truncate(1)), None).is_err());
    assert!(verify(&rewritten(&|file| file.chain.swap(0, 1)), None).is_err());
    assert!(verify(&rewritten(&|file| file.chain.clear()), None).is_err());
    assert!(verify(&rewritten(&|file| file.content.notes.clear()), None).is_err());
    assert!(verify(&rewritten(&|file| file.signature = file.signature.to_uppercase()), None).is_err());
}

#[actix_web::test]
async fn the_csv_holds_the_same_figures_and_every_download_the_same_bytes() {
    let scene = Scene::with_2025().await;
    let id = scene.published("2025").await;
    let (bytes, file) = scene.json_file(&id).await;
    let table = scene.file("funder", &id, "csv").await.expect(200);
    assert_eq!(table.headers.get("content-type").unwrap(), "text/csv; charset=utf-8");
    let text = String::from_utf8(table.bytes.clone()).unwrap();
    assert_eq!(text, csv(&file).unwrap());
    assert!(text.contains(&file.content_sha256) && text.contains(&file.signature));

    let rows = text
        .lines()
        .filter(|line| !line.starts_with("# ") && !line.starts_with("\"# "));
    let rows = rows.collect::<Vec<_>>().join("\n");
    let mut reader = csv_reader(&rows);
    let header = reader.headers().unwrap().clone();
    let mut from_csv = BTreeMap::new();
    for record in reader.records().map(Result::unwrap) {
        let dims: BTreeMap<String, String> = header
            .iter()
            .zip(record.iter())
            .filter(|(name, value)| !["table", "young_people"].contains(name) && !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        from_csv.insert(dims, record.iter().next_back().unwrap().to_owned());
    }
    let shown = |figure: &Figure| match figure {
        Figure::Shown(figure) => figure.to_string(),
        Figure::Withheld(words) => words.clone(),
    };
    let cells = file.content.tables.iter().flat_map(|table| &table.cells);
    let from_json: BTreeMap<_, _> = cells.map(|cell| (cell.of.clone(), shown(&cell.young_people))).collect();
    assert_eq!(from_csv, from_json);
    assert_eq!(from_json.len(), 1 + 2 + 9 + 5);

    for who in ["funder", "director", "dpo", "evaluator"] {
        assert_eq!(scene.file(who, &id, "json").await.expect(200).bytes, bytes, "{who}");
        assert_eq!(
            scene.file(who, &id, "csv").await.expect(200).bytes,
            table.bytes,
            "{who}"
        );
    }
    let sql = scene.world.sql().await;
    let kept = sql
        .query(
            "select format, count(*), count(distinct file_sha256) from sdc.download group by 1 order by 1",
            &[],
        )
        .await
        .unwrap();
    let kept: Vec<(String, i64, i64)> = kept.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    assert_eq!(kept, [("csv".to_owned(), 5, 1), ("json".to_owned(), 5, 1)]);
    let audited: i64 = sql
        .query_one("select count(*) from audit_event where action = 'download'", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(audited, 10);
}

fn csv_reader(text: &str) -> ::csv::Reader<&[u8]> {
    ::csv::Reader::from_reader(text.as_bytes())
}

#[actix_web::test]
async fn a_funder_sees_her_own_published_releases_and_nothing_else() {
    let scene = Scene::with_2025().await;
    let sql = scene.world.sql().await;
    let second_fund = new_id();
    sql.execute(
        "insert into funder (org_id, id, name, recorded_at) values ($1, $2, 'Second Fund', now())",
        &[&scene.house.org, &second_fund],
    )
    .await
    .unwrap();
    let viewer = [("funder_viewer", None, None)];
    let second = scene
        .house
        .add_staff(&scene.world, "second", &viewer, Some(second_fund))
        .await;
    let foreign = scene.world.house("Another").await;

    let approved = scene.draft_and("2025", &["audit", "approve"]).await;
    let id = id_of(&approved);
    let first = scene.token("funder");
    let paths = [format!("/releases/{id}"), format!("/releases/{id}/file")];
    for path in &paths {
        scene.world.get(&first, path).await.expect_problem(404, "not_found");
    }
    let list = scene.world.get(&first, "/releases").await.expect(200);
    assert_eq!(list.body["items"].as_array().unwrap().len(), 0, "not out yet");

    scene.step("dpo", &id, &approved.etag(), "publish").await.expect(200);
    let seen = scene.world.get(&first, &paths[0]).await.expect(200);
    assert_eq!(seen.body["state"], "published");
    assert!(seen.body.get("inside").is_none(), "{}", seen.body);
    scene.world.get(&first, &paths[1]).await.expect(200);
    let list = scene.world.get(&first, "/releases").await.expect(200);
    assert_eq!(list.body["items"].as_array().unwrap().len(), 1);

    for path in &paths {
        scene
            .world
            .get(&second.token, path)
            .await
            .expect_problem(404, "not_found");
        scene
            .world
            .get(foreign.token("funder"), path)
            .await
            .expect_problem(404, "not_found");
        scene
            .world
            .get(foreign.token("dpo"), path)
            .await
            .expect_problem(404, "not_found");
    }
    let list = scene.world.get(&second.token, "/releases").await.expect(200);
    assert_eq!(list.body["items"].as_array().unwrap().len(), 0);
    scene
        .world
        .get(&first, "/releases/periods")
        .await
        .expect_problem(403, "not_allowed");

    // The second wall alone: the application's own checks off.
    let door = crate::support::Door::to(scene.world.with_checks_off()).await;
    for path in &paths {
        let answer = door
            .call(actix_web::http::Method::GET, Some(&second.token), path, None, &[])
            .await;
        answer.expect_problem(404, "not_found");
    }
}
