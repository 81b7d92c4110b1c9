//! Policies with one condition left out, one after the other: does the picture show it?

use std::collections::BTreeMap;
use std::fmt;

use causeway::platform::db::migrate::REPLACEABLE;
use tokio_postgres::Client;

use super::super::scene::Scene;
use super::picture::{Camera, Picture};
use crate::database::nameless_policies;

/// A policy without one of its conditions that nothing noticed.
#[derive(Debug)]
pub(crate) struct Survivor(pub(crate) String);

/// What became of the mutants.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) tried: usize,
    pub(crate) survivors: Vec<Survivor>,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let caught = self.tried - self.survivors.len();
        write!(f, "{caught} of {} mutants caught", self.tried)?;
        self.survivors
            .iter()
            .try_for_each(|survivor| write!(f, "\n  missed: {}", survivor.0))
    }
}

/// An update that reads no column goes past the policies of reading, and shows conditions which they repeat. It cannot name a
/// row either: what is tried row by row is tried as such an update when everybody may read the table.
const OPEN: &str = "open_for_the_probe";

/// A policy of the application's role on a table of the programme.
struct Policy {
    name: String,
    table: String,
    statement: String,
}

fn policies() -> Vec<Policy> {
    let statements = REPLACEABLE.iter().flat_map(|file| file.split("create policy ").skip(1));
    let mut found = Vec::new();
    for statement in statements {
        let statement = &statement[..statement.find(";\n").unwrap()];
        let (name, rest) = statement.split_once(" on ").unwrap();
        let (table, _) = rest.split_once(' ').unwrap();
        if statement.contains(" to causeway_app") {
            let table = if table.contains('.') {
                table.to_owned()
            } else {
                format!("public.{table}")
            };
            found.push(Policy {
                name: name.to_owned(),
                table,
                statement: format!("create policy {statement}"),
            });
        }
    }
    found
}

/// The statement without each of its conditions in turn: what stands between two of `and`, `or` and the brackets around.
fn mutations(statement: &str) -> Vec<String> {
    let bytes = statement.as_bytes();
    // The depth of brackets at every place, and the places where a condition ends and the next begins.
    let mut depth = 0_i32;
    let mut depths = Vec::with_capacity(bytes.len());
    for byte in bytes {
        if *byte == b')' {
            depth -= 1;
        }
        depths.push(depth);
        if *byte == b'(' {
            depth += 1;
        }
    }
    let words = |at: usize| {
        [" and ", "\nand ", " or "]
            .iter()
            .find(|word| statement[at..].starts_with(**word))
    };
    let mut mutated = Vec::new();
    for at in 0..bytes.len() {
        let Some(word) = words(at) else { continue };
        let level = depths[at];
        let end = (at + word.len()..bytes.len())
            .find(|&next| depths[next] < level || (depths[next] == level && words(next).is_some()))
            .unwrap_or(bytes.len());
        mutated.push(format!("{}{}", &statement[..at], &statement[end..]));
        let begin = (0..at)
            .rev()
            .find(|&before| depths[before] < level || (depths[before] == level && words(before).is_some()));
        if let Some(begin) = begin.filter(|&begin| bytes[begin] == b'(') {
            mutated.push(format!("{}{}", &statement[..=begin], &statement[at + word.len()..]));
        }
    }
    mutated
}

impl Policy {
    /// Does it hold for what changes rows that are there?
    fn is_of_change(&self) -> bool {
        let acts = ["select", "insert"].map(|act| self.statement.contains(&format!(" for {act} to causeway_app")));
        !acts.contains(&true)
    }
}

/// The pictures of a table as it is: as it is read, and when everybody may read it.
struct Pictures {
    plain: Picture,
    open: Picture,
}

impl Pictures {
    async fn of(sql: &Client, camera: &Camera, table: &str) -> Self {
        let plain = camera.of(&[table]).await;
        sql.batch_execute(&open(table)).await.unwrap();
        let open = camera.of(&[table]).await;
        sql.batch_execute(&close(table)).await.unwrap();
        Self { plain, open }
    }

    async fn differ(&self, sql: &Client, camera: &Camera, policy: &Policy) -> bool {
        if camera.differs(&self.plain, &policy.table).await {
            return true;
        }
        if !policy.is_of_change() {
            return false;
        }
        sql.batch_execute(&open(&policy.table)).await.unwrap();
        let differ = camera.differs(&self.open, &policy.table).await;
        sql.batch_execute(&close(&policy.table)).await.unwrap();
        differ
    }
}

fn open(table: &str) -> String {
    format!("create policy {OPEN} on {table} for select to causeway_app using (true)")
}

fn close(table: &str) -> String {
    format!("drop policy {OPEN} on {table}")
}

/// Every condition of every policy left out once; pictures of its table before and after.
pub(crate) async fn of_every_policy() -> Verdict {
    let scene = Box::pin(Scene::build()).await;
    let camera = Camera::set_up(&scene, true).await;
    let mut verdict = Verdict::default();
    let mut before = BTreeMap::new();
    for policy in policies() {
        if !before.contains_key(&policy.table) {
            let pictures = Pictures::of(&scene.sql, &camera, &policy.table).await;
            before.insert(policy.table.clone(), pictures);
        }
        for mutation in mutations(&policy.statement) {
            let drop = format!("drop policy {} on {}", policy.name, policy.table);
            let swap = format!("begin; {drop}; {mutation}; commit");
            if scene.sql.batch_execute(&swap).await.is_err() {
                // It does not even load.
                scene.sql.batch_execute("rollback").await.unwrap();
                continue;
            }
            verdict.tried += 1;
            let unseen = !before[&policy.table].differ(&scene.sql, &camera, &policy).await;
            if unseen && nameless_policies(&scene.sql).await.is_empty() {
                verdict
                    .survivors
                    .push(Survivor(mutation.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
            let restore = format!("begin; {drop}; {}; commit", policy.statement);
            scene.sql.batch_execute(&restore).await.unwrap();
        }
    }
    verdict
}

#[test]
fn a_condition_is_left_out_with_its_word() {
    let all = mutations("create policy p on t using (a = 1 and (b = 2 or c in (select d from e)))");
    assert_eq!(
        all,
        [
            "create policy p on t using (a = 1)",
            "create policy p on t using ((b = 2 or c in (select d from e)))",
            "create policy p on t using (a = 1 and (b = 2))",
            "create policy p on t using (a = 1 and (c in (select d from e)))",
        ]
    );
}
