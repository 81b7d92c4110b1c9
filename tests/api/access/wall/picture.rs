//! Trying everything on every table as everybody, and taking it back.

use std::collections::BTreeMap;

use serde_json::Value;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::super::callers::Caller;
use super::super::matrix::prepared;
use super::super::scene::{Scene, Tie};

/// By table, by what was tried, by colleague: how many rows.
pub(super) type Picture = BTreeMap<String, BTreeMap<&'static str, BTreeMap<&'static str, i64>>>;

/// Columns that name who wrote a row, or asked for what it says.
const AUTHORS: [&str; 6] = [
    "recorded_by",
    "staff_id",
    "asked_by",
    "drafted_by",
    "written_by",
    "supervisor_id",
];

/// The states something can be moved to.
const STATES: [&str; 15] = [
    "submitted",
    "active",
    "asked",
    "draft",
    "audited",
    "approved",
    "refused",
    "published",
    "rejected",
    "executed",
    "accepted",
    "withdrawn",
    "confirmed",
    "undone",
    "taken_up",
];

/// What the scene has no use for, and the wall must be asked about.
const MORE_ROWS: &str = include_str!("more_rows.sql");

/// For those who look closely.
const VARIANTS: &str = include_str!("variants.sql");

/// Somebody ($1) has broken the glass for a person ($2) who is nothing to her; it is $3.
const GLASS: &str = "
insert into break_glass (org_id, id, person_id, site_id, staff_id, purpose, reason_enc, needs_second, starts_at, ends_at,
     created_mac, recorded_at)
select p.org_id, gen_random_uuid(), p.id, p.home_site_id, $1, 'worker_absent', 'x', false,
     $3::timestamptz, $3::timestamptz + interval '60 minutes', decode(repeat('00', 16), 'hex'), $3::timestamptz
from person p where p.id = $2";

/// Runs as whoever calls it, and takes back what it did. An error that is not the wall's means the wall let it through:
/// row-level security is asked before keys and checks.
const PROBE: &str = "
create schema probe;
grant usage on schema probe to causeway_app;
create function probe.try(p_sql text, p_row jsonb) returns bigint language plpgsql as $$
declare touched bigint;
begin
    execute p_sql using p_row;
    get diagnostics touched = row_count;
    raise exception using errcode = 'ZZ001', message = touched::text;
exception
    when insufficient_privilege then return 0;
    when sqlstate 'ZZ001' then return sqlerrm::bigint;
    when others then return 1;
end $$;
create function probe.try_each(p_sql text, p_rows jsonb[]) returns bigint language plpgsql as $$
declare
    v_row jsonb;
    v_passed bigint := 0;
begin
    foreach v_row in array p_rows loop
        v_passed := v_passed + least(probe.try(p_sql, v_row), 1);
    end loop;
    return v_passed;
end $$;
";

/// A table, the rows that are in it, and what the application's role may write at all.
struct Table {
    name: String,
    insertable: Vec<String>,
    updatable: Vec<String>,
    /// Those of both that name who approved it, ended it, acknowledged it.
    signatures: [Vec<String>; 2],
    /// Has it a state, which somebody moves?
    has_states: bool,
    /// Every row.
    rows: Vec<Value>,
    /// What finds each of them again.
    places: Vec<Value>,
}

/// A colleague, and a connection of her own as the application's role.
struct Colleague {
    name: &'static str,
    staff: Uuid,
    /// Somebody else who works there.
    other: Uuid,
    app: Client,
    /// Begins a transaction that is hers.
    enter: String,
}

/// What is looked at, and by whom.
pub(super) struct Camera {
    tables: Vec<Table>,
    people: Vec<Colleague>,
}

impl Camera {
    /// `closely`: among neighbours of every row too, which takes minutes.
    pub(super) async fn set_up(scene: &Scene, closely: bool) -> Self {
        let callers = prepared(scene).await;
        scene
            .turn_to(callers.iter().find(|caller| caller.name == "worker").unwrap())
            .await;
        scene.sql.batch_execute(&format!("{PROBE}{MORE_ROWS}")).await.unwrap();
        let (breaker, person) = (scene.house.who("other_worker").id, scene.target(Tie::South).person);
        let glass: [&(dyn ToSql + Sync); 3] = [&breaker, &person, &scene.world.now()];
        scene.sql.execute(GLASS, &glass).await.unwrap();
        if closely {
            let house = format!(
                "create table probe.house as select '{}'::uuid as org_id;",
                scene.house.org
            );
            scene.sql.batch_execute(&format!("{house}{VARIANTS}")).await.unwrap();
        }
        let mut tables = Vec::new();
        for row in scene.sql.query(TABLES, &[]).await.unwrap() {
            let table = Table::read(&scene.sql, row.get(0)).await;
            assert!(!table.rows.is_empty(), "MORE_ROWS puts none into {}", table.name);
            tables.push(table);
        }
        let mut people = Vec::new();
        for caller in callers.iter().filter(|caller| caller.token.is_some()) {
            people.extend(Colleague::connect(scene, caller).await);
        }
        assert!(people.len() > 15);
        Self { tables, people }
    }

    /// Every table.
    pub(super) async fn everything(&self) -> Picture {
        let names: Vec<_> = self.tables.iter().map(|table| table.name.clone()).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        self.of(&names).await
    }

    /// Some tables, with the policies of the moment. No lock is left behind: the next picture may be of other policies.
    pub(super) async fn of(&self, names: &[&str]) -> Picture {
        let mut picture = Picture::new();
        for colleague in &self.people {
            for table in self.tables.iter().filter(|table| names.contains(&table.name.as_str())) {
                for (act, count) in colleague.tries(table).await {
                    if count > 0 {
                        let acts = picture.entry(table.name.clone()).or_default();
                        acts.entry(act).or_default().insert(colleague.name, count);
                    }
                }
            }
        }
        picture
    }

    /// Would a table's picture be another one now? The first colleague who shows it is enough.
    pub(super) async fn differs(&self, before: &Picture, name: &str) -> bool {
        let table = self.tables.iter().find(|table| table.name == name).unwrap();
        for colleague in &self.people {
            let was = |act| before.get(name)?.get(act)?.get(colleague.name).copied();
            let tried = colleague.tries(table).await;
            if tried.iter().any(|&(act, count)| count != was(act).unwrap_or(0)) {
                return true;
            }
        }
        false
    }
}

const TABLES: &str = "select n.nspname || '.' || c.relname from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'sdc') and c.relkind in ('r', 'p') and not c.relispartition
      and (has_any_column_privilege('causeway_app', c.oid, 'select')
           or has_any_column_privilege('causeway_app', c.oid, 'insert'))
      and exists (select from pg_policy p where p.polrelid = c.oid)
    order by 1";

impl Colleague {
    /// A colleague of another organisation is called `stranger`; one of them is enough.
    async fn connect(scene: &Scene, caller: &Caller) -> Option<Self> {
        let (name, house) = if caller.of_this_house {
            (caller.name, &scene.house)
        } else if caller.staff == scene.elsewhere.who("supervisor").id {
            ("stranger", &scene.elsewhere)
        } else {
            return None;
        };
        let (org, other) = (
            house.org,
            house.who(if name == "director" { "dpo" } else { "director" }).id,
        );
        let url = scene.world.db.url("causeway_app");
        let (app, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        actix_web::rt::spawn(connection);
        let (sign_in, now) = (caller.sign_in, scene.world.now());
        Some(Self {
            name,
            staff: caller.staff,
            other,
            app,
            enter: format!("begin; select from access.enter('{sign_in}', '{org}', '{now}')"),
        })
    }

    /// What she can do to a table, in a transaction that leaves nothing.
    async fn tries(&self, table: &Table) -> Vec<(&'static str, i64)> {
        self.app.batch_execute(&self.enter).await.unwrap();
        let tried = table.tried(&self.app, self.staff, self.other).await;
        self.app.batch_execute("rollback").await.unwrap();
        tried
    }
}

impl Table {
    async fn read(sql: &Client, name: String) -> Self {
        let columns = async |privilege: &str, kind: &str| -> Vec<String> {
            let columns = format!(
                "select quote_ident(attname) from pg_attribute where attrelid = '{name}'::regclass and attnum > 0
                 and not attisdropped and has_column_privilege('causeway_app', attrelid, attnum, '{privilege}') {kind} order by 1"
            );
            let rows = sql.query(&columns, &[]).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        };
        let (insertable, updatable) = (columns("insert", "").await, columns("update", "").await);
        let names = "and atttypid = 'uuid'::regtype and attname like '%\\_by'";
        let signatures = [columns("insert", names).await, columns("update", names).await];
        let has_states = updatable.iter().any(|column| column == "state");
        let rows = format!(
            "select to_jsonb(t), jsonb_build_object('ctid', ctid::text) from {name} t order by to_jsonb(t)::text"
        );
        let rows = sql.query(&rows, &[]).await.unwrap();
        let (rows, places) = rows.iter().map(|row| (row.get(0), row.get(1))).unzip();
        Self {
            name,
            insertable,
            updatable,
            signatures,
            has_states,
            rows,
            places,
        }
    }

    /// What she can do to it; `other` is somebody else, whose name she might use.
    async fn tried(&self, app: &Client, staff: Uuid, other: Uuid) -> Vec<(&'static str, i64)> {
        let count = format!("select count(*) from {}", self.name);
        let mut acts = vec![("sees", self.count(app, &count).await)];
        if let Some(column) = self.updatable.first() {
            acts.push(("changes", self.changes(app, &format!("{column} = {column}")).await));
        }
        let [signed_new, signed] = &self.signatures;
        if !signed.is_empty() {
            let by = |who| -> Vec<_> { signed.iter().map(|column| format!("{column} = '{who}'")).collect() };
            acts.push(("signs", self.changes(app, &by(staff).join(", ")).await));
            acts.push(("lends", self.changes(app, &by(other).join(", ")).await));
        }
        if self.has_states {
            acts.push(("moves", self.moves(app, staff).await));
            if self.names().next().is_some() {
                acts.push(("usurps", self.moves(app, other).await));
            }
        }
        let mine = |named: &dyn Fn(&String) -> bool| -> Vec<_> {
            let columns = self.insertable.iter().filter(|column| named(column));
            columns.map(|column| format!("'{column}', '{staff}'")).collect()
        };
        let (written, decided) = (
            mine(&|column| is_author(column)),
            mine(&|column| is_author(column) || signed_new.contains(column)),
        );
        acts.push(("adds", self.adds(app, &written.join(", ")).await));
        if decided.len() > written.len() {
            acts.push(("decides", self.adds(app, &decided.join(", ")).await));
        }
        acts.push(("forges", self.adds(app, "").await));
        acts
    }

    /// What says whose doing a change is.
    fn names(&self) -> impl Iterator<Item = &String> {
        let names = |column: &&String| is_author(column) || self.signatures[1].contains(column);
        self.updatable.iter().filter(names)
    }

    /// How many moves of rows to other states she could write, signed as this colleague's.
    async fn moves(&self, app: &Client, by: Uuid) -> i64 {
        let signed: Vec<_> = self.names().map(|column| format!(", {column} = '{by}'")).collect();
        let signed = signed.concat();
        let mut moves = 0;
        for state in STATES {
            moves += self.changes(app, &format!("state = '{state}'{signed}")).await;
        }
        moves
    }

    /// How many of the rows she could change so.
    async fn changes(&self, app: &Client, set: &str) -> i64 {
        let change = format!("update {} set {set} where ctid = ($1 ->> 'ctid')::tid", self.name);
        each(app, &change, &self.places).await
    }

    /// How many of the rows she could add, with these columns put in.
    async fn adds(&self, app: &Client, put_in: &str) -> i64 {
        if self.insertable.is_empty() {
            return 0;
        }
        let columns = self.insertable.join(", ");
        let add = format!(
            "insert into {0} ({columns}) select {columns}
             from jsonb_populate_record(null::{0}, $1 || jsonb_build_object({put_in}))",
            self.name
        );
        each(app, &add, &self.rows).await
    }

    async fn count(&self, app: &Client, sql: &str) -> i64 {
        app.batch_execute("savepoint s").await.unwrap();
        match app.query_one(sql, &[]).await {
            Ok(row) => row.get(0),
            Err(_refused) => {
                app.batch_execute("rollback to s").await.unwrap();
                0
            }
        }
    }
}

async fn each(app: &Client, sql: &str, rows: &[Value]) -> i64 {
    let tried = app.query_one("select probe.try_each($1, $2)", &[&sql, &rows]).await;
    tried.unwrap().get(0)
}

fn is_author(column: &str) -> bool {
    AUTHORS.contains(&column)
}
