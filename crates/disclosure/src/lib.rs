//! Anonymised releases: mechanism `kdl-1`. Pure: no I/O, no clock, no randomness of its own.
//!
//! Counts of young people get keyed, truncated discrete Laplace noise; whether a figure is shown is decided from the
//! noisy count alone; what is shown is rounded to 5. Normative text: `disclosure.md` §3.2 (algorithm), §3.3 (rates),
//! §5 (worked example). `tests/kdl1-vectors.json` is the reference that the tests hold this crate to.
//!
//! **What it promises**
//! - A shown figure rests on at least 10 young people, is a multiple of 5, is never below the profile's threshold
//!   (25 or 40) and lies within D + 2 of the exact count.
//! - The same data and keys give the same figures, so drafting again changes nothing; one changed row draws every
//!   figure anew, so comparing two releases points at nobody.
//! - The same cell is the same figure wherever it is printed; zero and nine look the same.
//! - Integers only: the same result on every machine.
//!
//! **What it does not promise**
//! - That a person is counted once in a lifetime, that periods do not overlap, that a release is old enough, that the
//!   budget holds, that no exact figure was published elsewhere: those are the ledger's and the gates'
//!   (`disclosure.md` §3.5).
//! - Anything once a key is known: with the noise key, the noise of every past release can be taken off. Keys live
//!   outside the database (`disclosure.md` §3.2).
//! - Constant time. It runs where drafts are made, never on a stranger's request.
//!
//! ```
//! use disclosure::{Dims, ENROLLED_FIRST, NoiseKey, Publisher, Snapshot, SnapshotKey, SnapshotRow, Word};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (region, north): (Word, Word) = ("region".parse()?, "north".parse()?);
//! let year: Word = "2025".parse()?;
//! let rows = (1..=170_u128).map(|id| {
//!     let dims = Dims::new([(region.clone(), north.clone())]).unwrap_or_default();
//!     SnapshotRow::new(id.to_be_bytes(), ENROLLED_FIRST.indicator().clone(), year.clone(), dims)
//! });
//! let snapshot = Snapshot::new(rows)?;
//! let (snapshot_key, noise_key) = (SnapshotKey::new(&[1; 32])?, NoiseKey::new(&[2; 32])?);
//! let publisher = Publisher::new(&snapshot, &snapshot_key, &noise_key);
//!
//! let total = publisher.cell(ENROLLED_FIRST.profile(), &ENROLLED_FIRST.total(&year));
//! let shown = total.figure().ok_or("170 young people are always shown")?;
//! assert!(shown % 5 == 0 && shown.abs_diff(170) <= 17);
//! # Ok(())
//! # }
//! ```

pub mod budget;
pub mod gates;
mod ladder;
mod noise;
mod predicate;
mod profile;
mod programme;
mod publish;
mod rates;
mod secret;
mod snapshot;
mod word;

pub use ladder::Detail;
pub use noise::{Draw, NoiseKey};
pub use predicate::{Predicate, PredicateError};
pub use profile::{Profile, SMALLEST_GROUP, UnknownProfile};
pub use programme::{
    COMPLETED, Categories, Cell, Dimension, ENROLLED_FIRST, IndicatorTables, PROGRAMME, PROGRAMME_VERSION,
    ProgrammeError, PublishedTable, Table, age3,
};
pub use publish::{NotAFigure, Published, Publisher};
pub use rates::{BandsError, Fraction, Rate, grouped_mean, grouped_median, shares};
pub use secret::KeyError;
pub use snapshot::{Snapshot, SnapshotError, SnapshotKey, SnapshotRow, SnapshotTag};
pub use word::{Dims, DimsError, Word, WordError};

/// The mechanism's name, for the ledger and for the release itself.
pub const MECHANISM: &str = "kdl-1";
