//! Running a history, and finding the shortest one that still fails.

use std::fmt::Write as _;

use crate::check::Violation;
use crate::dice::Dice;
use crate::ground::Ground;
use crate::mutants::Mutant;
use crate::scene::Scene;
use crate::steps::{Plan, Step};
use crate::support::World;

/// How often a failing history is tried without some of its steps.
const TRIES: usize = 40;

/// Lets a history happen in a house of its own, and says what of it must not have been.
pub(crate) async fn run(world: &World, plan: &Plan, mutant: Option<Mutant>) -> Vec<Violation> {
    let mut scene = Scene::of(world, plan, mutant).await;
    for step in &plan.steps {
        scene.take_step(step).await;
    }
    scene.calm().await;
    scene.violations().await
}

impl Scene<'_> {
    async fn take_step(&mut self, step: &Step) {
        self.step += 1;
        self.commit_slow(self.step).await;
        self.deliver(self.step).await;
        let phones = self.phones.len();
        match step {
            Step::Mutate { phone, work, dice } => self.mutate(phone % phones, *work, &mut Dice::new(*dice)),
            Step::Sync { phone, faults, rows } => {
                self.sync(phone % phones, faults, *rows).await;
            }
            Step::Crash { phone, point } => self.phones[phone % phones].dies_at = Some(*point),
            Step::ClockJump { phone, minutes } => {
                self.phones[phone % phones].clock_off = chrono::TimeDelta::minutes(*minutes);
            }
            Step::LoseCursor { phone } => self.phones[phone % phones].lose_cursor(),
            Step::AdminEdit { edit, person, dice } => self.edit(*edit, *person, &mut Dice::new(*dice)).await,
            Step::SlowEdit {
                person,
                sessions,
                after,
                dice,
            } => self.begin_slow(*person, *sessions, *after, &mut Dice::new(*dice)).await,
            Step::Assign { phone, person } => self.assign(phone % phones, *person).await,
            Step::Unassign { phone, person } => self.unassign(phone % phones, *person).await,
            Step::Move { from, to, lines } => self.relocate(*from, *to, *lines).await,
            Step::KillPostgres { dice } => self.kill_postgres(*dice).await,
            Step::Bulk { sessions, dice } => self.import(*sessions, &mut Dice::new(*dice)).await,
        }
    }
}

/// Leaves out steps as long as it still fails. Each try has a world of its own: the same seed draws the same ids.
pub(crate) async fn shortened(ground: &Ground, plan: &Plan) -> Plan {
    let (mut shortest, mut tries) = (plan.clone(), 0);
    let mut chunk = shortest.steps.len().div_ceil(2);
    while chunk > 0 && tries < TRIES {
        let mut from = 0;
        while from < shortest.steps.len() && tries < TRIES {
            let mut shorter = shortest.clone();
            shorter.steps.drain(from..(from + chunk).min(shortest.steps.len()));
            tries += 1;
            if run(&ground.world(None).await, &shorter, None).await.is_empty() {
                from += chunk;
            } else {
                shortest = shorter;
            }
        }
        chunk /= 2;
    }
    shortest
}

/// What failed, in words that can be repeated.
pub(crate) fn told(plan: &Plan, violations: &[Violation]) -> String {
    let mut text = format!("seed {}, {} phones, {} people\n", plan.seed, plan.phones, plan.people);
    for violation in violations.iter().take(12) {
        writeln!(text, "  {:?}: {}", violation.of, violation.what).unwrap();
    }
    for step in &plan.steps {
        writeln!(text, "    {step:?}").unwrap();
    }
    text
}
