//! A5: asking the same thing many times, so that the noise averages out.

use std::collections::BTreeSet;

use disclosure::Publisher;

use crate::Outcome;
use crate::odds::cell_key_noise;
use crate::world::{Dice, World, linked_cells};

/// Control: a query builder with cell-key noise. The attacker asks n(A∪B) − n(B) for `pairs` different B and takes the
/// mean; how often he has n(A) exactly, of `trials`.
#[must_use]
pub fn query_builder(pairs: u32, trials: u32, seed: u64) -> f64 {
    let mut dice = Dice::new(seed);
    let noise = cell_key_noise();
    let draw = |dice: &mut Dice| -> f64 {
        let mut left = dice.share();
        for (e, odds) in &noise {
            left -= odds;
            if left <= 0.0 {
                return f64::from(*e);
            }
        }
        4.0
    };
    let mut right = 0;
    for _ in 0..trials {
        let off: f64 = (0..pairs).map(|_| draw(&mut dice) - draw(&mut dice)).sum();
        right += u32::from((off / f64::from(pairs.max(1))).abs() < 0.5);
    }
    f64::from(right) / f64::from(trials.max(1))
}

/// How many different releases `fetches` fetches of the same data give: each counts and draws from the beginning, as a
/// server does that was restarted in between.
pub fn distinct(world: &World, fetches: u32) -> Outcome<usize> {
    let cells = linked_cells()?;
    let mut seen = BTreeSet::new();
    for _ in 0..fetches {
        let snapshot = world.snapshot()?;
        let (snapshot_key, noise_key) = world.keys()?;
        let publisher = Publisher::new(&snapshot, &snapshot_key, &noise_key);
        let figures: Vec<Option<u32>> = cells
            .iter()
            .map(|cell| publisher.cell(disclosure::Profile::Std, cell).figure())
            .collect();
        seen.insert(figures);
    }
    Ok(seen.len())
}

/// Of the cells of a world, how many are drawn with the same number after one youth left; none may be.
pub fn same_draws_without_one(world: &World) -> Outcome<usize> {
    let (snapshot_key, noise_key) = world.keys()?;
    let (before, after) = (
        world.snapshot()?.tag(&snapshot_key),
        world.without_one().snapshot()?.tag(&snapshot_key),
    );
    let cells = linked_cells()?;
    let profile = disclosure::Profile::Std;
    let same =
        |cell: &&disclosure::Predicate| noise_key.draw(profile, &before, cell) == noise_key.draw(profile, &after, cell);
    Ok(cells.iter().filter(same).count())
}
