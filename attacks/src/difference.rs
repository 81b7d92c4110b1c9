//! A3: one youth more.
//!
//! Two releases of the same year differ by one known youth; in which of three sensitive rows does
//! she stand? The attacker knows every exact count of the first release. Guessing blindly is right once in three.

use disclosure::{Dims, NoiseKey, Profile, Publisher, Snapshot, SnapshotKey, SnapshotRow, SnapshotTag, Word};

use crate::Outcome;
use crate::odds::{Odds, cell_key_noise};
use crate::world::Dice;

/// Exact counts of the three rows before she joined.
pub const BASES: [[u32; 3]; 5] = [[40, 33, 27], [100, 60, 25], [30, 30, 30], [300, 40, 12], [55, 22, 80]];

/// How often the best possible attacker is right, when `odds` prints each row anew: over every answer, the likeliest
/// row's likelihood. Exact, not sampled.
#[must_use]
pub fn best(base: [u32; 3], odds: impl Fn(u32) -> Odds) -> f64 {
    let before = base.map(&odds);
    let after = base.map(|people| odds(people + 1));
    let figures: Vec<Vec<Option<u32>>> = before
        .iter()
        .zip(&after)
        .map(|(before, after)| {
            let mut figures: Vec<Option<u32>> = before.0.keys().chain(after.0.keys()).copied().collect();
            figures.sort_unstable();
            figures.dedup();
            figures
        })
        .collect();
    let [first, second, third] = &figures[..] else {
        return 0.0;
    };
    let mut right = 0.0;
    for a in first {
        for b in second {
            for c in third {
                let seen = [*a, *b, *c];
                let likely = (0..3).map(|row| likelihood(&before, &after, seen, row));
                right += likely.fold(0.0, f64::max);
            }
        }
    }
    right / 3.0
}

/// How likely it is to see this if she joined `row`.
fn likelihood(before: &[Odds; 3], after: &[Odds; 3], seen: [Option<u32>; 3], row: usize) -> f64 {
    let each = before.iter().zip(after).zip(seen).enumerate();
    each.map(|(at, ((before, after), seen))| if at == row { after.of(seen) } else { before.of(seen) })
        .product()
}

/// Control: the mechanism's own noise, but kept with its cell whatever the data, and not rounded. Her row is then one
/// more and the others the same; how often the attacker names it, of `trials`.
pub fn sticky(trials: u32) -> Outcome<f64> {
    let mut dice = Dice::new(3);
    let noise_key = NoiseKey::new(&dice.key())?;
    let tag = SnapshotTag::from_bytes(dice.key());
    let mut right = 0;
    for trial in 0..trials {
        let joined = dice.pick(&[1, 1, 1]);
        let mut named = None;
        for (row, people) in BASES[0].into_iter().enumerate() {
            let draw = noise_key.draw(
                Profile::Std,
                &tag,
                &format!("ind=outcome|per=2025|row={trial}.{row}").parse()?,
            );
            let (before, after) = (draw.noisy(people), draw.noisy(people + u32::from(row == joined)));
            named = if after == before { named } else { Some(row) };
        }
        right += u32::from(named == Some(joined));
    }
    Ok(f64::from(right) / f64::from(trials.max(1)))
}

/// Control: noise that stays with the people of a cell, as cell-key does. A row that did not change is printed the same;
/// so if one row changed it is hers, and if none did the attacker guesses.
#[must_use]
pub fn cell_key() -> f64 {
    let noise = cell_key_noise();
    let of = |wanted: i32| noise.iter().find(|(e, _)| *e == wanted).map_or(0.0, |(_, odds)| *odds);
    // n + 1 + e' = n + e: her row is printed as before by chance.
    let same: f64 = noise.iter().map(|(e, odds)| odds * of(e - 1)).sum();
    (1.0 - same) + same / 3.0
}

/// How often the attacker is right against the mechanism itself: `trials` times people are counted, published with and
/// without her, and the likeliest row is named.
pub fn against_the_mechanism(profile: Profile, base: [u32; 3], trials: u32, start: u64) -> Outcome<f64> {
    let mut dice = Dice::new(start);
    let (snapshot_key, noise_key) = (SnapshotKey::new(&dice.key())?, NoiseKey::new(&dice.key())?);
    let before = base.map(|people| Odds::kdl(profile, people));
    let after = base.map(|people| Odds::kdl(profile, people + 1));
    let mut right = 0;
    for trial in 0..trials {
        let joined = dice.pick(&[1, 1, 1]);
        // Other people each time, so that each trial draws anew.
        let snapshot = counted(base, joined, u128::from(trial) << 32)?;
        let publisher = Publisher::new(&snapshot, &snapshot_key, &noise_key);
        let mut seen = [None; 3];
        for (row, seen) in seen.iter_mut().enumerate() {
            let cell = format!("ind=outcome|per=2025|row={row}").parse()?;
            *seen = publisher.cell(profile, &cell).figure();
        }
        let likely = [0, 1, 2].map(|row| likelihood(&before, &after, seen, row));
        let most = likely.iter().copied().fold(0.0, f64::max);
        let equal: Vec<usize> = (0..3)
            .filter(|row| likely.get(*row).is_some_and(|l| *l >= most))
            .collect();
        let named = equal.get(dice.pick(&vec![1; equal.len()])).copied();
        right += u32::from(named == Some(joined));
    }
    Ok(f64::from(right) / f64::from(trials.max(1)))
}

fn counted(base: [u32; 3], joined: usize, first: u128) -> Outcome<Snapshot> {
    let (indicator, period, key): (Word, Word, Word) = ("outcome".parse()?, "2025".parse()?, "row".parse()?);
    let (mut rows, mut id) = (Vec::new(), first);
    for (row, people) in base.into_iter().enumerate() {
        let category: Word = row.to_string().parse()?;
        for _ in 0..people + u32::from(row == joined) {
            id += 1;
            let dims = Dims::new([(key.clone(), category.clone())])?;
            rows.push(SnapshotRow::new(
                id.to_be_bytes(),
                indicator.clone(),
                period.clone(),
                dims,
            ));
        }
    }
    Ok(Snapshot::new(rows)?)
}
