//! Pairs, how they are judged, and which names are alike.

use crate::platform::codes::Code;
use crate::search::Folded;
use crate::{code_list, typed_id};

typed_id!(DuplicateId, "two records that are perhaps one person");

code_list!(
    DuplicateGrounds,
    "duplicate_ground",
    "what two records have in common",
    ["phone", "document", "name"]
);
/// A code of the list `duplicate_ground`.
pub type DuplicateGround = Code<DuplicateGrounds>;
code_list!(
    DuplicateOutcomes,
    "duplicate_outcome",
    "whether two records are one person",
    ["one_person", "two_people"]
);
/// A code of the list `duplicate_outcome`.
pub type DuplicateOutcome = Code<DuplicateOutcomes>;

/// Of so many namesakes no pair is raised: a name of more than ten others of one year says nothing. Our choice, the same as for
/// a number (docs/adr/0081).
pub(super) const MOST_NAMESAKES: usize = 10;
/// Letters a word has at least of which one may be wrong: of a shorter one it makes another name.
const LONG_WORD: usize = 5;

/// How much two names have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// At least two words, all the same.
    Same,
    /// Every word of the shorter one is in the longer one, but for a letter of a long word.
    Similar,
}

/// What is compared of somebody. Wiped when dropped.
pub(super) struct Named {
    pub(super) birth_year: Option<i32>,
    pub(super) names: Vec<Folded>,
}

impl Named {
    /// Are they perhaps one person: a name like it and the same year of birth, or wholly the same name where one year is not
    /// known?
    pub(super) fn is_perhaps(&self, other: &Self) -> bool {
        let years = self.birth_year.zip(other.birth_year);
        if years.is_some_and(|(one, other)| one != other) {
            return false;
        }
        let pairs = self
            .names
            .iter()
            .flat_map(|one| other.names.iter().map(move |other| (one, other)));
        let mut likenesses = pairs.filter_map(|(one, other)| likeness(one, other));
        likenesses.any(|likeness| years.is_some() || likeness == Likeness::Same)
    }
}

fn likeness(one: &Folded, other: &Folded) -> Option<Likeness> {
    let words = |name: &Folded| -> Vec<Vec<char>> {
        let words = name.words().map(|word| word.chars().collect::<Vec<_>>());
        words.filter(|word| word.len() > 1).collect()
    };
    let (mut shorter, mut longer) = (words(one), words(other));
    if shorter.len() > longer.len() {
        std::mem::swap(&mut shorter, &mut longer);
    }
    let (count, all) = (shorter.len(), longer.len());
    let mut exact = 0;
    for word in &shorter {
        let whole = longer.iter().position(|other| other == word);
        exact += usize::from(whole.is_some());
        let at = whole.or_else(|| longer.iter().position(|other| one_letter_off(word, other)))?;
        longer.remove(at);
    }
    match count {
        0 => None,
        _ if count == all && exact == count && count > 1 => Some(Likeness::Same),
        _ => Some(Likeness::Similar),
    }
}

/// Is one letter missing, too many, another, or changed places with the next, in a long word?
fn one_letter_off(one: &[char], other: &[char]) -> bool {
    if one.len().min(other.len()) < LONG_WORD {
        return false;
    }
    let begins = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (
        one.get(begins..).unwrap_or_default(),
        other.get(begins..).unwrap_or_default(),
    );
    match (one, other) {
        ([a, b, one @ ..], [c, d, other @ ..]) if a == d && b == c => one == other,
        ([_, one_rest @ ..], [_, other_rest @ ..]) => one_rest == other_rest || one_rest == other || one == other_rest,
        _ => one.len().max(other.len()) <= 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn perhaps(one: (&str, Option<i32>), other: (&str, Option<i32>)) -> bool {
        let named = |(name, birth_year): (&str, Option<i32>)| Named {
            birth_year,
            names: vec![Folded::of(name)],
        };
        let (one, other) = (named(one), named(other));
        assert_eq!(
            one.is_perhaps(&other),
            other.is_perhaps(&one),
            "whoever is compared with whom"
        );
        one.is_perhaps(&other)
    }

    #[test]
    fn names_are_alike_but_for_signs_order_more_names_and_one_letter() {
        for (one, other) in [
            ("José Álvarez", "jose alvarez"),
            ("Álvarez, José", "José Álvarez"),
            ("Ana Núñez", "Ana María Núñez"),
            ("Katerina Petrova", "Katarina Petrova"),
            ("Rodrigues", "Rodriguez"),
            ("Maritn Gomez", "Martin Gomez"),
            ("Fernanda", "Fernand"),
            ("Katerina Petrova", "Katarina Petrowa Ivanova"),
            ("فاطمة علي", "فاطمه علي"),
        ] {
            assert!(perhaps((one, Some(2005)), (other, Some(2005))), "{one} and {other}");
            assert!(
                !perhaps((one, Some(2005)), (other, Some(2006))),
                "{one} and {other}, of another year"
            );
        }
        for (one, other) in [
            ("Ana Núñez", "Eva Núñez"),
            ("Luis", "Luca"),
            ("Ana Ana", "Ana María"),
            ("", ""),
            ("A B", "A B"),
            ("Katerina", "Katinaer"),
        ] {
            assert!(!perhaps((one, Some(2005)), (other, Some(2005))), "{one} and {other}");
        }
    }

    #[test]
    fn where_a_year_is_not_known_the_whole_name_must_be_the_same() {
        assert!(perhaps(("José Álvarez", None), ("Alvarez José", Some(2005))));
        assert!(!perhaps(("Ana Núñez", None), ("Ana María Núñez", Some(2005))));
        assert!(!perhaps(("Ana", None), ("Ana", None)), "one word is too little");
    }
}
