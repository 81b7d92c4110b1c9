//! Random histories of an enrolment: whatever is asked in whatever order, only the transitions of domain.md §2.2 happen, and
//! every date stands where it must.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{ExitReasons, Ground, Leaving, Pause, Resuming, Stamps};
use crate::platform::codes::{Code, CodeList};

/// Days a history may reach over; today is its last one.
const DAYS: u64 = 400;

/// What somebody asks for; days are counted from the day she joined.
#[derive(Debug, Clone)]
enum Wish {
    /// A session of this day, to which she came or not.
    Session(u64, bool),
    /// The first session turns out to have been another person's.
    VoidFirstService,
    Pause(u64, u64),
    Resume(u64),
    Exit(u64, &'static str),
    UndoExit,
    /// She comes again, into a new enrolment.
    Rejoin(u64),
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let reason = prop::sample::select(ExitReasons::CODES);
    let wish = prop_oneof![
        4 => (0..DAYS + 5, any::<bool>()).prop_map(|(on, came)| Wish::Session(on, came)),
        1 => Just(Wish::VoidFirstService),
        3 => (0..DAYS + 5, 0..70_u64).prop_map(|(on, review)| Wish::Pause(on, review)),
        3 => (0..DAYS + 5).prop_map(Wish::Resume),
        3 => (0..DAYS + 5, reason).prop_map(|(on, reason)| Wish::Exit(on, reason)),
        1 => Just(Wish::UndoExit),
        1 => (0..DAYS + 5).prop_map(Wish::Rejoin),
    ];
    prop::collection::vec(wish, 1..60)
}

/// One enrolment as its rows would tell it.
#[derive(Debug, Clone)]
struct Course {
    stamps: Stamps,
    sessions: Vec<(NaiveDate, bool)>,
    last_change_on: Option<NaiveDate>,
    /// Every state it was in, in order.
    states: Vec<&'static str>,
    /// Days of pauses and of going on, in order.
    changes: Vec<NaiveDate>,
}

impl Course {
    fn joined(on: NaiveDate) -> Self {
        let stamps = Stamps {
            enrolled_on: on,
            first_service_on: None,
            paused_on: None,
            exited_on: None,
        };
        Self {
            stamps,
            sessions: Vec::new(),
            last_change_on: None,
            states: vec![stamps.status()],
            changes: Vec::new(),
        }
    }

    fn ground(&self) -> Ground {
        let last = |all: bool| {
            self.sessions
                .iter()
                .filter(|(_, came)| all || *came)
                .map(|(on, _)| *on)
                .max()
        };
        Ground {
            stamps: self.stamps,
            last_session_on: last(true),
            last_service_on: last(false),
            last_change_on: self.last_change_on,
        }
    }

    fn changed(&mut self, on: NaiveDate) {
        self.last_change_on = Some(on);
        self.changes.push(on);
    }

    /// Does what the guards allow, and nothing else.
    fn take(&mut self, wish: &Wish, day: impl Fn(u64) -> NaiveDate, today: NaiveDate) {
        match *wish {
            Wish::Session(on, came) if day(on) <= today && self.stamps.covers(day(on)) => {
                self.sessions.push((day(on), came));
                self.stamps.first_service_on = self.first_service();
            }
            Wish::VoidFirstService => {
                if let Some(at) = self
                    .sessions
                    .iter()
                    .position(|(on, _)| Some(*on) == self.first_service())
                {
                    self.sessions.remove(at);
                    self.stamps.first_service_on = self.first_service();
                }
            }
            Wish::Pause(on, review) => {
                let pause = Pause {
                    on: day(on),
                    review_by: day(on + review),
                };
                if pause.check(self.stamps, self.last_change_on, today).is_ok() {
                    self.stamps.paused_on = self.stamps.paused_on.or(Some(pause.on));
                    self.changed(pause.on);
                }
            }
            Wish::Resume(on) => {
                let resuming = Resuming { on: day(on) };
                if resuming.check(self.stamps, self.last_change_on, today).is_ok() {
                    self.stamps.paused_on = None;
                    self.changed(resuming.on);
                }
            }
            Wish::Exit(on, reason) => {
                let leaving = Leaving {
                    on: day(on),
                    reason: Code::parse(reason).unwrap(),
                    interview_on: None,
                    interview_missing: Code::parse("not_asked"),
                };
                if leaving.check(self.ground(), today).is_ok() {
                    self.stamps.exited_on = Some(leaving.on);
                }
            }
            Wish::UndoExit => self.stamps.exited_on = None,
            Wish::Session(..) | Wish::Rejoin(_) => {}
        }
        if self.states.last() != Some(&self.stamps.status()) {
            self.states.push(self.stamps.status());
        }
    }

    fn first_service(&self) -> Option<NaiveDate> {
        self.sessions.iter().filter(|(_, came)| *came).map(|(on, _)| *on).min()
    }
}

/// The arrows of domain.md §2.2, with what correcting a mistake adds: a voided first session makes an enrolment that was active
/// *enrolled* again, and an exit that is taken back leads to the state before it.
const ALLOWED: [(&str, &str); 11] = [
    ("enrolled", "active"),
    ("enrolled", "exited"),
    ("active", "enrolled"),
    ("active", "paused"),
    ("active", "exited"),
    ("paused", "active"),
    ("paused", "enrolled"),
    ("paused", "exited"),
    ("exited", "active"),
    ("exited", "enrolled"),
    ("exited", "paused"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_history_takes_a_forbidden_step(wishes in wishes()) {
        let joined = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        let day = |n: u64| joined + Days::new(n);
        let today = day(DAYS);
        let mut courses = vec![Course::joined(joined)];
        for wish in &wishes {
            let last = courses.last_mut().unwrap();
            // A new row, and only when the one before has ended and lies behind.
            if let Wish::Rejoin(on) = *wish
                && last.stamps.exited_on.is_some_and(|left| day(on) >= left)
                && day(on) <= today
            {
                courses.push(Course::joined(day(on)));
            } else {
                // Who has joined again is not brought back into what she left: the guard `JoinedAgain`.
                last.take(wish, day, today);
            }
            for course in &courses {
                let stamps = course.stamps;
                for step in course.states.windows(2) {
                    prop_assert!(ALLOWED.contains(&(step[0], step[1])), "{:?}", course.states);
                }
                prop_assert!(course.changes.is_sorted());
                let dates = [Some(stamps.enrolled_on), stamps.paused_on, stamps.exited_on, Some(today)];
                prop_assert!(dates.into_iter().flatten().is_sorted(), "{stamps:?}");
                prop_assert!(stamps.first_service_on.is_none_or(|first| stamps.covers(first)));
                prop_assert!(stamps.exited_on.is_none_or(|left| course.changes.iter().all(|change| *change <= left)));
            }
            let (open, over) = (courses.len() - 1, courses.iter().filter(|c| c.stamps.exited_on.is_some()).count());
            prop_assert!(over >= open, "one open enrolment at a time");
        }
    }
}
