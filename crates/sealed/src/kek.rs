//! The keys that wrap person keys, and the wrapped keys themselves.

use std::fmt;
use std::str::FromStr;

use crate::cipher::{NONCE_LEN, TAG_LEN, TEXT_END, VERSION, decrypt, encrypt};
use crate::person_key::PersonKey;
use crate::randomness::{OsRandomness, Randomness, RandomnessUnavailable};
use crate::secret::{KeyError, Secret};

const KEK_ID_LEN: usize = 16;
const ENCRYPTED_KEY_LEN: usize = 32 + TAG_LEN;

/// The length of every wrapped key in bytes: version 1, key id 16, nonce 24, key 32, tag 16.
pub const WRAPPED_KEY_LEN: usize = 1 + KEK_ID_LEN + NONCE_LEN + ENCRYPTED_KEY_LEN;

/// The name of a key-encryption key: 1 to 16 of `a-z 0-9 _ . -`, such as `2025-01`.
///
/// Stored in every key it wraps, at bytes 2 to 17 and filled up with zero bytes, so that SQL can count what an old key
/// still wraps (`security.md` §3.12, rotation).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KekId([u8; KEK_ID_LEN]);

/// The text cannot name a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key id is 1 to {KEK_ID_LEN} of a-z 0-9 _ . -, such as 2025-01")]
pub struct KekIdError;

impl KekId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.0.split(|byte| *byte == 0).next().unwrap_or_default();
        // `from_str` lets ASCII through only, and it is the only way in.
        str::from_utf8(text).unwrap_or_default()
    }

    /// The 16 bytes by which wrapped keys name this key: what SQL compares.
    #[must_use]
    pub const fn padded(&self) -> &[u8; KEK_ID_LEN] {
        &self.0
    }

    /// Reads an id back from its 16 stored bytes.
    ///
    /// # Errors
    /// [`KekIdError`] if they are no id filled up with zero bytes.
    pub fn from_padded(padded: &[u8; KEK_ID_LEN]) -> Result<Self, KekIdError> {
        let text = padded.split(|byte| *byte == 0).next().unwrap_or_default();
        let id: Self = str::from_utf8(text).map_err(|_not_ascii| KekIdError)?.parse()?;
        if id.0 == *padded { Ok(id) } else { Err(KekIdError) }
    }
}

impl FromStr for KekId {
    type Err = KekIdError;

    fn from_str(text: &str) -> Result<Self, KekIdError> {
        let mut id = Self([0; KEK_ID_LEN]);
        let in_charset = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-');
        if text.is_empty() || !text.bytes().all(in_charset) {
            return Err(KekIdError);
        }
        let head = id.0.get_mut(..text.len()).ok_or(KekIdError)?;
        head.copy_from_slice(text.as_bytes());
        Ok(id)
    }
}

impl fmt::Display for KekId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for KekId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KekId({self})")
    }
}

/// A key that wraps person keys (KEK). Lives in a file or key store outside the database and its backups. Wiped when
/// dropped; `Debug` prints its id only.
pub struct KeyEncryptionKey {
    id: KekId,
    secret: Secret,
}

impl KeyEncryptionKey {
    /// Takes 32 random bytes; the caller wipes its own copy.
    ///
    /// # Errors
    /// [`KeyError`] if there are not 32 bytes, or all are zero.
    pub fn new(id: KekId, bytes: &[u8]) -> Result<Self, KeyError> {
        let secret = Secret::new(bytes)?;
        Ok(Self { id, secret })
    }

    /// The key's id.
    #[must_use]
    pub const fn id(&self) -> KekId {
        self.id
    }
}

impl fmt::Debug for KeyEncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyEncryptionKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A person key as it is stored: version | key id | nonce | encrypted key | tag.
///
/// Whoever destroys it everywhere has erased what the person key sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey {
    id: KekId,
    bytes: [u8; WRAPPED_KEY_LEN],
}

/// The stored bytes are no wrapped key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrappedKeyError {
    /// Not the length of a wrapped key.
    #[error(
        "this is no wrapped key: it has {found} bytes instead of {WRAPPED_KEY_LEN}; restore it from the key backup"
    )]
    Length {
        /// Bytes found.
        found: usize,
    },
    /// Wrapped by a later version of this software, or damaged in its first byte.
    #[error(
        "this key is wrapped in format {0}, which this version of Causeway does not read; upgrade, or restore the key backup"
    )]
    UnknownVersion(u8),
    /// The id of the wrapping key is damaged.
    #[error("the wrapped key is damaged where it names the key that wrapped it; restore it from the key backup")]
    DamagedId(#[from] KekIdError),
}

impl WrappedKey {
    /// Reads a wrapped key from its column.
    ///
    /// # Errors
    /// [`WrappedKeyError`] if the bytes cannot be one. Whether it opens only [`KekRing::unwrap`] can tell.
    pub fn from_stored(stored: &[u8]) -> Result<Self, WrappedKeyError> {
        let length = WrappedKeyError::Length { found: stored.len() };
        let bytes: [u8; WRAPPED_KEY_LEN] = stored.try_into().map_err(|_other_length| length)?;
        let ([version], rest) = bytes.split_first_chunk().ok_or(length)?;
        if *version != VERSION {
            return Err(WrappedKeyError::UnknownVersion(*version));
        }
        let id = KekId::from_padded(rest.first_chunk().ok_or(length)?)?;
        Ok(Self { id, bytes })
    }

    /// The bytes for the column.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The id of the key that wrapped it.
    #[must_use]
    pub const fn kek_id(&self) -> KekId {
        self.id
    }
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WrappedKey")
            .field("kek_id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Two keys of a ring have the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two key-encryption keys are called {0}; give each key file an id of its own")]
pub struct RepeatedKekId(pub KekId);

/// No person key was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NewKeyError {
    /// No random bytes to be had.
    #[error(transparent)]
    Randomness(#[from] RandomnessUnavailable),
    /// The source of randomness gave a blank key.
    #[error("the source of random bytes is broken: {0}")]
    Blank(#[from] KeyError),
    /// The cipher refused, which it has no reason to.
    #[error("the new key could not be wrapped; nothing was stored, try again")]
    Cipher,
}

/// A wrapped key does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapError {
    /// The ring lacks the key that wrapped it.
    #[error(
        "this person's key is wrapped by the key-encryption key {0}, which is not among the keys given; add its key file and start again"
    )]
    UnknownKek(KekId),
    /// Altered, belonging to someone else, or wrapped by another key of the same id.
    #[error(
        "this person's key does not open: it was altered, belongs to another person, or the key file of that id is another one; restore it from the key backup"
    )]
    Rejected,
}

/// A wrapped key was not wrapped anew. It still is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RewrapError {
    /// It does not open.
    #[error(transparent)]
    Unwrap(#[from] UnwrapError),
    /// It could not be wrapped.
    #[error(transparent)]
    Wrap(#[from] NewKeyError),
}

/// The key that wraps new person keys, and the older ones that still open what they wrapped.
#[derive(Debug)]
pub struct KekRing {
    active: KeyEncryptionKey,
    older: Vec<KeyEncryptionKey>,
}

impl KekRing {
    /// `active` wraps from now on; `older` only unwrap.
    ///
    /// # Errors
    /// [`RepeatedKekId`] if two keys have one id.
    pub fn new(
        active: KeyEncryptionKey,
        older: impl IntoIterator<Item = KeyEncryptionKey>,
    ) -> Result<Self, RepeatedKekId> {
        let mut ring = Self {
            active,
            older: Vec::new(),
        };
        for key in older {
            if ring.find(key.id).is_some() {
                return Err(RepeatedKekId(key.id));
            }
            ring.older.push(key);
        }
        Ok(ring)
    }

    /// The id of the key that wraps new person keys.
    #[must_use]
    pub const fn active_id(&self) -> KekId {
        self.active.id
    }

    /// The ids of all keys of the ring, the active one first.
    pub fn ids(&self) -> impl Iterator<Item = KekId> {
        std::iter::once(self.active.id).chain(self.older.iter().map(KeyEncryptionKey::id))
    }

    /// Makes and wraps a key for one person of one organisation (the 16 bytes of each id).
    ///
    /// # Errors
    /// [`NewKeyError`] if the operating system gives no random bytes.
    pub fn new_person_key(&self, org: [u8; 16], person: [u8; 16]) -> Result<(PersonKey, WrappedKey), NewKeyError> {
        self.new_person_key_with(org, person, &mut OsRandomness)
    }

    /// [`new_person_key`](Self::new_person_key) from another source: read what [`Randomness`] asks of it.
    ///
    /// # Errors
    /// [`NewKeyError`] if the source gives no key or no nonce.
    pub fn new_person_key_with(
        &self,
        org: [u8; 16],
        person: [u8; 16],
        randomness: &mut impl Randomness,
    ) -> Result<(PersonKey, WrappedKey), NewKeyError> {
        let key = PersonKey::new(Secret::new(randomness.key()?.as_slice())?);
        let wrapped = self.wrap(&key, org, person, randomness)?;
        Ok((key, wrapped))
    }

    /// Wraps `key` with the active key.
    fn wrap(
        &self,
        key: &PersonKey,
        org: [u8; 16],
        person: [u8; 16],
        randomness: &mut impl Randomness,
    ) -> Result<WrappedKey, NewKeyError> {
        let nonce = randomness.nonce()?;
        let KeyEncryptionKey { id, secret } = &self.active;
        let aad = associated_data(*id, org, person);
        let encrypted = encrypt(secret, nonce, &aad, key.secret().bytes()).ok_or(NewKeyError::Cipher)?;
        let stored = [[VERSION].as_slice(), &id.0, &nonce, &encrypted].concat();
        WrappedKey::from_stored(&stored).map_err(|_not_ours| NewKeyError::Cipher)
    }

    /// Wraps a person's key anew with the active key: what rotation does to every row (`security.md` §3.12). The person
    /// key itself, and so everything it sealed, stays as it is. `None` if the active key wraps it already.
    ///
    /// # Errors
    /// [`RewrapError`] if it does not open, or there are no random bytes.
    pub fn rewrap(
        &self,
        wrapped: &WrappedKey,
        org: [u8; 16],
        person: [u8; 16],
    ) -> Result<Option<WrappedKey>, RewrapError> {
        if wrapped.id == self.active.id {
            return Ok(None);
        }
        let key = self.unwrap(wrapped, org, person)?;
        Ok(Some(self.wrap(&key, org, person, &mut OsRandomness)?))
    }

    /// Opens the key of one person of one organisation.
    ///
    /// # Errors
    /// [`UnwrapError::UnknownKek`] if the ring lacks the key that wrapped it, [`UnwrapError::Rejected`] if it was
    /// altered or wrapped for anyone else.
    pub fn unwrap(&self, wrapped: &WrappedKey, org: [u8; 16], person: [u8; 16]) -> Result<PersonKey, UnwrapError> {
        let WrappedKey { id, bytes } = wrapped;
        let kek = self.find(*id).ok_or(UnwrapError::UnknownKek(*id))?;
        let (_version_and_id, rest) = bytes.split_at(1 + KEK_ID_LEN);
        let (nonce, encrypted) = rest.split_first_chunk().ok_or(UnwrapError::Rejected)?;
        let opened = decrypt(&kek.secret, *nonce, &associated_data(*id, org, person), encrypted);
        let opened = opened.ok_or(UnwrapError::Rejected)?;
        let secret = Secret::new(&opened).map_err(|_not_a_key| UnwrapError::Rejected)?;
        Ok(PersonKey::new(secret))
    }

    fn find(&self, id: KekId) -> Option<&KeyEncryptionKey> {
        std::iter::once(&self.active)
            .chain(&self.older)
            .find(|key| key.id == id)
    }
}

/// Binds a wrapped key to its format, its wrapping key and its person; everything at fixed lengths.
fn associated_data(id: KekId, org: [u8; 16], person: [u8; 16]) -> Vec<u8> {
    let head = b"causeway:person-key".as_slice();
    [head, &[TEXT_END, VERSION], &id.0, &org, &person].concat()
}
