//! Each mutant is caught.

use pglocal::Durability;

use super::Mutant;
use crate::check::Invariant;
use crate::ground::Ground;
use crate::history::{run, told};
use crate::steps::Plan;

/// How many histories a mutant may survive (reference/sync.md §3.1: ten runs of a night; these are much shorter).
const MOST: u64 = 10;
/// The same for one that shows only where somebody commits within the forty milliseconds between two statements: whether a seed
/// does that depends on the machine.
const MOST_OF_CHANCE: u64 = 100;

/// The first seed from one on whose history shows a mutant's defect, and how it shows.
pub(crate) async fn search(ground: &Ground, mutant: Mutant, by: Invariant, from: u64) -> Option<(u64, String)> {
    let world = ground.world(Some(mutant)).await;
    let most = if mutant == Mutant::ThreeStatementPull {
        MOST_OF_CHANCE
    } else {
        MOST
    };
    for seed in from..from + most {
        let plan = Plan::of(seed);
        let plan = if mutant == Mutant::ForgetfulPostgres {
            plan.with_kills()
        } else {
            plan
        };
        let found = run(&world, &plan, Some(mutant)).await;
        if let Some(violation) = found.iter().find(|violation| violation.of == by) {
            return Some((seed, violation.what.clone()));
        }
    }
    None
}

/// Those that need no killed Postgres and no luck.
fn certain() -> impl Iterator<Item = (Mutant, Invariant, u64)> {
    let others = [Mutant::ForgetfulPostgres, Mutant::ThreeStatementPull];
    Mutant::ALL
        .into_iter()
        .filter(move |(mutant, ..)| !others.contains(mutant))
}

/// From the seed that is known to show it: `make soak` looks for seeds anew, and for the one of chance.
#[actix_web::test]
async fn every_mutant_that_a_seed_shows_is_caught() {
    let ground = Ground::new(Durability::Throwaway).await;
    let mut survivors = Vec::new();
    for (mutant, by, seed) in certain() {
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

/// The one that needs a Postgres that is killed, and the same without it.
#[actix_web::test]
async fn a_killed_postgres_forgets_nothing_and_one_that_does_is_caught() {
    let ground = Ground::new(Durability::Durable).await;
    let world = ground.world(None).await;
    for seed in 1_000..1_003 {
        let plan = Plan::of(seed).with_kills();
        let found = run(&world, &plan, None).await;
        assert!(found.is_empty(), "{}", told(&plan, &found));
    }
    let (mutant, by, seed) = *Mutant::ALL
        .iter()
        .find(|(mutant, ..)| *mutant == Mutant::ForgetfulPostgres)
        .unwrap();
    assert!(search(&ground, mutant, by, seed).await.is_some(), "not caught");
}
