//! Keyed digests, apart for each organisation and each use.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::cipher::TEXT_END;
use crate::secret::{KeyError, Secret};

/// The secret behind every keyed digest. Lives beside the key-encryption keys, outside the database. Wiped when
/// dropped; `Debug` prints nothing of it.
pub struct MacKey(Secret);

impl MacKey {
    /// Takes 32 random bytes; the caller wipes its own copy.
    ///
    /// # Errors
    /// [`KeyError`] if there are not 32 bytes, or all are zero.
    pub fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        Secret::new(bytes).map(Self)
    }

    /// The organisation's key for digests of content.
    #[must_use]
    pub fn content_mac(&self, org: [u8; 16]) -> ContentMac {
        ContentMac(self.derive(b"causeway:content-mac", org))
    }

    /// The organisation's key for the blind index.
    #[must_use]
    pub fn blind_index(&self, org: [u8; 16]) -> BlindIndex {
        BlindIndex(self.derive(b"causeway:blind-index", org))
    }

    /// The organisation's key for the seals of its audit log: a row that somebody altered past the program has no digest
    /// that fits (`security.md` §3.11).
    #[must_use]
    pub fn audit_mac(&self, org: [u8; 16]) -> ContentMac {
        ContentMac(self.derive(b"causeway:audit-seal", org))
    }

    /// HKDF-Expand of RFC 5869 §2.3 to one block, HMAC(key, info | 1). The key is 32 random bytes already, so the
    /// extract step is skipped (§3.3).
    fn derive(&self, purpose: &[u8], org: [u8; 16]) -> Hmac<Sha256> {
        let mac = keyed(self.0.bytes()).chain_update(purpose).chain_update([TEXT_END]);
        let derived = mac.chain_update(org).chain_update([1]).finalize().into_bytes();
        keyed(&Zeroizing::new(derived.into()))
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MacKey").finish_non_exhaustive()
    }
}

/// Tells whether two contents of one organisation are the same without keeping either; or whether one is what it was.
///
/// For a repeated creation or an `Idempotency-Key`: a plain hash of a short note could be guessed. `Debug` prints
/// nothing of it.
pub struct ContentMac(Hmac<Sha256>);

impl ContentMac {
    /// The digest of `content` for one `purpose`; under another purpose the same content has another digest.
    #[must_use]
    pub fn tag(&self, purpose: &'static str, content: &[u8]) -> MacTag {
        MacTag::of(&self.0, purpose, content)
    }
}

impl fmt::Debug for ContentMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentMac").finish_non_exhaustive()
    }
}

/// Finds an exact phone or document number within one organisation without storing it.
///
/// Never for names, and never for what only few values could be, such as a birth date (`security.md` §3.12, design
/// §5). `Debug` prints nothing of it.
pub struct BlindIndex(Hmac<Sha256>);

impl BlindIndex {
    /// The index entry of a `value` of one `field`. The caller has brought the value to its one spelling before.
    #[must_use]
    pub fn tag(&self, field: &'static str, value: &str) -> MacTag {
        MacTag::of(&self.0, field, value.as_bytes())
    }
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlindIndex").finish_non_exhaustive()
    }
}

/// HMAC-SHA256 cut to 128 bits (`security.md` §3.12). Compared in constant time; `Debug` prints nothing of it, since
/// it stands for one person's number.
#[derive(Clone, Copy)]
pub struct MacTag([u8; 16]);

impl MacTag {
    fn of(key: &Hmac<Sha256>, use_for: &str, content: &[u8]) -> Self {
        let mac = key.clone().chain_update(use_for).chain_update([TEXT_END]);
        let whole: [u8; 32] = mac.chain_update(content).finalize().into_bytes().into();
        let mut tag = [0; 16];
        tag.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
        Self(tag)
    }

    /// A tag read back from its column.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes for the column.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl PartialEq for MacTag {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for MacTag {}

impl fmt::Debug for MacTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MacTag").finish_non_exhaustive()
    }
}

/// HMAC takes a key of one 64-byte block; a shorter one is filled up with zeros (RFC 2104 §2).
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    Hmac::new((&*block).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5869 appendix A.1: the first block of the output key from the pseudorandom key and info given there.
    #[test]
    fn the_derivation_is_hkdf_expand() -> Result<(), Box<dyn std::error::Error>> {
        let prk = hex::decode("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")?;
        let info = hex::decode("f0f1f2f3f4f5f6f7f8f9")?;
        let okm = keyed(prk.as_slice().try_into()?).chain_update(info).chain_update([1]);
        assert_eq!(
            hex::encode(okm.finalize().into_bytes()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        );
        Ok(())
    }

    /// Values computed with Python's `hmac` and `hashlib` from the text of this module.
    #[test]
    fn digests_stay_what_is_stored() -> Result<(), KeyError> {
        let bytes: Vec<u8> = (0x60..0x80).collect();
        let key = MacKey::new(&bytes)?;
        let content = key.content_mac([0x0a; 16]).tag("session.create", br#"{"a":1}"#);
        assert_eq!(hex::encode(content.as_bytes()), "c79781fdc7183ef8954d19807503d341");
        let phone = key.blind_index([0x0a; 16]).tag("phone", "+50370000000");
        assert_eq!(hex::encode(phone.as_bytes()), "d14953d72f746b63e47f2864e56bc22f");
        assert_eq!(MacTag::from_bytes(*phone.as_bytes()), phone);
        Ok(())
    }

    #[test]
    fn organisation_purpose_and_content_each_change_the_digest() -> Result<(), KeyError> {
        let key = MacKey::new(&[1; 32])?;
        let tag = key.content_mac([1; 16]).tag("a", b"bc");
        for other in [
            key.content_mac([2; 16]).tag("a", b"bc"),
            key.content_mac([1; 16]).tag("ab", b"c"),
            key.content_mac([1; 16]).tag("a", b"bd"),
            key.blind_index([1; 16]).tag("a", "bc"),
            key.audit_mac([1; 16]).tag("a", b"bc"),
            MacKey::new(&[2; 32])?.content_mac([1; 16]).tag("a", b"bc"),
        ] {
            assert_ne!(tag, other);
        }
        assert_eq!(tag, key.content_mac([1; 16]).tag("a", b"bc"));
        Ok(())
    }

    #[test]
    fn debug_prints_nothing_of_keys_and_digests() -> Result<(), KeyError> {
        let key = MacKey::new(&[0xab; 32])?;
        let (content, index) = (key.content_mac([1; 16]), key.blind_index([1; 16]));
        let tag = MacTag::from_bytes([0xab; 16]);
        let printed = format!("{key:?} {content:?} {index:?} {tag:?}");
        assert_eq!(
            printed,
            "MacKey { .. } ContentMac { .. } BlindIndex { .. } MacTag { .. }"
        );
        Ok(())
    }
}
