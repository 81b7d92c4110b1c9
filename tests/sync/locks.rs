//! Locks of the whole database: two that share a number wait for each other for ever, and no single test would hold both.

use std::collections::BTreeMap;
use std::path::Path;

/// How the numbers of these locks begin.
const OURS: &str = "4242";

fn numbers(folder: &Path, found: &mut BTreeMap<String, Vec<String>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            numbers(&path, found);
        } else if path.extension().is_some_and(|end| end == "sql" || end == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for piece in text.split("advisory").skip(1) {
                let number = piece.split(['(', ')']).nth(1).unwrap_or_default();
                if number.starts_with(OURS) && number.bytes().all(|byte| byte.is_ascii_digit()) {
                    found
                        .entry(number.to_owned())
                        .or_default()
                        .push(path.display().to_string());
                }
            }
        }
    }
}

#[test]
fn every_lock_of_the_whole_database_has_a_number_of_its_own() {
    let mut found = BTreeMap::new();
    numbers(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() >= 5, "{found:?}");
    let shared: Vec<_> = found.iter().filter(|(_, places)| places.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:?}");
}
