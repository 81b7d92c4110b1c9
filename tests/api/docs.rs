//! The pages for newcomers: what they point at is there.

use std::fs;
use std::path::Path;

/// What the walkthrough of docs/ADDING-AN-ENDPOINT.md makes.
const TO_BE_MADE: [&str; 2] = [
    "src/sessions/http/attendance.rs",
    "src/sessions/sql/count_attendance.sql",
];

/// The files and folders of the repository that a page names, as they stand between backticks.
fn named(page: &str) -> impl Iterator<Item = &str> {
    const TOP: [&str; 13] = [
        ".ci/",
        "api-spec/",
        "attacks/",
        "bench/",
        "crates/",
        "db/",
        "deploy/",
        "docs/",
        "examples/",
        "fuzz/",
        "migrations/",
        "scripts/",
        "src/",
    ];
    // Every second piece stands between backticks; one with a placeholder names no single file.
    page.split('`')
        .skip(1)
        .step_by(2)
        .filter(|piece| TOP.iter().any(|top| piece.starts_with(top)) || piece.starts_with("tests/"))
        .filter(|piece| !piece.contains(['*', '{', '<', ' ', '\n', '…']))
}

#[test]
fn every_file_that_a_page_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md")];
    let docs = fs::read_dir(root.join("docs")).unwrap();
    pages.extend(
        docs.map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "md")),
    );
    let (mut gone, mut count) = (Vec::new(), 0);
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for file in named(&text) {
            count += 1;
            if !root.join(file).exists() && !TO_BE_MADE.contains(&file) {
                gone.push(format!("{}: {file}", page.display()));
            }
        }
    }
    assert!(count > 100, "only {count} were found");
    assert!(gone.is_empty(), "{}", gone.join("\n"));
}
