//! The table.

use std::time::Duration;

use crate::rows::{Round, Row};
use crate::sign_ins::COUNT;

/// The middle one of the rounds' figures.
fn median(rounds: &[Round], figure: impl Fn(&Round) -> f64) -> f64 {
    let mut figures: Vec<f64> = rounds.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Was a target reached?
pub(crate) fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "missed" }
}

/// The heading of the lines that [`line()`] writes.
pub(crate) fn heading() -> String {
    format!(
        "{:<25} {:>9} {:>9} {:>6} {:>16} {:>7} {:>7}   CPU ms per request: server + Postgres (pgbench: Postgres)",
        "", "server/s", "pgbench/s", "ratio", "target", "p50 ms", "p99 ms"
    )
}

/// A row of the table: medians of the rounds.
pub(crate) fn line(row: Row, rounds: &[Round]) -> String {
    let server = median(rounds, |round| round.load.rate());
    let pgbench = median(rounds, |round| round.pgbench_rate);
    let ratio = server / pgbench;
    let target = row.target().map_or_else(String::new, |target| {
        format!("{:.0} % {}", target * 100.0, verdict(ratio >= target))
    });
    format!(
        "{:<25} {server:>9.0} {pgbench:>9.0} {:>4.0} % {target:>16} {:>7.1} {:>7.1}   {:.2} + {:.2} ({:.2})",
        row.title(),
        ratio * 100.0,
        median(rounds, |round| round.load.percentile(50)),
        median(rounds, |round| round.load.percentile(99)),
        median(rounds, |round| round.server_cpu),
        median(rounds, |round| round.postgres_cpu),
        median(rounds, |round| round.pgbench_cpu),
    )
}

/// What the server holds in RAM, in MiB.
#[derive(Debug)]
pub(crate) struct Memory {
    /// A second after its start.
    pub(crate) at_rest: f64,
    /// After the load of the table.
    pub(crate) after_load: f64,
    /// After [`COUNT`] sign-ins.
    pub(crate) after_sign_ins: f64,
}

/// Memory and cold start: targets of 60 MiB and one second (design: figures to reach).
pub(crate) fn rest(memory: &Memory, cold_start: Duration) -> String {
    let memory = format!(
        "{:<25} {:.1} MiB (at rest: {:.1} MiB, after the load above: {:.1} MiB)   target 60 MiB {}",
        format!("memory, {COUNT} sign-ins"),
        memory.after_sign_ins,
        memory.at_rest,
        memory.after_load,
        verdict(memory.after_sign_ins.max(memory.after_load) <= 60.0)
    );
    let cold_start = format!(
        "{:<25} {:.2} s   target 1 s {}",
        "cold start to ready",
        cold_start.as_secs_f64(),
        verdict(cold_start <= Duration::from_secs(1))
    );
    format!("{memory}\n{cold_start}")
}
