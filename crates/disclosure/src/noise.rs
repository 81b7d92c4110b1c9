//! The keyed noise of one cell.

use std::fmt;

use hmac::Mac;

use crate::predicate::Predicate;
use crate::profile::Profile;
use crate::publish::Published;
use crate::secret::{KeyError, Secret};
use crate::snapshot::SnapshotTag;

/// `K_noise`: with it the noise of every past release can be taken off again.
///
/// One per deployment, outside the database and outside its backups (`disclosure.md` §3.2, §6). Wiped when dropped;
/// `Debug` prints nothing of it.
pub struct NoiseKey(Secret);

impl NoiseKey {
    /// Takes 32 random bytes; the caller wipes its own copy.
    ///
    /// # Errors
    /// [`KeyError`] if there are not 32 bytes, or all are zero.
    pub fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        Secret::new(bytes).map(Self)
    }

    /// The noise of `cell` in the snapshot `tag`: the same three always give the same noise, so drafting again
    /// changes nothing, and any change of the data draws every cell anew.
    #[must_use]
    pub fn draw(&self, profile: Profile, tag: &SnapshotTag, cell: &Predicate) -> Draw {
        let text = format!("kdl1|{profile}|{tag}|{cell}");
        let mac: [u8; 32] = self.0.mac().chain_update(text).finalize().into_bytes().into();
        // The first 8 bytes, big-endian.
        let u = mac.iter().take(8).fold(0, |u, byte| (u << 8) | u64::from(*byte));
        Draw { profile, u }
    }
}

impl fmt::Debug for NoiseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoiseKey").finish_non_exhaustive()
    }
}

/// One draw. Whoever knows it can take the noise off the figure: it is never stored, and `Debug` prints nothing of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    profile: Profile,
    u: u64,
}

impl Draw {
    /// The uniform number behind the noise: the first 8 bytes, big-endian, of the HMAC.
    #[must_use]
    pub const fn uniform(self) -> u64 {
        self.u
    }

    /// e: the noise, in young people; within the profile's [`bound`](Profile::bound) in either direction.
    ///
    /// The smallest e in [−D, D] with u < CUM\[e + D\]; integers only (`disclosure.md` §3.2).
    #[must_use]
    pub fn noise(self) -> i32 {
        // The table rises, so counting the entries that u has reached finds the first that it has not.
        let reached = |e, entry: &u64| if self.u >= *entry { e + 1 } else { e };
        let table = self.profile.cumulative();
        table.iter().fold(-self.profile.bound(), reached)
    }

    /// y: the exact count with its noise. It decides alone whether the figure is shown.
    #[must_use]
    pub fn noisy(self, exact: u32) -> i64 {
        i64::from(exact) + i64::from(self.noise())
    }

    /// What is published of a cell that counts `exact` young people.
    #[must_use]
    pub fn publish(self, exact: u32) -> Published {
        Published::from_noisy(self.profile, self.noisy(exact))
    }
}

impl fmt::Debug for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draw").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Profile; 2] = [Profile::Std, Profile::High];

    #[test]
    fn each_entry_of_the_table_is_where_the_noise_steps_up() {
        for profile in BOTH {
            let noise = |u| Draw { profile, u }.noise();
            assert_eq!(noise(0), -profile.bound());
            assert_eq!(noise(u64::MAX), profile.bound());
            for (e, entry) in (-profile.bound()..).zip(profile.cumulative()) {
                assert_eq!(noise(entry - 1), e, "{profile}");
                assert_eq!(noise(*entry), e + 1, "{profile}");
            }
        }
    }

    #[test]
    fn a_figure_stays_within_its_bounds_at_both_ends_of_the_count() {
        for profile in BOTH {
            for u in [0, u64::MAX] {
                let draw = Draw { profile, u };
                assert_eq!(draw.publish(0).figure(), None);
                let largest = draw.publish(u32::MAX).figure().unwrap_or_default();
                assert_eq!(largest % 5, 0);
                assert!(u32::MAX - largest <= profile.bound().unsigned_abs() + 2);
            }
        }
    }

    #[test]
    fn debug_prints_nothing_secret() -> Result<(), KeyError> {
        let draw = Draw {
            profile: Profile::Std,
            u: 171,
        };
        assert_eq!(format!("{draw:?}"), "Draw { .. }");
        let key = NoiseKey::new(&[171; 32])?;
        assert_eq!(format!("{key:?}"), "NoiseKey { .. }");
        Ok(())
    }
}
