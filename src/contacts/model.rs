//! Kinds of contacts and papers, and the one spelling in which a number is compared.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(ContactMethodId, "a way to reach somebody");
typed_id!(IdentifierId, "the number of a paper");

code_list!(
    ContactKinds,
    "contact_kind",
    "how somebody is reached (domain.md, appendix A); never an address",
    ["phone", "messenger", "mail", "other_person"]
);
/// A code of the list `contact_kind`.
pub type ContactKind = Code<ContactKinds>;
code_list!(
    DocumentKinds,
    "document_kind",
    "which paper a number is of",
    [
        "national_id",
        "passport",
        "birth_certificate",
        "health_card",
        "school_card",
        "other"
    ]
);
/// A code of the list `document_kind`.
pub type DocumentKind = Code<DocumentKinds>;

/// Digits a phone number has: E.164 allows 15 at most; with fewer than 6 it is a short code, and no one person's.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;
/// How many digits from the end are indexed: what a number written at home and one written for abroad have in common
/// (docs/adr/0080).
const INDEXED_DIGITS: usize = 8;
/// Letters and digits the number of a paper has.
const DOCUMENT_LENGTH: std::ops::RangeInclusive<usize> = 4..=40;

/// A number in one spelling, and what is indexed of it. Wiped when dropped.
pub enum Number {
    /// Of a phone.
    Phone(Zeroizing<String>),
    /// Of a paper.
    Document(Zeroizing<String>),
}

impl Number {
    /// The blind index's field, and the part of the number it is made of.
    pub(super) fn indexed(&self) -> (&'static str, &str) {
        match self {
            Self::Phone(number) => {
                let digits = number.trim_start_matches('+');
                let from = digits.len().saturating_sub(INDEXED_DIGITS);
                ("phone", digits.get(from..).unwrap_or(digits))
            }
            Self::Document(number) => ("document", number),
        }
    }

    /// Is it this number, as somebody wrote it?
    pub(super) fn is(&self, written: &str) -> bool {
        match self {
            Self::Phone(number) => phone_spelling(written).is_some_and(|other| same_phone(number, &other)),
            Self::Document(number) => document_spelling(written).is_some_and(|other| *other == **number),
        }
    }
}

/// A phone number in one spelling, like E.164; `None` when it is none.
///
/// `+` and digits where it says its country (`+57…`, `0057…`), digits without leading zeros where it does not. Digits of any
/// script count, spaces and the usual signs between them do not.
pub fn phone_spelling(written: &str) -> Option<Zeroizing<String>> {
    let mut digits = Zeroizing::new(String::with_capacity(18));
    let mut has_plus = false;
    // Forms of compatibility first: full-width digits and signs are how some keyboards write them.
    for letter in written.nfkc() {
        match digit(letter) {
            // `00` and fifteen, and one more to see that it is too long: the text never grows.
            Some(digit) if digits.len() < 18 => digits.push(digit),
            None if letter == '+' && digits.is_empty() && !has_plus => has_plus = true,
            None if letter.is_whitespace() || "-‐‑–()./".contains(letter) || is_mark(letter) => {}
            Some(_) | None => return None,
        }
    }
    let abroad = digits.strip_prefix("00").filter(|_| !has_plus);
    let (says_country, number) = match abroad {
        Some(rest) => (true, rest),
        None => (has_plus, digits.as_str()),
    };
    let number = number.trim_start_matches('0');
    if !PHONE_DIGITS.contains(&number.len()) {
        return None;
    }
    let mut spelling = Zeroizing::new(String::with_capacity(17));
    if says_country {
        spelling.push('+');
    }
    spelling.push_str(number);
    Some(spelling)
}

/// Is it one number? Two that say their country must be equal; one that does not is the end of one that does.
pub fn same_phone(one: &str, other: &str) -> bool {
    match (one.strip_prefix('+'), other.strip_prefix('+')) {
        (Some(whole), None) => whole.ends_with(other),
        (None, Some(whole)) => whole.ends_with(one),
        (Some(_), Some(_)) | (None, None) => one == other,
    }
}

/// The number of a paper in one spelling: letters and digits, in capitals; `None` when there are too few or too many.
pub fn document_spelling(written: &str) -> Option<Zeroizing<String>> {
    let mut spelling = Zeroizing::new(String::with_capacity(4 * *DOCUMENT_LENGTH.end() + 8));
    let mut length = 0;
    let letters = written.nfkd().flat_map(char::to_uppercase);
    for letter in letters.map(|letter| digit(letter).unwrap_or(letter)) {
        if letter.is_alphanumeric() {
            length += 1;
            if length > *DOCUMENT_LENGTH.end() {
                return None;
            }
            spelling.push(letter);
        }
    }
    DOCUMENT_LENGTH.contains(&length).then_some(spelling)
}

/// A decimal digit of the scripts our languages are written in.
fn digit(letter: char) -> Option<char> {
    let zero = match letter {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    char::from_digit(u32::from(letter) - u32::from(zero), 10)
}

/// Marks of direction, which a number copied from an Arabic text carries.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(written: &str) -> Option<String> {
        phone_spelling(written).map(|number| number.as_str().to_owned())
    }

    #[test]
    fn a_phone_number_has_one_spelling() {
        for written in [
            "+57 300 123-4567",
            "0057 (300) 1234567",
            "+57.300.123.4567",
            "\u{200e}+٥٧٣٠٠١٢٣٤٥٦٧",
            "＋57３００1234567",
        ] {
            assert_eq!(phone(written).as_deref(), Some("+573001234567"), "{written}");
        }
        assert_eq!(phone("0300 123 4567").as_deref(), Some("3001234567"));
        for written in [
            "",
            "12345",
            "call me",
            "300 123 45 67 ext 9",
            "1234567890123456",
            "+",
            "0000000",
        ] {
            assert_eq!(phone(written), None, "{written}");
        }
    }

    #[test]
    fn a_number_written_at_home_is_the_one_written_for_abroad() {
        let same = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|written| phone_spelling(written).unwrap());
            same_phone(&one, &other)
        };
        assert!(same("+57 300 1234567", "0300 1234567"));
        assert!(same("300 1234567", "0300 1234567"));
        assert!(!same("+57 300 1234567", "+49 300 1234567"), "two countries");
        assert!(!same("+57 300 1234567", "301 1234567"));
        assert!(!same("300 1234567", "00 1234567"), "only what is abroad is longer");
    }

    #[test]
    fn what_is_the_same_has_the_same_index() {
        let indexed = |written: &str| {
            let number = Number::Phone(phone_spelling(written).unwrap());
            number.indexed().1.to_owned()
        };
        assert_eq!(indexed("+57 300 1234567"), "01234567");
        assert_eq!(indexed("0300 1234567"), "01234567");
        assert_eq!(indexed("123456"), "123456");
        let number = Number::Phone(phone_spelling("0300 1234567").unwrap());
        assert!(number.is("+57 300 1234567"));
        assert!(
            !number.is("+57 301 1234567"),
            "the index alone does not tell them apart"
        );
        assert!(!number.is("Mrs. Ruiz"));
    }

    #[test]
    fn the_number_of_a_paper_is_letters_and_digits() {
        let spelled = |written: &str| document_spelling(written).map(|number| number.as_str().to_owned());
        assert_eq!(spelled("ab-12 34.é").as_deref(), Some("AB1234E"));
        assert_eq!(spelled("١٢٣٤").as_deref(), Some("1234"));
        assert_eq!(spelled("a-1"), None);
        assert_eq!(spelled(&"9".repeat(41)), None);
        assert!(Number::Document(document_spelling("AB1234").unwrap()).is("ab 1234"));
    }
}
