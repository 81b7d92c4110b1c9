//! Chains: each link carries the hash of the one before, so that nothing can be altered, dropped or put in between.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::content::sha256;
use super::model::{Period, ReleaseId};

/// What the first link follows.
pub(super) const START: [u8; 32] = [0; 32];

/// The hash of a link: SHA-256 of the hash before it and its own canonical JSON.
pub(super) fn link_hash(prev: &[u8; 32], body: &str) -> [u8; 32] {
    sha256([prev.as_slice(), body.as_bytes()].concat())
}

/// The place after the last link, or the first place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) seq: i64,
    pub(super) prev: [u8; 32],
}

/// A published release in the organisation's chain, as every file of it carries the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReleaseLink)]
pub struct Link {
    /// What happened.
    #[serde(flatten)]
    pub body: LinkBody,
    /// SHA-256 of the link before, or 64 zeros.
    pub prev_sha256: String,
    /// SHA-256 of `prev_sha256` (32 bytes) and the link's other fields as canonical JSON.
    pub sha256: String,
}

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReleaseLinkBody)]
pub struct LinkBody {
    /// Its place, from 1.
    pub seq: i64,
    /// `published`.
    pub kind: String,
    /// The release.
    pub release_id: ReleaseId,
    /// What it counts.
    pub indicator: String,
    /// The year it counts.
    pub period: Period,
    /// SHA-256 of its content.
    pub content_sha256: String,
    /// The day it went out (UTC).
    pub published_on: NaiveDate,
}

impl LinkBody {
    /// The canonical JSON that is hashed.
    pub(super) fn canonical(&self) -> serde_json::Result<String> {
        serde_jcs::to_string(self)
    }
}

/// One step of one release, for those inside.
#[derive(Debug, Serialize)]
pub(super) struct EventBody<'a> {
    pub(super) seq: i64,
    pub(super) kind: &'static str,
    pub(super) release_id: ReleaseId,
    pub(super) staff_id: Uuid,
    pub(super) at: DateTime<Utc>,
    pub(super) snapshot_tag: &'a str,
    pub(super) content_sha256: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) audit_sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
}
