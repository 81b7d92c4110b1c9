//! Rules of sync, free of rows and requests: what is synced, scopes, cursors, digests.

mod bucket;
#[cfg(test)]
mod chance;
mod cursor;
mod digest;
mod entity;
pub(super) mod fields;
pub(super) mod operation;
mod plan;
mod report;
mod scope_id;
mod upcast;
mod watermark;

pub use bucket::Bucket;
pub use cursor::{Cursor, Epoch, Join, Place};
pub use digest::Digest;
pub(super) use entity::PERSON;
pub use entity::{DAYS_HELD, Entities, Entity, NOTE_DAYS, Tier};
pub use fields::{Class, FIELDS, Field, Merged, class_of, merge};
pub use operation::{
    ConflictId, ConflictSide, ConflictSides, ConflictState, ConflictStates, HeldReasons, SyncOpId, SyncOperation,
    SyncOperations, SyncStatuses,
};
pub use plan::{Plan, Scopes, View};
pub use report::{Known, Report, Risk, risks};
pub use scope_id::ScopeId;
pub(super) use upcast::{OLDEST, SCHEMA};
pub use watermark::Watermark;
