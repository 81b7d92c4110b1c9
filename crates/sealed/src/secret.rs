//! Thirty-two secret bytes.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A key cannot be made from these bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is not 32 bytes long.
    #[error("a key is 32 random bytes; this one has {found}")]
    Length {
        /// Bytes given.
        found: usize,
    },
    /// Every byte is zero, as in a file that was made but never filled.
    #[error("a key is 32 random bytes; this one is all zeros")]
    AllZero,
}

#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        let mut secret = Self([0; 32]);
        if bytes.len() != secret.0.len() {
            return Err(KeyError::Length { found: bytes.len() });
        }
        if bytes.iter().all(|byte| *byte == 0) {
            return Err(KeyError::AllZero);
        }
        secret.0.copy_from_slice(bytes);
        Ok(secret)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_32_bytes_and_not_blank() {
        assert_eq!(Secret::new(&[]).err(), Some(KeyError::Length { found: 0 }));
        assert_eq!(Secret::new(&[1; 31]).err(), Some(KeyError::Length { found: 31 }));
        assert_eq!(Secret::new(&[1; 33]).err(), Some(KeyError::Length { found: 33 }));
        assert_eq!(Secret::new(&[0; 32]).err(), Some(KeyError::AllZero));
        assert!(Secret::new(&[1; 32]).is_ok());
    }
}
