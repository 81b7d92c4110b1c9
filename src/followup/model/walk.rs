//! Random histories of one follow-up: whoever is asked in whatever order, and whatever happens elsewhere meanwhile, nothing is
//! recorded that its state forbids, and what was recorded in error can be taken back to the beginning.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{Course, FollowupResult, FollowupResults, FollowupState, FollowupStates, SourceKind, SourceKinds, windows};
use crate::platform::codes::{Code, CodeList};

#[derive(Debug, Clone)]
enum Wish {
    /// Somebody is asked, on a day counted from her leaving.
    Contact(FollowupResult, SourceKind, u64),
    /// The contact recorded last was an error.
    VoidLast,
    /// Something happens elsewhere, or is taken back there.
    Elsewhere(Option<&'static str>),
    /// Time passes.
    Days(u64),
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let result = prop::sample::select(FollowupResults::CODES).prop_map(|code| Code::parse(code).unwrap());
    let source = prop::sample::select(SourceKinds::CODES).prop_map(|code| Code::parse(code).unwrap());
    let closed = prop::sample::select(&["unsafe_to_contact", "declined", "deceased", "ended"][..]);
    let wish = prop_oneof![
        6 => (result, source, 60..200_u64).prop_map(|(result, source, on)| Wish::Contact(result, source, on)),
        1 => Just(Wish::VoidLast),
        2 => prop::option::of(closed).prop_map(Wish::Elsewhere),
        3 => (1..30_u64).prop_map(Wish::Days),
    ];
    prop::collection::vec(wish, 1..80)
}

struct History {
    course: Course,
    contacts: Vec<(FollowupResult, NaiveDate)>,
    left_on: NaiveDate,
    today: NaiveDate,
}

impl History {
    fn new() -> Self {
        let left_on = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        let window = windows(left_on, false)[0];
        let course = Course {
            told: None,
            closed: None,
            opens_on: window.opens_on,
            closes_on: window.closes_on,
            last_on: None,
        };
        Self {
            course,
            contacts: Vec::new(),
            left_on,
            today: left_on,
        }
    }

    fn contact(&mut self, result: FollowupResult, source: SourceKind, on: NaiveDate) {
        let before = self.course.state(self.today);
        let Ok(next) = self.course.take(result, source, on, self.today) else {
            return;
        };
        assert!(
            !["done", "deceased", "ended"].contains(&before),
            "{result} after {before}"
        );
        assert!(next.opens_on <= on && on <= self.today);
        if ["unsafe_to_contact", "declined"].contains(&before) {
            assert_eq!(source.as_str(), "self_report", "{result} while {before}");
            assert!(["done", "partial"].contains(&result.as_str()));
        }
        if before == "partial" {
            assert!(
                ["done", "partial"].contains(&next.state(self.today)),
                "{result} lost a part"
            );
        }
        assert!(self.contacts.last().is_none_or(|(_, last)| *last <= on));
        self.contacts.push((result, on));
        self.course = next;
    }

    /// As the store does: from what is left, in its order.
    fn void_last(&mut self) {
        self.contacts.pop();
        self.course.told = told(&self.contacts);
        self.course.last_on = self.contacts.last().map(|(_, on)| *on);
    }
}

fn told(contacts: &[(FollowupResult, NaiveDate)]) -> Option<FollowupState> {
    Course::of_contacts(contacts.iter().map(|(result, _)| *result))
}

proptest! {
    #[test]
    fn no_history_records_what_its_state_forbids(wishes in wishes()) {
        let mut history = History::new();
        for wish in wishes {
            match wish {
                Wish::Contact(result, source, on) => {
                    let on = history.left_on + Days::new(on);
                    history.contact(result, source, on);
                }
                Wish::VoidLast => history.void_last(),
                Wish::Elsewhere(closed) => history.course.closed = closed.map(|code| Code::parse(code).unwrap()),
                Wish::Days(days) => history.today = history.today + Days::new(days),
            }
            prop_assert!(FollowupStates::CODES.contains(&history.course.state(history.today)));
            prop_assert_eq!(history.course.told, told(&history.contacts), "step by step, and from all of them");
        }
        while !history.contacts.is_empty() {
            history.void_last();
        }
        history.course.closed = None;
        prop_assert!(["due", "in_window", "overdue"].contains(&history.course.state(history.today)));
    }
}
