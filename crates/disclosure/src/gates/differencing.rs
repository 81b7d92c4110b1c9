//! G3: two figures whose difference is a few young people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Answer;
use crate::predicate::Predicate;
use crate::profile::SMALLEST_GROUP;

/// Who stands in each cell of one release. Personal data (`disclosure.md` §6): `Debug` prints nothing of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CountedCells(BTreeMap<Predicate, BTreeSet<[u8; 16]>>);

impl CountedCells {
    /// Nobody in no cell.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Puts people into a cell, by the 16 bytes of their ids.
    pub fn add(&mut self, cell: Predicate, people: impl IntoIterator<Item = [u8; 16]>) {
        self.0.entry(cell).or_default().extend(people);
    }
}

impl fmt::Debug for CountedCells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CountedCells").finish_non_exhaustive()
    }
}

/// An earlier release or generation.
#[derive(Clone, Debug)]
pub struct Counted {
    /// How a reader knows it, such as `2024, generation 1`.
    pub name: String,
    /// Who stood in its cells.
    pub cells: CountedCells,
}

/// G3 (`disclosure.md` §3.5): no figure of `draft` and no figure of the same indicator in an `earlier` release may
/// differ by somebody and yet by fewer than ten.
///
/// Computed on the exact sets. Two cells that share nobody are passed over: their difference is both of them, and tells
/// no more than each does alone. (Read to the letter, an empty cell beside a small one of another year would block
/// every release.)
#[must_use]
pub fn differencing(draft: &CountedCells, earlier: &[Counted]) -> Answer {
    let mut reasons = Vec::new();
    for Counted { name, cells } in earlier {
        for (new, people) in &draft.0 {
            let of_indicator = cells.0.iter().filter(|(old, _)| old.indicator() == new.indicator());
            for (old, before) in of_indicator {
                let shared = people.intersection(before).count();
                let differing = people.len() + before.len() - 2 * shared;
                if shared > 0 && differing > 0 && differing < SMALLEST {
                    reasons.push(format!(
                        "`{new}` and `{old}` of the release {name} differ by fewer than 10 young people: whoever holds \
                         both could look for them in the difference."
                    ));
                }
            }
        }
    }
    let looked = if earlier.is_empty() {
        "No earlier release of this indicator counted anybody who is in this one, so there is nothing to subtract."
    } else {
        "No figure differs from one of an earlier release by fewer than 10 young people."
    };
    Answer::of(
        reasons,
        looked,
        "Two figures lie so close together that their difference is a few young people.",
    )
}

/// [`SMALLEST_GROUP`] as a number of people in memory.
const SMALLEST: usize = {
    assert!(SMALLEST_GROUP == 10, "the constant below follows the rule");
    10
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predicate::PredicateError;

    fn ids(numbers: impl IntoIterator<Item = u128>) -> impl Iterator<Item = [u8; 16]> {
        numbers.into_iter().map(u128::to_be_bytes)
    }

    fn release(cells: &[(&str, std::ops::Range<u128>)]) -> Result<CountedCells, PredicateError> {
        let mut counted = CountedCells::new();
        for (cell, people) in cells {
            counted.add(cell.parse()?, ids(people.clone()));
        }
        Ok(counted)
    }

    fn first(cells: CountedCells) -> [Counted; 1] {
        [Counted {
            name: "2025, generation 1".to_owned(),
            cells,
        }]
    }

    const TOTAL: &str = "ind=enrolled_first|per=2025";
    const NORTH: &str = "ind=enrolled_first|per=2025|region=north";

    #[test]
    fn nine_more_block_and_ten_do_not() -> Result<(), PredicateError> {
        for (people, passes) in [
            (100, true),
            (101, false),
            (109, false),
            (110, true),
            (91, false),
            (90, true),
        ] {
            let answer = differencing(&release(&[(TOTAL, 0..people)])?, &first(release(&[(TOTAL, 0..100)])?));
            assert_eq!(answer.has_passed(), passes, "{people}");
        }
        Ok(())
    }

    #[test]
    fn a_region_drawn_anew_is_found() -> Result<(), PredicateError> {
        let (before, after) = (release(&[(NORTH, 0..40)])?, release(&[(NORTH, 3..42)])?);
        let answer = differencing(&after, &first(before));
        assert_eq!(answer.reasons.len(), 1);
        assert!(
            answer.reasons.iter().all(|words| words.contains("region=north")),
            "{answer:?}"
        );
        Ok(())
    }

    #[test]
    fn cells_that_share_nobody_and_other_indicators_are_passed_over() -> Result<(), PredicateError> {
        let other_year = "ind=enrolled_first|per=2024|region=north";
        let answer = differencing(
            &release(&[(NORTH, 0..3)])?,
            &first(release(&[(other_year, 5..9), (TOTAL, 9..9)])?),
        );
        assert!(answer.has_passed(), "{answer:?}");
        let completed = "ind=completed|per=2025";
        let answer = differencing(&release(&[(TOTAL, 0..40)])?, &first(release(&[(completed, 0..38)])?));
        assert!(answer.has_passed(), "{answer:?}");
        Ok(())
    }

    #[test]
    fn nobody_is_named() -> Result<(), PredicateError> {
        let cells = release(&[(TOTAL, 171..180)])?;
        let answer = differencing(&cells, &first(release(&[(TOTAL, 171..181)])?));
        assert!(!answer.has_passed());
        assert!(!format!("{answer:?}{cells:?}").contains("171"));
        Ok(())
    }
}
