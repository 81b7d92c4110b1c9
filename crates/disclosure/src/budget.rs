//! What being counted costs a young person's privacy, in a lifetime (`disclosure.md` §3.2, budget).
//!
//! Costs add up: she stands in one cell of each table of an indicator, and in each indicator once. Whether a table is
//! printed does not matter, so that a cost tells nothing about anybody.

use crate::programme::IndicatorTables;

/// ε and δ, in the units of the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// ε in thousandths.
    pub epsilon_thousandths: u32,
    /// δ in hundred-millionths (10⁻⁸).
    pub delta_hundred_millionths: u32,
}

/// The most a lifetime may cost: ε 6, δ 2·10⁻³ (`disclosure.md` §0, point 4).
pub const LIFETIME: Cost = Cost {
    epsilon_thousandths: 6_000,
    delta_hundred_millionths: 200_000,
};

impl Cost {
    /// What one indicator costs everybody it counts.
    #[must_use]
    pub fn of(indicator: &IndicatorTables) -> Self {
        let tables = u32::try_from(indicator.tables().len()).unwrap_or(u32::MAX);
        let profile = indicator.profile();
        Self {
            epsilon_thousandths: profile.epsilon_thousandths().saturating_mul(tables),
            delta_hundred_millionths: profile.delta_hundred_millionths().saturating_mul(tables),
        }
    }

    /// What several indicators cost whoever is counted in all of them.
    #[must_use]
    pub fn of_all(indicators: impl IntoIterator<Item = &'static IndicatorTables>) -> Self {
        indicators.into_iter().map(Self::of).fold(Self::default(), Self::plus)
    }

    /// Both, one after the other; what no longer fits is more than any budget.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            epsilon_thousandths: self.epsilon_thousandths.saturating_add(other.epsilon_thousandths),
            delta_hundred_millionths: self
                .delta_hundred_millionths
                .saturating_add(other.delta_hundred_millionths),
        }
    }

    /// Does a lifetime bear it?
    #[must_use]
    pub const fn fits(self, budget: Self) -> bool {
        self.epsilon_thousandths <= budget.epsilon_thousandths
            && self.delta_hundred_millionths <= budget.delta_hundred_millionths
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;
    use crate::programme::{COMPLETED, ENROLLED_FIRST, PROGRAMME};

    #[test]
    fn enrolled_costs_two_and_completed_one() {
        let enrolled = Cost {
            epsilon_thousandths: 2_000,
            delta_hundred_millionths: 54_208,
        };
        let completed = Cost {
            epsilon_thousandths: 1_000,
            delta_hundred_millionths: 27_104,
        };
        assert_eq!(Cost::of(&ENROLLED_FIRST), enrolled);
        assert_eq!(Cost::of(&COMPLETED), completed);
        assert_eq!(Cost::of_all(PROGRAMME), enrolled.plus(completed));
    }

    #[test]
    fn the_whole_programme_of_the_reference_fits_a_lifetime_and_one_cell_more_does_not() {
        // Six std and six high cells, and three years of the stock (`disclosure.md` §3.2).
        let cells = |profile: Profile, times: u32| Cost {
            epsilon_thousandths: profile.epsilon_thousandths() * times,
            delta_hundred_millionths: profile.delta_hundred_millionths() * times,
        };
        let lifetime = cells(Profile::Std, 9).plus(cells(Profile::High, 6));
        assert_eq!(lifetime.epsilon_thousandths, 6_000);
        assert!(lifetime.fits(LIFETIME));
        assert!(!lifetime.plus(cells(Profile::High, 1)).fits(LIFETIME));
        assert!(Cost::of_all(PROGRAMME).fits(LIFETIME));
    }
}
