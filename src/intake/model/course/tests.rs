use chrono::TimeZone;
use proptest::prelude::*;

use super::super::codes::{EndReasons, ReferralStates, ReferralSteps};
use super::*;
use crate::platform::codes::CodeList;

/// Where each step leads, written out once more: from, step, to.
const LEADS: &[(&str, &str, &str)] = &[
    ("received", "triaged", "triaged"),
    ("received", "attempted", "received"),
    ("received", "contacted", "received"),
    ("received", "redirected", "redirected"),
    ("received", "closed", "closed"),
    ("triaged", "attempted", "triaged"),
    ("triaged", "contacted", "triaged"),
    ("triaged", "screening_begun", "screening"),
    ("triaged", "redirected", "redirected"),
    ("triaged", "closed", "closed"),
    ("screening", "attempted", "screening"),
    ("screening", "contacted", "screening"),
    ("screening", "redirected", "redirected"),
    ("screening", "closed", "closed"),
];

fn minute(n: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 0, 0, 0).unwrap() + Duration::minutes(n)
}

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, n).unwrap()
}

fn begun() -> Course {
    Course::begin(minute(0), day(8)).unwrap()
}

fn plain(step: &str, at: i64) -> Step {
    Step {
        step: Code::parse(step).unwrap(),
        at: minute(at),
        reason: None,
        contact_safety: None,
    }
}

fn sorted(at: i64, safety: &str) -> Step {
    Step {
        contact_safety: Code::parse(safety),
        ..plain("triaged", at)
    }
}

fn ended(step: &str, at: i64) -> Step {
    Step {
        reason: Code::parse("other"),
        ..plain(step, at)
    }
}

#[test]
fn the_table_knows_every_code_and_no_other() {
    for way in WAYS {
        assert!(ReferralSteps::CODES.contains(&way.step), "{}", way.step);
        for state in way.from.iter().chain(way.to.as_ref()) {
            assert!(ReferralStates::CODES.contains(state), "{state}");
        }
    }
    for step in ReferralSteps::CODES {
        assert!(WAYS.iter().any(|way| way.step == *step), "{step} leads nowhere");
    }
    let known: Vec<_> = [OPEN, ENDED].concat();
    assert!(ReferralStates::CODES.iter().all(|state| known.contains(state)));
}

#[test]
fn the_clock_is_counted_in_days_of_the_site() {
    let evening = Utc.with_ymd_and_hms(2026, 6, 9, 23, 30, 0).unwrap();
    let due = |urgency: &str, zone| due_on(evening, Code::parse(urgency).unwrap(), zone);
    assert_eq!(due("immediate", chrono_tz::America::Bogota), day(9));
    assert_eq!(due("immediate", chrono_tz::Europe::Berlin), day(10));
    assert_eq!(due("urgent", chrono_tz::America::Bogota), day(11));
    assert_eq!(due("routine", chrono_tz::America::Bogota), day(16));
    // Clocks go forward in Berlin on 29 March 2026: the day is a day all the same.
    let before = Utc.with_ymd_and_hms(2026, 3, 28, 12, 0, 0).unwrap();
    let urgent = Code::parse("urgent").unwrap();
    let after = NaiveDate::from_ymd_opt(2026, 3, 30).unwrap();
    assert_eq!(due_on(before, urgent, chrono_tz::Europe::Berlin), after);
}

#[test]
fn something_waits_until_it_is_sorted_and_she_is_spoken_to_unless_that_is_not_safe() {
    let now = minute(100);
    let fresh = begun();
    assert_eq!(fresh.waits_until(), Some(day(8)));
    let spoken = fresh.take(plain("contacted", 5), now).unwrap();
    assert_eq!(spoken.waits_until(), Some(day(8)), "not sorted yet");
    assert_eq!(spoken.take(sorted(10, "safe"), now).unwrap().waits_until(), None);
    let unspoken = fresh.take(sorted(10, "unknown"), now).unwrap();
    assert_eq!(unspoken.waits_until(), Some(day(8)));
    assert_eq!(fresh.take(sorted(10, "unsafe"), now).unwrap().waits_until(), None);
    assert_eq!(fresh.take(ended("closed", 10), now).unwrap().waits_until(), None);
}

#[test]
fn another_call_opens_what_had_ended_and_keeps_the_earlier_moment_of_what_had_not() {
    let now = minute(10_000);
    let closed = begun().take(ended("closed", 60), now).unwrap();
    let (opened, step) = closed.joined_by(minute(90), day(9), now).unwrap();
    assert_eq!(
        (opened.state.as_str(), opened.ended_at, opened.due_on),
        ("received", None, day(9))
    );
    assert_eq!(step.unwrap().at, minute(90));
    let (opened, step) = closed.joined_by(minute(30), day(9), now).unwrap();
    assert_eq!(
        (opened.moved_at, step.unwrap().at),
        (minute(60), minute(60)),
        "an older paper"
    );
    let (joined, step) = begun().joined_by(minute(-30), day(5), now).unwrap();
    assert_eq!(
        (joined.received_at, joined.moved_at, joined.due_on),
        (minute(-30), minute(-30), day(5))
    );
    assert!(step.is_none());
    let (joined, _) = begun().joined_by(minute(30), day(20), now).unwrap();
    assert_eq!((joined.received_at, joined.due_on), (minute(0), day(8)));
}

#[test]
fn it_is_not_received_after_what_was_done_about_it() {
    let now = minute(1_000);
    let tried = begun().take(plain("attempted", 30), now).unwrap();
    assert_eq!(tried.received_otherwise(minute(30), now).unwrap().moved_at, minute(30));
    assert_eq!(tried.received_otherwise(minute(31), now), Err(StepRefused::TooEarly));
    assert_eq!(
        begun().received_otherwise(minute(1_011), now),
        Err(StepRefused::InFuture)
    );
    let closed = begun().take(ended("closed", 0), now).unwrap();
    assert_eq!(
        closed.received_otherwise(minute(1), now),
        Err(StepRefused::TooEarly),
        "it had ended"
    );
    let moved = begun().take(sorted(40, "safe"), now).unwrap();
    assert_eq!(moved.received_otherwise(minute(-5), now).unwrap().moved_at, minute(40));
}

/// What a walk does next.
#[derive(Debug, Clone)]
enum Move {
    Step(Step),
    Call(i64),
    Received(i64),
}

fn any_code<L: CodeList>() -> impl Strategy<Value = Code<L>> {
    proptest::sample::select(L::CODES).prop_map(|code| Code::parse(code).unwrap())
}

fn any_move() -> impl Strategy<Value = Move> {
    let step = (
        any_code::<ReferralSteps>(),
        -10_i64..400,
        proptest::option::of(any_code::<EndReasons>()),
        proptest::option::of(any_code()),
    );
    prop_oneof![
        8 => step.prop_map(|(step, at, reason, contact_safety)| {
            Move::Step(Step { step, at: minute(at), reason, contact_safety })
        }),
        1 => (-10_i64..400).prop_map(Move::Call),
        1 => (-10_i64..400).prop_map(Move::Received),
    ]
}

/// What holds of every course, however it came about.
fn sound(course: &Course) {
    assert_eq!(
        course.ended_at.is_some(),
        ENDED.contains(&course.state.as_str()),
        "{course:?}"
    );
    assert!(
        course.waits_until().is_none() || course.ended_at.is_none(),
        "{course:?}"
    );
    assert!(course.moved_at >= course.received_at, "{course:?}");
    for at in [
        course.triaged_at,
        course.first_attempt_at,
        course.first_contact_at,
        course.ended_at,
    ] {
        assert!(at.is_none_or(|at| at >= course.received_at), "{course:?}");
    }
    if let Some(contact) = course.first_contact_at {
        assert!(
            course.first_attempt_at.is_some_and(|attempt| attempt <= contact),
            "{course:?}"
        );
    }
    if ["triaged", "screening"].contains(&course.state.as_str()) {
        assert!(course.triaged_at.is_some(), "{course:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_walk_leaves_the_table(moves in proptest::collection::vec(any_move(), 1..40)) {
        let now = minute(300);
        let mut course = begun();
        for next in moves {
            let before = course;
            match next {
                Move::Step(step) => match before.take(step, now) {
                    Ok(after) => {
                        let lead = (before.state.as_str(), step.step.as_str(), after.state.as_str());
                        prop_assert!(LEADS.contains(&lead), "{lead:?}");
                        prop_assert!(step.at <= now + Duration::minutes(CLOCK_SLACK_MINUTES));
                        prop_assert_eq!(step.reason.is_some(), after.has_ended());
                        if lead.1 == "screening_begun" {
                            prop_assert_eq!(before.contact_safety.as_str(), "safe");
                        }
                        course = after;
                    }
                    Err(StepRefused::NotFromHere) => {
                        let known = LEADS.iter().any(|(from, by, _)| {
                            before.state == **from && step.step == **by
                        });
                        prop_assert!(!known, "{step:?} was refused in {before:?}");
                    }
                    Err(_) => {}
                },
                Move::Call(at) => {
                    if let Ok((after, step)) = before.joined_by(minute(at), day(9), now) {
                        prop_assert_eq!(step.is_some(), before.has_ended());
                        prop_assert!(!after.has_ended());
                        course = after;
                    }
                }
                Move::Received(at) => {
                    if let Ok(after) = before.received_otherwise(minute(at), now) {
                        prop_assert_eq!(after.state, before.state);
                        course = after;
                    }
                }
            }
            sound(&course);
        }
    }
}
