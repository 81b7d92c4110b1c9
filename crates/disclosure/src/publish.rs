//! What is published of a cell: a rounded noisy figure, or that it is too small to show.

use std::fmt;

use crate::noise::NoiseKey;
use crate::predicate::Predicate;
use crate::profile::Profile;
use crate::snapshot::{Snapshot, SnapshotKey, SnapshotTag};

/// Published figures are multiples of this (`disclosure.md` §3.2).
const BASE: i64 = 5;

/// A published figure, or the note that stands in its place. Only the mechanism, or
/// [`from_ledger`](Self::from_ledger) with a figure that it could have made, can make one:
///
/// ```compile_fail
/// let seven_girls = disclosure::Published::Shown { figure: 7 };
/// ```
///
/// Anyone can read one:
///
/// ```
/// # use disclosure::{NotAFigure, Profile, Published};
/// match Published::from_ledger(Profile::Std, Some(170))? {
///     Published::Shown { figure, .. } => assert_eq!(figure, 170),
///     Published::Withheld { under, .. } => assert_eq!(under, 25),
/// }
/// # Ok::<(), NotAFigure>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Published {
    /// A multiple of 5, at least the profile's threshold, that rests on at least 10 young people.
    #[non_exhaustive]
    Shown {
        /// Young people.
        figure: u32,
    },
    /// The noisy count was below `under`. Zero and nine look the same.
    #[non_exhaustive]
    Withheld {
        /// The profile's threshold.
        under: u32,
    },
}

/// A figure from the ledger that the mechanism cannot have made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the ledger holds {figure}, which is no {profile} figure (a multiple of 5, {threshold} or more): do not publish; \
     find out who changed the ledger",
    threshold = .profile.threshold()
)]
pub struct NotAFigure {
    /// What was found.
    pub figure: u32,
    /// The profile it was filed under.
    pub profile: Profile,
}

impl Published {
    /// Shows y ≥ 10 + D as 5·⌊(y + 2) / 5⌋ and withholds anything less (`disclosure.md` §3.2).
    ///
    /// The choice depends on the noisy count alone, so it tells no more than the figure would.
    pub(crate) fn from_noisy(profile: Profile, noisy: i64) -> Self {
        let under = profile.threshold();
        if noisy < i64::from(under) {
            return Self::Withheld { under };
        }
        let rounded = BASE * (noisy + 2).div_euclid(BASE);
        // Only a count within D of u32::MAX gets here too large; u32::MAX is a multiple of 5.
        let figure = u32::try_from(rounded).unwrap_or(u32::MAX);
        Self::Shown { figure }
    }

    /// A figure read back from the release ledger; `None` is a withheld one.
    ///
    /// # Errors
    /// [`NotAFigure`] if the mechanism cannot have published it under this profile.
    pub const fn from_ledger(profile: Profile, figure: Option<u32>) -> Result<Self, NotAFigure> {
        let under = profile.threshold();
        match figure {
            None => Ok(Self::Withheld { under }),
            Some(figure) if figure >= under && figure % 5 == 0 => Ok(Self::Shown { figure }),
            Some(figure) => Err(NotAFigure { figure, profile }),
        }
    }

    /// The figure, if it is shown; this is what the ledger stores.
    #[must_use]
    pub const fn figure(self) -> Option<u32> {
        match self {
            Self::Shown { figure } => Some(figure),
            Self::Withheld { .. } => None,
        }
    }
}

/// `170`, or `under 25`.
impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown { figure } => write!(f, "{figure}"),
            Self::Withheld { under } => write!(f, "under {under}"),
        }
    }
}

/// Publishes cells of one snapshot. Exact counts and noise stay inside.
pub struct Publisher<'a> {
    snapshot: &'a Snapshot,
    tag: SnapshotTag,
    noise_key: &'a NoiseKey,
}

impl<'a> Publisher<'a> {
    /// Tags the snapshot and binds every later draw to that tag.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, snapshot_key: &SnapshotKey, noise_key: &'a NoiseKey) -> Self {
        Self {
            snapshot,
            tag: snapshot.tag(snapshot_key),
            noise_key,
        }
    }

    /// The snapshot's tag, for the ledger.
    #[must_use]
    pub const fn tag(&self) -> SnapshotTag {
        self.tag
    }

    /// One cell. A cell belongs to one profile for good: asking for it under both is two draws of one number, which
    /// the table programme ([`IndicatorTables`](crate::IndicatorTables)) never does.
    #[must_use]
    pub fn cell(&self, profile: Profile, cell: &Predicate) -> Published {
        let draw = self.noise_key.draw(profile, &self.tag, cell);
        draw.publish(self.snapshot.count(cell))
    }
}

impl fmt::Debug for Publisher<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noisy_count_alone_decides_and_rounds_to_the_nearest_five() {
        for (profile, noisy, figure) in [
            (Profile::Std, -15, None),
            (Profile::Std, 24, None),
            (Profile::Std, 25, Some(25)),
            (Profile::Std, 27, Some(25)),
            (Profile::Std, 28, Some(30)),
            (Profile::Std, 32, Some(30)),
            (Profile::Std, 33, Some(35)),
            (Profile::High, 39, None),
            (Profile::High, 40, Some(40)),
            (Profile::High, 123, Some(125)),
        ] {
            assert_eq!(Published::from_noisy(profile, noisy).figure(), figure, "{noisy}");
        }
    }

    #[test]
    fn the_ledger_gives_back_only_what_the_mechanism_makes() {
        for (profile, figure) in [
            (Profile::Std, 0),
            (Profile::Std, 7),
            (Profile::Std, 20),
            (Profile::Std, 26),
            (Profile::High, 35),
            (Profile::High, 41),
        ] {
            let refused = Err(NotAFigure { figure, profile });
            assert_eq!(Published::from_ledger(profile, Some(figure)), refused);
        }
        assert_eq!(
            Published::from_ledger(Profile::Std, Some(25)),
            Ok(Published::Shown { figure: 25 })
        );
        let withheld = Published::Withheld { under: 40 };
        assert_eq!(Published::from_ledger(Profile::High, None), Ok(withheld));
    }

    #[test]
    fn it_prints_as_the_table_prints_it() {
        assert_eq!(Published::Shown { figure: 170 }.to_string(), "170");
        assert_eq!(Published::from_noisy(Profile::Std, 0).to_string(), "under 25");
        assert_eq!(Published::from_noisy(Profile::High, 39).to_string(), "under 40");
    }
}
