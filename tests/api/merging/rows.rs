//! Every row that names somebody, with what is sealed in it opened: to see that a merge and its undoing leave all as it was.

use std::collections::BTreeMap;

use sealed::{PersonKey, Place, WrappedKey};
use serde_json::Value;
use uuid::Uuid;

use crate::support::World;

/// Tables whose sealed columns are opened with the key of the person a row names, and the column that is the row's key.
struct Source {
    table: &'static str,
    key: String,
    sealed: Vec<&'static str>,
}

/// The rows of each table, as text, in the order of that text.
pub(super) type Rows = BTreeMap<&'static str, Vec<String>>;

async fn sources(world: &World) -> Vec<Source> {
    let sql = world.sql().await;
    let known = "select source, min(key) as key, coalesce(max(sealed), '{}') as sealed from access.merge_sources() group by source";
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let mut sources: Vec<Source> = sql
        .query(known, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| Source {
            table: leaked(row.get("source")),
            key: row.get("key"),
            sealed: row.get::<_, Vec<String>>("sealed").into_iter().map(leaked).collect(),
        })
        .collect();
    sources.push(Source {
        table: "person_identity",
        key: "person_id".to_owned(),
        sealed: vec!["legal_name_enc", "known_as_enc", "birth_date_enc"],
    });
    sources.extend(
        ["keep_apart", "possible_duplicate", "person", "person_key"].map(|table| Source {
            table,
            key: "id".to_owned(),
            sealed: Vec::new(),
        }),
    );
    sources
}

async fn key_of(world: &World, person: Uuid) -> (Uuid, PersonKey) {
    let sql = world.sql().await;
    let row = sql
        .query_one(
            "select org_id, wrapped from person_key where person_id = $1",
            &[&person],
        )
        .await
        .unwrap();
    let (org, wrapped): (Uuid, Vec<u8>) = (row.get(0), row.get(1));
    let wrapped = WrappedKey::from_stored(&wrapped).unwrap();
    let shared = world.state.shared();
    let key = shared
        .keys
        .kek_ring
        .unwrap(&wrapped, *org.as_bytes(), *person.as_bytes());
    (org, key.unwrap())
}

fn uuid_in(row: &Value, column: &str) -> Uuid {
    row[column].as_str().unwrap().parse().unwrap()
}

/// Every row of every table that names somebody; a sealed column that does not open with the key of whom it names is a
/// failure.
pub(super) async fn all(world: &World) -> Rows {
    let sql = world.sql().await;
    let mut rows = Rows::new();
    for source in sources(world).await {
        let mut of_table = Vec::new();
        let every = format!("select to_jsonb(t) from {} t", source.table);
        for row in sql.query(&every, &[]).await.unwrap() {
            let mut row: Value = row.get(0);
            for column in &source.sealed {
                let Some(text) = row[*column].as_str().filter(|text| *text != "\\x") else {
                    continue;
                };
                let bytes = hex::decode(text.trim_start_matches("\\x")).unwrap();
                let (org, key) = key_of(world, uuid_in(&row, "person_id")).await;
                let place = Place {
                    table: source.table,
                    column,
                    org: *org.as_bytes(),
                    row: *uuid_in(&row, &source.key).as_bytes(),
                };
                let opened = key.open_text(&place, &bytes);
                let opened = opened.unwrap_or_else(|error| panic!("{}.{column}: {error}", source.table));
                row[*column] = Value::String(opened.to_string());
            }
            of_table.push(row.to_string());
        }
        of_table.sort_unstable();
        rows.insert(source.table, of_table);
    }
    rows
}

/// In which tables, beside her own record, somebody is named.
pub(super) fn naming(rows: &Rows, person: Uuid) -> Vec<&'static str> {
    let own = ["person", "person_identity", "person_key"];
    let named = rows.iter().filter(|(table, _)| !own.contains(table));
    let named = named.filter(|(_, rows)| rows.iter().any(|row| row.contains(&person.to_string())));
    named.map(|(table, _)| *table).collect()
}
