//! A1: marginal subtraction, driven to its end: one unknown for each finest group, one line for each figure.

use std::collections::BTreeMap;

use disclosure::Predicate;
use disclosure::gates::{Bound, Group, Known, reconstruct};

use crate::Outcome;
use crate::build::Printed;
use crate::world::{World, linked_cells};

/// What the attack found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Cells of the linked tables that hold 1 to 9 youths: what the attacker is after, printed or not.
    pub targets: usize,
    /// Of those, how many he knows exactly.
    pub recovered: usize,
    /// Of those, of how many he can prove that they hold 1 to 9.
    pub proved_small: usize,
    /// Groups of any kind, finest ones and margins, that he knows exactly or can prove to be small.
    pub given_away: usize,
    /// The narrowest range of any group.
    pub narrowest: Option<u32>,
    /// Ranges whose two ends whole counts reach: integer programming could not narrow them.
    pub tight: usize,
    /// All ranges.
    pub ranges: usize,
}

impl Found {
    /// Both together; the narrowest of both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let least = [self.narrowest, other.narrowest].into_iter().flatten().min();
        Self {
            targets: self.targets + other.targets,
            recovered: self.recovered + other.recovered,
            proved_small: self.proved_small + other.proved_small,
            given_away: self.given_away + other.given_away,
            narrowest: least,
            tight: self.tight + other.tight,
            ranges: self.ranges + other.ranges,
        }
    }
}

/// Cells of the linked tables that hold 1 to 9, and their exact counts.
pub fn targets(world: &World) -> Outcome<BTreeMap<Predicate, u32>> {
    let snapshot = world.snapshot()?;
    let counted = linked_cells()?.into_iter().map(|cell| (snapshot.count(&cell), cell));
    Ok(counted
        .filter(|(people, _)| (1..=9).contains(people))
        .map(|(people, cell)| (cell, people))
        .collect())
}

/// Exact figures of the whole and of every single dimension, as a partner might print them elsewhere.
pub fn exact_one_way(world: &World) -> Outcome<Vec<Known>> {
    let snapshot = world.snapshot()?;
    let cells = linked_cells()?
        .into_iter()
        .filter(|cell| cell.dims().iter().count() <= 1);
    Ok(cells
        .map(|cell| Known::exactly(cell.clone(), snapshot.count(&cell)))
        .collect())
}

/// Attacks what is printed, with exact `facts` from elsewhere. What is a fact already is no find.
pub fn attack(world: &World, printed: &[Printed], facts: &[Known]) -> Outcome<Found> {
    let axes = World::axes()?;
    let known: Vec<Known> = printed
        .iter()
        .map(|printed| printed.known.clone())
        .chain(facts.iter().cloned())
        .collect();
    let alone = reconstruct(&axes, facts)?;
    let bounds = reconstruct(&axes, &known)?.bounds;
    let is_new = |(bound, before): &(&Bound, &Bound)| (bound.low, bound.high) != (before.low, before.high);
    let new: Vec<&Bound> = bounds
        .iter()
        .zip(&alone.bounds)
        .filter(is_new)
        .map(|(bound, _)| bound)
        .collect();
    let of_group: BTreeMap<&Group, &Bound> = new.iter().map(|bound| (&bound.group, *bound)).collect();

    let mut found = Found {
        given_away: new.iter().filter(|bound| bound.is_exact() || bound.is_small()).count(),
        narrowest: new.iter().filter_map(|bound| bound.width()).min(),
        tight: bounds.iter().filter(|bound| bound.tight).count(),
        ranges: bounds.len(),
        ..Found::default()
    };
    for (cell, people) in targets(world)? {
        found.targets += 1;
        let bound = of_group.get(&Group::of(cell.dims()));
        found.recovered += usize::from(bound.is_some_and(|bound| bound.is_exact() && bound.low == people));
        found.proved_small += usize::from(bound.is_some_and(|bound| bound.is_small()));
    }
    Ok(found)
}
