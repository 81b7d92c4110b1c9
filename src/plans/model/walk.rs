//! Random histories of the plans of one enrolment: whatever is asked by whomever in whatever order, no plan comes into force
//! that nobody else approved, one is in force and one in the making at most, and every day stands where it must.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use uuid::Uuid;

use super::{CloseReason, Course, GoalId, Ground, Look, Move, PlanCloseReasons, review_days};
use crate::enrolment::Stamps;
use crate::platform::codes::{Code, CodeList};
use crate::platform::ids::StaffId;

/// Days a history may reach over; today is its last one.
const DAYS: u64 = 400;

#[derive(Debug, Clone)]
enum Wish {
    /// Somebody begins a version.
    Draft(u128),
    /// Somebody writes a goal into it.
    Goal(u128),
    Submit(u128),
    Return,
    Approve(u128),
    Start(u64, Option<u64>),
    Look(u64, bool, Option<u64>),
    Close(bool, u64, &'static str),
    Exit(u64),
    UndoExit,
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let reason = prop::sample::select(PlanCloseReasons::CODES);
    let (who, on) = (1..4_u128, 0..DAYS + 5);
    let wish = prop_oneof![
        3 => who.clone().prop_map(Wish::Draft),
        3 => who.clone().prop_map(Wish::Goal),
        4 => who.clone().prop_map(Wish::Submit),
        1 => Just(Wish::Return),
        5 => who.prop_map(Wish::Approve),
        5 => (on.clone(), prop::option::of(0..100_u64)).prop_map(|(on, next)| Wish::Start(on, next)),
        3 => (on.clone(), any::<bool>(), prop::option::of(0..100_u64)).prop_map(|(on, all, next)| Wish::Look(on, all, next)),
        2 => (any::<bool>(), on.clone(), reason).prop_map(|(prepared, on, reason)| Wish::Close(prepared, on, reason)),
        1 => on.prop_map(Wish::Exit),
        1 => Just(Wish::UndoExit),
    ];
    prop::collection::vec(wish, 1..80)
}

fn staff(n: u128) -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(n))
}

/// One version as its rows would tell it.
#[derive(Debug, Clone)]
struct Plan {
    course: Course,
    authors: Vec<StaffId>,
    approved_by: Option<StaffId>,
    approved_on: Option<NaiveDate>,
    looked_on: Option<NaiveDate>,
    next_review_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    states: Vec<&'static str>,
}

#[derive(Debug)]
struct History {
    enrolment: Stamps,
    restricted: bool,
    today: NaiveDate,
    plans: Vec<Plan>,
}

impl History {
    fn day(&self, n: u64) -> NaiveDate {
        self.enrolment.enrolled_on + Days::new(n)
    }

    fn at(&self, found: impl Fn(&Plan) -> bool) -> Option<usize> {
        self.plans.iter().position(found)
    }

    fn ground(&self, plan: &Plan, by: StaffId) -> Ground {
        let in_force = self.plans.iter().find(|plan| plan.course.is_active());
        Ground {
            by,
            today: self.today,
            enrolment: self.enrolment,
            restricted: self.restricted,
            goals: i64::try_from(plan.authors.len()).unwrap(),
            wrote_a_part: plan.authors.contains(&by),
            approved_on: plan.approved_on,
            in_force_since: in_force.and_then(|plan| plan.looked_on.or(plan.course.active_from)),
        }
    }

    /// Takes the step if its guard lets it, on the plan that is being prepared or the one in force.
    fn step(&mut self, prepared: bool, by: u128, step: Move) {
        let open = |plan: &Plan| ["draft", "submitted", "approved"].contains(&plan.course.state.as_str());
        let Some(at) = self.at(|plan| if prepared { open(plan) } else { plan.course.is_active() }) else {
            return;
        };
        let ground = self.ground(&self.plans[at], staff(by));
        if self.plans[at].course.may(step, &ground).is_err() {
            return;
        }
        if let Move::Start { on, .. } = step
            && let Some(before) = self.plans.iter_mut().find(|plan| plan.course.is_active())
        {
            before.become_state("closed");
            before.closed_on = Some(on);
        }
        let (today, restricted) = (self.today, self.restricted);
        let plan = &mut self.plans[at];
        match step {
            Move::Submit => {
                plan.course.submitted_by = Some(staff(by));
                plan.become_state("submitted");
            }
            Move::Return(_) => {
                plan.course.submitted_by = None;
                plan.become_state("draft");
            }
            Move::Approve => {
                (plan.approved_by, plan.approved_on) = (Some(staff(by)), Some(today));
                plan.become_state("approved");
            }
            Move::Start { on, next_review_on } => {
                plan.course.active_from = Some(on);
                plan.next_review_on = Some(Move::first_review(on, next_review_on, restricted).unwrap());
                plan.become_state("active");
            }
            Move::Close { on, .. } => {
                plan.closed_on = Some(on);
                plan.become_state("closed");
            }
        }
    }

    fn take(&mut self, wish: &Wish) {
        let draft = |plan: &Plan| plan.course.is_draft();
        match *wish {
            Wish::Draft(by) => {
                // The index `case_plan_one_prepared`.
                let prepared = ["draft", "submitted", "approved"];
                if self.at(|plan| prepared.contains(&plan.course.state.as_str())).is_none() {
                    self.plans.push(Plan::begun(staff(by)));
                }
            }
            Wish::Goal(by) => {
                if let Some(at) = self.at(draft) {
                    self.plans[at].authors.push(staff(by));
                }
            }
            Wish::Submit(by) => self.step(true, by, Move::Submit),
            Wish::Return => self.step(true, 1, Move::Return(Code::parse("other").unwrap())),
            // Clocks go on between a plan's approval and its start; a day is enough here.
            Wish::Approve(by) => {
                let today = self.today;
                self.today = today - Days::new(DAYS / 2);
                self.step(true, by, Move::Approve);
                self.today = today;
            }
            Wish::Start(on, next) => {
                let (on, next) = (self.day(on), next.map(|next| self.day(on + next)));
                self.step(
                    true,
                    1,
                    Move::Start {
                        on,
                        next_review_on: next,
                    },
                );
            }
            Wish::Look(on, whole, next) => self.look(on, whole, next),
            Wish::Close(prepared, on, reason) => {
                let reason: CloseReason = Code::parse(reason).unwrap();
                self.step(
                    prepared,
                    1,
                    Move::Close {
                        on: self.day(on),
                        reason,
                    },
                );
            }
            Wish::Exit(on) => self.enrolment.exited_on = Some(self.day(on)),
            Wish::UndoExit => self.enrolment.exited_on = None,
        }
    }

    fn look(&mut self, on: u64, whole: bool, next: Option<u64>) {
        let Some(at) = self.at(|plan| plan.course.is_active()) else {
            return;
        };
        let goal = GoalId::from_uuid(Uuid::from_u128(7));
        let look = Look {
            on: self.day(on),
            whole,
            next_review_on: next.map(|next| self.day(on + next)),
            goals: vec![goal],
        };
        let plan = &mut self.plans[at];
        let since = plan.looked_on.or(plan.course.active_from).unwrap();
        let goals = BTreeMap::from([(goal, None)]);
        if let Ok(Some(next)) = look.check(&goals, since, self.today, self.restricted) {
            (plan.looked_on, plan.next_review_on) = (Some(look.on), Some(next));
        }
    }
}

impl Plan {
    fn begun(by: StaffId) -> Self {
        let course = Course {
            state: Code::parse("draft").unwrap(),
            written_by: by,
            submitted_by: None,
            active_from: None,
        };
        Self {
            course,
            authors: Vec::new(),
            approved_by: None,
            approved_on: None,
            looked_on: None,
            next_review_on: None,
            closed_on: None,
            states: vec!["draft"],
        }
    }

    fn become_state(&mut self, state: &'static str) {
        self.course.state = Code::parse(state).unwrap();
        self.states.push(state);
    }
}

/// The arrows of domain.md §2.7; what was handed in may be given back, and what has not begun may be given up.
const ALLOWED: [(&str, &str); 8] = [
    ("draft", "submitted"),
    ("submitted", "draft"),
    ("submitted", "approved"),
    ("approved", "active"),
    ("draft", "closed"),
    ("submitted", "closed"),
    ("approved", "closed"),
    ("active", "closed"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_history_takes_a_forbidden_step(wishes in wishes(), restricted in any::<bool>()) {
        let enrolled_on = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        let enrolment = Stamps { enrolled_on, first_service_on: None, paused_on: None, exited_on: None };
        let today = enrolled_on + Days::new(DAYS);
        let mut history = History { enrolment, restricted, today, plans: Vec::new() };
        for wish in &wishes {
            history.take(wish);
            let count = |states: &[&str]| {
                history.plans.iter().filter(|plan| states.contains(&plan.course.state.as_str())).count()
            };
            prop_assert!(count(&["active"]) <= 1, "one in force");
            prop_assert!(count(&["draft", "submitted", "approved"]) <= 1, "one in the making");
            for plan in &history.plans {
                for step in plan.states.windows(2) {
                    prop_assert!(ALLOWED.contains(&(step[0], step[1])), "{:?}", plan.states);
                }
                if let Some(by) = plan.approved_by {
                    prop_assert!(by != plan.course.written_by && Some(by) != plan.course.submitted_by);
                    prop_assert!(!plan.authors.contains(&by), "{plan:?}");
                }
                let begun = plan.course.active_from.is_some();
                prop_assert!(!begun || plan.approved_by.is_some(), "in force and not approved");
                let days = [Some(enrolled_on), plan.course.active_from, plan.looked_on, Some(today)];
                prop_assert!(days.into_iter().flatten().is_sorted(), "{plan:?}");
                let ended = [plan.course.active_from, plan.looked_on, plan.closed_on, Some(today)];
                prop_assert!(ended.into_iter().flatten().is_sorted(), "{plan:?}");
                let since = plan.looked_on.or(plan.course.active_from);
                if let (Some(since), Some(next)) = (since, plan.next_review_on) {
                    let days = u64::try_from((next - since).num_days()).unwrap();
                    prop_assert!((1..=review_days(restricted)).contains(&days), "{days} days");
                }
            }
        }
    }
}
