//! `causeway audit verify`: is the log what was sealed?

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveTime};
use clap::Subcommand;

use super::database::{Looked, runtime};
use super::{Failure, say};
use crate::audit::{Check, Verdict, verify};
use crate::platform::config::Settings;
use crate::platform::keys::Keys;

/// Findings that are written out; the rest is counted.
const SHOWN: u64 = 1_000;

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Read the whole log again and name what was altered, is missing, was put in or moved.
    Verify {
        /// Folder of the second place, or a copy of it; taken from the configuration when left out.
        #[arg(long, value_name = "DIR")]
        checkpoints: Option<PathBuf>,
        /// Rows before this day (UTC) need not be there: their months were detached.
        #[arg(long, value_name = "YYYY-MM-DD")]
        retained_from: Option<NaiveDate>,
        /// File with an administrator's connection string (or that of `causeway_backup`), for an outside database.
        #[arg(long, value_name = "FILE")]
        admin_url_file: Option<PathBuf>,
    },
}

pub(super) fn run(command: AuditCommand, settings: &Settings) -> Result<(), Failure> {
    let AuditCommand::Verify {
        checkpoints,
        retained_from,
        admin_url_file,
    } = command;
    let keys = Keys::load(&settings.keys_dir).map_err(Failure::of)?;
    let second_place = checkpoints.or_else(|| settings.audit.checkpoint_dir.clone());
    let retained_from = retained_from.map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let check = |url: &str| {
        run_check(&Check {
            url,
            keys: &keys,
            second_place: second_place.as_deref(),
            retained_from,
        })
    };
    let verdict = match admin_url_file {
        Some(path) => check(url_in(&path)?.trim())?,
        None if settings.database.outside().is_some() => {
            return Err(Failure::of(
                "an outside database needs --admin-url-file: the server's own roles may not read the whole log",
            ));
        }
        None => {
            let looked = Looked::at(&settings.data_dir, settings.database.pg_bin.as_deref())?;
            let verdict = check(&looked.admin_url());
            looked.leave()?;
            verdict?
        }
    };
    say(&summary(&verdict, second_place.as_deref()));
    if verdict.findings > 0 {
        return Err(Failure::of(format!(
            "the audit log is not what was sealed: {} findings. Keep the database as it is and ask whoever answers for the data.",
            verdict.findings
        )));
    }
    Ok(())
}

fn run_check(check: &Check<'_>) -> Result<Verdict, Failure> {
    let mut shown = 0;
    let checked = verify(check, |finding| {
        shown += 1;
        if shown <= SHOWN {
            say(&format!("{finding}\n"));
        }
    });
    runtime()?.block_on(checked).map_err(Failure::of)
}

fn url_in(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::of(format!("{}: {error}", path.display())))
}

fn summary(verdict: &Verdict, second_place: Option<&Path>) -> String {
    let mut text = format!(
        "{} sealed rows of {} organisations checked\n",
        verdict.sealed, verdict.organisations
    );
    if verdict.detached > 0 {
        text.push_str(&format!(
            "{} of them lie in months that were detached: only their seals were followed\n",
            verdict.detached
        ));
    }
    match verdict.oldest_unsealed {
        Some(at) => text.push_str(&format!(
            "{} rows are too young to be sealed; nothing is said about them. The oldest is of {}\n",
            verdict.unsealed,
            at.format("%Y-%m-%d %H:%M:%S UTC")
        )),
        None => text.push_str("no row waits for its seal\n"),
    }
    if second_place.is_none() {
        text.push_str("no second place was given: an end that was cut off with its signatures is not found\n");
    }
    if verdict.unreadable_lines > 0 {
        text.push_str(&format!(
            "{} lines of the second place cannot be read; one is usual after each power cut\n",
            verdict.unreadable_lines
        ));
    }
    text
}
