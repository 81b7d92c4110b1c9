//! Rules of sync, free of rows and requests: what is synced, scopes, cursors, digests.

mod bucket;
mod cursor;
mod digest;
mod entity;
mod plan;
mod scope_id;

pub use bucket::Bucket;
pub use cursor::{Cursor, Epoch, Join, Place};
pub use digest::Digest;
pub use entity::{DAYS_HELD, Entity, NOTE_DAYS, Tier};
pub use plan::{Plan, Scopes, View};
pub use scope_id::ScopeId;
