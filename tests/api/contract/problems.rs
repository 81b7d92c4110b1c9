//! `api-spec/problems.md` lists every problem the code can answer with, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The calls that make a problem; the first text after each is its code.
const MAKERS: [&str; 6] = [
    "Problem::new(",
    "Problem::rule(",
    "Problem::conflict(",
    "Self::new(",
    "Self::rule(",
    "Self::conflict(",
];

#[test]
fn the_list_of_problems_is_complete() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut used = BTreeSet::new();
    collect(&root.join("src"), &mut used);
    assert!(
        used.contains("sign_in_needed") && used.contains("no_match"),
        "the search found {used:?}"
    );
    let listed: BTreeSet<String> = fs::read_to_string(root.join("api-spec/problems.md"))
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned))
        .collect();
    let missing: Vec<_> = used.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&used).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "api-spec/problems.md lacks {missing:?} and lists {stale:?}, which nothing answers with"
    );
}

fn collect(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, codes);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            // `Self::new(…)` makes a problem where Problem is `Self`, and something else elsewhere.
            let own = source.contains("impl Problem") || source.contains(" for Problem ");
            for maker in MAKERS.iter().filter(|maker| own || maker.starts_with("Problem::")) {
                codes.extend(source.split(maker).skip(1).filter_map(code));
            }
        }
    }
}

/// The first text among the call's arguments, when it is a code.
fn code(after: &str) -> Option<String> {
    let arguments = after.split(';').next()?;
    let code = arguments.split('"').nth(1)?;
    let is_code = !code.is_empty()
        && code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    is_code.then(|| code.to_owned())
}
