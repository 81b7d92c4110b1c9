//! Rates, shares, means and medians, from published figures only (`disclosure.md` §3.3).
//!
//! Whoever holds the release can compute the same, so nothing here costs anyone privacy. Nothing is ever 0 % or
//! 100 % (`disclosure.md` §0, point 5). Exact integer arithmetic throughout.

use std::fmt;

use crate::profile::Profile;
use crate::publish::Published;

/// A rate as it may be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rate {
    /// The denominator is withheld, or too small for a rate of this profile.
    NotShown,
    /// Fewer than this many per cent.
    Under {
        /// Per cent.
        percent: u32,
    },
    /// This many per cent or more.
    AtLeast {
        /// Per cent.
        percent: u32,
    },
    /// A whole per cent and its margin, which covers the exact rate in 95 to 100 % of cases (`disclosure.md` §3.3).
    About {
        /// Per cent, from 1 to 99.
        percent: u32,
        /// Percentage points to either side.
        margin: u32,
    },
}

impl Rate {
    /// `numerator` out of `denominator`, both published under `profile`.
    ///
    /// A half rounds up. A rate that would round to 0 % or 100 % is given as under 1 % or 99 % or more.
    #[must_use]
    pub fn of(profile: Profile, numerator: Published, denominator: Published) -> Self {
        let Some(whole) = denominator.figure() else {
            return Self::NotShown;
        };
        if whole < profile.smallest_denominator() {
            return Self::NotShown;
        }
        // A published denominator is at least the threshold, so this is never over 100.
        let edge = profile.threshold().saturating_mul(100).div_ceil(whole);
        let Some(part) = numerator.figure() else {
            return Self::Under { percent: edge };
        };
        // Independent noise can make the part larger than the whole.
        if whole.saturating_sub(part) < profile.threshold() {
            return Self::AtLeast {
                percent: 100_u32.saturating_sub(edge),
            };
        }
        let (part, whole_64) = (u64::from(part), u64::from(whole));
        let percent = (200 * part + whole_64) / (2 * whole_64);
        match u32::try_from(percent) {
            Ok(0) => Self::Under { percent: 1 },
            Ok(percent @ 1..=99) => Self::About {
                percent,
                margin: profile.margin_numerator().div_ceil(whole),
            },
            Ok(_) | Err(_) => Self::AtLeast { percent: 99 },
        }
    }

    /// The margin in percentage points, where the rate has one.
    #[must_use]
    pub const fn margin(self) -> Option<u32> {
        match self {
            Self::About { margin, .. } => Some(margin),
            Self::NotShown | Self::Under { .. } | Self::AtLeast { .. } => None,
        }
    }
}

/// `not shown`, `under 50%`, `85% or more` or `35%`; the margin is printed apart.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotShown => f.write_str("not shown"),
            Self::Under { percent } => write!(f, "under {percent}%"),
            Self::AtLeast { percent } => write!(f, "{percent}% or more"),
            Self::About { percent, .. } => write!(f, "{percent}%"),
        }
    }
}

/// The figures and the bands given with them do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BandsError {
    /// As many middles as figures are needed.
    #[error("there are {figures} bands and {middles} band middles; give one middle for each band")]
    Middles {
        /// Figures given.
        figures: usize,
        /// Middles given.
        middles: usize,
    },
    /// One more edge than figures is needed.
    #[error("there are {figures} bands and {edges} band edges; give one edge more than bands")]
    Edges {
        /// Figures given.
        figures: usize,
        /// Edges given.
        edges: usize,
    },
    /// Each edge must lie above the one before it.
    #[error("the band edges must rise from each band to the next")]
    EdgesFall,
}

/// Whole per cents of an exhaustive set of categories, in their order, that sum to 100; `None` if a category is
/// withheld, or would come out at 0 % or 100 %.
///
/// Largest remainder; of equal remainders the earlier category gets the point.
#[must_use]
pub fn shares(categories: &[Published]) -> Option<Vec<u32>> {
    let (figures, total) = all_shown(categories)?;
    // Per category: per cent, remainder, position.
    let mut parts: Vec<(u128, u128, usize)> = figures
        .iter()
        .enumerate()
        .map(|(i, figure)| (100 * figure / total, 100 * figure % total, i))
        .collect();
    let given: u128 = parts.iter().map(|(percent, ..)| percent).sum();
    let left = usize::try_from(100_u128.saturating_sub(given)).ok()?;
    parts.sort_by(|(_, a, i), (_, b, j)| b.cmp(a).then(i.cmp(j)));
    for (percent, ..) in parts.iter_mut().take(left) {
        *percent += 1;
    }
    parts.sort_by_key(|(.., i)| *i);
    let whole = |(percent, ..): (u128, u128, usize)| u32::try_from(percent).ok();
    let shares: Vec<u32> = parts.into_iter().map(whole).collect::<Option<_>>()?;
    shares.iter().all(|share| (1..=99).contains(share)).then_some(shares)
}

/// The mean from bands, each counted at its middle; `None` if a band is withheld.
///
/// Middles are whole numbers of whatever unit the mean is wanted in: for halves, give tenths.
///
/// # Errors
/// [`BandsError::Middles`] unless there is one middle for each band.
pub fn grouped_mean(bands: &[Published], middles: &[i32]) -> Result<Option<Fraction>, BandsError> {
    if bands.len() != middles.len() {
        return Err(BandsError::Middles {
            figures: bands.len(),
            middles: middles.len(),
        });
    }
    let Some((figures, total)) = all_shown(bands) else {
        return Ok(None);
    };
    let weighted = |(figure, middle): (&u128, &i32)| figure.cast_signed() * i128::from(*middle);
    let sum = figures.iter().zip(middles).map(weighted).sum();
    Ok(Some(Fraction::new(sum, total)))
}

/// The median from bands, linear inside the band it falls in; `None` if a band is withheld.
///
/// `edges` are the bands' limits in the unit of the median: band `i` runs from edge `i` to edge `i + 1`.
///
/// # Errors
/// [`BandsError`] unless there is one edge more than bands and the edges rise.
pub fn grouped_median(bands: &[Published], edges: &[i32]) -> Result<Option<Fraction>, BandsError> {
    if bands.len() + 1 != edges.len() {
        return Err(BandsError::Edges {
            figures: bands.len(),
            edges: edges.len(),
        });
    }
    if !edges.is_sorted_by(|a, b| a < b) {
        return Err(BandsError::EdgesFall);
    }
    let Some((figures, total)) = all_shown(bands) else {
        return Ok(None);
    };
    let mut before = 0;
    for (figure, limits) in figures.iter().zip(edges.windows(2)) {
        if let [low, high] = limits
            && 2 * (before + figure) >= total
        {
            let (low, width) = (i128::from(*low), i128::from(*high) - i128::from(*low));
            let into = (total - 2 * before).cast_signed() * width;
            let twice = 2 * figure;
            return Ok(Some(Fraction::new(low * twice.cast_signed() + into, twice)));
        }
        before += figure;
    }
    Ok(None)
}

/// The figures and their sum, if there are any and all are shown.
fn all_shown(published: &[Published]) -> Option<(Vec<u128>, u128)> {
    let figure = |published: &Published| published.figure().map(u128::from);
    let figures: Vec<u128> = published.iter().map(figure).collect::<Option<_>>()?;
    let total = figures.iter().sum();
    (total > 0).then_some((figures, total))
}

/// An exact fraction in lowest terms, such as `17/7`; a whole number prints as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fraction {
    numerator: i128,
    denominator: u128,
}

impl Fraction {
    /// `denominator` is above zero.
    fn new(numerator: i128, denominator: u128) -> Self {
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator);
        Self {
            numerator: numerator / divisor.cast_signed(),
            denominator: denominator / divisor,
        }
    }

    /// Above the line; carries the sign.
    #[must_use]
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// Below the line; above zero.
    #[must_use]
    pub const fn denominator(self) -> u128 {
        self.denominator
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            below => write!(f, "{}/{below}", self.numerator),
        }
    }
}

/// Euclid; with `b` above zero the result is above zero.
const fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests;
