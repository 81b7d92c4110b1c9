//! Codes as they stand in predicates and snapshot lines, and the dimensions built from them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::str::FromStr;

/// A code of one or more of `a-z 0-9 _ . -` (`disclosure.md` §3.2, charset).
///
/// None of these can be mistaken for the `|`, `=` and line ends that separate codes in what is hashed, so two
/// different sets of codes never hash as the same text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(Cow<'static, str>);

/// The text cannot be a [`Word`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// There is nothing in it.
    #[error("a code is empty; give it at least one of a-z 0-9 _ . -")]
    Empty,
    /// A character outside the charset.
    #[error("a code holds {0:?}; it may hold a-z 0-9 _ . - only")]
    Character(char),
}

impl Word {
    /// A word written in this crate, checked when it is compiled.
    pub(crate) const fn fixed(text: &'static str) -> Self {
        assert!(is_word(text.as_bytes()), "a fixed word is outside the charset");
        Self(Cow::Borrowed(text))
    }

    /// The text of the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const fn in_charset(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-')
}

const fn is_word(mut bytes: &[u8]) -> bool {
    if bytes.is_empty() {
        return false;
    }
    while let [first, rest @ ..] = bytes {
        if !in_charset(*first) {
            return false;
        }
        bytes = rest;
    }
    true
}

impl FromStr for Word {
    type Err = WordError;

    fn from_str(text: &str) -> Result<Self, WordError> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for Word {
    type Error = WordError;

    fn try_from(text: String) -> Result<Self, WordError> {
        if is_word(text.as_bytes()) {
            return Ok(Self(Cow::Owned(text)));
        }
        let outside = |c: &char| !u8::try_from(*c).is_ok_and(in_charset);
        Err(text
            .chars()
            .find(outside)
            .map_or(WordError::Empty, WordError::Character))
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Dimensions and their categories, such as `gender=f` and `region=north`, sorted bytewise by key.
///
/// The order is that of the keys alone, not of the rendered `k=v` texts: `a` comes before `a-b`, although `a-b=…`
/// would sort before `a=…` as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dims(BTreeMap<Word, Word>);

/// Why a list of dimensions is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DimsError {
    /// One dimension was given two categories.
    #[error("the dimension `{0}` is given twice; each young person has one category in it")]
    Repeated(Word),
    /// The key has a meaning of its own in a predicate.
    #[error("`{0}` cannot be a dimension; it already names the indicator or the period of a predicate")]
    Reserved(Word),
}

impl Dims {
    /// No dimension at all, as in a total.
    #[must_use]
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// Collects pairs of key and category, in any order.
    ///
    /// # Errors
    /// [`DimsError`] if a key comes twice, or is `ind` or `per`.
    pub fn new(pairs: impl IntoIterator<Item = (Word, Word)>) -> Result<Self, DimsError> {
        let mut dims = BTreeMap::new();
        for (key, category) in pairs {
            if matches!(key.as_str(), "ind" | "per") {
                return Err(DimsError::Reserved(key));
            }
            match dims.entry(key) {
                Entry::Occupied(taken) => return Err(DimsError::Repeated(taken.key().clone())),
                Entry::Vacant(free) => {
                    free.insert(category);
                }
            }
        }
        Ok(Self(dims))
    }

    /// The pairs of key and category, sorted bytewise by key.
    pub fn iter(&self) -> impl Iterator<Item = (&Word, &Word)> {
        self.0.iter()
    }
}

/// `|k=v` for each dimension in order, so that it can be put straight after what comes before.
impl fmt::Display for Dims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|(k, v)| write!(f, "|{k}={v}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &'static str) -> Word {
        Word::fixed(text)
    }

    #[test]
    fn the_charset_is_held() {
        assert_eq!("".parse::<Word>(), Err(WordError::Empty));
        for (text, found) in [
            ("North", 'N'),
            ("a|b", '|'),
            ("a=b", '='),
            ("a\nb", '\n'),
            ("ñandú", 'ñ'),
            ("a b", ' '),
        ] {
            assert_eq!(text.parse::<Word>(), Err(WordError::Character(found)));
        }
        assert_eq!("a-z_0.9".parse(), Ok(word("a-z_0.9")));
    }

    #[test]
    fn keys_sort_bytewise_by_key_alone() -> Result<(), DimsError> {
        let dims = Dims::new([(word("a-b"), word("1")), (word("b"), word("2")), (word("a"), word("3"))])?;
        assert_eq!(dims.to_string(), "|a=3|a-b=1|b=2");
        Ok(())
    }

    #[test]
    fn a_dimension_comes_once_and_never_under_a_reserved_key() {
        let twice = [(word("region"), word("n")), (word("region"), word("s"))];
        assert_eq!(Dims::new(twice), Err(DimsError::Repeated(word("region"))));
        for key in ["ind", "per"] {
            let reserved = Dims::new([(word(key), word("x"))]);
            assert_eq!(reserved, Err(DimsError::Reserved(word(key))));
        }
    }
}
