//! How often a device may call (sync.md §2.15): one every two seconds, sixty at once after a pause. Counted in this process:
//! with several servers a device may call each of them as often.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use actix_web::http::StatusCode;
use chrono::{DateTime, Duration, Utc};

use crate::platform::http::Problem;
use crate::platform::ids::SignInId;

/// Time that one call costs.
const COSTS: Duration = Duration::seconds(2);
/// Calls at once after a pause.
const BURST: i32 = 60;
/// So many devices are remembered before those that have paused long enough are forgotten.
const REMEMBERED: usize = 10_000;

/// Until when each sign-in has used up its calls.
#[derive(Debug, Default)]
struct Calls(HashMap<SignInId, DateTime<Utc>>);

static CALLS: LazyLock<Mutex<Calls>> = LazyLock::new(Mutex::default);

impl Calls {
    /// Counts a call; how many seconds to wait, when there were too many.
    fn count(&mut self, device: SignInId, now: DateTime<Utc>) -> Result<(), u32> {
        if self.0.len() >= REMEMBERED {
            self.0.retain(|_, until| *until > now);
        }
        let until = self.0.entry(device).or_insert(now);
        let used = (*until).max(now) + COSTS;
        let over = used - now - COSTS * BURST;
        if over > Duration::zero() {
            return Err(u32::try_from(over.num_seconds()).unwrap_or(u32::MAX).max(1));
        }
        *until = used;
        Ok(())
    }
}

/// Counts a call of a device, or says when to try again.
pub(super) fn count(device: SignInId, now: DateTime<Utc>) -> Result<(), Problem> {
    let mut calls = CALLS.lock().unwrap_or_else(PoisonError::into_inner);
    calls.count(device, now).map_err(|seconds| {
        Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_syncs",
            "This device calls too often",
        )
        .detail("Nothing was taken in. Wait as long as Retry-After says, and send the same again.")
        .retry_after(seconds)
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn sixty_at_once_and_then_one_every_two_seconds() {
        let mut calls = Calls::default();
        let [one, other] = [1, 2].map(|n| SignInId::from_uuid(Uuid::from_u128(n)));
        let now = DateTime::UNIX_EPOCH;
        for _ in 0..BURST {
            assert_eq!(calls.count(one, now), Ok(()));
        }
        assert_eq!(calls.count(one, now), Err(2));
        assert_eq!(calls.count(other, now), Ok(()), "each by itself");
        assert_eq!(calls.count(one, now + COSTS), Ok(()));
        assert_eq!(calls.count(one, now + COSTS), Err(2));
        let rested = now + Duration::hours(1);
        for _ in 0..BURST {
            assert_eq!(calls.count(one, rested), Ok(()));
        }
        assert!(calls.count(one, rested).is_err());
    }
}
