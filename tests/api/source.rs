//! The source of the server, parsed: for tests about the code itself.

use std::fs;
use std::path::Path;

/// One file under `src/`.
pub(crate) struct SourceFile {
    /// Below `src/`, with `/` between parts.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) syntax: syn::File,
}

/// Every Rust file of the server, in order of its path.
pub(crate) fn files() -> Vec<SourceFile> {
    let parsed = texts("rs").into_iter().map(|(path, text)| {
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        SourceFile { path, text, syntax }
    });
    parsed.collect()
}

/// Path and text of every file under `src/` that ends so.
pub(crate) fn texts(extension: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|there| there == extension) {
                let below = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                found.push((below, fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
