//! `causeway jobs` and `causeway mail`: look at a queue, try again what was given up, or drop it.

use clap::Subcommand;
use diesel::QueryableByName;
use diesel::sql_types::{Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::database::runtime;
use super::{Database, Failure, say};
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::config::Settings;
use crate::platform::db::{Prepared, SqlText, connect};
use crate::sql_file;

sql_file!(ListJobs, "sql/list_jobs.sql");
sql_file!(RetryJob, "sql/retry_job.sql");
sql_file!(DropJob, "sql/drop_job.sql");
sql_file!(ListMail, "sql/list_mail.sql");
sql_file!(RetryMail, "sql/retry_mail.sql");
sql_file!(DropMail, "sql/drop_mail.sql");

#[derive(Debug, Subcommand)]
pub(super) enum QueueCommand {
    /// List what waits and what was given up: ids, never a content.
    List,
    /// Try again, from the first attempt on. A running server takes it within seconds.
    Retry {
        /// The id, as listed.
        id: Uuid,
    },
    /// Give it up for good.
    Drop {
        /// The id, as listed.
        id: Uuid,
    },
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Timestamptz)]
    next_at: chrono::DateTime<chrono::Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    last_error: Option<String>,
}

/// `causeway jobs`.
pub(super) fn jobs(command: &QueueCommand, settings: &Settings) -> Result<(), Failure> {
    run::<ListJobs, RetryJob, DropJob>(command, settings)
}

/// `causeway mail`.
pub(super) fn mail(command: &QueueCommand, settings: &Settings) -> Result<(), Failure> {
    run::<ListMail, RetryMail, DropMail>(command, settings)
}

fn run<List: SqlText, Retry: SqlText, Drop: SqlText>(
    command: &QueueCommand,
    settings: &Settings,
) -> Result<(), Failure> {
    let url = Database::open(settings)?.auth_url;
    runtime()?.block_on(async {
        let mut conn = connect(url).await.map_err(Failure::of)?;
        let id = match command {
            QueueCommand::List => {
                let lines: Vec<Line> = Prepared::<List>::new().load(&mut conn).await.map_err(Failure::of)?;
                for line in &lines {
                    say(&text(line));
                }
                return Ok(());
            }
            QueueCommand::Retry { id } | QueueCommand::Drop { id } => *id,
        };
        let now = SystemClock.now();
        let hit = if matches!(command, QueueCommand::Retry { .. }) {
            let retry = Prepared::<Retry>::new()
                .bind::<SqlUuid, _>(id)
                .bind::<Timestamptz, _>(now);
            retry.execute(&mut conn).await
        } else {
            let drop = Prepared::<Drop>::new()
                .bind::<SqlUuid, _>(id)
                .bind::<Timestamptz, _>(now);
            drop.execute(&mut conn).await
        };
        match hit.map_err(Failure::of)? {
            0 => Err(Failure::of(format!(
                "{id} is not there, is done already, or is being done right now"
            ))),
            _ => Ok(()),
        }
    })
}

fn text(line: &Line) -> String {
    format!(
        "{}  {:<18} {:<8} {:>2} tries  {}  {}\n",
        line.id,
        line.kind,
        line.state,
        line.attempts,
        line.next_at.format("%Y-%m-%dT%H:%M:%SZ"),
        line.last_error.as_deref().unwrap_or("-")
    )
}
