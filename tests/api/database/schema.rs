//! `src/platform/db/schema.rs` is what the migrations make. `UPDATE_SCHEMA=1` in the environment writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use super::ground::as_superuser;

const HEAD: &str = "//! The tables as Diesel sees them. Kept equal to the migrations by `tests/api/database/schema.rs`.

#![expect(missing_docs, reason = \"the migrations say what each table and column is\")]
";

/// Diesel's name for a column's type.
fn diesel_type(pg: &str, nullable: bool) -> String {
    let plain = match pg.strip_suffix("[]").unwrap_or(pg) {
        "bigint" => "BigInt",
        "boolean" => "Bool",
        "bytea" => "Binary",
        "date" => "Date",
        "double precision" => "Double",
        "integer" => "Integer",
        "jsonb" => "Jsonb",
        "numeric" => "Numeric",
        "smallint" => "SmallInt",
        "time without time zone" => "Time",
        "text" => "Text",
        "timestamp with time zone" => "Timestamptz",
        "uuid" => "Uuid",
        other => panic!("no name for the type {other}: add one here"),
    };
    let array = if pg.ends_with("[]") {
        format!("Array<{plain}>")
    } else {
        plain.to_owned()
    };
    if nullable { format!("Nullable<{array}>") } else { array }
}

/// The file as it should be: tables of public, then auth, then sdc, each in alphabetical order.
async fn generate() -> String {
    let (_db, client) = as_superuser().await;
    let tables = client
        .query(
            "select c.oid, n.nspname::text, c.relname::text,
                    array(select a.attname::text from pg_constraint k
                          cross join lateral unnest(k.conkey) with ordinality key (attnum, place)
                          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
                          where k.conrelid = c.oid and k.contype = 'p' order by key.place)
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('public', 'auth', 'sdc') and c.relkind in ('r', 'p') and not c.relispartition
               and c.relname <> '__diesel_schema_migrations'
             order by n.nspname <> 'public', n.nspname, c.relname",
            &[],
        )
        .await
        .unwrap();
    let mut file = HEAD.to_owned();
    let mut names = Vec::new();
    for table in tables {
        let (schema, name): (String, String) = (table.get(1), table.get(2));
        let key: Vec<String> = table.get(3);
        let full = if schema == "public" {
            name.clone()
        } else {
            format!("{schema}.{name}")
        };
        write!(file, "\ndiesel::table! {{\n    {full} ({}) {{\n", key.join(", ")).unwrap();
        let columns = client
            .query(
                "select attname::text, format_type(atttypid, null), not attnotnull from pg_attribute
                 where attrelid = $1 and attnum > 0 and not attisdropped order by attnum",
                &[&table.get::<_, u32>(0)],
            )
            .await
            .unwrap();
        for column in columns {
            let (name, pg): (&str, &str) = (column.get(0), column.get(1));
            writeln!(file, "        {name} -> {},", diesel_type(pg, column.get(2))).unwrap();
        }
        file.push_str("    }\n}\n");
        names.push(format!("    {name}"));
    }
    write!(
        file,
        "\ndiesel::allow_tables_to_appear_in_same_query!(\n{}\n);\n",
        names.join(",\n")
    )
    .unwrap();
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_are_those_of_the_migrations() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/platform/db/schema.rs");
    let right = generate().await;
    if std::env::var_os("UPDATE_SCHEMA").is_some_and(|value| value == "1") {
        std::fs::write(&path, &right).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap();
    assert_eq!(there, right, "run this test with UPDATE_SCHEMA=1 to write the file");
}
