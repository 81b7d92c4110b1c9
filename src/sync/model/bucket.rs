//! How often a device may ask (reference/sync.md §2.15).

use chrono::{DateTime, TimeDelta, Utc};

/// One request every two seconds, and sixty at once after a rest.
const EVERY: TimeDelta = TimeDelta::seconds(2);
const BURST: i32 = 60;

/// What a device has used of what it may.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    /// When all of it is used up no more.
    rested_at: DateTime<Utc>,
}

impl Bucket {
    /// Of a device that has rested.
    pub const fn full(now: DateTime<Utc>) -> Self {
        Self { rested_at: now }
    }

    /// Takes one request; otherwise says after how many seconds the next one is taken.
    pub fn take(&mut self, now: DateTime<Utc>) -> Result<(), u32> {
        let busy = self.rested_at.max(now);
        let wait = busy - now - EVERY * (BURST - 1);
        if wait > TimeDelta::zero() {
            return Err(u32::try_from((wait.num_milliseconds() + 999) / 1000).unwrap_or(u32::MAX));
        }
        self.rested_at = busy + EVERY;
        Ok(())
    }

    /// Is it as if the device had never asked?
    pub fn has_rested(&self, now: DateTime<Utc>) -> bool {
        self.rested_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_at_once_and_then_one_every_two_seconds() {
        let start = DateTime::UNIX_EPOCH;
        let mut bucket = Bucket::full(start);
        for _ in 0..60 {
            assert_eq!(bucket.take(start), Ok(()));
        }
        assert_eq!(bucket.take(start), Err(2));
        assert_eq!(bucket.take(start + TimeDelta::seconds(1)), Err(1));
        let later = start + TimeDelta::seconds(2);
        assert_eq!((bucket.take(later), bucket.take(later)), (Ok(()), Err(2)));
        assert!(!bucket.has_rested(later) && bucket.has_rested(start + TimeDelta::seconds(122)));
    }
}
