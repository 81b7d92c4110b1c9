//! How Postgres goes about the statements of each row, kept beside the code in `bench/plans`: a plan that changes is seen
//! in a diff, not in a slow afternoon.

use std::fmt::Write as _;
use std::path::Path;

use causeway::cli::Failure;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::capture::Statement;
use crate::script::cast;
use crate::seed::{of, run};

/// Characters of a statement that stand over its plan.
const TITLE: usize = 100;

/// The plans of all statements of one request, asked for as the application's role and in the request's own context.
/// Nothing is written: what would change a row is explained, but not run.
pub(crate) async fn explain(client: &Client, request: &[Statement], texts: &[String]) -> Result<String, Failure> {
    run(client, "begin; set local role causeway_app").await?;
    let mut text = String::new();
    for statement in request {
        let sql = with_values(statement, texts);
        let title: String = sql_title(&statement.sql);
        let lines = client.simple_query(&format!("explain (costs off) {sql}")).await;
        write!(text, "-- {title}\n{}\n", plan(&lines.map_err(|error| of(&error))?)).map_err(Failure::of)?;
        if !changes_rows(&sql) {
            run(client, &sql).await?;
        }
    }
    run(client, "rollback").await?;
    Ok(text)
}

/// Compares with what is kept, or keeps it. Answers what to say about it.
pub(crate) fn compare(folder: &Path, name: &str, found: &str, keep: bool) -> Result<String, Failure> {
    let path = folder.join(format!("{name}.txt"));
    if keep {
        std::fs::create_dir_all(folder).map_err(Failure::of)?;
        std::fs::write(&path, found).map_err(Failure::of)?;
        return Ok(format!("plans of {name}: kept in {}", path.display()));
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    Ok(
        match kept.lines().zip(found.lines()).position(|(kept, found)| kept != found) {
            None if kept.len() == found.len() => format!("plans of {name}: as kept"),
            place => format!(
                "plans of {name}: CHANGED from line {} on; --keep-plans keeps what is there now",
                place.unwrap_or_else(|| kept.lines().count().min(found.lines().count())) + 1
            ),
        },
    )
}

fn sql_title(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().collect();
    words.join(" ").chars().take(TITLE).collect()
}

fn changes_rows(sql: &str) -> bool {
    let sql = sql.to_ascii_lowercase();
    ["insert into ", "update ", "delete from "]
        .iter()
        .any(|word| sql.contains(word))
}

/// The statement with its values in their places. Highest first: `$1` is the beginning of `$10`.
fn with_values(statement: &Statement, texts: &[String]) -> String {
    let values = statement.values.iter().enumerate().rev();
    values.fold(statement.sql.clone(), |sql, (place, value)| {
        let value = value.as_deref().map_or_else(
            || "null".to_owned(),
            |value| format!("'{}'{}", value.replace('\'', "''"), cast(value, texts)),
        );
        sql.replace(&format!("${}", place + 1), &value)
    })
}

/// The plan's lines, without the values: those are others in every run.
fn plan(messages: &[SimpleQueryMessage]) -> String {
    let mut text = String::new();
    for message in messages {
        if let SimpleQueryMessage::Row(row) = message
            && let Some(line) = row.get(0)
        {
            text.push_str(&without_values(line));
            text.push('\n');
        }
    }
    text
}

fn without_values(line: &str) -> String {
    let parts = line.split('\'').enumerate();
    let parts: Vec<&str> = parts.map(|(n, part)| if n % 2 == 1 { "…" } else { part }).collect();
    parts.join("'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_their_places_and_not_in_the_plan() {
        let statement = Statement {
            sql: "select $1, $10".to_owned(),
            values: (0..10).map(|n| (n != 0).then(|| format!("it's {n}"))).collect(),
        };
        assert_eq!(with_values(&statement, &[]), "select null, 'it''s 9'");
        assert_eq!(
            without_values("Filter: (a = 'x'::text) or b = 'y'"),
            "Filter: (a = '…'::text) or b = '…'"
        );
    }
}
