//! How far the order of changes lags behind: what commits late holds up everybody's changes (reference/sync.md §2.6). Pure.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

/// Most moments that are remembered: with one every five seconds an hour.
const MOST_MOMENTS: usize = 720;

/// Moments, and the number that the next transaction had at each.
#[derive(Debug, Default)]
pub struct Watermark {
    moments: VecDeque<(DateTime<Utc>, i64)>,
}

impl Watermark {
    /// Looks once: everything below `below` has ended, `next` is the number of the next transaction. Answers how long ago the
    /// last moment is by which everything that had begun has ended; nothing where nothing is running.
    pub fn look(&mut self, now: DateTime<Utc>, below: i64, next: i64) -> TimeDelta {
        self.moments.push_back((now, next));
        while self.moments.get(1).is_some_and(|(_, then)| *then <= below) {
            self.moments.pop_front();
        }
        if self.moments.len() > MOST_MOMENTS {
            self.moments.remove(1);
        }
        let oldest = self.moments.front().map_or(now, |(at, _)| *at);
        if next <= below { TimeDelta::zero() } else { now - oldest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn it_lags_as_long_as_the_oldest_that_runs_has_run() {
        let mut watermark = Watermark::default();
        let mut look = |seconds, below, next| watermark.look(at(seconds), below, next).num_seconds();
        assert_eq!(look(0, 100, 100), 0, "nothing runs");
        assert_eq!(look(5, 100, 103), 5, "100 has run for at most five seconds");
        assert_eq!(look(10, 100, 110), 10);
        assert_eq!(look(15, 105, 112), 10, "100 ended: what had begun at 5 has");
        assert_eq!(look(20, 112, 112), 0, "all of it ended");
        assert_eq!(look(25, 112, 113), 5);
    }

    #[test]
    fn one_that_never_ends_is_told_with_its_whole_age() {
        let mut watermark = Watermark::default();
        let mut last = TimeDelta::zero();
        for look in 0..5_000 {
            last = watermark.look(at(5 * look), 100, 101 + look);
        }
        assert_eq!(last, TimeDelta::seconds(5 * 4_999));
        assert!(watermark.moments.len() <= MOST_MOMENTS);
    }
}
