//! Whose turn it is when a place is free (peers.md, waiting lists; ENR-09).

use chrono::{DateTime, Utc};

use super::ReferralId;
use crate::code_list;
use crate::platform::codes::{Code, CodeList};

code_list!(
    WaitingPriorities,
    "waiting_priority",
    "how urgently somebody waits, the most urgent first",
    ["urgent", "raised", "normal"]
);
/// A code of the list `waiting_priority`.
pub type WaitingPriority = Code<WaitingPriorities>;
code_list!(
    TurnReasons,
    "turn_reason",
    "why somebody who waits is passed over",
    [
        "needs_it_now",
        "place_suits_only_her",
        "with_family_or_friends",
        "others_cannot_now",
        "authority_set_a_day",
    ]
);
/// A code of the list `turn_reason`.
pub type TurnReason = Code<TurnReasons>;

/// Somebody who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Whose.
    pub referral: ReferralId,
    /// How urgently.
    pub priority: WaitingPriority,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Waiting {
    /// Her place in the line: by priority, then since when; of two who came at once, by id.
    pub fn rank(&self) -> (usize, DateTime<Utc>, ReferralId) {
        let before = WaitingPriorities::CODES.iter();
        let priority = before.take_while(|code| self.priority != ***code).count();
        (priority, self.since, self.referral)
    }
}

/// Why a place cannot be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfferRefused {
    /// Somebody waits before her, and nothing says why she is passed over.
    #[error("somebody waits before her")]
    NotHerTurn,
    /// It is her turn: there is nobody to pass over.
    #[error("it is her turn")]
    ReasonNotHere,
    /// No place is free.
    #[error("no place is free")]
    NoPlace,
}

/// May this one be offered a place, with so many free (`None`: no limit) and these waiting? Who is not on the list comes
/// after everybody who is; passing somebody over needs a reason.
pub fn may_offer(
    referral: ReferralId,
    free: Option<i32>,
    waiting: &[Waiting],
    reason: Option<TurnReason>,
) -> Result<(), OfferRefused> {
    if free.is_some_and(|free| free < 1) {
        return Err(OfferRefused::NoPlace);
    }
    let first = waiting.iter().min_by_key(|waiting| waiting.rank());
    let in_turn = first.is_none_or(|first| first.referral == referral);
    match (in_turn, reason) {
        (false, None) => Err(OfferRefused::NotHerTurn),
        (true, Some(_)) => Err(OfferRefused::ReasonNotHere),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn referral(n: u128) -> ReferralId {
        ReferralId::from_uuid(Uuid::from_u128(n))
    }

    fn waits(n: u128, priority: &str, day: u32) -> Waiting {
        Waiting {
            referral: referral(n),
            priority: Code::parse(priority).unwrap(),
            since: Utc.with_ymd_and_hms(2026, 6, day, 0, 0, 0).unwrap(),
        }
    }

    #[test]
    fn the_most_urgent_is_first_and_of_those_who_has_waited_longest() {
        let list = [
            waits(1, "normal", 1),
            waits(2, "urgent", 9),
            waits(3, "urgent", 8),
            waits(4, "raised", 2),
        ];
        assert_eq!(may_offer(referral(3), Some(1), &list, None), Ok(()));
        for other in [1, 2, 4, 5] {
            let passed_over = may_offer(referral(other), Some(1), &list, None);
            assert_eq!(passed_over, Err(OfferRefused::NotHerTurn), "{other}");
            let reason = Code::parse("needs_it_now");
            assert_eq!(may_offer(referral(other), None, &list, reason), Ok(()));
        }
        let needless = may_offer(referral(3), None, &list, Code::parse("needs_it_now"));
        assert_eq!(needless, Err(OfferRefused::ReasonNotHere));
        assert_eq!(may_offer(referral(5), None, &[], None), Ok(()), "nobody waits");
    }

    #[test]
    fn no_place_no_offer_whatever_the_reason() {
        for reason in [None, Code::parse("needs_it_now")] {
            assert_eq!(may_offer(referral(1), Some(0), &[], reason), Err(OfferRefused::NoPlace));
        }
        assert_eq!(may_offer(referral(1), Some(-1), &[], None), Err(OfferRefused::NoPlace));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        /// Exactly one of those who wait is in turn, and she keeps it in whatever order they are looked at.
        #[test]
        fn exactly_one_is_in_turn(
            people in proptest::collection::vec((0_usize..3, 1_u32..28), 1..12), turn in 0_usize..12
        ) {
            let mut list: Vec<_> = people
                .iter()
                .zip(1_u128..)
                .map(|((priority, day), n)| waits(n, WaitingPriorities::CODES[*priority], *day))
                .collect();
            let ids: Vec<_> = list.iter().map(|waiting| waiting.referral).collect();
            let in_turn = |list: &[Waiting]| -> Vec<_> {
                let may = |id: &&ReferralId| may_offer(**id, None, list, None).is_ok();
                ids.iter().filter(may).copied().collect()
            };
            let first = in_turn(&list);
            prop_assert_eq!(first.len(), 1);
            let places = list.len();
            list.rotate_left(turn % places);
            prop_assert_eq!(in_turn(&list), first);
        }
    }
}
