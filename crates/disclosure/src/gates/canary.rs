//! Words and ids that must not stand in a file, however they were turned.

use std::collections::BTreeSet;
use std::fmt;

use sha2::{Digest, Sha256};

/// What is looked for: ids of people, and planted or real texts such as names. `Debug` prints nothing of it.
#[derive(Clone, Default)]
pub struct Canaries {
    ids: BTreeSet<[u8; 16]>,
    /// Each form a text may have been turned into, in lower case.
    forms: BTreeSet<Vec<u8>>,
}

/// Letters of a text below which it would be found by chance.
const SHORTEST: usize = 4;

impl Canaries {
    /// These ids, found with or without dashes, as hex, or hashed.
    #[must_use]
    pub fn of_ids(ids: impl IntoIterator<Item = [u8; 16]>) -> Self {
        Self {
            ids: ids.into_iter().collect(),
            forms: BTreeSet::new(),
        }
    }

    /// Adds a text: as it is, without what is neither letter nor digit, as hex, as base64, and its SHA-256.
    /// Texts of fewer than four letters and digits are left out.
    pub fn add_text(&mut self, text: &str) {
        let lower = text.to_lowercase();
        let plain: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
        if plain.chars().count() < SHORTEST {
            return;
        }
        for text in [text, &lower, &plain] {
            self.forms.insert(hex::encode(text).into_bytes());
            self.forms.insert(hex::encode(Sha256::digest(text)).into_bytes());
            for shift in 0..3 {
                let encoded = base64_middle(text.as_bytes(), shift);
                if encoded.len() >= 6 {
                    self.forms.insert(encoded.to_ascii_lowercase());
                }
            }
        }
        self.forms.insert(lower.into_bytes());
        self.forms.insert(plain.into_bytes());
    }

    /// Does one of them stand in these bytes?
    #[must_use]
    pub fn are_in(&self, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let holds = |text: &str, form: &[u8]| text.as_bytes().windows(form.len()).any(|window| window == form);
        self.forms.iter().any(|form| holds(&text, form) || holds(&plain, form))
            || self.has_raw_id(bytes)
            || self.has_hex_id(plain.as_bytes())
    }

    fn has_raw_id(&self, bytes: &[u8]) -> bool {
        bytes.windows(16).any(|window| self.knows(window))
    }

    /// Ids as hex; a hashed id is looked for among the 64-digit texts by its first half, which no id shares by chance.
    fn has_hex_id(&self, text: &[u8]) -> bool {
        if self.ids.is_empty() {
            return false;
        }
        let hashed: BTreeSet<[u8; 16]> = self
            .ids
            .iter()
            .filter_map(|id| Sha256::digest(id).first_chunk().copied())
            .collect();
        text.windows(32)
            .filter_map(|window| hex::decode(window).ok())
            .any(|decoded| {
                let decoded: Option<[u8; 16]> = decoded.try_into().ok();
                decoded.is_some_and(|decoded| self.ids.contains(&decoded) || hashed.contains(&decoded))
            })
    }

    fn knows(&self, window: &[u8]) -> bool {
        <[u8; 16]>::try_from(window).is_ok_and(|id| self.ids.contains(&id))
    }
}

impl fmt::Debug for Canaries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canaries").finish_non_exhaustive()
    }
}

/// The letters of base64 (RFC 4648) that `text` has wherever it stands `shift` bytes after a multiple of three: those
/// that its neighbours have a part in are left out.
fn base64_middle(text: &[u8], shift: usize) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = text
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |i| (byte >> i) & 1))
        .collect();
    // The first bit of `text` is bit 8·shift of its group; the next letter begins at the next multiple of six.
    let skipped = (6 - (8 * shift) % 6) % 6;
    let whole = bits.get(skipped..).unwrap_or_default();
    let letter = |six: &[u8]| {
        let value = six.iter().fold(0_usize, |value, bit| value << 1 | usize::from(*bit));
        ALPHABET.get(value).copied()
    };
    whole.chunks_exact(6).filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: [u8; 16] = 0x0192_5c1e_7d5a_7c33_9f00_1234_5678_9abc_u128.to_be_bytes();

    #[test]
    fn an_id_is_found_in_every_writing() {
        let canaries = Canaries::of_ids([ID]);
        let hashed = hex::encode(Sha256::digest(ID));
        for text in [
            "{\"of\":\"01925c1e-7d5a-7c33-9f00-123456789abc\"}",
            "x01925C1E7D5A7C339F00123456789ABCx",
            &format!("hash {hashed}"),
        ] {
            assert!(canaries.are_in(text.as_bytes()), "{text}");
        }
        assert!(canaries.are_in(&[&[7][..], &ID, &[7]].concat()));
        assert!(!canaries.are_in(b"01925c1e-7d5a-7c33-9f00-123456789abd"));
    }

    #[test]
    fn a_text_is_found_in_every_turning() {
        let mut canaries = Canaries::default();
        canaries.add_text("Maria-José 3107");
        let base64 = |prefix: &str| {
            // Through our own letters, with the text in the middle of others.
            let whole = format!("{prefix}Maria-José 3107!!");
            String::from_utf8(base64_middle(whole.as_bytes(), 0)).unwrap_or_default()
        };
        for text in [
            "…Maria-José 3107…".to_owned(),
            "MARIA JOSÉ 3107".to_owned(),
            "mariajosé3107".to_owned(),
            hex::encode("Maria-José 3107"),
            hex::encode(Sha256::digest("Maria-José 3107")),
            base64(""),
            base64("a"),
            base64("ab"),
        ] {
            assert!(canaries.are_in(text.as_bytes()), "{text}");
        }
        assert!(!canaries.are_in("Maria Josefa 3107".as_bytes()));
    }

    #[test]
    fn base64_is_the_standard_one() {
        assert_eq!(base64_middle(b"Man", 0), b"TWFu");
        assert_eq!(base64_middle(b"any carnal", 0), b"YW55IGNhcm5hb");
        // `xMan` is `eE1hbg`: the first letter of `Man` alone is the third.
        assert_eq!(base64_middle(b"Man", 1), b"1hb");
    }

    #[test]
    fn a_text_too_short_to_mean_anything_is_left_out_and_debug_prints_nothing() {
        let mut canaries = Canaries::of_ids([ID]);
        canaries.add_text("Al-i");
        assert!(!canaries.are_in(b"total ali"));
        canaries.add_text("Alina");
        assert_eq!(format!("{canaries:?}"), "Canaries { .. }");
    }
}
