//! Random histories, in three parts so that both cores have something to do.

use pglocal::Durability;

use crate::ground::Ground;
use crate::history::{run, shortened, told};
use crate::steps::Plan;

/// Histories of each part.
const EACH: u64 = 50;
/// Histories that one world sees: its tables stay small.
const IN_A_WORLD: u64 = 25;

/// One seed alone: `CAUSEWAY_SYNC_SEED`.
fn asked_for() -> Option<u64> {
    std::env::var_os("CAUSEWAY_SYNC_SEED")?.to_str()?.parse().ok()
}

/// Runs the histories of some seeds, and fails with the shortest form of the first that does not hold.
pub(crate) async fn all_hold(seeds: impl Iterator<Item = u64>) {
    let ground = Ground::new(Durability::Throwaway).await;
    let mut world = ground.world(None).await;
    for (count, seed) in (0..).zip(seeds) {
        if count > 0 && count % IN_A_WORLD == 0 {
            world = ground.world(None).await;
        }
        let plan = Plan::of(seed);
        let violations = run(&world, &plan, None).await;
        if !violations.is_empty() {
            let shortest = shortened(&ground, &plan).await;
            let again = run(&ground.world(None).await, &shortest, None).await;
            panic!(
                "{}in its shortest form: {}",
                told(&plan, &violations),
                told(&shortest, &again)
            );
        }
    }
}

async fn part(number: u64) {
    match asked_for() {
        Some(seed) if number == 0 => all_hold([seed].into_iter()).await,
        Some(_) => {}
        None => all_hold(number * EACH..(number + 1) * EACH).await,
    }
}

#[actix_web::test]
async fn fifty_random_histories_converge() {
    part(0).await;
}

#[actix_web::test]
async fn fifty_more_random_histories_converge() {
    part(1).await;
}

#[actix_web::test]
async fn and_fifty_more_converge() {
    part(2).await;
}
