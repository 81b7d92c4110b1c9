//! What somebody outside knows: figures of releases, and exact figures from elsewhere.

use crate::predicate::Predicate;
use crate::profile::{Profile, SMALLEST_GROUP};
use crate::programme::{Categories, Dimension};
use crate::publish::Published;
use crate::word::Word;

/// One way of dividing everybody: a dimension with its categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The dimension's key.
    pub key: Word,
    /// Its categories.
    pub categories: Vec<Word>,
    /// Every young person stands in one of them; else some may stand in none and count in the total alone.
    pub everybody: bool,
}

impl Axis {
    /// The axes of the table programme that divide anybody, as an outsider knows them: ages outside 10 to 24 are in no
    /// group (the notes of a release say so); of every other dimension everybody has a category.
    #[must_use]
    pub fn of(categories: &Categories, dimensions: &[Dimension]) -> Vec<Self> {
        let divide = |dimension: &Dimension| Self {
            key: dimension.key().clone(),
            categories: categories.of(*dimension).to_vec(),
            everybody: *dimension != Dimension::Age3,
        };
        let all = dimensions.iter().map(divide);
        all.filter(|axis| !axis.categories.is_empty()).collect()
    }
}

/// That the exact count of a cell lies between two numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub(super) cell: Predicate,
    pub(super) low: u32,
    pub(super) high: Option<u32>,
}

impl Known {
    /// What a published figure of `kdl-1` tells: a shown p means n ∈ [max(10, p − 2 − D), p + 2 + D], a withheld one
    /// n ∈ [0, t − 1 + D] (`disclosure.md` §3.5, G4).
    #[must_use]
    pub fn released(profile: Profile, cell: Predicate, published: Published) -> Self {
        let bound = profile.bound().unsigned_abs();
        let (low, high) = match published.figure() {
            Some(figure) => (
                figure.saturating_sub(2 + bound).max(SMALLEST_GROUP),
                figure.saturating_add(2 + bound),
            ),
            None => (0, profile.threshold() - 1 + bound),
        };
        Self::between(cell, low, Some(high))
    }

    /// An exact figure that somebody published elsewhere (`disclosure.md` §3.2, external facts).
    #[must_use]
    pub const fn exactly(cell: Predicate, people: u32) -> Self {
        Self::between(cell, people, Some(people))
    }

    /// Any bounds, such as those that another way of publishing leaves.
    #[must_use]
    pub const fn between(cell: Predicate, low: u32, high: Option<u32>) -> Self {
        Self { cell, low, high }
    }
}
