//! The 32 secret bytes behind the snapshot key and the noise key.

use hmac::{Hmac, KeyInit};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A key of the mechanism cannot be made from these bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is not 32 bytes long.
    #[error("a release key is 32 random bytes; this one has {found}")]
    Length {
        /// Bytes given.
        found: usize,
    },
    /// Every byte is zero, as in a file that was made but never filled.
    #[error("a release key is 32 random bytes; this one is all zeros")]
    AllZero,
}

/// A key padded with zeros to the block of SHA-256, which is how HMAC takes a shorter key (RFC 2104 §2).
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Secret([u8; 64]);

impl Secret {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        let mut secret = Self([0; 64]);
        let (key, _padding) = secret.0.split_at_mut(32);
        if bytes.len() != key.len() {
            return Err(KeyError::Length { found: bytes.len() });
        }
        if bytes.iter().all(|byte| *byte == 0) {
            return Err(KeyError::AllZero);
        }
        key.copy_from_slice(bytes);
        Ok(secret)
    }

    pub(crate) fn mac(&self) -> Hmac<Sha256> {
        Hmac::new((&self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use hmac::Mac;

    use super::*;

    #[test]
    fn a_key_is_32_bytes_and_not_blank() {
        assert_eq!(Secret::new(&[1; 31]).err(), Some(KeyError::Length { found: 31 }));
        assert_eq!(Secret::new(&[1; 33]).err(), Some(KeyError::Length { found: 33 }));
        assert_eq!(Secret::new(&[]).err(), Some(KeyError::Length { found: 0 }));
        assert_eq!(Secret::new(&[0; 32]).err(), Some(KeyError::AllZero));
    }

    #[test]
    fn the_padded_key_is_the_same_hmac_key() -> Result<(), Box<dyn std::error::Error>> {
        let key = [7; 32];
        let plain = Hmac::<Sha256>::new_from_slice(&key)?.chain_update(b"text");
        let padded = Secret::new(&key)?.mac().chain_update(b"text");
        assert_eq!(plain.finalize().into_bytes(), padded.finalize().into_bytes());
        Ok(())
    }
}
