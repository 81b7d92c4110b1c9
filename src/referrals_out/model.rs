//! The course of a referral out (domain.md §2.3).

use chrono::{DateTime, Utc};

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(ReferralOutId, "somebody sent to a provider");
typed_id!(ReferralOutEventId, "one step of a referral out");

code_list!(
    ReferralOutStates,
    "referral_out_state",
    "where a referral out stands (domain.md §2.3)",
    [
        "made",
        "sent",
        "acknowledged",
        "appointment_set",
        "attended",
        "service_started",
        "service_completed",
        "declined_by_person",
        "rejected_by_provider",
        "no_capacity",
        "no_show",
        "expired",
        "withdrawn",
    ]
);
/// A code of the list `referral_out_state`.
pub type ReferralOutState = Code<ReferralOutStates>;

/// The chain, in its order.
const CHAIN: [&str; 7] = [
    "made",
    "sent",
    "acknowledged",
    "appointment_set",
    "attended",
    "service_started",
    "service_completed",
];

/// Where a referral out stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// The state.
    pub state: ReferralOutState,
    /// Since when.
    pub moved_at: DateTime<Utc>,
}

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    /// It does not follow from where the referral stands.
    #[error("does not follow")]
    DoesNotFollow,
    /// The referral has ended.
    #[error("has ended")]
    Ended,
    /// Dated before the step it follows.
    #[error("before the last step")]
    TooEarly,
    /// Dated in the future.
    #[error("in the future")]
    InFuture,
}

impl Course {
    /// The next place, at this moment.
    pub fn step(self, to: ReferralOutState, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Self, StepRefused> {
        let from = place(self.state).filter(|from| from + 1 < CHAIN.len());
        let from = from.ok_or(StepRefused::Ended)?;
        if !follows(from, to) {
            return Err(StepRefused::DoesNotFollow);
        }
        if at < self.moved_at {
            return Err(StepRefused::TooEarly);
        }
        if at > now {
            return Err(StepRefused::InFuture);
        }
        Ok(Self {
            state: to,
            moved_at: at,
        })
    }
}

fn place(state: ReferralOutState) -> Option<usize> {
    CHAIN.iter().position(|code| state == **code)
}

/// May `to` come after this place of the chain?
fn follows(from: usize, to: ReferralOutState) -> bool {
    if let Some(to) = place(to) {
        return from < to;
    }
    // Before she went there; and an appointment is needed to miss it.
    let before_attending = CHAIN
        .iter()
        .position(|code| *code == "attended")
        .is_some_and(|attended| from < attended);
    match to.as_str() {
        "no_show" => CHAIN.get(from) == Some(&"appointment_set"),
        "rejected_by_provider" | "no_capacity" | "expired" => before_attending,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::codes::CodeList;

    fn moment(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000 + hour * 3600, 0).unwrap()
    }
    fn code(text: &str) -> ReferralOutState {
        Code::parse(text).unwrap()
    }
    fn at(state: &str) -> Course {
        Course {
            state: code(state),
            moved_at: moment(0),
        }
    }

    #[test]
    fn every_pair_of_states_is_as_the_table_says() {
        // From each open state: the side exits it has.
        let exits = [
            (
                "made",
                "declined_by_person rejected_by_provider no_capacity expired withdrawn",
            ),
            (
                "sent",
                "declined_by_person rejected_by_provider no_capacity expired withdrawn",
            ),
            (
                "acknowledged",
                "declined_by_person rejected_by_provider no_capacity expired withdrawn",
            ),
            (
                "appointment_set",
                "declined_by_person rejected_by_provider no_capacity no_show expired withdrawn",
            ),
            ("attended", "declined_by_person withdrawn"),
            ("service_started", "declined_by_person withdrawn"),
        ];
        for from in ReferralOutStates::CODES {
            let open = exits.iter().position(|(state, _)| state == from);
            for to in ReferralOutStates::CODES {
                let expected = open.is_some_and(|place| {
                    let later = CHAIN.iter().skip(place + 1).any(|state| state == to);
                    later || exits[place].1.split(' ').any(|exit| exit == *to)
                });
                let step = at(from).step(code(to), moment(1), moment(2));
                assert_eq!(step.is_ok(), expected, "{from} to {to}: {step:?}");
            }
        }
    }

    #[test]
    fn days_stay_in_order() {
        let here = Course {
            moved_at: moment(5),
            ..at("made")
        };
        assert_eq!(
            here.step(code("sent"), moment(4), moment(9)),
            Err(StepRefused::TooEarly)
        );
        assert_eq!(
            here.step(code("sent"), moment(10), moment(9)),
            Err(StepRefused::InFuture)
        );
        assert!(here.step(code("sent"), moment(5), moment(9)).is_ok());
    }

    proptest! {
        /// Random histories: what was taken goes forward in the chain and in time, and nothing follows an end.
        #[test]
        fn no_history_goes_backwards(steps in prop::collection::vec((0..13_usize, 0..40_i64), 0..30)) {
            let mut course = at("made");
            let mut ended = false;
            for (to, hour) in steps {
                let to = code(ReferralOutStates::CODES[to]);
                let Ok(next) = course.step(to, moment(hour), moment(30)) else { continue };
                prop_assert!(!ended, "{course:?} had ended");
                prop_assert!(course.moved_at <= next.moved_at && next.moved_at <= moment(30));
                match place(next.state) {
                    Some(there) => prop_assert!(place(course.state).unwrap() < there),
                    None => ended = true,
                }
                ended |= next.state == *"service_completed";
                course = next;
            }
        }
    }
}
