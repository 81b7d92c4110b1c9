//! Checks a published file without us: no network, no database, no key but the public one.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

use super::chain::{Link, START, link_hash};
use super::content::sha256;
use super::file::{FORMAT, ReleaseFile, signed_text};

/// A file that is what it says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The file, read.
    pub file: ReleaseFile,
    /// It was held against a key the caller brought; without one, the file's own key was taken.
    pub key_was_given: bool,
}

/// Why a file is not what it says it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// Not JSON of the release's form.
    #[error("this is no Causeway release file: {0}")]
    NotARelease(String),
    /// Another version of the form.
    #[error("the file has the form `{0}`, which this program does not know; it knows {FORMAT}")]
    UnknownFormat(String),
    /// The same data in other bytes.
    #[error(
        "the file's bytes were changed: a release has exactly one form, and this is not it. Download it again and keep it \
         as it came"
    )]
    NotExact,
    /// The content is not the one that was hashed.
    #[error("the content does not match its hash: figures or words in it were changed")]
    Content,
    /// A link of the chain does not fit.
    #[error("the chain is broken at link {0}: a link was changed, left out or put in")]
    Chain(usize),
    /// The chain ends in another release.
    #[error("the chain does not end in this release")]
    Head,
    /// The signer is another than the one expected.
    #[error("the file was signed with another key than the one you gave")]
    OtherKey,
    /// The signature does not hold.
    #[error("the signature does not hold: the file was not signed with this key, or was changed afterwards")]
    Signature,
}

/// Checks exact form, content hash, chain and signature.
///
/// `expected_key` is the organisation's public key as the caller knows it; without it, the file only proves that it was
/// not changed since *somebody* signed it.
///
/// # Errors
/// [`Mismatch`], naming the first check that failed.
pub fn verify(bytes: &[u8], expected_key: Option<&[u8; 32]>) -> Result<Verified, Mismatch> {
    let file: ReleaseFile = serde_json::from_slice(bytes).map_err(|error| Mismatch::NotARelease(error.to_string()))?;
    if file.format != FORMAT {
        return Err(Mismatch::UnknownFormat(file.format));
    }
    let canonical = |text: serde_json::Result<String>| text.map_err(|error| Mismatch::NotARelease(error.to_string()));
    if canonical(file.canonical())?.as_bytes() != bytes {
        return Err(Mismatch::NotExact);
    }
    if hex::encode(sha256(canonical(file.content.canonical())?)) != file.content_sha256 {
        return Err(Mismatch::Content);
    }
    let head = check_chain(&file.chain)?;
    let ends_here = head.body.content_sha256 == file.content_sha256
        && head.body.indicator == file.content.indicator
        && head.body.period == file.content.period;
    if !ends_here {
        return Err(Mismatch::Head);
    }
    check_signature(&file, head, expected_key)?;
    Ok(Verified {
        file,
        key_was_given: expected_key.is_some(),
    })
}

/// Every link hashes to what it says and follows the one before. Gives the last.
fn check_chain(chain: &[Link]) -> Result<&Link, Mismatch> {
    let mut prev = START;
    for (place, link) in chain.iter().enumerate() {
        let broken = || Mismatch::Chain(place + 1);
        let body = link.body.canonical().map_err(|_error| broken())?;
        let fits = usize::try_from(link.body.seq) == Ok(place + 1) && link.prev_sha256 == hex::encode(prev);
        prev = link_hash(&prev, &body);
        if !fits || link.sha256 != hex::encode(prev) {
            return Err(broken());
        }
    }
    chain.last().ok_or(Mismatch::Chain(1))
}

fn check_signature(file: &ReleaseFile, head: &Link, expected_key: Option<&[u8; 32]>) -> Result<(), Mismatch> {
    let key = hex_bytes::<32>(&file.public_key).ok_or(Mismatch::Signature)?;
    let signature = hex_bytes::<64>(&file.signature).ok_or(Mismatch::Signature)?;
    if expected_key.is_some_and(|expected| *expected != key) {
        return Err(Mismatch::OtherKey);
    }
    let text = signed_text(&file.content_sha256, &head.sha256);
    UnparsedPublicKey::new(&ED25519, key)
        .verify(text.as_bytes(), &signature)
        .map_err(|_unspecified| Mismatch::Signature)
}

/// Lower-case hexadecimal of exactly `N` bytes: any other spelling is another file.
fn hex_bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    (hex::encode(bytes) == text).then_some(bytes)
}
