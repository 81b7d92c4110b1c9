//! When an item is to be asked, and what is left to ask.

use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::item::{AskWhen, Item, Keeper};
use crate::people::MissingReason;

/// From which day of an enrolment something is asked, and by which it is to be asked; `None`: by none. Day 0 is the day on which
/// she was enrolled.
///
/// Not everything on day one, trust first (domain.md §2.4); the days are ours.
pub fn window(when: AskWhen) -> (u64, Option<u64>) {
    match when.as_str() {
        "first_contact" => (0, Some(0)),
        "first_week" => (1, Some(7)),
        "first_month" => (8, Some(30)),
        _ => (31, None),
    }
}

/// Where an item stands for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemStanding {
    /// Required, and its last day is over.
    Overdue,
    /// Its time has come.
    ToAsk,
    /// Its time has not come.
    Later,
    /// There is an answer.
    Answered,
    /// It was asked, and there is none: declined, not known, does not apply.
    WithoutAnswer,
    /// It is written where it is kept.
    Kept,
}

/// How many items stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// Required, and the last day is over.
    pub overdue: u32,
    /// To ask now, `overdue` not counted.
    pub to_ask: u32,
    /// Not yet.
    pub later: u32,
    /// With an answer.
    pub answered: u32,
    /// Asked, without one.
    pub without_answer: u32,
    /// Written elsewhere.
    pub kept: u32,
}

impl Counts {
    /// Counts.
    pub fn of(standings: impl IntoIterator<Item = ItemStanding>) -> Self {
        let mut counts = Self::default();
        for standing in standings {
            let count = match standing {
                ItemStanding::Overdue => &mut counts.overdue,
                ItemStanding::ToAsk => &mut counts.to_ask,
                ItemStanding::Later => &mut counts.later,
                ItemStanding::Answered => &mut counts.answered,
                ItemStanding::WithoutAnswer => &mut counts.without_answer,
                ItemStanding::Kept => &mut counts.kept,
            };
            *count += 1;
        }
        counts
    }
}

/// Does an item without a value stay open? Only if nobody asked: what was declined, or is not known, was asked.
pub(in crate::intake_forms) fn is_open(missing: MissingReason) -> bool {
    missing == *"not_asked"
}

/// Where an item stands on a day. `told` are the answers to it that hold, the latest last: `None` for a value, or why there is
/// none; `kept` is what is written elsewhere.
pub fn standing(
    item: &Item,
    told: &[Option<MissingReason>],
    kept: &[Keeper],
    enrolled_on: NaiveDate,
    today: NaiveDate,
) -> ItemStanding {
    if item.kept_in.is_some_and(|keeper| kept.contains(&keeper)) {
        return ItemStanding::Kept;
    }
    let settled = told.iter().rev().find(|missing| !missing.is_some_and(is_open));
    if let Some(missing) = settled {
        return if missing.is_none() {
            ItemStanding::Answered
        } else {
            ItemStanding::WithoutAnswer
        };
    }
    let (from, by) = window(item.ask_when);
    let after = |days: u64| enrolled_on.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    if today < after(from) {
        ItemStanding::Later
    } else if item.required && by.is_some_and(|by| after(by) < today) {
        ItemStanding::Overdue
    } else {
        ItemStanding::ToAsk
    }
}

#[cfg(test)]
mod tests {
    use super::super::item::tests::{code, item};
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, n).unwrap()
    }

    #[test]
    fn an_item_comes_up_in_its_time_and_is_late_after_it() {
        let enrolled = day(1);
        for (when, later_until, late_from) in [
            ("first_contact", None, Some(2)),
            ("first_week", Some(1), Some(9)),
            ("first_month", Some(8), None),
        ] {
            let mut asked = item("way");
            asked.ask_when = code(when);
            for n in 1..=31 {
                let expected = if later_until.is_some_and(|until| n <= until) {
                    ItemStanding::Later
                } else if late_from.is_some_and(|from| n >= from) {
                    ItemStanding::Overdue
                } else {
                    ItemStanding::ToAsk
                };
                assert_eq!(
                    standing(&asked, &[], &[], enrolled, day(n)),
                    expected,
                    "{when}, day {n}"
                );
            }
            asked.required = false;
            assert_ne!(
                standing(&asked, &[], &[], enrolled, day(31)),
                ItemStanding::Overdue,
                "{when}"
            );
        }
        let mut month = item("way");
        month.ask_when = code("first_month");
        let second = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();
        assert_eq!(standing(&month, &[], &[], enrolled, second), ItemStanding::Overdue);
        let mut trusted = item("way");
        (trusted.ask_when, trusted.required) = (code("when_trusted"), false);
        assert_eq!(standing(&trusted, &[], &[], enrolled, day(31)), ItemStanding::Later);
        assert_eq!(standing(&trusted, &[], &[], enrolled, second), ItemStanding::ToAsk);
        let much_later = NaiveDate::from_ymd_opt(2036, 2, 1).unwrap();
        assert_eq!(standing(&trusted, &[], &[], enrolled, much_later), ItemStanding::ToAsk);
    }

    #[test]
    fn what_was_asked_is_not_asked_again() {
        let ask = |told: &[Option<MissingReason>]| standing(&item("way"), told, &[], day(1), day(31));
        assert_eq!(ask(&[None]), ItemStanding::Answered);
        for missing in [
            "prefers_not",
            "unknown_to_person",
            "withheld_for_safety",
            "not_applicable",
        ] {
            assert_eq!(ask(&[Some(code(missing))]), ItemStanding::WithoutAnswer, "{missing}");
        }
        let not_asked = Some(code("not_asked"));
        assert_eq!(ask(&[not_asked]), ItemStanding::Overdue);
        assert_eq!(ask(&[not_asked, None]), ItemStanding::Answered);
        // Somebody who said yes once is not asked again because another colleague did not ask.
        assert_eq!(ask(&[None, not_asked]), ItemStanding::Answered);
        assert_eq!(
            ask(&[None, Some(code("prefers_not"))]),
            ItemStanding::WithoutAnswer,
            "she took it back"
        );
    }

    #[test]
    fn what_is_kept_elsewhere_is_asked_once_it_is_written_there() {
        let mut phone = item("phone");
        phone.kept_in = Some(code("contacts"));
        phone.required = false;
        assert_eq!(standing(&phone, &[], &[], day(1), day(3)), ItemStanding::ToAsk);
        assert_eq!(
            standing(&phone, &[], &[code("needs")], day(1), day(3)),
            ItemStanding::ToAsk
        );
        assert_eq!(
            standing(&phone, &[], &[code("needs"), code("contacts")], day(1), day(1)),
            ItemStanding::Kept
        );
    }

    #[test]
    fn every_item_is_counted_once() {
        let all = [
            ItemStanding::Overdue,
            ItemStanding::ToAsk,
            ItemStanding::ToAsk,
            ItemStanding::Later,
            ItemStanding::Answered,
            ItemStanding::WithoutAnswer,
            ItemStanding::Kept,
        ];
        let counts = Counts {
            overdue: 1,
            to_ask: 2,
            later: 1,
            answered: 1,
            without_answer: 1,
            kept: 1,
        };
        assert_eq!(Counts::of(all), counts);
    }
}
