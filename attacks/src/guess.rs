//! A2: the likeliest table behind the figures, by least squares weighted with what each figure is worth, no count below
//! zero; where the figures say little, what anybody would guess.

use disclosure::Predicate;
use disclosure::gates::Axis;

use crate::Outcome;
use crate::build::Printed;
use crate::reconstruct::targets;
use crate::world::World;

/// How often a rounded guess is the exact count, of cells that hold 1 to 9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guessed {
    /// Cells guessed.
    pub targets: u32,
    /// Right, from the figures.
    pub right: u32,
    /// Right for somebody who knows the exact total and single dimensions, no figure of the release, and takes the
    /// dimensions to be independent.
    pub right_blindly: u32,
}

impl Guessed {
    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self {
            targets: self.targets + other.targets,
            right: self.right + other.right,
            right_blindly: self.right_blindly + other.right_blindly,
        }
    }

    /// The share that is right, and the share that is right blindly.
    #[must_use]
    pub fn shares(self) -> (f64, f64) {
        let share = |right| f64::from(right) / f64::from(self.targets.max(1));
        (share(self.right), share(self.right_blindly))
    }
}

/// How far off a blind guess of a finest group is held to be: the figures outweigh it wherever they say anything.
const BLIND_SPREAD: f64 = 6.0;

/// Rounds of descent; further ones change no rounded guess.
const ROUNDS: usize = 200;

/// One finest group: its place on each axis, the last one meaning none of its categories.
type Place = Vec<usize>;

/// Guesses every small cell of a world from what is printed of it.
pub fn attack(world: &World, printed: &[Printed]) -> Outcome<Guessed> {
    let axes = World::axes()?;
    let places = places(&axes);
    let blind = blind(world, &axes, &places)?;
    let mut counts = blind.clone();
    let figures: Vec<(Vec<usize>, f64, f64)> = printed
        .iter()
        .map(
            |Printed {
                 cell,
                 likely: (value, spread),
                 ..
             }| (members(&axes, &places, cell), *value, *spread),
        )
        .collect();
    descend(&mut counts, &blind, &figures);

    let mut guessed = Guessed::default();
    for (cell, people) in targets(world)? {
        let members = members(&axes, &places, &cell);
        let sum = |counts: &[f64]| -> f64 { members.iter().filter_map(|place| counts.get(*place)).sum() };
        let is_right = |guess: f64| (guess - f64::from(people)).abs() < 0.5;
        guessed.targets += 1;
        guessed.right += u32::from(is_right(sum(&counts)));
        guessed.right_blindly += u32::from(is_right(sum(&blind)));
    }
    Ok(guessed)
}

fn places(axes: &[Axis]) -> Vec<Place> {
    let mut all: Vec<Place> = vec![Vec::new()];
    for axis in axes {
        let options = axis.categories.len() + usize::from(!axis.everybody);
        let with = |place: &Place, option| place.iter().copied().chain([option]).collect();
        all = all
            .iter()
            .flat_map(|place| (0..options).map(move |option| with(place, option)))
            .collect();
    }
    all
}

/// The finest groups a cell adds up.
fn members(axes: &[Axis], places: &[Place], cell: &Predicate) -> Vec<usize> {
    let stands = |place: &Place| {
        cell.dims().iter().all(|(key, category)| {
            let mut of_axes = axes.iter().zip(place);
            let found = of_axes.find(|(axis, _)| axis.key == *key);
            found.is_some_and(|(axis, option)| axis.categories.get(*option) == Some(category))
        })
    };
    places
        .iter()
        .enumerate()
        .filter(|(_, place)| stands(place))
        .map(|(at, _)| at)
        .collect()
}

/// Independence: the exact shares of each dimension, multiplied.
fn blind(world: &World, axes: &[Axis], places: &[Place]) -> Outcome<Vec<f64>> {
    let snapshot = world.snapshot()?;
    let people = f64::from(world.people());
    let mut shares: Vec<Vec<f64>> = Vec::new();
    for axis in axes {
        let mut of_axis = Vec::new();
        for category in &axis.categories {
            let cell = format!(
                "ind={}|per={}|{}={category}",
                crate::world::INDICATOR,
                crate::world::PERIOD,
                axis.key
            );
            of_axis.push(f64::from(snapshot.count(&cell.parse()?)) / people);
        }
        let rest = 1.0 - of_axis.iter().sum::<f64>();
        of_axis.push(rest.max(0.0));
        shares.push(of_axis);
    }
    let of_place = |place: &Place| -> f64 {
        let each = shares
            .iter()
            .zip(place)
            .filter_map(|(shares, option)| shares.get(*option));
        people * each.product::<f64>()
    };
    Ok(places.iter().map(of_place).collect())
}

/// Coordinate descent on Σ ((sum − value) / spread)² + Σ ((count − blind) / [`BLIND_SPREAD`])², counts ≥ 0.
fn descend(counts: &mut [f64], blind: &[f64], figures: &[(Vec<usize>, f64, f64)]) {
    let mut figures_of: Vec<Vec<usize>> = vec![Vec::new(); counts.len()];
    let mut missing: Vec<f64> = Vec::new();
    for (at, (members, value, _)) in figures.iter().enumerate() {
        let sum: f64 = members.iter().filter_map(|place| counts.get(*place)).sum();
        missing.push(value - sum);
        for place in members {
            if let Some(figures) = figures_of.get_mut(*place) {
                figures.push(at);
            }
        }
    }
    let prior = 1.0 / (BLIND_SPREAD * BLIND_SPREAD);
    for _ in 0..ROUNDS {
        for ((count, blind), at) in counts.iter_mut().zip(blind).zip(&figures_of) {
            let (mut pull, mut weight) = ((blind - *count) * prior, prior);
            for figure in at {
                if let (Some((_, _, spread)), Some(missing)) = (figures.get(*figure), missing.get(*figure)) {
                    let worth = 1.0 / (spread * spread);
                    pull += missing * worth;
                    weight += worth;
                }
            }
            let moved = (*count + pull / weight).max(0.0) - *count;
            *count += moved;
            for figure in at {
                if let Some(missing) = missing.get_mut(*figure) {
                    *missing -= moved;
                }
            }
        }
    }
}
