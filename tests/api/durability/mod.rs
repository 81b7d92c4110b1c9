//! `kill -9` under load, through the real binary and its own durable cluster: what was acknowledged is there, once and
//! whole, and the server comes through the death of Postgres without a restart. Two kills each; `soak` does ten.
//!
//! A killed process loses what only it had in memory, not what it gave the kernel: power cuts are another test
//! (security.md D3).

mod hostile;
mod installation;
mod load;
mod verdict;
mod wire;

use std::time::{Duration, Instant};

pub(crate) use hostile::among_honest_ones;
pub(crate) use installation::{Installation, PostgresKill};
pub(crate) use load::Load;
pub(crate) use verdict::{Spread, Verdict};
pub(crate) use wire::{Reply, Wire};

/// Sessions that must get through between two kills.
const BETWEEN_KILLS: usize = 40;

/// How many clients send at once.
const CLIENTS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let verdict = kill_servers(2).await;
    println!("{verdict}");
    verdict.expect_nothing_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_postgres_is_killed() {
    let verdict = kill_postgres(&[PostgresKill::Postmaster, PostgresKill::Everything]).await;
    println!("{verdict}");
    verdict.expect_nothing_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_behaves_badly_leaves_nothing_half_done_and_nothing_open() {
    let verdict = among_honest_ones(14).await;
    println!("{verdict}");
    verdict.expect_nothing_lost();
}

/// Kills the server `times` under load.
pub(crate) async fn kill_servers(times: u64) -> Verdict {
    let mut installation = Installation::new();
    let load = Load::start(&installation, CLIENTS).await;
    let mut kills = Vec::new();
    for kill in 0..times {
        anywhere(&load, kill).await;
        let at = Instant::now();
        kills.push((at, installation.kill_server()));
    }
    load.progress(BETWEEN_KILLS).await;
    Verdict::of(&installation, load.finish().await, &kills).await
}

/// Kills Postgres under load, in each of these ways after the other.
pub(crate) async fn kill_postgres(ways: &[PostgresKill]) -> Verdict {
    let mut installation = Installation::new();
    let load = Load::start(&installation, CLIENTS).await;
    let mut kills = Vec::new();
    for (kill, how) in (0..).zip(ways) {
        anywhere(&load, kill).await;
        let at = Instant::now();
        kills.push((at, installation.kill_postgres(*how).await));
    }
    load.progress(BETWEEN_KILLS).await;
    Verdict::of(&installation, load.finish().await, &kills).await
}

/// Lets the load get under way again and then a little more, so that no two kills fall on the same point of its work.
async fn anywhere(load: &Load, kill: u64) {
    load.progress(BETWEEN_KILLS).await;
    tokio::time::sleep(Duration::from_millis(kill * 137 % 400)).await;
}
