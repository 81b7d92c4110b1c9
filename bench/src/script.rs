//! A captured request as a pgbench script.
//!
//! Every client runs the statements of a request of its own, with that request's values. A value that is an id nobody
//! knew before the request is new in every transaction, and ordered by time, as the server's and the client's ids are.
//! What flatters the server a little: pgbench sends a value once for each place where it stands, and as text. What
//! flatters pgbench: its moment and its sealed note are always the same.

use std::fmt::Write as _;

use causeway::cli::Failure;
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::capture::Transaction;
use crate::seed::{of, run};
use crate::world::World;

/// The variables a script asks for; their first values go on pgbench's command line.
pub(crate) const VARIABLES: [&str; 2] = ["fresh=1", "n=0"];

/// A script, and the values its clients fetch when they begin.
#[derive(Debug)]
pub(crate) struct Script {
    name: &'static str,
    /// The text for `pgbench --file`.
    pub(crate) text: String,
    /// Names of the variables.
    columns: Vec<String>,
    /// Their values, one row per client.
    rows: Vec<Vec<String>>,
}

impl Script {
    /// The script `name` from one transaction per client. All must consist of the same statements. `texts` are values
    /// that look like ids and are stored as text: those of the requests.
    pub(crate) fn of(
        name: &'static str,
        clients: &[Transaction],
        texts: &[String],
        world: &World,
    ) -> Result<Self, Failure> {
        let first = clients.first().ok_or_else(|| Failure::of("nothing was captured"))?;
        if first.is_empty() {
            return Err(Failure::of(format!("{name}: the request sent no statements")));
        }
        let statements = |transaction: &Transaction| -> Vec<String> {
            transaction.iter().map(|statement| statement.sql.clone()).collect()
        };
        if clients.iter().any(|other| statements(other) != statements(first)) {
            return Err(Failure::of(format!(
                "{name}: the same request sent different statements"
            )));
        }
        let mut script = Self {
            name,
            text: header(name),
            columns: Vec::new(),
            rows: vec![Vec::new(); clients.len()],
        };
        let mut new_ids = NewIds {
            found: Vec::new(),
            texts,
            world,
        };
        for (number, statement) in first.iter().enumerate() {
            let values = statement.values.iter().enumerate().map(|(place, value)| {
                let Some(value) = value.as_deref() else {
                    return "null".to_owned();
                };
                new_ids.expression(value).unwrap_or_else(|| {
                    let of_clients = clients.iter().map(|other| value_at(other, number, place));
                    script.variable(format!("s{number}_p{}", place + 1), of_clients, cast(value, texts))
                })
            });
            let values: Vec<String> = values.collect();
            // Highest first: `$1` is the beginning of `$10`.
            let sql = values
                .iter()
                .enumerate()
                .rev()
                .fold(statement.sql.clone(), |sql, (place, value)| {
                    sql.replace(&format!("${}", place + 1), value)
                });
            writeln!(script.text, "{sql};").map_err(Failure::of)?;
        }
        script.text.push_str("COMMIT;\n");
        Ok(script)
    }

    /// Takes in a variable that every client fetches its own value of.
    fn variable(&mut self, name: String, of_clients: impl Iterator<Item = String>, cast: &'static str) -> String {
        let expression = format!(":{name}{cast}");
        self.columns.push(name);
        for (row, value) in self.rows.iter_mut().zip(of_clients) {
            row.push(value);
        }
        expression
    }

    /// Leaves the clients' values in a table that the application's role may read.
    pub(crate) async fn store(&self, client: &Client) -> Result<(), Failure> {
        let (name, columns) = (self.name, self.columns.join(" text, "));
        run(
            client,
            &format!(
                "create schema if not exists bench; grant usage on schema bench to causeway_app;
                 create table bench.{name} (client integer primary key, {columns} text);
                 grant select on bench.{name} to causeway_app"
            ),
        )
        .await?;
        for (number, row) in (0_i32..).zip(&self.rows) {
            let places: Vec<String> = (2..row.len() + 2).map(|place| format!("${place}")).collect();
            let mut values: Vec<&(dyn ToSql + Sync)> = vec![&number];
            values.extend(row.iter().map(|value| -> &(dyn ToSql + Sync) { value }));
            let insert = format!("insert into bench.{name} values ($1, {})", places.join(", "));
            client.execute(&insert, &values).await.map_err(|error| of(&error))?;
        }
        Ok(())
    }
}

/// Ids that a request brought into the world.
struct NewIds<'s> {
    found: Vec<Uuid>,
    texts: &'s [String],
    world: &'s World,
}

impl NewIds<'_> {
    /// What makes such an id, or a list of them, anew; `None` for every other value.
    fn expression(&mut self, value: &str) -> Option<String> {
        let Some(list) = elements(value) else {
            return self.one(value);
        };
        let ids: Option<Vec<String>> = list.split(',').map(|element| self.one(element)).collect();
        Some(format!("array[{}]", ids?.join(", ")))
    }

    fn one(&mut self, text: &str) -> Option<String> {
        let id: Uuid = text.parse().ok()?;
        if self.world.knows(id) || self.texts.iter().any(|known| known == text) {
            return None;
        }
        let at = self.found.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.found.push(id);
            self.found.len() - 1
        });
        Some(format!(
            "(:moment || '-7{at:03x}-8000-' || lpad(to_hex(:i::bigint), 12, '0'))::uuid"
        ))
    }
}

/// What stands between the braces of a list.
fn elements(value: &str) -> Option<&str> {
    value.strip_prefix('{')?.strip_suffix('}')
}

fn value_at(transaction: &Transaction, statement: usize, place: usize) -> String {
    let value = transaction.get(statement).and_then(|found| found.values.get(place));
    value.cloned().flatten().unwrap_or_default()
}

/// Fetches the client's values once, and counts: `:i` is another in every transaction of every client, and grows.
fn header(name: &str) -> String {
    format!(
        "\\if :fresh\nselect * from bench.{name} where client = :client_id \\gset\n\\set fresh 0\n\\endif\n\
         \\set n :n + 1\n\\set i :n * 1024 + :client_id\nBEGIN;\n"
    )
}

/// The type of a value by its look, where Postgres could not tell from the place it stands in.
pub(crate) fn cast(value: &str, texts: &[String]) -> &'static str {
    let is_id = |text: &str| text.parse::<Uuid>().is_ok();
    match elements(value) {
        None if texts.iter().any(|text| text == value) => "::text",
        // Nulls only: no list of ours but one of ids has any.
        Some(list) if list.split(',').all(|element| is_id(element) || element == "NULL") => "::uuid[]",
        Some("") => "",
        Some(_) => "::text[]",
        None if is_id(value) => "::uuid",
        None if value.starts_with("\\x") => "::bytea",
        // Days are counted with: without a type `$1 - 1` would be a number.
        None if value.parse::<chrono::NaiveDate>().is_ok() => "::date",
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Statement;
    use crate::world::Kind;

    #[test]
    fn new_ids_are_made_anew_and_everything_else_is_the_clients_own() {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let world = World {
            now,
            people: 10,
            sessions: 10,
            workers: 1,
        };
        let org = world.org().to_string();
        let new = "019aabcd-0000-7000-8000-000000000001";
        let statement = |text: &str| Statement {
            sql: "insert into t values ($1, $2, $3, $4, $5)".to_owned(),
            values: [
                Some(org.as_str()),
                Some(new),
                Some(&format!("{{{new}}}")),
                None,
                Some(text),
            ]
            .map(|value| value.map(ToOwned::to_owned))
            .to_vec(),
        };
        let script = Script::of("t", &[vec![statement("a")], vec![statement("b")]], &[], &world).unwrap();
        let id = "(:moment || '-7000-8000-' || lpad(to_hex(:i::bigint), 12, '0'))::uuid";
        let expected = format!("insert into t values (:s0_p1::uuid, {id}, array[{id}], null, :s0_p5);\n");
        assert!(script.text.contains(&expected), "{}", script.text);
        assert_eq!(script.columns, ["s0_p1", "s0_p5"]);
        let own = |text: &str| vec![org.clone(), text.to_owned()];
        assert_eq!(script.rows, [own("a"), own("b")]);
        assert!(world.knows(world.id(Kind::Staff, 0)));
    }
}
