//! What an answer is.

use chrono::{Days, NaiveDate};
use zeroize::Zeroizing;

use super::item::{Item, ItemKind};
use crate::people::MissingReason;

/// Days before she was enrolled on which something may have been said: a referral and its assessment may last that long
/// (domain.md §2.1, after GRYD).
const EARLIER_DAYS: u64 = 120;
/// The largest number an answer may be.
const MOST: i32 = 9_999;
/// The longest answer in words, in characters.
const LONGEST_TEXT: usize = 2_000;

/// What was sent as an answer: one of these.
#[derive(Default)]
pub struct Sent {
    /// The code of an option.
    pub choice: Option<String>,
    /// Words.
    pub text: Option<Zeroizing<String>>,
    /// Yes or no.
    pub yes: Option<bool>,
    /// A number.
    pub number: Option<i32>,
    /// A day.
    pub date: Option<NaiveDate>,
    /// Why there is none.
    pub missing: Option<MissingReason>,
}

/// A value.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// The code of an option.
    Choice(String),
    /// Words.
    Text(Zeroizing<String>),
    /// Yes or no.
    Yes(bool),
    /// A number.
    Number(i32),
    /// A day.
    Date(NaiveDate),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[answer]")
    }
}

/// An answer: a value, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A value of the item's kind.
    Value(Value),
    /// Why there is none.
    Missing(MissingReason),
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefused {
    /// Not exactly one of the fields.
    #[error("a value, or why there is none")]
    ValueOrReason,
    /// A value of another kind.
    #[error("another kind of answer")]
    OtherKind,
    /// No option of the item.
    #[error("no such option")]
    NotAnOption,
    /// Negative, or more than anybody would count.
    #[error("out of range")]
    OutOfRange,
    /// Nothing, or more than is read.
    #[error("empty or too long")]
    NotReadable,
    /// In the future.
    #[error("in the future")]
    InFuture,
    /// Long before she was enrolled.
    #[error("too early")]
    TooEarly,
    /// After she left.
    #[error("after she left")]
    AfterLeaving,
}

impl Given {
    /// Reads what was sent as an answer to `item`.
    pub fn of(item: &Item, sent: Sent) -> Result<Self, AnswerRefused> {
        let Sent {
            choice,
            text,
            yes,
            number,
            date,
            missing,
        } = sent;
        let mut values = [
            choice.map(Value::Choice),
            text.map(Value::Text),
            yes.map(Value::Yes),
            number.map(Value::Number),
            date.map(Value::Date),
        ]
        .into_iter()
        .flatten();
        match (values.next(), values.next(), missing) {
            (None, None, Some(missing)) => Ok(Self::Missing(missing)),
            (Some(value), None, None) => value.check(item).map(|()| Self::Value(value)),
            _ => Err(AnswerRefused::ValueOrReason),
        }
    }

    /// Does it say that somebody is in danger now?
    pub fn is_danger(&self, item: &Item) -> bool {
        item.danger && *self == Self::Value(Value::Yes(true))
    }
}

impl Value {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Choice(_) => "choice",
            Self::Text(_) => "text",
            Self::Yes(_) => "yes_no",
            Self::Number(_) => "number",
            Self::Date(_) => "date",
        }
    }

    fn check(&self, item: &Item) -> Result<(), AnswerRefused> {
        if item.kind != *self.kind() {
            return Err(AnswerRefused::OtherKind);
        }
        match self {
            Self::Choice(code) if !item.options.contains(code) => Err(AnswerRefused::NotAnOption),
            Self::Text(words) if words.trim().is_empty() || words.chars().count() > LONGEST_TEXT => {
                Err(AnswerRefused::NotReadable)
            }
            Self::Number(number) if !(0..=MOST).contains(number) => Err(AnswerRefused::OutOfRange),
            Self::Choice(_) | Self::Text(_) | Self::Yes(_) | Self::Number(_) | Self::Date(_) => Ok(()),
        }
    }

    /// As it is stored.
    pub fn written(&self) -> Zeroizing<String> {
        match self {
            Self::Choice(code) => Zeroizing::new(code.clone()),
            Self::Text(words) => words.clone(),
            Self::Yes(yes) => Zeroizing::new(if *yes { "yes" } else { "no" }.to_owned()),
            Self::Number(number) => Zeroizing::new(number.to_string()),
            Self::Date(day) => Zeroizing::new(day.to_string()),
        }
    }

    /// From how it is stored. `None`: it is no answer of this kind.
    pub fn read(kind: ItemKind, written: Zeroizing<String>) -> Option<Self> {
        match kind.as_str() {
            "choice" => Some(Self::Choice(written.as_str().to_owned())),
            "text" => Some(Self::Text(written)),
            "yes_no" => match written.as_str() {
                "yes" => Some(Self::Yes(true)),
                "no" => Some(Self::Yes(false)),
                _ => None,
            },
            "number" => written.parse().ok().map(Self::Number),
            "date" => written.parse().ok().map(Self::Date),
            _ => None,
        }
    }
}

/// Can something have been said on this day? Not before anybody knew her, not after she left, not tomorrow.
pub(in crate::intake_forms) fn check_day(
    asked_on: NaiveDate,
    enrolled_on: NaiveDate,
    exited_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), AnswerRefused> {
    let first = enrolled_on
        .checked_sub_days(Days::new(EARLIER_DAYS))
        .unwrap_or(enrolled_on);
    if asked_on > today {
        Err(AnswerRefused::InFuture)
    } else if asked_on < first {
        Err(AnswerRefused::TooEarly)
    } else if exited_on.is_some_and(|left| asked_on > left) {
        Err(AnswerRefused::AfterLeaving)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::item::tests::{choice, code, item};
    use super::*;

    fn of_kind(kind: &str) -> Item {
        let mut item = choice("help");
        item.kind = code(kind);
        item
    }

    fn every_value() -> [(&'static str, Sent); 5] {
        let day = NaiveDate::from_ymd_opt(2026, 6, 1);
        [
            (
                "choice",
                Sent {
                    choice: Some("some".to_owned()),
                    ..Sent::default()
                },
            ),
            (
                "text",
                Sent {
                    text: Some(Zeroizing::new("Canary".to_owned())),
                    ..Sent::default()
                },
            ),
            (
                "yes_no",
                Sent {
                    yes: Some(false),
                    ..Sent::default()
                },
            ),
            (
                "number",
                Sent {
                    number: Some(2),
                    ..Sent::default()
                },
            ),
            (
                "date",
                Sent {
                    date: day,
                    ..Sent::default()
                },
            ),
        ]
    }

    #[test]
    fn each_kind_takes_its_own_answer_and_gives_it_back() {
        for asked in ["choice", "text", "yes_no", "number", "date", "kept_elsewhere"] {
            for (kind, sent) in every_value() {
                let given = Given::of(&of_kind(asked), sent);
                if asked != kind {
                    assert_eq!(given, Err(AnswerRefused::OtherKind), "{kind} to {asked}");
                    continue;
                }
                let Ok(Given::Value(value)) = given else {
                    panic!("{kind} is not taken")
                };
                assert_eq!(Value::read(code(kind), value.written()), Some(value), "{kind}");
            }
        }
        assert_eq!(Value::read(code("yes_no"), Zeroizing::new("maybe".to_owned())), None);
        assert_eq!(Value::read(code("number"), Zeroizing::new("many".to_owned())), None);
    }

    #[test]
    fn an_answer_is_one_thing_and_in_its_bounds() {
        let of = |kind: &str, sent: Sent| Given::of(&of_kind(kind), sent).unwrap_err();
        assert_eq!(of("text", Sent::default()), AnswerRefused::ValueOrReason);
        let both = Sent {
            yes: Some(true),
            missing: Some(code("prefers_not")),
            ..Sent::default()
        };
        assert_eq!(of("yes_no", both), AnswerRefused::ValueOrReason);
        let two = Sent {
            yes: Some(true),
            number: Some(1),
            ..Sent::default()
        };
        assert_eq!(of("yes_no", two), AnswerRefused::ValueOrReason);
        let other = Sent {
            choice: Some("more".to_owned()),
            ..Sent::default()
        };
        assert_eq!(of("choice", other), AnswerRefused::NotAnOption);
        for number in [-1, 10_000] {
            let sent = Sent {
                number: Some(number),
                ..Sent::default()
            };
            assert_eq!(of("number", sent), AnswerRefused::OutOfRange, "{number}");
        }
        for words in ["  ".to_owned(), "w".repeat(2_001)] {
            let sent = Sent {
                text: Some(Zeroizing::new(words)),
                ..Sent::default()
            };
            assert_eq!(of("text", sent), AnswerRefused::NotReadable);
        }
        let missing = Sent {
            missing: Some(code("prefers_not")),
            ..Sent::default()
        };
        assert_eq!(
            Given::of(&of_kind("text"), missing),
            Ok(Given::Missing(code("prefers_not")))
        );
    }

    #[test]
    fn only_a_yes_to_danger_is_danger() {
        let yes = Given::Value(Value::Yes(true));
        let mut danger = item("danger");
        assert!(!yes.is_danger(&danger));
        danger.danger = true;
        assert!(yes.is_danger(&danger));
        assert!(!Given::Value(Value::Yes(false)).is_danger(&danger));
        assert!(!Given::Missing(code("prefers_not")).is_danger(&danger));
    }

    #[test]
    fn the_day_lies_between_the_referral_and_today() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let check = |asked: &str, left: Option<&str>| {
            check_day(day(asked), day("2026-05-01"), left.map(day), day("2026-06-10"))
        };
        assert_eq!(check("2026-06-10", None), Ok(()));
        assert_eq!(check("2026-06-11", None), Err(AnswerRefused::InFuture));
        assert_eq!(check("2026-01-01", None), Ok(()));
        assert_eq!(check("2025-12-31", None), Err(AnswerRefused::TooEarly));
        assert_eq!(check("2026-06-01", Some("2026-06-01")), Ok(()));
        assert_eq!(
            check("2026-06-02", Some("2026-06-01")),
            Err(AnswerRefused::AfterLeaving)
        );
    }

    #[test]
    fn an_answer_is_not_in_a_log() {
        let given = Given::Value(Value::Text(Zeroizing::new("Canary".to_owned())));
        assert_eq!(format!("{given:?}"), "Value([answer])");
    }
}
