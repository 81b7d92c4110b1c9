//! Telling whether a device holds what it should, in a few bytes.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// How many rows, and all of them mixed (reference/sync.md §2.8).
///
/// Mixed: the first eight bytes of SHA-256 of each, by exclusive or, so that no order matters. Scope and kind are hashed
/// too: one session lies in two scopes, and one id may stand for two kinds, and without them both would cancel out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digest {
    /// How many rows.
    pub rows: u32,
    /// All of them, mixed.
    pub mixed: u64,
}

impl Digest {
    /// Adds a row.
    pub fn add(&mut self, scope: Uuid, entity_type: i16, entity: Uuid, version: i64) {
        let hash: [u8; 32] = Sha256::new()
            .chain_update(scope.as_bytes())
            .chain_update(entity_type.to_be_bytes())
            .chain_update(entity.as_bytes())
            .chain_update(version.to_be_bytes())
            .finalize()
            .into();
        let [b0, b1, b2, b3, b4, b5, b6, b7, ..] = hash;
        self.rows += 1;
        self.mixed ^= u64::from_be_bytes([b0, b1, b2, b3, b4, b5, b6, b7]);
    }

    /// Reads the mixed part as it is written; `None`: that is not sixteen hexadecimal digits.
    pub fn read(rows: u32, hex: &str) -> Option<Self> {
        let is_hex = hex.len() == 16 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mixed = u64::from_str_radix(hex, 16).ok().filter(|_mixed| is_hex)?;
        Some(Self { rows, mixed })
    }

    /// The mixed part as it is written: sixteen hexadecimal digits.
    pub fn hex(&self) -> String {
        format!("{:016x}", self.mixed)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn digests_are_those_of_the_vectors() {
        let vectors = include_str!("../../../tests/vectors/sync/digests.json");
        let vectors: Vec<Value> = serde_json::from_str(vectors).expect("JSON");
        assert!(vectors.len() >= 5);
        for vector in vectors {
            let mut digest = Digest::default();
            for row in vector["rows"].as_array().expect("rows") {
                let id = |name: &str| row[name].as_str().and_then(|text| text.parse().ok()).expect("an id");
                let number = |name: &str| row[name].as_i64().expect("a number");
                let kind = i16::try_from(number("entity_type")).expect("a kind");
                digest.add(id("scope"), kind, id("id"), number("v"));
            }
            assert_eq!(Value::from(digest.rows), vector["digest"]["rows"]);
            assert_eq!(Value::from(digest.hex()), vector["digest"]["x"]);
            assert_eq!(Digest::read(digest.rows, &digest.hex()), Some(digest));
        }
        for wrong in [
            "",
            "9f2c51aa07be3d4",
            "9f2c51aa07be3d44a",
            "+f2c51aa07be3d44",
            "9f2c51aa07be3dg4",
        ] {
            assert_eq!(Digest::read(1, wrong), None);
        }
    }
}
