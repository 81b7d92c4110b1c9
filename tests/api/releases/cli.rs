//! `causeway release verify`, as somebody runs it on a downloaded file.

use std::process::Output;

use super::scene::Scene;
use crate::support::program;

fn causeway(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

#[actix_web::test]
async fn a_downloaded_file_is_checked_offline() {
    let scene = Scene::with_2025().await;
    let id = scene.published("2025").await;
    let (bytes, _file) = scene.json_file(&id).await;
    let table = scene.file("funder", &id, "csv").await.expect(200).bytes;
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (json, csv, changed) = (path("release.json"), path("release.csv"), path("changed.json"));
    std::fs::write(&json, &bytes).unwrap();
    std::fs::write(&csv, &table).unwrap();
    let key = hex::encode(scene.world.state.keys().release_public_key());

    let good = causeway(&["release", "verify", &json, "--public-key", &key, "--csv", &csv]);
    let words = String::from_utf8(good.stdout).unwrap();
    assert!(good.status.success(), "{words}");
    for said in [
        "VERIFIED: enrolled_first for 2025, published by Puentes",
        "the one you gave",
        "- CSV: the same",
    ] {
        assert!(words.contains(said), "{words}");
    }
    let unkeyed = causeway(&["release", "verify", &json]);
    assert!(unkeyed.status.success() && String::from_utf8_lossy(&unkeyed.stdout).contains("from the file itself"));

    let altered = String::from_utf8(bytes).unwrap().replacen("under 25", "under 20", 1);
    std::fs::write(&changed, &altered).unwrap();
    let mut other = table;
    let last = other.len() - 3;
    other[last] ^= 1;
    let other_csv = path("other.csv");
    std::fs::write(&other_csv, &other).unwrap();
    let wrong_key = "11".repeat(32);
    for (arguments, reason) in [
        (vec!["release", "verify", &changed], "content does not match"),
        (
            vec!["release", "verify", &json, "--public-key", &wrong_key],
            "another key",
        ),
        (
            vec!["release", "verify", &json, "--public-key", "abc"],
            "64 hexadecimal digits",
        ),
        (vec!["release", "verify", &csv], "download the JSON"),
        (
            vec!["release", "verify", &json, "--csv", &other_csv],
            "not the CSV of this release",
        ),
        (vec!["release", "verify", "/nowhere/at/all.json"], "No such file"),
    ] {
        let bad = causeway(&arguments);
        let words = String::from_utf8(bad.stderr).unwrap();
        assert_eq!(bad.status.code(), Some(1), "{words}");
        assert!(words.contains(reason) && words.lines().count() == 1, "{words}");
    }
}
