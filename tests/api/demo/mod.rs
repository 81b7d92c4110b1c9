//! The demo's network: that its rows keep the rules, that they load, and that the API would have made the same ones.

mod lived;
mod load;
mod replay;
mod rules;

use causeway::demo::{Network, SEED, invent};
use chrono::{DateTime, Utc};

/// The moment at which these tests' histories end: 2025 may be published, so they begin with 2024.
const NOW: &str = "2026-11-22T11:30:00Z";

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn network(people: usize) -> Network {
    invent(SEED, people, now())
}
