//! Rules of sync, free of rows and requests: what is synced, scopes, cursors, digests.

mod cursor;
mod digest;
mod entity;
mod scope_id;

pub use cursor::{Cursor, Epoch, Join, Place};
pub use digest::Digest;
pub use entity::{Entity, Tier};
pub use scope_id::ScopeId;
