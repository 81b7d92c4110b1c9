//! Keys that are rotated by adding the next number beside those there are.

use std::collections::BTreeMap;
use std::path::Path;

use zeroize::Zeroizing;

use super::keys::{KeyError, numbers_of, path_of, read_key};

/// Keys for one purpose, by number. There is at least one.
#[derive(Clone)]
pub struct NumberedKeys {
    newest: (u32, Zeroizing<[u8; 32]>),
    keys: BTreeMap<u32, Zeroizing<[u8; 32]>>,
}

impl std::fmt::Debug for NumberedKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.keys.keys()).finish()
    }
}

impl NumberedKeys {
    /// From bytes that are there already. `None` without a key.
    pub fn from_bytes(keys: impl IntoIterator<Item = (u32, [u8; 32])>) -> Option<Self> {
        Self::of(
            keys.into_iter()
                .map(|(number, bytes)| (number, Zeroizing::new(bytes)))
                .collect(),
        )
    }

    fn of(keys: BTreeMap<u32, Zeroizing<[u8; 32]>>) -> Option<Self> {
        let (number, key) = keys.last_key_value()?;
        Some(Self {
            newest: (*number, key.clone()),
            keys,
        })
    }

    /// Every file `<purpose>-<number>.key` in the folder.
    pub(super) fn read(dir: &Path, purpose: &'static str) -> Result<Self, KeyError> {
        let mut keys = BTreeMap::new();
        for number in numbers_of(dir, purpose)? {
            keys.insert(number, read_key(dir, &format!("{purpose}-{number}"))?);
        }
        Self::of(keys).ok_or_else(|| KeyError::Missing {
            path: path_of(dir, &format!("{purpose}-1")),
            dir: dir.to_owned(),
        })
    }

    /// The key with the highest number.
    pub fn newest(&self) -> (u32, &[u8; 32]) {
        (self.newest.0, &self.newest.1)
    }

    /// The key with this number.
    pub fn get(&self, number: u32) -> Option<&[u8; 32]> {
        self.keys.get(&number).map(|key| &**key)
    }

    /// All of them, oldest first.
    pub fn all(&self) -> impl Iterator<Item = (u32, &[u8; 32])> {
        self.keys.iter().map(|(number, key)| (*number, &**key))
    }
}
