//! G6: a release says codes and fixed words, and nothing else.

use std::collections::BTreeSet;

use super::Answer;
use super::canary::Canaries;

/// A string of the file and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<'a> {
    /// Where, such as `/tables/0/cells/2/of/region`.
    pub at: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// G6 (`disclosure.md` §3.5): the file says codes and fixed words, no date finer than a year, and names nobody.
///
/// Every string is one of `allowed` (codes of the programme, its fixed words, the organisation's own name); none holds a
/// date but at the `named` places, where the organisation says who it is; no canary stands in the file's bytes.
/// What was found is not repeated, only where: it may be somebody's name.
#[must_use]
pub fn content(
    texts: &[Text<'_>],
    allowed: &BTreeSet<String>,
    named: &[&str],
    canaries: &Canaries,
    file: &[u8],
) -> Answer {
    let mut reasons = Vec::new();
    for Text { at, text } in texts {
        if !allowed.contains(*text) {
            reasons.push(format!(
                "`{at}` holds a text that is in no code list and is none of the fixed words."
            ));
        }
        if !named.contains(at) && has_date(text) {
            reasons.push(format!("`{at}` holds a date finer than a year."));
        }
    }
    if canaries.are_in(file) {
        reasons.push("The file holds the id or the name of somebody, plain or turned into something else.".to_owned());
    }
    Answer::of(
        reasons,
        "Every text is a code of the table programme or a fixed word. No date is finer than a year. No id of anybody \
         counted is in it, plain, encoded or hashed.",
        "The file says something that no release may say.",
    )
}

/// A day or month in digits: `2025-03`, `2025-03-04`, `20250304`, `4.3.2025`, `04/03/25`. An age group (`10-14`), a year
/// and a decimal are none.
fn has_date(text: &str) -> bool {
    let runs = Runs::of(text);
    let is_year = |digits: &str| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    let is_part = |digits: &str, most: u32| {
        (1..=2).contains(&digits.len()) && digits.parse().is_ok_and(|part: u32| (1..=most).contains(&part))
    };
    let long = |digits: &str| match (digits.get(..4), digits.get(4..6), digits.get(6..)) {
        (Some(year), Some(month), Some(day)) => is_year(year) && is_part(month, 12) && is_part(day, 31),
        _ => false,
    };
    let pair = |first: &str, by: char, second: &str| {
        matches!(by, '-' | '/' | '.')
            && (is_year(first) && is_part(second, 12) || is_part(first, 12) && is_year(second))
    };
    let triple = |first: &str, second: &str, third: &str| {
        is_part(first, 31) && is_part(second, 31) && (third.len() == 2 || is_year(third))
    };
    let mut pairs = runs.0.iter().zip(runs.0.iter().skip(1));
    runs.0.iter().any(|(digits, _)| long(digits))
        || pairs.any(|((first, by), (second, _))| by.is_some_and(|by| pair(first, by, second)))
        || runs.0.windows(3).any(|window| match window {
            [
                (first, Some('.' | '/' | '-')),
                (second, Some('.' | '/' | '-')),
                (third, _),
            ] => triple(first, second, third),
            _ => false,
        })
}

/// Runs of digits, each with the one character between it and the next run, if there is exactly one.
struct Runs<'a>(Vec<(&'a str, Option<char>)>);

impl<'a> Runs<'a> {
    fn of(text: &'a str) -> Self {
        let mut runs = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (_, from) = rest.split_at(start);
            let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
            let (digits, after) = from.split_at(end);
            let mut next = after.chars();
            let by = next.next().filter(|_| next.next().is_some_and(|c| c.is_ascii_digit()));
            runs.push((digits, by));
            rest = after;
        }
        Self(runs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_found_and_years_and_ages_are_not() {
        for date in [
            "2025-03",
            "since 2025-03-04",
            "20250304",
            "4.3.2025",
            "04/03/25",
            "03/2025",
            "31-12-99",
        ] {
            assert!(has_date(date), "{date}");
        }
        for none in [
            "2025",
            "10-14",
            "18-24",
            "kdl-1",
            "under 25",
            "0.002",
            "2024-2025",
            "ages 10 to 24",
            "50 % instead of 70 %",
            "region-2025-north",
        ] {
            assert!(!has_date(none), "{none}");
        }
    }

    fn ask(at: &'static str, text: &str, canaries: &Canaries) -> Answer {
        let allowed = ["north", "2025", "0199-0312-x", "2025-03"].map(str::to_owned).into();
        content(
            &[Text { at, text }],
            &allowed,
            &["/organisation/id"],
            canaries,
            text.as_bytes(),
        )
    }

    #[test]
    fn only_listed_words_pass_and_what_was_found_is_not_repeated() {
        let none = Canaries::default();
        assert!(ask("/of/region", "north", &none).has_passed());
        let refused = ask("/notes/3", "Ana came late", &none);
        assert_eq!(refused.reasons.len(), 1);
        assert!(!format!("{refused:?}").contains("Ana"), "{refused:?}");
    }

    #[test]
    fn a_listed_word_may_be_no_date_unless_it_is_the_organisations_id() {
        let none = Canaries::default();
        assert!(!ask("/of/region", "2025-03", &none).has_passed());
        assert!(ask("/organisation/id", "2025-03", &none).has_passed());
    }

    #[test]
    fn a_canary_in_a_listed_word_is_found() {
        let mut canaries = Canaries::default();
        canaries.add_text("North");
        assert!(!ask("/of/region", "north", &canaries).has_passed());
    }
}
