//! Chance that can be repeated: all that a history draws comes out of its seed.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

/// Where the ids of histories begin: 1 June 2026, in milliseconds.
const FIRST_MILLISECOND: u64 = 1_780_272_000_000;

/// The dice of one history.
#[derive(Debug)]
pub(crate) struct Dice(StdRng);

impl Dice {
    /// Dice that always fall alike for one seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    /// A number from `first` to `last`.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        self.0.random_range(first..=last)
    }

    /// True so many times in a hundred.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent, 100)
    }

    /// Anything.
    pub(crate) fn word(&mut self) -> u64 {
        self.0.random_range(0..u64::MAX)
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// An id as a client makes one (UUID version 7).
    pub(crate) fn id(&mut self) -> Uuid {
        let mut random = [0; 10];
        for byte in &mut random {
            *byte = self.0.random_range(0..=u8::MAX);
        }
        let at = FIRST_MILLISECOND + u64::try_from(self.below(1_000_000)).unwrap();
        uuid::Builder::from_unix_timestamp_millis(at, &random).into_uuid()
    }
}
