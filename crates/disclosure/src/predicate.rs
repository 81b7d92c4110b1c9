//! Which cell a figure stands in.

use std::fmt;
use std::str::FromStr;

use crate::word::{Dims, DimsError, Word, WordError};

/// One cell: an indicator, a period and a category of each dimension the cell is cut by.
///
/// Its text is `ind=I|per=P|k=v…` with the keys sorted bytewise; a total leaves the key out (`disclosure.md` §3.2).
/// A cell has exactly one text, so wherever the same cell is printed it is the same figure.
///
/// ```
/// use disclosure::{Predicate, PredicateError};
///
/// let girls_north: Predicate = "ind=enrolled_first|per=2025|gender=f|region=north".parse()?;
/// assert_eq!(girls_north.period().as_str(), "2025");
/// assert!("ind=enrolled_first|per=2025|region=north|gender=f".parse::<Predicate>().is_err());
/// # Ok::<(), PredicateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Predicate {
    indicator: Word,
    period: Word,
    dims: Dims,
}

/// Why a text is not a predicate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PredicateError {
    /// It does not begin with `ind=…|per=…`.
    #[error("a predicate begins with `ind=INDICATOR|per=PERIOD`")]
    Head,
    /// A part after the head is not of the form `key=category`.
    #[error("each part of a predicate after the period is written `key=category`")]
    Pair,
    /// The keys are not in bytewise order.
    #[error("the dimensions of a predicate stand in bytewise order of their keys")]
    Order,
    /// A code is empty or holds a character that it may not.
    #[error(transparent)]
    Word(#[from] WordError),
    /// A dimension comes twice or under a reserved key.
    #[error(transparent)]
    Dims(#[from] DimsError),
}

impl Predicate {
    /// The cell of `indicator` in `period` cut by `dims`; [`Dims::none`] for the total.
    #[must_use]
    pub const fn new(indicator: Word, period: Word, dims: Dims) -> Self {
        Self {
            indicator,
            period,
            dims,
        }
    }

    /// What is counted.
    #[must_use]
    pub const fn indicator(&self) -> &Word {
        &self.indicator
    }

    /// When, such as `2025`.
    #[must_use]
    pub const fn period(&self) -> &Word {
        &self.period
    }

    /// The categories the cell is cut by.
    #[must_use]
    pub const fn dims(&self) -> &Dims {
        &self.dims
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            indicator,
            period,
            dims,
        } = self;
        write!(f, "ind={indicator}|per={period}{dims}")
    }
}

impl FromStr for Predicate {
    type Err = PredicateError;

    fn from_str(text: &str) -> Result<Self, PredicateError> {
        let mut parts = text.split('|');
        let mut head = |key| parts.next().and_then(|part| part.strip_prefix(key));
        let indicator = head("ind=").ok_or(PredicateError::Head)?.parse()?;
        let period = head("per=").ok_or(PredicateError::Head)?.parse()?;

        let mut pairs: Vec<(Word, Word)> = Vec::new();
        for part in parts {
            let (key, category) = part.split_once('=').ok_or(PredicateError::Pair)?;
            pairs.push((key.parse()?, category.parse()?));
        }
        if !pairs.is_sorted_by(|(a, _), (b, _)| a <= b) {
            return Err(PredicateError::Order);
        }
        Ok(Self::new(indicator, period, Dims::new(pairs)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_text_of_a_cell_is_read() {
        for text in [
            "ind=enrolled_first|per=2025",
            "ind=enrolled_first|per=2025-h1|age3=10-14|gender=m",
        ] {
            let read = text.parse::<Predicate>().map(|p| p.to_string());
            assert_eq!(read.as_deref(), Ok(text));
        }
    }

    #[test]
    fn anything_else_is_refused_with_its_reason() {
        let dims = |key| PredicateError::Dims(DimsError::Repeated(Word::fixed(key)));
        for (text, reason) in [
            ("", PredicateError::Head),
            ("per=2025|ind=a", PredicateError::Head),
            ("ind=a", PredicateError::Head),
            ("ind=|per=2025", WordError::Empty.into()),
            ("ind=a|per=2025|", PredicateError::Pair),
            ("ind=a|per=2025|region", PredicateError::Pair),
            ("ind=a|per=2025|region=", WordError::Empty.into()),
            ("ind=a|per=2025|b=1=2", WordError::Character('=').into()),
            ("ind=a|per=2025|b=1|a=2", PredicateError::Order),
            ("ind=a|per=2025|b=1|b=2", dims("b")),
            ("ind=a|per=2025|b=1|b=1", dims("b")),
        ] {
            assert_eq!(text.parse::<Predicate>(), Err(reason), "{text}");
        }
    }
}
