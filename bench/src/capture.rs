//! Which statements one request sends, as Postgres itself logged them.

use std::path::Path;
use std::time::Duration;

use causeway::cli::Failure;
use tokio_postgres::Client;

use crate::seed::run;

/// What the role's new sessions write down while statements are captured: everything, with values. The private cluster
/// never logs either (`pglocal::settings::QUIET_LOG`); this one holds invented people only and is thrown away.
const LOUD: [(&str, &str); 3] = [
    ("log_statement", "all"),
    ("log_parameter_max_length", "-1"),
    ("log_error_verbosity", "default"),
];

/// One statement of a transaction, with its values as Postgres wrote them; `None` is null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    /// The text, with `$1`, `$2`, …
    pub(crate) sql: String,
    /// The values, in order.
    pub(crate) values: Vec<Option<String>>,
}

/// The statements from BEGIN to COMMIT, both left out.
pub(crate) type Transaction = Vec<Statement>;

/// From now on, new sessions of the application's role log what they run.
pub(crate) async fn begin(client: &Client) -> Result<(), Failure> {
    for (name, value) in LOUD {
        run(client, &format!("alter role causeway_app set {name} = '{value}'")).await?;
    }
    Ok(())
}

/// No session logs any more: the settings are taken back and the sessions that began with them are ended.
pub(crate) async fn end(client: &Client) -> Result<(), Failure> {
    for (name, _) in LOUD {
        run(client, &format!("alter role causeway_app reset {name}")).await?;
    }
    run(
        client,
        "do $$ begin perform pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'causeway_app'; end $$",
    )
    .await
}

/// The first `count` transactions in the log, in the order of their commits. Waits for the log's writer.
pub(crate) async fn transactions(log_dir: &Path, count: usize) -> Result<Vec<Transaction>, Failure> {
    for _ in 0..100 {
        let mut text = String::new();
        for entry in std::fs::read_dir(log_dir).map_err(Failure::of)? {
            let path = entry.map_err(Failure::of)?.path();
            text.push_str(&std::fs::read_to_string(path).map_err(Failure::of)?);
        }
        let found = parse(&text);
        if found.len() == count {
            return Ok(found);
        }
        if found.len() > count {
            return Err(Failure::of(format!(
                "{} transactions were logged for {count} requests",
                found.len()
            )));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(Failure::of("Postgres did not log the requests' statements"))
}

/// One message of the log: its process and its text, continuation lines joined.
struct Message {
    pid: String,
    level: String,
    text: String,
}

/// Messages as `log_line_prefix = '%m [%p] '` writes them. A line that begins with a tab goes on with the message before.
fn messages(log: &str) -> Vec<Message> {
    let mut found: Vec<Message> = Vec::new();
    for line in log.lines() {
        if let Some(more) = line.strip_prefix('\t') {
            if let Some(last) = found.last_mut() {
                last.text.push('\n');
                last.text.push_str(more);
            }
        } else if let Some((head, text)) = line.split_once(":  ")
            && let Some((when_and_pid, level)) = head.rsplit_once("] ")
            && let Some((_, pid)) = when_and_pid.rsplit_once('[')
        {
            let (pid, level, text) = (pid.to_owned(), level.to_owned(), text.to_owned());
            found.push(Message { pid, level, text });
        }
    }
    found
}

fn parse(log: &str) -> Vec<Transaction> {
    let mut open: Vec<(String, Transaction)> = Vec::new();
    let mut done = Vec::new();
    for Message { pid, level, text } in messages(log) {
        let at = open.iter().position(|(owner, _)| *owner == pid);
        if level == "LOG" && text == "statement: BEGIN" {
            open.push((pid, Vec::new()));
        } else if let Some(at) = at {
            if level == "LOG" && text == "statement: COMMIT" {
                done.push(open.swap_remove(at).1);
            } else if let Some((_, statements)) = open.get_mut(at) {
                add(statements, &level, &text);
            }
        }
    }
    done
}

fn add(statements: &mut Transaction, level: &str, text: &str) {
    if level == "LOG"
        && let Some((_name, sql)) = text.strip_prefix("execute ").and_then(|rest| rest.split_once(": "))
    {
        statements.push(Statement {
            sql: without_comments(sql),
            values: Vec::new(),
        });
    } else if level == "DETAIL"
        && let Some((what, values)) = text.split_once(": ")
        && what.eq_ignore_ascii_case("parameters")
        && let Some(last) = statements.last_mut()
    {
        last.values = parse_values(values);
    }
}

fn without_comments(sql: &str) -> String {
    let lines: Vec<&str> = sql
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect();
    lines.join("\n")
}

/// Reads `$1 = 'it''s', $2 = NULL`.
fn parse_values(mut text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    while let Some((_, rest)) = text.split_once(" = ") {
        let Some(mut rest) = rest.strip_prefix('\'') else {
            values.push(None);
            text = rest;
            continue;
        };
        let mut value = String::new();
        while let Some((part, after)) = rest.split_once('\'') {
            value.push_str(part);
            rest = after;
            let Some(after_quote) = after.strip_prefix('\'') else {
                break;
            };
            value.push('\'');
            rest = after_quote;
        }
        values.push(Some(value));
        text = rest;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_are_read_from_the_log_of_several_sessions() {
        let log = "2026-01-01 10:00:00.000 UTC [7] LOG:  statement: SELECT 1\n\
                   2026-01-01 10:00:00.001 UTC [7] LOG:  statement: BEGIN\n\
                   2026-01-01 10:00:00.002 UTC [8] LOG:  statement: BEGIN\n\
                   2026-01-01 10:00:00.003 UTC [7] LOG:  execute s0: -- a word about $9\n\
                   \tinsert into t\n\
                   \tvalues ($1, $2, $3)\n\
                   2026-01-01 10:00:00.003 UTC [7] DETAIL:  parameters: $1 = 'it''s = \"1\"', $2 = NULL, $3 = ''\n\
                   2026-01-01 10:00:00.004 UTC [7] LOG:  statement: COMMIT\n";
        let values = vec![Some("it's = \"1\"".to_owned()), None, Some(String::new())];
        let sql = "insert into t\nvalues ($1, $2, $3)".to_owned();
        assert_eq!(parse(log), [[Statement { sql, values }]]);
    }
}
