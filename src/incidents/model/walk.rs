//! Random histories of an incident in the hands of four colleagues: however they go, no step is skipped, and it is
//! closed by two who are not named in it, the second of whom did not report it, with nothing left to do.

use chrono::{DateTime, Duration, TimeZone, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Course, Hand, IncidentStates, IncidentSteps, Severities, Severity, Taken, Told};
use crate::platform::codes::{Code, CodeList};
use crate::platform::ids::StaffId;

/// What one of them does.
#[derive(Debug, Clone)]
enum Move {
    /// A step, with or without what belongs to it.
    Step(&'static str, bool),
    Decide(bool),
    Void,
    /// Sets an action.
    Set,
    /// Does one.
    Do,
    /// Names a colleague.
    Name(usize),
}

fn colleague(n: usize) -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(n.try_into().unwrap()))
}

fn begin() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).unwrap()
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        12 => (proptest::sample::select(IncidentSteps::CODES), prop::bool::weighted(0.8))
            .prop_map(|(step, whole)| Move::Step(step, whole)),
        6 => any::<bool>().prop_map(Move::Decide),
        1 => Just(Move::Void),
        2 => Just(Move::Set),
        2 => Just(Move::Do),
        1 => (0_usize..4).prop_map(Move::Name),
    ]
}

fn whole(step: &'static str, at: DateTime<Utc>) -> Taken {
    let severity: Severity = Code::parse(Severities::CODES[1]).unwrap();
    Taken {
        step: Code::parse(step).unwrap(),
        at,
        severity: (step == "triaged").then_some(severity),
        told: (step == "notified").then(|| Told {
            to: vec![Code::parse("police").unwrap()],
            mandatory: true,
        }),
    }
}

fn rank(course: &Course) -> usize {
    IncidentStates::CODES
        .iter()
        .position(|code| course.state == **code)
        .unwrap()
}

/// How often the walk came to an end that two made, so that the test shows something.
fn walk(moves: Vec<(usize, Move)>) -> bool {
    let (mut named, mut now) = ([false; 4], begin());
    let mut closed = false;
    let mut course = Course {
        state: Code::parse("reported").unwrap(),
        moved_at: begin(),
        severity: Code::parse("s1_critical").unwrap(),
        triaged_at: None,
        reported_by: colleague(0),
        close_asked_by: None,
        left_to_do: 0,
    };
    for (who, step) in moves {
        now += Duration::minutes(5);
        let by = Hand {
            staff: colleague(who),
            named: named[who],
        };
        let before = course;
        match step {
            Move::Step(step, is_whole) => {
                let mut taken = whole(step, now);
                if !is_whole {
                    taken.severity = None;
                    taken.told = None;
                }
                if let Ok(after) = course.take(&taken, by, now) {
                    let steps = rank(&after) - rank(&before);
                    assert!(steps <= 1, "{before:?} {taken:?} {after:?}");
                    assert_ne!(after.state, *"closed", "a step closes nothing");
                    assert!(is_whole || !["triaged", "notified"].contains(&step));
                    assert!(steps == 1 || after.close_asked_by == Some(by.staff) && !by.named);
                    course = after;
                }
            }
            Move::Decide(close) => {
                if let Ok(after) = course.decide(by, close, now) {
                    let asked = before.close_asked_by.unwrap();
                    assert!(!by.named);
                    if close {
                        assert_eq!(after.state, *"closed");
                        assert!(by.staff != asked && by.staff != before.reported_by && before.left_to_do == 0);
                        closed = true;
                    } else {
                        assert_eq!((after.state, after.close_asked_by), (before.state, None));
                    }
                    course = after;
                }
            }
            Move::Void => {
                if course.may_void(by).is_ok() {
                    assert!(!by.named && by.staff != course.reported_by && !closed);
                }
            }
            Move::Set => {
                if course.may_correct().is_ok() {
                    assert!(!closed);
                    course.left_to_do += 1;
                    // Setting one withdraws a request to close, as the flow does.
                    course.close_asked_by = None;
                }
            }
            Move::Do => course.left_to_do = (course.left_to_do - 1).max(0),
            Move::Name(whom) => named[whom] = true,
        }
        assert!(rank(&course) >= rank(&before), "nothing goes back");
        assert!(rank(&course) == 0 || course.triaged_at.is_some());
    }
    closed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_history_closes_an_incident_by_one(moves in prop::collection::vec((0_usize..4, any_move()), 0..80)) {
        walk(moves);
    }
}

#[test]
fn two_close_what_a_third_reported() {
    let steps = ["triaged", "acted", "notified", "review_begun", "close_asked"];
    let mut moves: Vec<_> = steps.iter().map(|step| (1, Move::Step(step, true))).collect();
    for who in [0, 1] {
        moves.push((who, Move::Decide(true)));
        assert!(!walk(moves.clone()), "who reported it, or asked, closes nothing");
    }
    moves.push((2, Move::Decide(true)));
    assert!(walk(moves));
}
