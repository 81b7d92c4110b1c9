//! Counting heads where nobody is asked who she is.

use crate::code_list;
use crate::platform::codes::Code;

code_list!(
    AgeBands,
    "age_band",
    "how old somebody looks or is (domain.md §5.3)",
    ["under_10", "10_13", "14_17", "18_20", "21_24", "25_29", "30_plus"]
);
/// A code of the list `age_band`.
pub type AgeBand = Code<AgeBands>;
code_list!(
    GenderGroups,
    "gender_group",
    "the groups in which people are reported (domain.md §5.2)",
    ["female", "male", "other_or_undisclosed"]
);
/// A code of the list `gender_group`.
pub type GenderGroup = Code<GenderGroups>;

/// How many of one age and gender came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sessions) struct Heads {
    /// `None`: nobody guessed.
    pub(in crate::sessions) age_band: Option<AgeBand>,
    pub(in crate::sessions) gender_group: GenderGroup,
    pub(in crate::sessions) count: i32,
}

/// Why heads are not counted, or nobody is put on a roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeadsRefused {
    /// One age and gender is counted twice, by its place among the counts.
    #[error("counted twice")]
    Twice(usize),
    /// People are on the roll, so heads are not counted.
    #[error("has a roll")]
    HasRoll,
    /// Heads were counted, so nobody is put on the roll.
    #[error("counted by heads")]
    Counted,
}

/// The place of the first of these counts whose age and gender were counted before it.
pub(in crate::sessions) fn counted_twice(heads: &[Heads]) -> Option<usize> {
    let group = |heads: &Heads| (heads.age_band, heads.gender_group);
    heads
        .iter()
        .enumerate()
        .position(|(at, one)| heads.iter().take(at).any(|before| group(before) == group(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_age_and_gender_is_counted_once() {
        let heads = |age: Option<&str>, gender: &str| Heads {
            age_band: age.map(|age| Code::parse(age).unwrap()),
            gender_group: Code::parse(gender).unwrap(),
            count: 3,
        };
        let girls = heads(Some("14_17"), "female");
        assert_eq!(counted_twice(&[]), None);
        assert_eq!(
            counted_twice(&[girls, heads(Some("14_17"), "male"), heads(None, "female")]),
            None
        );
        assert_eq!(counted_twice(&[girls, heads(None, "male"), girls]), Some(2));
        assert_eq!(counted_twice(&[heads(None, "male"), heads(None, "male")]), Some(1));
    }
}
