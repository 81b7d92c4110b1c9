//! Gates G3 to G6 of a release (`disclosure.md` §3.5): pure questions about what is published already and what is to be.
//!
//! Each answers in words that a data-protection officer can read and act on, and never with a count that is not public:
//! a report of a gate is read by people who may not know who stands in a cell.
//!
//! | gate | asks | needs |
//! |---|---|---|
//! | [G3](differencing) | could somebody look for a few young people in the difference of two figures? | who stands in each cell |
//! | [G4](reconstruction) | what can be proved from all figures together? | the figures alone |
//! | [G5](correction) | is an error large enough to publish a year again? | the two totals as published |
//! | [G6](content) | does the file say anything but codes? | the file |
//!
//! G1 (programme), G2 (once) and G7 (integrity) are about the ledger, and stand where the ledger is.

mod canary;
mod content;
mod correction;
mod differencing;
mod known;
mod reconstruction;
mod simplex;

pub use canary::Canaries;
pub use content::{Text, content};
pub use correction::{Correction, correction};
pub use differencing::{Counted, CountedCells, differencing};
pub use known::{Axis, Known};
pub use reconstruction::{Bound, Group, NotReconstructed, Reconstruction, reconstruct, reconstruction};

/// What a gate found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was looked at and found, in one or two sentences.
    pub words: String,
    /// Why it did not pass; nothing if it passed.
    pub reasons: Vec<String>,
}

impl Answer {
    fn passed(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            reasons: Vec::new(),
        }
    }

    /// With the first [`MOST_REASONS`] of these reasons, or passed if there are none.
    fn of(reasons: Vec<String>, yes: impl Into<String>, no: impl Into<String>) -> Self {
        if reasons.is_empty() {
            return Self::passed(yes);
        }
        let more = reasons.len().saturating_sub(MOST_REASONS);
        let mut reasons: Vec<String> = reasons.into_iter().take(MOST_REASONS).collect();
        if more > 0 {
            reasons.push("There are more of the same kind; these are the first.".to_owned());
        }
        Self {
            words: no.into(),
            reasons,
        }
    }

    /// No reason against it was found.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// Reasons a report lists, at most: more would not be read.
const MOST_REASONS: usize = 8;
