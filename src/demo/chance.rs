//! Chance that can be had again: the same seed, the same draws.

use chrono::{DateTime, NaiveDate, Utc};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt, SeedableRng};
use uuid::{Builder, Uuid};

/// Characters of a public code: none that is mistaken for another (`person.public_code`).
const CODE_LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A stream of draws. Each house and each person has its own, so one more person changes nobody else's life.
pub(super) struct Chance(StdRng);

impl Chance {
    /// The stream of `seed` for one thing: `[house, person]`, or a house alone.
    pub(super) fn of(seed: u64, thing: [u64; 2]) -> Self {
        let mut bytes = [0_u8; 32];
        let words = [seed, thing[0], thing[1], 0];
        for (chunk, word) in bytes.chunks_exact_mut(8).zip(words) {
            chunk.copy_from_slice(&word.to_le_bytes());
        }
        Self(StdRng::from_seed(bytes))
    }

    /// True in `percent` of 100 draws.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent.min(100), 100)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// One of a list.
    pub(super) fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        #[expect(
            clippy::expect_used,
            reason = "every list drawn from is a constant of this folder, none is empty"
        )]
        *list.choose(&mut self.0).expect("the list has entries")
    }

    /// One of a list, each as likely as its weight.
    pub(super) fn weighted<T: Copy>(&mut self, list: &[(T, u32)]) -> T {
        #[expect(
            clippy::expect_used,
            reason = "every list drawn from is a constant of this folder, with weights above 0"
        )]
        let (what, _weight) = list
            .choose_weighted(&mut self.0, |(_, weight)| *weight)
            .expect("the list has weights");
        *what
    }

    /// A day `low` to `high` days after `day`.
    pub(super) fn days_after(&mut self, day: NaiveDate, low: i64, high: i64) -> NaiveDate {
        day + chrono::Duration::days(self.between(low, high))
    }

    /// An id such as a client would have made at that moment (UUID version 7).
    pub(super) fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let mut random = [0_u8; 10];
        self.0.fill_bytes(&mut random);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// What is shown of somebody instead of a name.
    pub(super) fn public_code(&mut self) -> String {
        (0..6).map(|_| char::from(self.one_of(CODE_LETTERS))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_draws_the_same_and_others_draw_otherwise() {
        let draws = |seed, thing| {
            let mut chance = Chance::of(seed, thing);
            (
                chance.id(DateTime::UNIX_EPOCH),
                chance.public_code(),
                chance.between(0, 1 << 40),
            )
        };
        assert_eq!(draws(1, [2, 3]), draws(1, [2, 3]));
        for other in [draws(9, [2, 3]), draws(1, [9, 3]), draws(1, [2, 9])] {
            assert_ne!(draws(1, [2, 3]), other);
        }
    }

    #[test]
    fn ids_are_of_version_seven_and_of_their_moment() {
        let at: DateTime<Utc> = "2025-03-01T10:00:00Z".parse().unwrap();
        let id = Chance::of(1, [1, 1]).id(at);
        assert_eq!(id.get_version_num(), 7);
        let (seconds, _) = id.get_timestamp().unwrap().to_unix();
        assert_eq!(i64::try_from(seconds).unwrap(), at.timestamp());
    }
}
