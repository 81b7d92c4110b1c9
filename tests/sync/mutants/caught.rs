//! Each mutant is caught.

use super::Mutant;
use crate::check::Invariant;
use crate::ground::Ground;
use crate::history::run;
use crate::steps::Plan;

/// How many histories a mutant may survive (reference/sync.md §3.1: ten runs of a night; these are much shorter).
const MOST: u64 = 10;

/// The first seed from one on whose history shows a mutant's defect, and how it shows.
pub(crate) async fn search(ground: &Ground, mutant: Mutant, by: Invariant, from: u64) -> Option<(u64, String)> {
    let world = ground.world(Some(mutant)).await;
    for seed in from..from + MOST {
        let found = run(&world, &Plan::of(seed), Some(mutant)).await;
        if let Some(violation) = found.iter().find(|violation| violation.of == by) {
            return Some((seed, violation.what.clone()));
        }
    }
    None
}

/// Those that need no killed Postgres.
pub(crate) fn living() -> impl Iterator<Item = (Mutant, Invariant, u64)> {
    Mutant::ALL
        .into_iter()
        .filter(|(mutant, ..)| *mutant != Mutant::ForgetfulPostgres)
}

/// From the seed that is known to show it: `make soak` looks for seeds anew.
#[actix_web::test]
async fn every_mutant_is_caught() {
    let ground = Ground::new().await;
    let mut survivors = Vec::new();
    for (mutant, by, seed) in living() {
        let caught = search(&ground, mutant, by, seed).await;
        if std::env::var_os("CAUSEWAY_SYNC_TELL").is_some() {
            println!("{mutant:?}: {caught:?}");
        }
        if caught.is_none() {
            survivors.push(mutant);
        }
    }
    assert!(survivors.is_empty(), "not caught: {survivors:?}");
}
