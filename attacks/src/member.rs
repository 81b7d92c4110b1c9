//! A6: is she in it? The attacker knows every other participant, so every exact count but for her.

use disclosure::Profile;

use crate::odds::Odds;
use crate::world::Dice;

/// One figure that she would stand in: its profile and its exact count with her.
pub type Cell = (Profile, u32);

/// What such an attacker gains.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gain {
    /// How much more often he says "in" when she is than when she is not.
    pub advantage: f64,
    /// How often he is certain that she is in.
    pub certain: f64,
}

/// Likelihood ratio over all her figures, `draws` times with her and as often without; `odds` is the way of publishing.
#[must_use]
pub fn attack(cells: &[Cell], odds: impl Fn(Profile, u32) -> Odds, draws: u32, start: u64) -> Gain {
    let mut dice = Dice::new(start);
    let pairs: Vec<(Odds, Odds)> = cells
        .iter()
        .map(|(profile, people)| (odds(*profile, *people), odds(*profile, people.saturating_sub(1))))
        .collect();
    let (mut said_with, mut said_without, mut certain) = (0, 0, 0);
    for _ in 0..draws {
        for with in [true, false] {
            let (mut in_it, mut not_in_it) = (1.0, 1.0);
            for (yes, no) in &pairs {
                let seen = if with { yes.draw(&mut dice) } else { no.draw(&mut dice) };
                in_it *= yes.of(seen);
                not_in_it *= no.of(seen);
            }
            let says = u32::from(in_it > not_in_it);
            if with {
                said_with += says;
                certain += u32::from(not_in_it == 0.0);
            } else {
                said_without += says;
            }
        }
    }
    let share = |times: u32| f64::from(times) / f64::from(draws.max(1));
    Gain {
        advantage: share(said_with) - share(said_without),
        certain: share(certain),
    }
}

/// The figures one youth stands in over a lifetime, six of either profile (`disclosure.md` §3.2, budget), in an
/// organisation of `people`.
#[must_use]
pub fn lifetime(people: u32, dice: &mut Dice) -> Vec<Cell> {
    let mut share = |of: u32, least: u32, most: u32| (of * (least + dice.below(most - least + 1)) / 100).max(1);
    let (completed, followed, left) = (share(people, 40, 70), share(people, 50, 80), share(people, 10, 30));
    let (outcome, status) = (share(followed, 15, 50), share(left, 20, 60));
    let std = [
        people,
        share(people, 15, 40),
        share(people, 3, 25),
        share(people, 15, 50),
        completed,
        share(completed, 15, 40),
    ];
    let high = [
        followed,
        outcome,
        share(outcome, 15, 40),
        left,
        status,
        share(status, 30, 60),
    ];
    let std = std.into_iter().map(|people| (Profile::Std, people));
    std.chain(high.into_iter().map(|people| (Profile::High, people)))
        .collect()
}

/// Twelve figures of one size, for the control.
#[must_use]
pub fn twelve(people: u32) -> Vec<Cell> {
    vec![(Profile::Std, people); 12]
}
