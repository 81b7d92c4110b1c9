//! Secrets that are handed out once and kept as a digest.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 256 random bits that prove something once. Whoever guesses needs a universe, so a fast digest is all that is stored
/// (security.md §3.2).
#[derive(Clone)]
pub(in crate::accounts) struct OneTimeSecret(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for OneTimeSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl OneTimeSecret {
    /// From bytes that were just drawn.
    pub(in crate::accounts) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// Reads what was handed out: 43 letters of base64url, in their one spelling.
    pub(in crate::accounts) fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        let bytes: [u8; 32] = bytes.as_slice().try_into().ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    /// What is handed out.
    pub(in crate::accounts) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    /// What is stored.
    pub(in crate::accounts) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_slice()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_from_its_one_spelling_only() {
        let secret = OneTimeSecret::new(Zeroizing::new([7; 32]));
        let text = secret.text();
        assert_eq!(text.len(), 43);
        assert_eq!(OneTimeSecret::parse(&text).unwrap().digest(), secret.digest());
        for wrong in [
            "",
            "x",
            text.get(1..).unwrap(),
            &format!("{}=", *text),
            &format!("{}A", *text),
        ] {
            assert!(OneTimeSecret::parse(wrong).is_none(), "{wrong}");
        }
        // The last letter carries four bits of nothing: another spelling of the same bytes is another text.
        let mut other = text.to_string();
        let last = other.pop().unwrap();
        other.push(char::from(u8::try_from(last).unwrap() + 1));
        assert!(OneTimeSecret::parse(&other).is_none());
        assert_eq!(format!("{secret:?}"), "[secret]");
    }
}
