//! How likely each printed figure is, given the exact count behind it: what an attacker who has read the source knows.

use std::collections::BTreeMap;

use disclosure::Profile;

use crate::world::Dice;

/// Each figure that can be printed (`None`: withheld) and how likely it is.
#[derive(Clone, Debug)]
pub struct Odds(pub BTreeMap<Option<u32>, f64>);

/// 2⁶⁴.
const WHOLE: f64 = 18_446_744_073_709_551_616.0;

/// As a float, whose 53 bits are enough here.
fn wide(number: u64) -> f64 {
    let half = |bits: u64| u32::try_from(bits & u64::from(u32::MAX)).map_or(0.0, f64::from);
    half(number >> 32).mul_add(4_294_967_296.0, half(number))
}

impl Odds {
    /// Of `kdl-1`, from its public constants.
    #[must_use]
    pub fn kdl(profile: Profile, people: u32) -> Self {
        let upper = profile.cumulative().iter().map(|entry| wide(*entry)).chain([WHOLE]);
        let mut odds: BTreeMap<Option<u32>, f64> = BTreeMap::new();
        let mut lower = 0.0;
        for (noise, upper) in (-profile.bound()..).zip(upper) {
            let noisy = i64::from(people) + i64::from(noise);
            let shown = u32::try_from(noisy).ok().filter(|noisy| *noisy >= profile.threshold());
            let figure = shown.map(|noisy| (noisy + 2) / 5 * 5);
            *odds.entry(figure).or_default() += (upper - lower) / WHOLE;
            lower = upper;
        }
        Self(odds)
    }

    /// Of exact figures.
    #[must_use]
    pub fn exact(people: u32) -> Self {
        Self(BTreeMap::from([(Some(people), 1.0)]))
    }

    /// Of cell-key noise as statistical offices use it: at most 4, variance 2, every count shown.
    #[must_use]
    pub fn cell_key(people: u32) -> Self {
        let noise = cell_key_noise();
        let figure = |(noise, odds): (i32, f64)| (people.checked_add_signed(noise), odds);
        Self(noise.into_iter().map(figure).collect())
    }

    /// How likely a figure is.
    #[must_use]
    pub fn of(&self, figure: Option<u32>) -> f64 {
        self.0.get(&figure).copied().unwrap_or_default()
    }

    /// Prints one.
    pub fn draw(&self, dice: &mut Dice) -> Option<u32> {
        let mut left = dice.share();
        for (figure, odds) in &self.0 {
            left -= odds;
            if left <= 0.0 {
                return *figure;
            }
        }
        self.0.keys().next_back().copied().flatten()
    }
}

/// Noise on [−4, 4] of variance 2 with the most entropy, P(e) ∝ exp(−λ·e²), as `ptable` makes it for large counts.
#[must_use]
pub fn cell_key_noise() -> Vec<(i32, f64)> {
    let odds = |lambda: f64| -> Vec<(i32, f64)> {
        let weights = (-4..=4).map(|e| (e, (-lambda * f64::from(e * e)).exp()));
        let whole: f64 = weights.clone().map(|(_, weight)| weight).sum();
        weights.map(|(e, weight)| (e, weight / whole)).collect()
    };
    let variance = |odds: &[(i32, f64)]| -> f64 { odds.iter().map(|(e, odds)| f64::from(e * e) * odds).sum() };
    let (mut low, mut high) = (0.0, 2.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if variance(&odds(middle)) > 2.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    odds(low)
}
