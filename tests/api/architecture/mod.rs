//! Who may speak of what (design §3), checked on the parsed source. An exception stands in a list here, with its reason;
//! one that nothing needs any more fails too.

mod borrowed;
mod tables;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Item, Token, UseTree};

use crate::source::{self, SourceFile};

/// What the files of a feature never speak of: file, words that open a path, what the reader should know.
const NEVER: [(&str, &[&str], &str); 6] = [
    (
        "model.rs",
        &[
            "diesel",
            "diesel_async",
            "actix_web",
            "Utc::now",
            "SystemClock",
            "SharedClock",
            "Clock",
        ],
        "pure rules",
    ),
    (
        "error.rs",
        &["StatusCode", "actix_web"],
        "domain words; http.rs says which status they get",
    ),
    ("scope.rs", &["actix_web"], "permission does not depend on HTTP"),
    ("store.rs", &["actix_web"], "rows do not depend on HTTP"),
    (
        "flow.rs",
        &["diesel", "diesel_async", "actix_web"],
        "steps over scopes; rows are store.rs, answers are http.rs",
    ),
    ("http.rs", &["diesel", "diesel_async"], "answers; rows are store.rs"),
];

/// Files of a feature beyond those of design §3.
const OTHER_FILES: [(&str, &str); 21] = [
    (
        "access/denied.rs",
        "why a scope did not open, and the two answers that gives: the same for every feature",
    ),
    (
        "access/place.rs",
        "places, and what ties a caller to somebody: pure, like model.rs beside it",
    ),
    (
        "access/role.rs",
        "stored roles and their groups: pure, like model.rs beside it",
    ),
    ("access/extract.rs", "from a request to an Actor"),
    ("access/token.rs", "making and checking access tokens"),
    (
        "accounts/password.rs",
        "hashing passwords, which is neither a rule nor a row",
    ),
    (
        "audit/checkpoint.rs",
        "signed heads, and the files of their second place",
    ),
    ("audit/finding.rs", "what a check can find, in words"),
    ("audit/keeper.rs", "the background work: nobody's request, so no flow"),
    (
        "audit/seal.rs",
        "how a row is sealed, which whoever verifies must be able to repeat",
    ),
    ("audit/sealer.rs", "the background work of sealing and signing"),
    ("audit/verify.rs", "checks a chain, free of rows' origin and of time"),
    (
        "erasure/ledger.rs",
        "the file that remembers who was erased, outside the database",
    ),
    (
        "releases/chain.rs",
        "how links are hashed, which a stranger must be able to repeat",
    ),
    ("releases/content.rs", "what is signed and published, word for word"),
    ("releases/file.rs", "the published file and its signature"),
    ("releases/gates.rs", "the machine's audit, free of rows and time"),
    (
        "releases/snapshot.rs",
        "who is counted and what is drawn, free of rows and time",
    ),
    ("releases/statistic.rs", "what a release may count"),
    ("releases/table.rs", "the published file as CSV"),
    ("releases/verify.rs", "checks a file offline, without the server"),
];
/// Folders of `src` that are no feature: technique, the command line, and the demo, which invents what features hold.
const NO_FEATURE: [&str; 3] = ["cli", "demo", "platform"];

/// Longest file, in lines.
const MAX_LINES: usize = 400;

fn feature_of(path: &str) -> Option<&str> {
    let (folder, _) = path.split_once('/')?;
    (!NO_FEATURE.contains(&folder)).then_some(folder)
}

/// The layer a file of a feature belongs to: `http.rs` for itself and for everything in `http/`.
fn layer_of(path: &str) -> String {
    match path.split('/').nth(1) {
        Some(name) => format!("{}.rs", name.trim_end_matches(".rs")),
        None => path.to_owned(),
    }
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|condition| condition.is_ident("test"))
    })
}

/// Everything a file speaks of, outside its own tests: paths as `a::b::c`, calls of methods, `async`, macro bodies.
#[derive(Default)]
struct Speech {
    paths: BTreeSet<String>,
    methods: BTreeSet<String>,
    is_async: bool,
}

impl Speech {
    fn of(file: &SourceFile) -> Self {
        let mut speech = Self::default();
        speech.visit_file(&file.syntax);
        speech
    }

    /// Is `word` (or `a::b`) a part of some path?
    fn names(&self, word: &str) -> bool {
        self.paths
            .iter()
            .any(|path| format!("::{path}::").contains(&format!("::{word}::")))
    }

    fn add_use(&mut self, before: &str, tree: &UseTree) {
        let join = |name: String| {
            if before.is_empty() {
                name
            } else {
                format!("{before}::{name}")
            }
        };
        match tree {
            UseTree::Path(path) => self.add_use(&join(path.ident.to_string()), &path.tree),
            UseTree::Name(name) => drop(self.paths.insert(join(name.ident.to_string()))),
            UseTree::Rename(rename) => drop(self.paths.insert(join(rename.ident.to_string()))),
            UseTree::Glob(_) => drop(self.paths.insert(before.to_owned())),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.add_use(before, item)),
        }
    }
}

impl<'ast> Visit<'ast> for Speech {
    fn visit_item(&mut self, item: &'ast Item) {
        let for_tests = matches!(item, Item::Mod(module) if is_for_tests(&module.attrs));
        if !for_tests {
            visit::visit_item(self, item);
        }
    }
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_use("", &item.tree);
    }
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.paths.insert(parts.join("::"));
        visit::visit_path(self, path);
    }
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("derive")
            && let Ok(derived) = attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)
        {
            derived.iter().for_each(|path| self.visit_path(path));
        }
        visit::visit_attribute(self, attribute);
    }
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // What a macro is given need not be Rust; its words are looked at one by one.
        let tokens = call.tokens.to_string();
        let words = tokens.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        self.paths
            .extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        visit::visit_macro(self, call);
    }
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods.insert(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }
    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.is_async |= signature.asyncness.is_some();
        visit::visit_signature(self, signature);
    }
    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        self.is_async = true;
        visit::visit_expr_async(self, block);
    }
}

#[test]
fn the_parser_hears_what_is_said() {
    let text = "
        use crate::{platform::db::schema::{site, person}, access};
        #[derive(Debug, diesel::Queryable)]
        struct Row(chrono::DateTime<Utc>);
        async fn ask(tx: &Tx) { tx.conn(); call!(deep(inside::words)); Actor::verified(1); }
        #[cfg(test)]
        mod tests { use actix_web::test; }";
    let file = SourceFile {
        path: String::new(),
        text: String::new(),
        syntax: syn::parse_str(text).unwrap(),
    };
    let speech = Speech::of(&file);
    for word in [
        "diesel",
        "schema::person",
        "crate::access",
        "Actor::verified",
        "words",
        "Utc",
        "db::schema",
    ] {
        assert!(speech.names(word), "{word} in {:?}", speech.paths);
    }
    assert!(!speech.names("actix_web"), "tests may say what they like");
    assert!(!speech.names("verified::Actor") && !speech.names("word"));
    assert!(speech.is_async && speech.methods.contains("conn"));
    let (read, written) =
        tables::tables_in("with a as (insert into x.b (c) select 1 from d /* */) -- from e\nupdate f set g = 1");
    assert_eq!(read, BTreeSet::from(["d".to_owned()]));
    assert_eq!(written, BTreeSet::from(["b".to_owned(), "f".to_owned()]));
}

#[test]
fn files_of_a_feature_keep_to_their_layer() {
    let mut broken = Vec::new();
    for file in source::files().iter().filter(|file| feature_of(&file.path).is_some()) {
        let speech = Speech::of(file);
        for (kind, words, why) in NEVER {
            if kind == layer_of(&file.path) {
                let said = words.iter().filter(|word| speech.names(word));
                broken.extend(said.map(|word| format!("{} speaks of {word}: {why}", file.path)));
            }
        }
        if layer_of(&file.path) == "model.rs" && speech.is_async {
            broken.push(format!("{} is async: pure rules wait for nothing", file.path));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn connections_are_for_stores_and_actors_for_the_extractor() {
    for file in source::files() {
        let speech = Speech::of(&file);
        let of_a_queue = ["platform/jobs/store.rs", "platform/mail/store.rs"].contains(&file.path.as_str());
        let may_ask = file.path.starts_with("platform/db/") || of_a_queue || layer_of(&file.path) == "store.rs";
        assert!(
            may_ask || !speech.methods.contains("conn"),
            "{} asks for a connection",
            file.path
        );
        let may_make = ["access/extract.rs", "platform/db/actor.rs"].contains(&file.path.as_str());
        assert!(
            may_make || !speech.names("Actor::verified"),
            "{} makes an actor",
            file.path
        );
    }
}

#[test]
fn platform_knows_nothing_of_the_programme() {
    let files = source::files();
    let features: BTreeSet<_> = files.iter().filter_map(|file| feature_of(&file.path)).collect();
    for file in files.iter().filter(|file| file.path.starts_with("platform/")) {
        let speech = Speech::of(file);
        for outside in features.iter().copied().chain(["app", "state", "cli"]) {
            assert!(
                !speech.names(&format!("crate::{outside}")),
                "{} imports {outside}",
                file.path
            );
        }
    }
}

#[test]
fn a_feature_has_the_files_a_reader_expects() {
    let usual = [
        "mod.rs", "model.rs", "error.rs", "scope.rs", "store.rs", "flow.rs", "http.rs",
    ];
    let mut others: BTreeSet<_> = OTHER_FILES.iter().map(|(path, _)| *path).collect();
    let files = source::files();
    for file in &files {
        let Some(feature) = feature_of(&file.path) else {
            continue;
        };
        let template = file.path.starts_with("programmes/templates/");
        let known = usual.contains(&layer_of(&file.path).as_str()) || template || others.remove(file.path.as_str());
        assert!(
            known,
            "{}: a file of this name is not part of a feature (design §3)",
            file.path
        );
        let in_words = files.iter().any(|other| other.path == format!("{feature}/mod.rs"));
        assert!(in_words, "{feature} has no mod.rs that says what it is");
    }
    assert!(others.is_empty(), "no longer there: {others:?}");
}

#[test]
fn a_mod_file_holds_words_and_no_code() {
    for file in source::files() {
        if feature_of(&file.path).is_none() || layer_of(&file.path) != "mod.rs" {
            continue;
        }
        assert!(file.text.starts_with("//! "), "{} does not say what this is", file.path);
        for item in &file.syntax.items {
            let plain = matches!(item, Item::Use(_)) || matches!(item, Item::Mod(module) if module.content.is_none());
            assert!(plain, "{} holds code: it belongs into a file of its layer", file.path);
        }
    }
}

#[test]
fn every_dependency_says_why_it_is_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut manifests: Vec<_> = ["", "attacks/", "bench/"]
        .map(|at| root.join(format!("{at}Cargo.toml")))
        .into();
    let crates = fs::read_dir(root.join("crates")).unwrap();
    manifests.extend(crates.map(|entry| entry.unwrap().path().join("Cargo.toml")));
    let mut direct = BTreeSet::new();
    for manifest in manifests {
        let manifest: toml::Table = toml::from_str(&fs::read_to_string(manifest).unwrap()).unwrap();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let table = manifest.get(section).and_then(toml::Value::as_table);
            direct.extend(table.into_iter().flat_map(|table| table.keys().cloned()));
        }
    }
    let text = fs::read_to_string(root.join("docs/dependencies.md")).unwrap();
    let explained: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .filter(|name| *name != "crate")
        .map(str::to_owned)
        .collect();
    direct.remove(env!("CARGO_PKG_NAME"));
    // A program of its own, which nothing depends on.
    direct.insert("attacks".to_owned());
    assert_eq!(direct, explained, "left: the manifests, right: docs/dependencies.md");
}

#[test]
fn no_file_is_too_long_to_read() {
    for file in source::files() {
        // One entry per column of the database, and checked against it.
        let generated = file.path == "platform/db/schema.rs";
        let lines = file.text.lines().count();
        assert!(generated || lines <= MAX_LINES, "{} has {lines} lines", file.path);
    }
}
