//! What a name is compared by, and how often one may search.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// The most people whose names are opened for one search (design §5).
pub const MOST_PEOPLE: usize = 20_000;
/// The most people who are shown.
pub const MOST_SHOWN: usize = 20;
/// Searches of one sign-in in a minute: as fast as somebody types names of a list (docs/adr/0080; our choice).
pub const MOST_IN_A_MINUTE: i32 = 20;
/// Searches of one sign-in in a day: a long day at a front desk (docs/adr/0080; our choice).
pub const MOST_IN_A_DAY: i32 = 300;
/// Letters a search has at least: with one, everybody would be found.
const LEAST_LETTERS: usize = 2;

/// By what somebody was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// What she is called.
    KnownAs,
    /// Her name in the papers.
    LegalName,
    /// A phone number.
    Phone,
    /// The number of a paper.
    Document,
}

/// How good a find is, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// Every word is a whole word of the name.
    Whole,
    /// Some words are only begun.
    Begun,
}

/// A name in the letters by which names are compared, and the words of it. Wiped when dropped.
pub struct Folded(Zeroizing<String>);

impl Folded {
    /// Without accents, capitals and signs: words of letters and digits, with one blank between.
    pub fn of(name: &str) -> Self {
        // Four bytes for each: the text is never moved to a larger place, where it would be left behind unwiped.
        let mut folded = Zeroizing::new(String::with_capacity(name.len().saturating_mul(4)));
        let letters = name
            .nfkd()
            .filter(|letter| !is_combining_mark(*letter))
            .flat_map(char::to_uppercase)
            .flat_map(char::to_lowercase);
        for letter in letters {
            if folded.len() + 4 > folded.capacity() {
                break;
            }
            match letter {
                // Apostrophes and the Arabic stroke stand inside a word.
                '\'' | '’' | 'ʼ' | '`' | '\u{640}' => {}
                letter if letter.is_alphanumeric() => push_plain(&mut folded, letter),
                _ if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
                _ => {}
            }
        }
        Self(folded)
    }

    /// Its words, in their order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }
}

/// Letters that are one with a stroke or a tie, which no decomposition takes off.
fn push_plain(folded: &mut String, letter: char) {
    match letter {
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' => folded.push('d'),
        'ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        // Written without its dots as often as with them.
        'ة' => folded.push('ه'),
        'ى' => folded.push('ي'),
        letter => folded.push(letter),
    }
}

/// What is looked for: beginnings of words.
pub struct NameQuery(Folded);

impl NameQuery {
    /// `None`: there is too little to look for.
    pub fn new(name: &str) -> Option<Self> {
        let folded = Folded::of(name);
        let letters = folded.words().map(|word| word.chars().count()).max();
        (letters >= Some(LEAST_LETTERS)).then_some(Self(folded))
    }

    /// Does every word looked for begin a word of this name, each another? How good the find is, and the words of the name
    /// as they were written.
    pub fn finds(&self, name: &str) -> Option<(Found, Vec<String>)> {
        let folded = Folded::of(name);
        let words: Vec<&str> = folded.words().collect();
        let mut hit = vec![false; words.len()];
        let mut found = Found::Whole;
        // Longest first, or a short beginning takes the only word that a longer one fits.
        let mut wanted: Vec<&str> = self.0.words().collect();
        wanted.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for wanted in wanted {
            let free = |at: usize| !hit.get(at).copied().unwrap_or(true);
            let whole = (0..words.len()).find(|at| free(*at) && words.get(*at) == Some(&wanted));
            let begun =
                || (0..words.len()).find(|at| free(*at) && words.get(*at).is_some_and(|word| word.starts_with(wanted)));
            if whole.is_none() {
                found = Found::Begun;
            }
            let at = whole.or_else(begun)?;
            *hit.get_mut(at)? = true;
        }
        Some((found, written(name, &hit)))
    }
}

/// The words of a name that were hit, as they were written; folding keeps the order of words.
fn written(name: &str, hit: &[bool]) -> Vec<String> {
    let mut place = 0;
    let mut shown = Vec::new();
    for word in name.split_whitespace() {
        let words = Folded::of(word).words().count();
        if (place..place + words).any(|at| hit.get(at) == Some(&true)) {
            shown.push(word.to_owned());
        }
        place += words;
    }
    shown
}

/// How often a sign-in has searched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub(super) minute_start: DateTime<Utc>,
    pub(super) in_minute: i32,
    pub(super) day_start: DateTime<Utc>,
    pub(super) in_day: i32,
}

impl Count {
    /// Until when it may not search again; `None`: it may. The search that is asked for is counted already.
    pub(super) fn refuses(self) -> Option<DateTime<Utc>> {
        if self.in_day > MOST_IN_A_DAY {
            return Some(self.day_start + Duration::days(1));
        }
        (self.in_minute > MOST_IN_A_MINUTE).then(|| self.minute_start + Duration::minutes(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &str, name: &str) -> Option<(Found, Vec<String>)> {
        NameQuery::new(query)?.finds(name)
    }
    fn hits(query: &str, name: &str) -> bool {
        finds(query, name).is_some()
    }

    #[test]
    fn beginnings_of_words_are_found_without_accents_capitals_and_signs() {
        for (query, name) in [
            ("jose", "José Álvarez"),
            ("ALVA", "José Álvarez"),
            ("alvarez jos", "José Álvarez"),
            ("ana m", "Ana-María Núñez"),
            ("oneil", "Shane O’Neill"),
            ("soren", "Søren"),
            ("strasse", "Straße"),
            ("łuk", "Lukasz"),
            ("احمد", "أحمد علي"),
            ("فاطمه", "فاطمة"),
            ("li", "Li"),
            ("ｊｏｓｅ", "Jose"),
        ] {
            assert!(hits(query, name), "{query} in {name}");
        }
        for (query, name) in [
            ("lvarez", "José Álvarez"),
            ("jose ana", "José Álvarez"),
            ("ana ana", "Ana María"),
            ("joseph", "José"),
        ] {
            assert!(!hits(query, name), "{query} in {name}");
        }
    }

    #[test]
    fn the_longest_word_chooses_first() {
        assert!(hits("a ana", "Ana Alba"), "`ana` takes Ana, `a` is left with Alba");
        assert!(hits("ana a", "Alba Ana"));
    }

    #[test]
    fn what_was_hit_is_shown_as_it_was_written_and_nothing_else() {
        let (found, words) = finds("mari", "Ana-María Núñez").unwrap();
        assert_eq!((found, words), (Found::Begun, vec!["Ana-María".to_owned()]));
        let (found, words) = finds("nunez", "Ana María Núñez").unwrap();
        assert_eq!((found, words), (Found::Whole, vec!["Núñez".to_owned()]));
        assert!(Found::Whole < Found::Begun, "the best comes first");
    }

    #[test]
    fn one_letter_is_too_little() {
        for query in ["", "a", " - a b ", "'"] {
            assert!(NameQuery::new(query).is_none(), "{query}");
        }
    }

    #[test]
    fn searches_are_counted_by_minute_and_day() {
        let now: DateTime<Utc> = "2026-06-10T09:30:00Z".parse().unwrap();
        let count = |in_minute, in_day| Count {
            minute_start: now,
            in_minute,
            day_start: now,
            in_day,
        };
        assert_eq!(count(20, 300).refuses(), None);
        assert_eq!(count(21, 300).refuses(), Some(now + Duration::minutes(1)));
        assert_eq!(count(1, 301).refuses(), Some(now + Duration::days(1)));
    }
}
