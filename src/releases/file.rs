//! The published file: content, the chain up to it, and the signature over both. One form only, canonical JSON.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::chain::Link;
use super::content::Content;

/// Names the form of the file.
pub(super) const FORMAT: &str = "causeway-release-1";

/// A published release, as it is downloaded. Its bytes are its canonical JSON (RFC 8785); any other bytes are not it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseFile {
    /// `causeway-release-1`.
    pub format: String,
    /// What is published.
    pub content: Content,
    /// SHA-256 of the content's canonical JSON, lower-case hexadecimal.
    pub content_sha256: String,
    /// Every release this organisation has published, up to this one.
    pub chain: Vec<Link>,
    /// The Ed25519 key it is signed with, lower-case hexadecimal.
    pub public_key: String,
    /// Ed25519 over [`signed_text`]: content hash and chain head.
    pub signature: String,
}

/// What is signed: the form, the content's hash and the head of the chain.
pub(super) fn signed_text(content_sha256: &str, chain_head: &str) -> String {
    format!("{FORMAT}\n{content_sha256}\n{chain_head}\n")
}

impl ReleaseFile {
    /// Signs content and chain; the chain's last link is this release.
    pub(super) fn sign(content: Content, chain: Vec<Link>, key: &Ed25519KeyPair) -> Option<Self> {
        let head = chain.last()?;
        let content_sha256 = head.body.content_sha256.clone();
        let signature = key.sign(signed_text(&content_sha256, &head.sha256).as_bytes());
        Some(Self {
            format: FORMAT.to_owned(),
            content,
            content_sha256,
            public_key: hex::encode(key.public_key()),
            signature: hex::encode(signature),
            chain,
        })
    }

    /// The one form in which it is published.
    pub(super) fn canonical(&self) -> serde_json::Result<String> {
        serde_jcs::to_string(self)
    }
}
