//! XChaCha20-Poly1305 over whole messages, and what the formats built on it share.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// The only version of the stored formats so far. A second algorithm would be a second version.
pub(crate) const VERSION: u8 = 1;
pub(crate) const NONCE_LEN: usize = 24;
pub(crate) const TAG_LEN: usize = 16;

/// Closes a text of any length in what is authenticated: this byte is in no UTF-8 text, so no two lists of texts and
/// fixed-length ids come out as the same bytes.
pub(crate) const TEXT_END: u8 = 0xff;

/// Ciphertext and tag, or `None` past the cipher's limit of 256 GiB.
pub(crate) fn encrypt(key: &Secret, nonce: [u8; NONCE_LEN], aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    cipher.encrypt(&nonce.into(), Payload { msg, aad }).ok()
}

/// The message, or `None` unless key, nonce, associated data and every byte are those it was encrypted with.
pub(crate) fn decrypt(key: &Secret, nonce: [u8; NONCE_LEN], aad: &[u8], msg: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let opened = cipher.decrypt(&nonce.into(), Payload { msg, aad }).ok()?;
    Some(Zeroizing::new(opened))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// draft-irtf-cfrg-xchacha-03, appendix A.3.1: the tag, and the first bytes of the ciphertext.
    #[test]
    fn the_cipher_is_the_one_of_the_draft() -> Result<(), Box<dyn std::error::Error>> {
        let key: Vec<u8> = (0x80..0xa0).collect();
        let nonce: Vec<u8> = (0x40..0x58).collect();
        let aad = hex::decode("50515253c0c1c2c3c4c5c6c7")?;
        let text = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
                    sunscreen would be it.";
        let nonce = nonce.as_slice().try_into()?;
        let sealed = encrypt(&Secret::new(&key)?, nonce, &aad, text.as_bytes()).map(hex::encode);
        let sealed = sealed.ok_or("114 bytes are not too long")?;
        assert!(sealed.starts_with("bd6d179d3e83d43b9576579493c0e939"), "{sealed}");
        assert!(sealed.ends_with("c0875924c1c7987947deafd8780acf49"), "{sealed}");
        Ok(())
    }
}
