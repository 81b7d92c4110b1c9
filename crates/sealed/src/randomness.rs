//! Where nonces and new keys come from.

use std::fmt;

use chacha20poly1305::aead::Generate;
use zeroize::Zeroizing;

/// A source of nonces and keys.
///
/// The server uses [`OsRandomness`] only. Another source exists so that the demo's invented network comes out the
/// same from the same seed. Such a source must be unpredictable or guard nothing but invented data, and must never
/// give the same nonce twice for one key: two texts sealed under one nonce give each other away.
pub trait Randomness {
    /// A nonce that this source has not given before.
    ///
    /// # Errors
    /// [`RandomnessUnavailable`] if there is none; the caller then seals nothing.
    fn nonce(&mut self) -> Result<[u8; 24], RandomnessUnavailable>;

    /// A new key.
    ///
    /// # Errors
    /// [`RandomnessUnavailable`] if there is none; the caller then makes no key.
    fn key(&mut self) -> Result<Zeroizing<[u8; 32]>, RandomnessUnavailable>;
}

/// The operating system's random bytes. Random 24-byte nonces do not repeat in practice (`security.md` §3.12).
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandomness;

impl Randomness for OsRandomness {
    fn nonce(&mut self) -> Result<[u8; 24], RandomnessUnavailable> {
        Generate::try_generate().map_err(RandomnessUnavailable::new)
    }

    fn key(&mut self) -> Result<Zeroizing<[u8; 32]>, RandomnessUnavailable> {
        let key = <[u8; 32]>::try_generate().map_err(RandomnessUnavailable::new)?;
        Ok(Zeroizing::new(key))
    }
}

/// There are no random bytes to be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no random bytes to be had ({reason}), so nothing was sealed; see that this system provides getrandom or /dev/urandom"
)]
pub struct RandomnessUnavailable {
    reason: String,
}

impl RandomnessUnavailable {
    /// `reason` is what the source says of it.
    #[must_use]
    pub fn new(reason: impl fmt::Display) -> Self {
        Self {
            reason: reason.to_string(),
        }
    }
}
