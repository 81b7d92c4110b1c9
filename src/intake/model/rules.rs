//! Rules of a programme, and what each comes to for somebody (domain.md §2.4).

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::code_list;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::consent::ConsentKind;
use crate::platform::codes::Code;

code_list!(
    RuleKinds,
    "rule_kind",
    "what a rule does to the decision (domain.md §2.4)",
    ["must", "should", "exclude"]
);
/// A code of the list `rule_kind`.
pub type RuleKind = Code<RuleKinds>;
code_list!(
    RuleExprs,
    "rule_expr",
    "what a rule asks (domain.md §2.4, of which those are here that can be decided)",
    [
        "age_between",
        "consent_present",
        "not_enrolled_elsewhere",
        "area_in",
        "answered"
    ]
);
/// A code of the list `rule_expr`.
pub type RuleExpr = Code<RuleExprs>;
code_list!(
    RuleResults,
    "rule_result",
    "what a rule came to (domain.md §2.4)",
    ["true", "false", "unknown"]
);
/// A code of the list `rule_result`.
pub type RuleResult = Code<RuleResults>;
code_list!(
    RuleBases,
    "rule_basis",
    "on what a result rests",
    ["computed", "answered"]
);
/// A code of the list `rule_basis`.
pub type RuleBasis = Code<RuleBases>;

/// A part of town or country, in the house's own word: never smaller than a district (domain.md §6.2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "old_port", pattern = "^[a-z0-9_-]{1,40}$")]
pub struct Area(String);

impl Area {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Area {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
        if (1..=40).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text))
        } else {
            Err("must be 1 to 40 of the characters a-z, 0-9, - and _")
        }
    }
}

impl From<Area> for String {
    fn from(area: Area) -> Self {
        area.0
    }
}

/// Most areas one rule names.
const MOST_AREAS: usize = 50;

/// What a rule asks, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Is she of this age, in whole years, both included?
    Age {
        /// The youngest.
        from: i32,
        /// The oldest.
        to: i32,
    },
    /// Is consent of this kind in force?
    Consent(ConsentKind),
    /// Is she in no other programme here?
    NotEnrolledElsewhere,
    /// Is she at home in one of these areas? Which one is written nowhere (docs/adr/0140).
    Area(Vec<Area>),
    /// What who screens finds out herself.
    Answered,
}

impl Question {
    /// From how it is written down. `None`: parts are missing, out of order, named twice, or belong to another kind of
    /// question.
    pub fn of(
        expr: RuleExpr,
        ages: Option<(i32, i32)>,
        consent: Option<ConsentKind>,
        areas: Vec<Area>,
    ) -> Option<Self> {
        match (expr.as_str(), ages, consent, areas.len()) {
            ("age_between", Some((from, to)), None, 0) if 0 <= from && from <= to && to <= 120 => {
                Some(Self::Age { from, to })
            }
            ("consent_present", None, Some(kind), 0) => Some(Self::Consent(kind)),
            ("not_enrolled_elsewhere", None, None, 0) => Some(Self::NotEnrolledElsewhere),
            ("area_in", None, None, 1..=MOST_AREAS) if are_distinct(&areas) => Some(Self::Area(areas)),
            ("answered", None, None, 0) => Some(Self::Answered),
            _ => None,
        }
    }

    /// Its code.
    pub const fn expr(&self) -> &'static str {
        match self {
            Self::Age { .. } => "age_between",
            Self::Consent(_) => "consent_present",
            Self::NotEnrolledElsewhere => "not_enrolled_elsewhere",
            Self::Area(_) => "area_in",
            Self::Answered => "answered",
        }
    }
}

fn are_distinct(areas: &[Area]) -> bool {
    areas.iter().collect::<BTreeSet<_>>().len() == areas.len()
}

/// What the record says about one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The youngest and the oldest she can be that day; `None`: nothing is known of her age.
    Ages(Option<RangeInclusive<i32>>),
    /// Is that consent in force?
    Consent(bool),
    /// Did whoever screens see her in another programme? Not seeing it proves nothing.
    SeenElsewhere(bool),
    /// The record does not say.
    Nothing,
}

/// What one rule came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Is it so?
    pub result: RuleResult,
    /// On what that rests.
    pub basis: RuleBasis,
    /// It failed for what not every reader of the referral may see: `result` says that it is not known, and the truth is
    /// kept apart.
    pub failed_apart: bool,
}

/// Judges one rule: by the record where the record decides, else by the answer of who screens; without one it is not known.
///
/// An answer never changes what the record decides. `None`: the lists do not have the codes, which a test rules out.
pub fn judge(question: &Question, known: &Known, answer: Option<RuleResult>) -> Option<Judged> {
    let computed = match (question, known) {
        (Question::Age { from, to }, Known::Ages(Some(ages))) => {
            let (youngest, oldest) = (ages.start(), ages.end());
            if oldest < from || to < youngest {
                Some("false")
            } else {
                (from <= youngest && oldest <= to).then_some("true")
            }
        }
        (Question::Consent(_), Known::Consent(in_force)) => Some(if *in_force { "true" } else { "false" }),
        (Question::NotEnrolledElsewhere, Known::SeenElsewhere(true)) => Some("unknown"),
        _ => None,
    };
    let failed_apart = computed == Some("unknown");
    let (result, basis) = match (computed, answer) {
        (Some(computed), _) => (Code::parse(computed)?, "computed"),
        (None, Some(answer)) => (answer, "answered"),
        (None, None) => (Code::parse("unknown")?, "computed"),
    };
    Some(Judged {
        result,
        basis: Code::parse(basis)?,
        failed_apart,
    })
}

/// Does this result keep somebody from being found eligible?
///
/// What must be so has to be known to be so; what excludes has to be known as well, so that nobody is turned away for what
/// nobody asked. What should be so never decides.
pub fn stands_in_the_way(kind: RuleKind, result: RuleResult) -> bool {
    match kind.as_str() {
        "must" => result != *"true",
        "exclude" => result == *"true",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    fn code<L: CodeList>(text: &str) -> Code<L> {
        Code::parse(text).unwrap()
    }

    fn areas(words: &[&str]) -> Vec<Area> {
        let named = words.iter().map(|word| Area::try_from((*word).to_owned()));
        named.collect::<Result<_, _>>().unwrap()
    }

    fn result(question: &Question, known: &Known, answer: Option<&str>) -> (&'static str, &'static str, bool) {
        let judged = judge(question, known, answer.map(code)).unwrap();
        (judged.result.as_str(), judged.basis.as_str(), judged.failed_apart)
    }

    #[test]
    fn a_question_is_whole_or_it_is_none() {
        let consent = code("service_participation");
        let ages = Question::of(code("age_between"), Some((12, 17)), None, Vec::new());
        assert_eq!(ages, Some(Question::Age { from: 12, to: 17 }));
        for (expr, ages, kind) in [
            ("age_between", None, None),
            ("age_between", Some((17, 12)), None),
            ("age_between", Some((-1, 12)), None),
            ("age_between", Some((12, 121)), None),
            ("age_between", Some((12, 17)), Some(consent)),
            ("consent_present", None, None),
            ("consent_present", Some((12, 17)), Some(consent)),
            ("answered", Some((12, 17)), None),
            ("not_enrolled_elsewhere", None, Some(consent)),
        ] {
            let asked = Question::of(code(expr), ages, kind, Vec::new());
            assert_eq!(asked, None, "{expr} {ages:?} {kind:?}");
            let asked = Question::of(code(expr), ages, kind, areas(&["north"]));
            assert_eq!(asked, None, "{expr} {ages:?} {kind:?} and an area");
        }
        for expr in RuleExprs::CODES {
            let ages = (*expr == "age_between").then_some((1, 2));
            let kind = (*expr == "consent_present").then_some(consent);
            let named = areas(if *expr == "area_in" {
                &["north", "old_port"][..]
            } else {
                &[]
            });
            assert_eq!(Question::of(code(expr), ages, kind, named).unwrap().expr(), *expr);
        }
    }

    #[test]
    fn a_rule_about_areas_names_each_once_and_not_too_many() {
        let asked = |named: Vec<Area>| Question::of(code("area_in"), None, None, named);
        assert_eq!(asked(Vec::new()), None);
        assert_eq!(asked(areas(&["north", "north"])), None);
        let many = |n: usize| {
            (0..n)
                .map(|n| Area::try_from(format!("area-{n}")).unwrap())
                .collect::<Vec<_>>()
        };
        assert!(asked(many(MOST_AREAS)).is_some());
        assert_eq!(asked(many(MOST_AREAS + 1)), None);
    }

    #[test]
    fn where_she_is_at_home_says_who_screens_and_nobody_else() {
        let here = Question::of(code("area_in"), None, None, areas(&["north", "old_port"])).unwrap();
        assert_eq!(result(&here, &Known::Nothing, None), ("unknown", "computed", false));
        assert_eq!(
            result(&here, &Known::Nothing, Some("true")),
            ("true", "answered", false)
        );
        assert_eq!(
            result(&here, &Known::Nothing, Some("false")),
            ("false", "answered", false)
        );
    }

    #[test]
    fn a_year_of_birth_decides_where_it_can_and_the_screener_where_it_cannot() {
        let teens = Question::Age { from: 12, to: 17 };
        let known = |from, to| Known::Ages(Some(from..=to));
        assert_eq!(result(&teens, &known(16, 17), None), ("true", "computed", false));
        assert_eq!(
            result(&teens, &known(18, 19), Some("true")),
            ("false", "computed", false)
        );
        assert_eq!(result(&teens, &known(10, 11), None), ("false", "computed", false));
        assert_eq!(result(&teens, &known(17, 18), None), ("unknown", "computed", false));
        assert_eq!(
            result(&teens, &known(17, 18), Some("true")),
            ("true", "answered", false)
        );
        assert_eq!(
            result(&teens, &Known::Ages(None), Some("false")),
            ("false", "answered", false)
        );
    }

    #[test]
    fn consent_is_there_or_it_is_not() {
        let consent = Question::Consent(code("service_participation"));
        assert_eq!(
            result(&consent, &Known::Consent(true), None),
            ("true", "computed", false)
        );
        assert_eq!(
            result(&consent, &Known::Consent(false), Some("true")),
            ("false", "computed", false)
        );
    }

    #[test]
    fn what_was_seen_elsewhere_is_kept_apart_and_nothing_seen_proves_nothing() {
        let alone = Question::NotEnrolledElsewhere;
        let (seen, unseen) = (Known::SeenElsewhere(true), Known::SeenElsewhere(false));
        assert_eq!(result(&alone, &seen, Some("true")), ("unknown", "computed", true));
        assert_eq!(result(&alone, &unseen, None), ("unknown", "computed", false));
        assert_eq!(result(&alone, &unseen, Some("true")), ("true", "answered", false));
    }

    #[test]
    fn only_what_must_be_so_and_what_excludes_stands_in_the_way() {
        let standing = |kind: &str| {
            let codes = RuleResults::CODES.iter();
            codes
                .filter(|result| stands_in_the_way(code(kind), code(result)))
                .copied()
                .collect::<Vec<_>>()
        };
        assert_eq!(standing("must"), ["false", "unknown"]);
        assert_eq!(standing("should"), [""; 0]);
        assert_eq!(standing("exclude"), ["true"]);
    }
}
