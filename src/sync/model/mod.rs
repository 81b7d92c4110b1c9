//! Rules of sync, free of rows and requests: what is synced, scopes, cursors, digests.

mod cursor;
mod digest;
mod entity;
pub(super) mod fields;
pub(super) mod operation;
mod scope_id;

pub use cursor::{Cursor, Epoch, Join, Place};
pub use digest::Digest;
pub use entity::{Entity, Tier};
pub use fields::{Class, FIELDS, Field, Merged, class_of, merge};
pub use operation::{
    ConflictId, ConflictSide, ConflictSides, ConflictStates, HeldReasons, SyncOpId, SyncOperation, SyncOperations, SyncStatuses,
};
pub use scope_id::ScopeId;
