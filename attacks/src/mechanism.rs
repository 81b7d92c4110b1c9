//! A12, A13, A14 and A16: the mechanism itself, in bulk.

use disclosure::{NoiseKey, Predicate, Profile, Publisher, SMALLEST_GROUP, SnapshotTag};

use crate::Outcome;
use crate::odds::Odds;
use crate::world::{Dice, World, linked_cells};

/// What a run of draws showed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Draws {
    /// Shown figures that break a promise: fewer than ten behind it, no multiple of five, below the threshold, or
    /// further than D + 2 from the exact count.
    pub broken: u32,
    /// Cells of 0 to 9 that were shown.
    pub small_shown: u32,
    /// The mean of the noise.
    pub mean: f64,
    /// χ² of the noise against the table, and its degrees of freedom.
    pub chi_squared: (f64, u32),
}

/// A14 and A12: publishes `cells` cells of random size under random tags.
pub fn draw_many(profile: Profile, cells: u32, start: u64) -> Outcome<Draws> {
    let mut dice = Dice::new(start);
    let key = NoiseKey::new(&dice.key())?;
    let mut drawn = Draws::default();
    let bound = profile.bound();
    let mut seen = vec![0_u32; usize::try_from(2 * bound + 1)?];
    let mut sum = 0_i64;
    for i in 0..cells {
        let cell: Predicate = format!("ind=a|per=2025|cell={i}").parse()?;
        let tag = SnapshotTag::from_bytes(dice.key());
        let draw = key.draw(profile, &tag, &cell);
        let people = if i % 2 == 0 {
            dice.below(SMALLEST_GROUP)
        } else {
            dice.below(400)
        };
        let shown = draw.publish(people).figure();
        drawn.small_shown += u32::from(people < SMALLEST_GROUP && shown.is_some());
        drawn.broken += u32::from(shown.is_some_and(|figure| {
            people < SMALLEST_GROUP
                || figure % 5 != 0
                || figure < profile.threshold()
                || figure.abs_diff(people) > bound.unsigned_abs() + 2
        }));
        sum += i64::from(draw.noise());
        if let Some(seen) = seen.get_mut(usize::try_from(draw.noise() + bound)?) {
            *seen += 1;
        }
    }
    drawn.mean = f64::from(i32::try_from(sum)?) / f64::from(cells.max(1));
    drawn.chi_squared = chi_squared(profile, &seen, cells);
    Ok(drawn)
}

/// Values too rare to expect five of are counted with their neighbours.
fn chi_squared(profile: Profile, seen: &[u32], cells: u32) -> (f64, u32) {
    // The odds of each noise, from those of the figures of a count so large that each noise can be told apart.
    let whole = 2.0_f64.powi(64);
    let wide = |entry: &u64| f64::from(u32::try_from(entry >> 32).unwrap_or_default()) * 4_294_967_296.0;
    let upper = profile.cumulative().iter().map(wide).chain([whole]);
    let (mut bins, mut lower): (Vec<(f64, f64)>, f64) = (vec![(0.0, 0.0)], 0.0);
    for (upper, seen) in upper.zip(seen) {
        let expected = (upper - lower) / whole * f64::from(cells);
        lower = upper;
        match bins.last_mut() {
            Some((sum, found)) if *sum < 5.0 || expected < 5.0 => {
                *sum += expected;
                *found += f64::from(*seen);
            }
            Some(_) | None => bins.push((expected, f64::from(*seen))),
        }
    }
    let chi = bins
        .iter()
        .map(|(expected, seen)| (seen - expected).powi(2) / expected)
        .sum();
    (chi, u32::try_from(bins.len()).unwrap_or_default().saturating_sub(1))
}

/// The χ² that chance exceeds once in a thousand (Wilson and Hilferty 1931; 3.0902 standard deviations).
#[must_use]
pub fn chi_squared_limit(freedom: u32) -> f64 {
    let freedom = f64::from(freedom);
    let part = 2.0 / (9.0 * freedom);
    freedom * (1.0 - part + 3.0902 * part.sqrt()).powi(3)
}

/// A12: the figures that a count of nobody and a count of nine can be printed as, told apart by nothing.
#[must_use]
pub fn zero_and_nine_look_the_same(profile: Profile) -> bool {
    let printed = |people| Odds::kdl(profile, people).0.into_keys().collect::<Vec<_>>();
    (0..SMALLEST_GROUP).all(|people| printed(people) == [None])
}

/// What is left to read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Left {
    /// Youths in shown cells of tables by one dimension, of all youths in them.
    pub coverage: f64,
    /// 90 % of shown figures are no further than this from the exact count.
    pub error: u32,
}

/// A16: coverage and error of tables by one dimension over several worlds of one size.
pub fn utility(profile: Profile, worlds: impl IntoIterator<Item = World>) -> Outcome<Left> {
    let (mut covered, mut all, mut errors) = (0, 0, Vec::new());
    for world in worlds {
        let snapshot = world.snapshot()?;
        let (snapshot_key, noise_key) = world.keys()?;
        let publisher = Publisher::new(&snapshot, &snapshot_key, &noise_key);
        // The reference measures regions and statuses: the tables whose categories are none of them rare.
        for cell in linked_cells()?.iter().filter(|cell| is_by_region_or_family(cell)) {
            let people = snapshot.count(cell);
            all += people;
            if let Some(figure) = publisher.cell(profile, cell).figure() {
                covered += people;
                errors.push(figure.abs_diff(people));
            }
        }
    }
    errors.sort_unstable();
    let error = errors.get(errors.len() * 9 / 10).copied().unwrap_or_default();
    Ok(Left {
        coverage: f64::from(covered) / f64::from(all.max(1)),
        error,
    })
}

fn is_by_region_or_family(cell: &Predicate) -> bool {
    let mut dims = cell.dims().iter();
    let first = dims.next().map(|(key, _)| key.as_str());
    matches!(first, Some("region" | "family")) && dims.next().is_none()
}
