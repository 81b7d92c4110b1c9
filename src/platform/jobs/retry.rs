//! When something that failed is tried again, and when it is given up. Pure; the mail outbox keeps to it too.

use chrono::Duration;
use uuid::Uuid;

/// Attempts before something is given up: a little over two days, the last one 24 hours after the one before.
pub const MAX_ATTEMPTS: i32 = 14;
/// Wait after the first failure; each further failure doubles it.
const FIRST: Duration = Duration::seconds(30);
/// Longest wait (security.md §3.7).
const LONGEST: Duration = Duration::hours(24);

/// What becomes of something that has failed for the `attempts`th time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Try again after this long.
    After(Duration),
    /// Give it up.
    GiveUp,
}

/// How long to wait after this many attempts, a fifth more or less: what failed together does not come back together. The
/// spread follows from the id, so that it needs no chance.
pub fn next(attempts: i32, id: Uuid) -> Next {
    if attempts >= MAX_ATTEMPTS {
        return Next::GiveUp;
    }
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    let seconds = FIRST.num_seconds().saturating_mul(2_i64.saturating_pow(doublings));
    let seconds = seconds.min(LONGEST.num_seconds());
    let [.., byte] = *id.as_bytes();
    // 0..=255 becomes -20 % to +20 %.
    let spread = seconds * (i64::from(byte) * 40 / 255 - 20) / 100;
    Next::After(Duration::seconds(seconds + spread).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(attempts: i32, id: u128) -> i64 {
        match next(attempts, Uuid::from_u128(id)) {
            Next::After(wait) => wait.num_seconds(),
            Next::GiveUp => panic!("given up after {attempts}"),
        }
    }

    #[test]
    fn waits_double_up_to_a_day_and_then_it_is_given_up() {
        // The last byte 127 is nearest to no spread at all.
        let waits: Vec<i64> = (1..MAX_ATTEMPTS).map(|attempts| wait(attempts, 128)).collect();
        assert_eq!(waits.first(), Some(&30));
        assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
        assert_eq!(waits.last(), Some(&86_400));
        let days: i64 = waits.iter().sum::<i64>() / 86_400;
        assert_eq!(days, 2, "{waits:?}");
        assert_eq!(next(MAX_ATTEMPTS, Uuid::nil()), Next::GiveUp);
        assert_eq!(next(i32::MAX, Uuid::nil()), Next::GiveUp);
    }

    #[test]
    fn what_failed_together_does_not_come_back_together() {
        let waits: std::collections::BTreeSet<i64> = (0..=255).map(|byte| wait(6, byte)).collect();
        assert!(waits.len() > 30, "{waits:?}");
        assert_eq!(
            (waits.first(), waits.last()),
            (Some(&768), Some(&1_152)),
            "a fifth of 960"
        );
    }
}
