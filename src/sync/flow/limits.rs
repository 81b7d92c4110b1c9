//! What one server answers at a time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::platform::ids::SignInId;
use crate::sync::error::Error;
use crate::sync::model::Bucket;

/// Most devices filled at once: each reads all its owner holds (reference/sync.md §2.15).
const MOST_FILLING: usize = 8;
/// From how many devices on those that have rested are forgotten.
const MANY: usize = 10_000;

static FILLING: AtomicUsize = AtomicUsize::new(0);
static BUCKETS: LazyLock<Mutex<HashMap<SignInId, Bucket>>> = LazyLock::new(Mutex::default);

/// One more request of a device, which is known by its sign-in.
pub(in crate::sync) fn admit(device: SignInId, now: DateTime<Utc>) -> Result<(), Error> {
    let mut buckets = BUCKETS.lock().unwrap_or_else(PoisonError::into_inner);
    if buckets.len() >= MANY {
        buckets.retain(|_, bucket| !bucket.has_rested(now));
    }
    let bucket = buckets.entry(device).or_insert_with(|| Bucket::full(now));
    bucket.take(now).map_err(|retry_after| Error::TooOften { retry_after })
}

/// A place among the devices being filled; given back when dropped.
pub(super) struct Filling(());

impl Filling {
    /// Takes a place.
    pub(super) fn begin() -> Result<Self, Error> {
        let more = |filling| (filling < MOST_FILLING).then_some(filling + 1);
        match FILLING.fetch_update(Ordering::AcqRel, Ordering::Acquire, more) {
            Ok(_) => Ok(Self(())),
            Err(_) => Err(Error::Busy),
        }
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        FILLING.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_devices_are_filled_at_once_and_the_ninth_waits() {
        let places: Vec<_> = (0..MOST_FILLING).map(|_| Filling::begin()).collect();
        assert!(places.iter().all(Result::is_ok));
        assert!(matches!(Filling::begin(), Err(Error::Busy)));
        drop(places);
        assert!(Filling::begin().is_ok());
    }
}
