//! G4: what can be proved from every figure together, of every young person's finest group and of every margin.
//!
//! The attacker writes one unknown for each cell of the finest cross of the dimensions and one line for each figure he
//! holds, and asks how small and how large each cell and each sum of cells can be. Here the same is done first.
//!
//! Cells that stand in exactly the same figures cannot be told apart, so they are one unknown: it may hold any split of
//! its people. That keeps the question small (a release of 16 figures about 240 cells) and changes no bound.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Answer;
use super::known::{Axis, Known};
use super::simplex::{Fitting, Optimum, Row, Unsolved};
use crate::word::{Dims, Word};

/// The narrowest interval a release may leave (`disclosure.md` §3.5, G4), in young people from end to end.
const NARROWEST: u32 = 20;

/// The same where exact figures were published elsewhere (`disclosure.md` §3.5, G4).
const NARROWEST_BESIDE_FACTS: u32 = 15;

/// Cells of the finest cross, at most. The largest table programme has some hundreds.
const MOST_CELLS: usize = 20_000;

/// What can be proved of one group: a cell of the finest cross, or a sum of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The group.
    pub group: Group,
    /// It holds at least so many.
    pub low: u32,
    /// It holds at most so many; without a bound if none can be proved.
    pub high: Option<u32>,
    /// Whole counts reach both ends, so that integer programming could prove no more.
    pub tight: bool,
}

/// A group of young people by some of their categories. Printed as `gender=f, region=north`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group(BTreeMap<Word, Option<Word>>);

/// Everything that can be proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconstruction {
    /// Every cell of the finest cross and every margin.
    pub bounds: Vec<Bound>,
}

/// The figures could not be looked at together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReconstructed {
    /// No counts fit all of them.
    #[error(
        "no counts fit all of these figures at once: an exact figure published elsewhere is wrong, or the figures \
             are not about the same young people"
    )]
    Contradictory,
    /// A figure is about a dimension or category that is not among the axes.
    #[error("a figure is about `{0}`, which is not in the table programme")]
    Unknown(String),
    /// More than the method can bear.
    #[error("the tables are too many to be looked at together")]
    TooLarge,
}

impl From<Unsolved> for NotReconstructed {
    fn from(unsolved: Unsolved) -> Self {
        match unsolved {
            Unsolved::Contradictory => Self::Contradictory,
            Unsolved::TooLarge => Self::TooLarge,
        }
    }
}

impl Bound {
    /// One count is the only possible one.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.high == Some(self.low)
    }

    /// It is proved that there is somebody, and that there are fewer than ten.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.low >= 1 && self.high.is_some_and(|high| high < crate::profile::SMALLEST_GROUP)
    }

    /// Young people from end to end; `None` without an upper end.
    #[must_use]
    pub fn width(&self) -> Option<u32> {
        self.high.map(|high| high.saturating_sub(self.low))
    }
}

impl Reconstruction {
    /// The narrowest interval of all.
    #[must_use]
    pub fn narrowest(&self) -> Option<u32> {
        self.bounds.iter().filter_map(Bound::width).min()
    }
}

impl Group {
    fn holds(&self, cell: &Self) -> bool {
        self.0.iter().all(|(key, category)| cell.0.get(key) == Some(category))
    }

    /// The categories of a predicate.
    #[must_use]
    pub fn of(dims: &Dims) -> Self {
        Self(
            dims.iter()
                .map(|(key, category)| (key.clone(), Some(category.clone())))
                .collect(),
        )
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("the total");
        }
        for (i, (key, category)) in self.0.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            match category {
                Some(category) => write!(f, "{comma}{key}={category}")?,
                None => write!(f, "{comma}{key} in no group")?,
            }
        }
        Ok(())
    }
}

/// Proves what can be proved of every group that `axes` cut, from everything `known` about one indicator and period.
///
/// # Errors
/// [`NotReconstructed`].
pub fn reconstruct(axes: &[Axis], known: &[Known]) -> Result<Reconstruction, NotReconstructed> {
    let cross = Cross::of(axes, known)?;
    let mut fitting = Fitting::new(cross.sizes.len(), &cross.rows(known))?;
    let groups = groups(axes, true)?;
    let asked: Vec<(Vec<usize>, Vec<usize>)> = groups.iter().map(|group| cross.unknowns(group)).collect();
    // Many groups ask the same question; and from a corner where a few counts are large, asking how small others can be
    // takes long, so that comes first.
    let mut smallest: BTreeMap<&[usize], Optimum> = BTreeMap::new();
    for (_, contained) in &asked {
        if !smallest.contains_key(contained.as_slice()) {
            smallest.insert(contained, fitting.smallest(contained)?);
        }
    }
    let mut largest: BTreeMap<&[usize], Option<Optimum>> = BTreeMap::new();
    for (touched, _) in &asked {
        if !largest.contains_key(touched.as_slice()) {
            largest.insert(touched, fitting.largest(touched)?);
        }
    }
    let bound = |(group, (touched, contained)): (Group, &(Vec<usize>, Vec<usize>))| -> Option<Bound> {
        let (low, high) = (smallest.get(contained.as_slice())?, *largest.get(touched.as_slice())?);
        Some(Bound {
            group,
            low: low.value,
            high: high.map(|high| high.value),
            tight: high.is_some_and(|high| low.value == high.value || low.whole && high.whole),
        })
    };
    let bounds = groups.into_iter().zip(&asked).filter_map(bound).collect();
    Ok(Reconstruction { bounds })
}

/// Every combination of categories; with `margins`, of some dimensions only, too.
fn groups(axes: &[Axis], margins: bool) -> Result<Vec<Group>, NotReconstructed> {
    let mut all = vec![Group::default()];
    for Axis {
        key,
        categories,
        everybody,
    } in axes
    {
        let named = categories.iter().cloned().map(Some);
        let options: Vec<Option<Word>> = named.chain((!everybody).then_some(None)).collect();
        let mut next = Vec::new();
        for group in &all {
            if margins {
                next.push(group.clone());
            }
            for option in &options {
                let mut group = group.clone();
                group.0.insert(key.clone(), option.clone());
                next.push(group);
            }
        }
        if next.len() > MOST_CELLS {
            return Err(NotReconstructed::TooLarge);
        }
        all = next;
    }
    Ok(all)
}

/// The finest cells, gathered by the figures they stand in.
struct Cross {
    /// Each finest cell and its unknown.
    cells: Vec<(Group, usize)>,
    /// Finest cells of each unknown.
    sizes: Vec<usize>,
    /// For each figure, the unknowns it adds up.
    members: Vec<BTreeSet<usize>>,
}

impl Cross {
    fn of(axes: &[Axis], known: &[Known]) -> Result<Self, NotReconstructed> {
        let named: Vec<Group> = known.iter().map(|known| Group::of(known.cell.dims())).collect();
        let is_known = |(key, category): (&Word, &Option<Word>)| {
            let found = axes.iter().find(|axis| axis.key == *key);
            found.is_some_and(|axis| {
                category
                    .as_ref()
                    .is_some_and(|category| axis.categories.contains(category))
            })
        };
        if let Some(strange) = named.iter().find(|group| !group.0.iter().all(is_known)) {
            return Err(NotReconstructed::Unknown(strange.to_string()));
        }
        let mut unknowns: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        let (mut cells, mut sizes) = (Vec::new(), Vec::new());
        let mut members = vec![BTreeSet::new(); named.len()];
        for cell in groups(axes, false)? {
            let figures: Vec<bool> = named.iter().map(|group| group.holds(&cell)).collect();
            let next = unknowns.len();
            let unknown = *unknowns.entry(figures.clone()).or_insert(next);
            if unknown == next {
                sizes.push(0);
            }
            if let Some(size) = sizes.get_mut(unknown) {
                *size += 1;
            }
            for (members, stands) in members.iter_mut().zip(figures) {
                if stands {
                    members.insert(unknown);
                }
            }
            cells.push((cell, unknown));
        }
        Ok(Self { cells, sizes, members })
    }

    fn rows(&self, known: &[Known]) -> Vec<Row> {
        let row = |(known, members): (&Known, &BTreeSet<usize>)| Row {
            columns: members.iter().copied().collect(),
            low: known.low,
            high: known.high,
        };
        known.iter().zip(&self.members).map(row).collect()
    }

    /// The unknowns a group has a cell of, and those it has every cell of. All people of an unknown may stand in the
    /// one, or none of them unless it is the other.
    fn unknowns(&self, group: &Group) -> (Vec<usize>, Vec<usize>) {
        let mut inside: BTreeMap<usize, usize> = BTreeMap::new();
        for (cell, unknown) in &self.cells {
            if group.holds(cell) {
                *inside.entry(*unknown).or_default() += 1;
            }
        }
        let whole = |(unknown, cells): (&usize, &usize)| (self.sizes.get(*unknown) == Some(cells)).then_some(*unknown);
        let contained = inside.iter().filter_map(whole).collect();
        (inside.into_keys().collect(), contained)
    }
}

/// G4: nothing exact, nothing small and nothing narrow may be provable from the published figures and the facts.
///
/// `released`: every figure of every release and generation of this indicator and period, the one to be published
/// included. `facts`: exact figures published elsewhere. What follows from the facts alone is not held against the
/// release.
#[must_use]
pub fn reconstruction(axes: &[Axis], released: &[Known], facts: &[Known]) -> Answer {
    let all: Vec<Known> = released.iter().chain(facts).cloned().collect();
    let alone = if facts.is_empty() {
        None
    } else {
        Some(reconstruct(axes, facts))
    };
    let both = reconstruct(axes, &all).and_then(|found| Ok((found, alone.transpose()?)));
    let (found, alone) = match both {
        Ok(both) => both,
        Err(error) => return Answer::of(vec![format!("It could not be done: {error}.")], "", NOT_DONE),
    };
    let narrowest_allowed = if facts.is_empty() {
        NARROWEST
    } else {
        NARROWEST_BESIDE_FACTS
    };
    let mut narrowest: Option<(u32, &Bound)> = None;
    let mut reasons = Vec::new();
    for (i, bound) in found.bounds.iter().enumerate() {
        let before = alone.as_ref().and_then(|alone| alone.bounds.get(i));
        if before.is_some_and(|before| (before.low, before.high) == (bound.low, bound.high)) {
            continue;
        }
        reasons.extend(why_not(bound, narrowest_allowed));
        if let Some(width) = bound.width()
            && narrowest.is_none_or(|(least, _)| width < least)
        {
            narrowest = Some((width, bound));
        }
    }
    let closest = narrowest.map_or_else(String::new, |(width, bound)| {
        format!(
            " The narrowest range that can be proved is {width} young people wide, of {}.",
            bound.group
        )
    });
    let groups = found.bounds.len();
    Answer::of(
        reasons,
        format!(
            "From all published figures together nobody can prove a count, or that a group is small. {groups} groups were \
             looked at, published or not.{closest}"
        ),
        "From all published figures together something can be proved that was not published.",
    )
}

const NOT_DONE: &str = "What can be proved from the figures could not be worked out, so nothing goes out.";

/// Why a bound may not be provable; the bound itself is not said.
fn why_not(bound: &Bound, narrowest_allowed: u32) -> Option<String> {
    let group = &bound.group;
    if bound.is_exact() {
        Some(format!("The exact count of {group} can be worked out."))
    } else if bound.is_small() {
        Some(format!(
            "It can be proved that {group} has somebody in it, and fewer than 10."
        ))
    } else if bound.width().is_some_and(|width| width < narrowest_allowed) {
        Some(format!(
            "The count of {group} can be narrowed down to a range of fewer than {narrowest_allowed}."
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
