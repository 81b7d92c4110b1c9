//! `db/columns.toml` names every column that can hold text and what may stand in it; `ref.code` and the `code_list!`s of
//! the source say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Ident, LitStr, Token, bracketed};

use super::ground::as_superuser;
use crate::source;

/// What `db/columns.toml` says about a column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    class: Class,
    #[serde(default)]
    sealed: bool,
    list: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Class {
    Technical,
    C0,
    C1,
    C2,
    C3,
    C4,
}

/// Sealed columns whose name does not end in `_enc`, and why.
const SEALED_OTHERWISE: [(&str, &str); 8] = [
    ("auth.mail.wrapped_key", "a key, wrapped by another key, not a text"),
    ("incident.wrapped", "a key, wrapped"),
    ("person_key.wrapped", "a key, wrapped by another key, not a text"),
    ("safeguarding_concern.wrapped", "a key, wrapped"),
    ("supervision_session.wrapped", "a key, wrapped"),
    ("sync_conflict.wrapped", "a key, wrapped"),
    ("sync_op.wrapped", "a key, wrapped"),
    ("walk_in.wrapped", "a key, wrapped"),
];

/// Lists of `ref.code` that no column holds, and why.
const LISTS_WITHOUT_A_COLUMN: [(&str, &str); 6] = [
    ("completion_class", "follows from the exit reason (domain.md §5.8)"),
    (
        "housing_stability",
        "in outcome_observation.value_code, whose list is that of the measure",
    ),
    ("intake_ask_when", "in intake_form.items"),
    ("intake_domain", "in intake_form.items"),
    ("intake_keeper", "in intake_form.items"),
    (
        "pause_reason",
        "sealed in enrolment_restricted.true_reason_enc: it says illness, custody or danger",
    ),
];

/// Lists of `ref.code` that are no `code_list!`, and why.
const LISTS_WITHOUT_A_TYPE: [(&str, &str); 2] = [
    (
        "audit_action",
        "actions are written out where they happen: see the test below",
    ),
    ("completion_class", "a word for reports, not yet met by the program"),
];

fn catalogue() -> BTreeMap<String, Column> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("db/columns.toml");
    let tables: BTreeMap<String, BTreeMap<String, Column>> =
        toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let columns = tables.into_iter().flat_map(|(table, columns)| {
        columns
            .into_iter()
            .map(move |(name, column)| (format!("{table}.{name}"), column))
    });
    columns.collect()
}

/// Columns of the four schemas that can hold text, with their types.
async fn stored() -> BTreeMap<String, String> {
    let (_db, client) = as_superuser().await;
    let rows = client
        .query(
            "select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname || '.' || a.attname,
                    format_type(a.atttypid, null)
             from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
             join pg_type t on t.oid = a.atttypid
             where n.nspname in ('public', 'auth', 'ref', 'sdc') and c.relkind in ('r', 'p') and not c.relispartition
               and c.relname <> '__diesel_schema_migrations' and a.attnum > 0 and not a.attisdropped
               and (t.typcategory in ('S', 'A', 'X') or t.typname in ('json', 'jsonb', 'bytea', 'xml', 'hstore'))",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_that_can_hold_text_is_classified() {
    let (listed, stored) = (catalogue(), stored().await);
    let missing: Vec<_> = stored.keys().filter(|name| !listed.contains_key(*name)).collect();
    let surplus: Vec<_> = listed.keys().filter(|name| !stored.contains_key(*name)).collect();
    assert!(missing.is_empty(), "not in db/columns.toml: {missing:?}");
    assert!(surplus.is_empty(), "in db/columns.toml and in no table: {surplus:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_secret_is_sealed() {
    let stored = stored().await;
    for (name, column) in catalogue() {
        let named_so = name.ends_with("_enc") || SEALED_OTHERWISE.iter().any(|(other, _)| *other == name);
        assert!(
            column.sealed || column.class < Class::C3,
            "{name} holds {:?} in the clear",
            column.class
        );
        assert_eq!(
            column.sealed, named_so,
            "{name}: sealed columns, and only they, end in _enc"
        );
        if column.sealed {
            assert_eq!(stored[&name], "bytea", "{name} is sealed");
        }
        assert!(
            !(column.sealed && column.list.is_some()),
            "{name}: a code is not sealed"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_code_column_has_its_list() {
    let (_db, client) = as_superuser().await;
    let lists = super::ground::texts(&client, "select distinct list from ref.code").await;
    let used: BTreeMap<String, String> = catalogue()
        .into_iter()
        .filter_map(|(name, column)| Some((column.list?, name)))
        .collect();
    let unknown: Vec<_> = used.iter().filter(|(list, _)| !lists.contains(*list)).collect();
    assert!(unknown.is_empty(), "lists that ref.code does not have: {unknown:?}");
    let excused: BTreeSet<_> = LISTS_WITHOUT_A_COLUMN
        .iter()
        .map(|(list, _)| (*list).to_owned())
        .collect();
    let idle: BTreeSet<_> = lists.into_iter().filter(|list| !used.contains_key(list)).collect();
    assert_eq!(
        idle, excused,
        "lists of ref.code that no column holds, and those that may"
    );
}

/// One `code_list!(Name, "list", "what", ["code", …])` of the source.
struct CodeListCall {
    list: String,
    codes: BTreeSet<String>,
}

impl Parse for CodeListCall {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse::<Ident>()?;
        input.parse::<Token![,]>()?;
        let list = input.parse::<LitStr>()?.value();
        input.parse::<Token![,]>()?;
        input.parse::<LitStr>()?;
        input.parse::<Token![,]>()?;
        let codes;
        bracketed!(codes in input);
        let codes = Punctuated::<LitStr, Token![,]>::parse_terminated(&codes)?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self {
            list,
            codes: codes.iter().map(LitStr::value).collect(),
        })
    }
}

#[derive(Default)]
struct CodeLists(BTreeMap<String, BTreeSet<String>>);

impl<'ast> Visit<'ast> for CodeLists {
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if call
            .path
            .segments
            .last()
            .is_some_and(|segment| segment.ident == "code_list")
        {
            let CodeListCall { list, codes } = call.parse_body().unwrap();
            let twice = self.0.insert(list.clone(), codes);
            assert!(twice.is_none(), "the code list {list} is defined twice");
        }
    }
}

/// Every list of `ref.code` that is in use, and its codes.
async fn stored_lists() -> BTreeMap<String, BTreeSet<String>> {
    let (_db, client) = as_superuser().await;
    let sql = "select list, array_agg(code) from ref.code where active_to is null group by list";
    let rows = client.query(sql, &[]).await.unwrap();
    rows.iter()
        .map(|row| (row.get(0), row.get::<_, Vec<String>>(1).into_iter().collect()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_and_the_database_know_the_same_codes() {
    let mut found = CodeLists::default();
    for file in source::files() {
        found.visit_file(&file.syntax);
    }
    let mut stored = stored_lists().await;
    for (list, _) in LISTS_WITHOUT_A_TYPE {
        assert!(stored.remove(list).is_some(), "no longer a list: {list}");
        assert!(!found.0.contains_key(list), "{list} has become a code_list!");
    }
    for (list, codes) in &found.0 {
        assert_eq!(Some(codes), stored.get(list), "{list}: left code_list!, right ref.code");
    }
    let untyped: Vec<_> = stored.keys().filter(|list| !found.0.contains_key(*list)).collect();
    assert!(
        untyped.is_empty(),
        "lists of ref.code that the program does not know: {untyped:?}"
    );
}

/// The actions of every `AuditEvent::on("…", …)` in the source.
#[derive(Default)]
struct AuditActions(BTreeSet<String>);

impl<'ast> Visit<'ast> for AuditActions {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let is_event = matches!(&*call.func, syn::Expr::Path(function) if {
            let mut names = function.path.segments.iter().rev().map(|segment| segment.ident.to_string());
            names.next().as_deref() == Some("on") && names.next().as_deref() == Some("AuditEvent")
        });
        if let (true, Some(syn::Expr::Lit(action))) = (is_event, call.args.first())
            && let syn::Lit::Str(action) = &action.lit
        {
            self.0.insert(action.value());
        }
        visit::visit_expr_call(self, call);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_that_is_audited_has_a_label() {
    let mut found = AuditActions::default();
    for file in source::files() {
        found.visit_file(&file.syntax);
    }
    assert!(found.0.contains("sign_out"), "the actions were found: {:?}", found.0);
    let stored = stored_lists().await;
    let known = stored.get("audit_action").cloned().unwrap_or_default();
    let unknown: Vec<_> = found.0.difference(&known).collect();
    assert!(unknown.is_empty(), "not in the list audit_action: {unknown:?}");
}
