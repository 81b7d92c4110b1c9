//! Runs every attack at full size and prints what it found; fails if a limit is missed. `make attacks`.

use std::io::{self, Write};
use std::process::ExitCode;

use attacks::{Outcome, suite};

fn main() -> Outcome<ExitCode> {
    let mut out = io::stdout().lock();
    let mut all_hold = true;
    let parts: [fn() -> Outcome<Vec<suite::Line>>; 5] = [
        || suite::one_youth_more(6_000),
        suite::asking_again,
        || Ok(suite::membership(30, 20_000)),
        || suite::the_mechanism(1_000_000, 60),
        // Two worlds of each size; `make soak` takes eight.
        || suite::tables(2),
    ];
    for part in parts {
        for line in part()? {
            all_hold &= line.holds;
            writeln!(out, "{line}")?;
        }
    }
    Ok(if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
