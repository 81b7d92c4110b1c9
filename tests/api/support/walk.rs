//! Random histories of one lifecycle, through HTTP: whatever is asked by whomever in whatever order, only what the lifecycle has
//! comes about, and what was refused moved nothing.

use std::collections::BTreeSet;

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
        let mut id = begin().await;
        for _ in 0..steps {
            let before = state(id).await;
            let here: Vec<_> = self.transitions.iter().filter(|(from, ..)| *from == before).collect();
            if here.is_empty() || (self.anew > 0 && dice.random_ratio(self.anew, 100)) {
                id = begin().await;
                continue;
            }
            // What may follow from here more often than what may not, and first what was not taken yet or leads to it, so
            // that it gets anywhere.
            let (_, what, _) = if dice.random_bool(0.6) {
                let new = |way: &Transition| !taken.contains(way);
                let promise = |way: &Transition| {
                    let onward = self.transitions.iter().any(|next| next.0 == way.2 && new(next));
                    (u8::from(new(way)) * 2).max(u8::from(onward && way.0 != way.2))
                };
                let best = here.iter().map(|way| promise(way)).max().unwrap_or_default();
                let promising: Vec<_> = here.iter().filter(|way| promise(way) == best).collect();
                **promising[dice.random_range(0..promising.len())]
            } else {
                self.transitions[dice.random_range(0..self.transitions.len())]
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
            }
            let wrong = sql.query(self.never, &[]).await.unwrap();
            let wrong: Vec<String> = wrong.iter().map(|row| row.get(0)).collect();
            assert!(wrong.is_empty(), "after {what} by {who}: {wrong:?}");
        }
        let left: Vec<_> = self.transitions.iter().filter(|way| !taken.contains(*way)).collect();
        assert!(taken.len() >= self.least, "it walked too little, and never: {left:?}");
    }
}
