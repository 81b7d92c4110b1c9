//! The key of one person, and what it seals.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use crate::cipher::{NONCE_LEN, TAG_LEN, TEXT_END, VERSION, decrypt, encrypt};
use crate::randomness::{OsRandomness, Randomness, RandomnessUnavailable};
use crate::secret::Secret;

/// How many bytes longer a sealed content is: version 1, nonce 24, tag 16.
pub const SEALED_OVERHEAD: usize = 1 + NONCE_LEN + TAG_LEN;

/// Where a sealed content lies. It opens there and nowhere else (design §5: table, column, row). `Debug` prints table
/// and column only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The table, as in the schema.
    pub table: &'static str,
    /// The column, as in the schema.
    pub column: &'static str,
    /// The 16 bytes of the organisation's id.
    pub org: [u8; 16],
    /// The 16 bytes of the row's id.
    pub row: [u8; 16],
}

impl Place {
    /// Version, organisation and row at fixed lengths, then table and column, each ended by a byte no text holds.
    fn associated_data(&self) -> Vec<u8> {
        let Self {
            table,
            column,
            org,
            row,
        } = self;
        let head = b"causeway:field".as_slice();
        let parts = [
            head,
            &[TEXT_END, VERSION],
            org,
            row,
            table.as_bytes(),
            &[TEXT_END],
            column.as_bytes(),
        ];
        parts.concat()
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("table", &self.table)
            .field("column", &self.column)
            .finish_non_exhaustive()
    }
}

/// The content was not sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// No nonce to be had.
    #[error(transparent)]
    Randomness(#[from] RandomnessUnavailable),
    /// Past the cipher's limit of 256 GiB.
    #[error("this is too long to be sealed; store it in parts")]
    TooLong,
}

/// The sealed content does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Shorter than any sealed content.
    #[error("this is no sealed content: it has {found} bytes, and the shortest has {SEALED_OVERHEAD}")]
    Truncated {
        /// Bytes found.
        found: usize,
    },
    /// Sealed by a later version of this software, or damaged in its first byte.
    #[error(
        "this content is sealed in format {0}, which this version of Causeway does not read; upgrade, or restore the row from a backup"
    )]
    UnknownVersion(u8),
    /// Altered, moved from another place, or sealed with another key.
    #[error(
        "this content does not open here: it was altered, moved from another row, or sealed with another person's key; find out from the audit log, and restore the row from a backup"
    )]
    Rejected,
    /// It opened, but what was sealed is no text.
    #[error("this content opened but is not text; it was stored as bytes and must be read as bytes")]
    NotText,
}

/// The key of one person (DEK). Wiped when dropped; `Debug` prints nothing of it.
///
/// It exists outside a [`WrappedKey`](crate::WrappedKey) in memory only: from
/// [`KekRing::new_person_key`](crate::KekRing::new_person_key) or [`KekRing::unwrap`](crate::KekRing::unwrap).
pub struct PersonKey(Secret);

impl PersonKey {
    pub(crate) const fn new(secret: Secret) -> Self {
        Self(secret)
    }

    pub(crate) const fn secret(&self) -> &Secret {
        &self.0
    }

    /// Seals text or bytes for one place: version | nonce | ciphertext | tag.
    ///
    /// # Errors
    /// [`SealError`] if the operating system gives no random bytes.
    pub fn seal(&self, place: &Place, content: impl AsRef<[u8]>) -> Result<Vec<u8>, SealError> {
        self.seal_with(place, content, &mut OsRandomness)
    }

    /// [`seal`](Self::seal) with nonces from another source: read what [`Randomness`] asks of it.
    ///
    /// # Errors
    /// [`SealError`] if the source gives no nonce.
    pub fn seal_with(
        &self,
        place: &Place,
        content: impl AsRef<[u8]>,
        randomness: &mut impl Randomness,
    ) -> Result<Vec<u8>, SealError> {
        let nonce = randomness.nonce()?;
        let encrypted = encrypt(&self.0, nonce, &place.associated_data(), content.as_ref());
        let encrypted = encrypted.ok_or(SealError::TooLong)?;
        Ok([[VERSION].as_slice(), &nonce, &encrypted].concat())
    }

    /// Opens what was sealed for this place. The content is wiped when dropped.
    ///
    /// # Errors
    /// [`OpenError`] unless it is exactly what this key sealed for this place.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let truncated = OpenError::Truncated { found: sealed.len() };
        let (version, rest) = sealed.split_first().ok_or(truncated)?;
        if *version != VERSION {
            return Err(OpenError::UnknownVersion(*version));
        }
        let (nonce, encrypted) = rest.split_first_chunk().ok_or(truncated)?;
        if encrypted.len() < TAG_LEN {
            return Err(truncated);
        }
        decrypt(&self.0, *nonce, &place.associated_data(), encrypted).ok_or(OpenError::Rejected)
    }

    /// [`open`](Self::open) for what was sealed as text.
    ///
    /// # Errors
    /// [`OpenError`], and [`OpenError::NotText`] if bytes were sealed that are not UTF-8.
    pub fn open_text(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<String>, OpenError> {
        let mut bytes = self.open(place, sealed)?;
        match String::from_utf8(std::mem::take(&mut *bytes)) {
            Ok(text) => Ok(Zeroizing::new(text)),
            Err(not_text) => {
                not_text.into_bytes().zeroize();
                Err(OpenError::NotText)
            }
        }
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonKey").finish_non_exhaustive()
    }
}
