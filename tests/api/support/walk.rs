//! Random histories of one lifecycle, through HTTP: whatever is asked by whomever in whatever order, only what the lifecycle has
//! comes about, and what was refused moved nothing.

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use super::{Answer, World};

/// A step: from which state, what is done, to which state.
pub(crate) type Transition = (&'static str, &'static str, &'static str);

/// What is walked.
pub(crate) struct Lifecycle {
    /// The state of the row `$1`.
    pub(crate) state: &'static str,
    /// Every transition there is.
    pub(crate) transitions: Vec<Transition>,
    /// Who tries.
    pub(crate) people: &'static [&'static str],
    /// What must never be found, in words.
    pub(crate) never: &'static str,
    /// How often in a hundred steps another row is begun before this one has come to an end.
    pub(crate) anew: u32,
    /// How many transitions the walk must have taken, so that it shows something.
    pub(crate) least: usize,
}

impl Lifecycle {
    /// Walks: `begin` makes a row, again when one has come to an end; `attempt` does something as somebody to it.
    pub(crate) async fn walk(
        &self,
        world: &World,
        (seed, steps): (u64, usize),
        begin: impl AsyncFn() -> Uuid,
        attempt: impl AsyncFn(&'static str, &'static str, Uuid) -> Answer,
    ) {
        let (sql, mut dice) = (world.sql().await, StdRng::seed_from_u64(seed));
        let state = async |id: Uuid| -> String { sql.query_one(self.state, &[&id]).await.unwrap().get(0) };
        let mut taken: BTreeSet<Transition> = BTreeSet::new();
        let mut refused: BTreeMap<Transition, usize> = BTreeMap::new();
        let steps_there_are: BTreeSet<_> = self.transitions.iter().map(|way| way.1).collect();
        let steps_there_are: Vec<_> = steps_there_are.into_iter().collect();
        let mut id = begin().await;
        for _ in 0..steps {
            let before = state(id).await;
            let here: Vec<_> = self.transitions.iter().filter(|(from, ..)| *from == before).collect();
            if here.is_empty() || (self.anew > 0 && dice.random_ratio(self.anew, 100)) {
                id = begin().await;
                continue;
            }
            // What may follow from here more often than what may not, and first what was not taken yet or leads to it, so
            // that it gets anywhere; but not again and again what was refused.
            let what = if dice.random_bool(0.6) {
                let far = here
                    .iter()
                    .map(|way| self.distance(way, &taken) + refused.get(*way).copied().unwrap_or(0));
                let far: Vec<_> = far.collect();
                let least = far.iter().min().copied().unwrap_or_default();
                let promising: Vec<_> = here.iter().zip(&far).filter(|(_, far)| **far == least).collect();
                promising[dice.random_range(0..promising.len())].0.1
            } else {
                steps_there_are[dice.random_range(0..steps_there_are.len())]
            };
            let who = self.people[dice.random_range(0..self.people.len())];
            let answer = attempt(what, who, id).await;
            assert!(answer.status.as_u16() < 500, "{what} by {who}: {}", answer.body);
            let after = state(id).await;
            if answer.status.is_success() {
                let way = self
                    .transitions
                    .iter()
                    .find(|way| (way.0, way.1, way.2) == (&*before, what, &*after));
                assert!(way.is_some(), "{before} - {what} by {who} -> {after}");
                taken.extend(way.copied());
            } else {
                assert_eq!(after, before, "{what} by {who} was refused: {}", answer.body);
                for way in here.iter().filter(|way| way.1 == what) {
                    *refused.entry(**way).or_default() += 1;
                }
            }
            let wrong = sql.query(self.never, &[]).await.unwrap();
            let wrong: Vec<String> = wrong.iter().map(|row| row.get(0)).collect();
            assert!(wrong.is_empty(), "after {what} by {who}: {wrong:?}");
        }
        let left: Vec<_> = self.transitions.iter().filter(|way| !taken.contains(*way)).collect();
        assert!(taken.len() >= self.least, "it walked too little, and never: {left:?}");
    }

    /// How many steps lie between this one and the next that was not taken yet: 0 when it is one.
    fn distance(&self, way: &Transition, taken: &BTreeSet<Transition>) -> usize {
        let (mut far, mut reached) = (0, vec![*way]);
        while reached.iter().all(|way| taken.contains(way)) && far < self.transitions.len() {
            far += 1;
            let to: BTreeSet<_> = reached.iter().map(|way| way.2).collect();
            let onward = self.transitions.iter().filter(|next| to.contains(next.0));
            reached = onward.copied().collect();
        }
        far
    }
}
