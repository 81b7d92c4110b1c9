//! Telling whether a device holds what it should, in a few bytes.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// How many rows, and all of them mixed: the first eight bytes of SHA-256 of each, by exclusive or, so that no order
/// matters (reference/sync.md §2.8). Scope and kind are hashed too: one session lies in two scopes, and one id may stand
/// for two kinds, and without them both would cancel out.
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
