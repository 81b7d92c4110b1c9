//! Sync: what a phone holds for work without a network, and how what was written there arrives.
//!
//! **Down** go the states of rows. Every row a phone may hold is in a **scope**: a person's record, an enrolment with what
//! happened in it, what only those who work with somebody hold of her, what one author wrote. Which scopes are a
//! colleague's is worked out anew at each pull, from whom she works with at that moment; the device is told which scopes
//! it gained and lost since, so no change of permission is missed (design §7, reference/sync.md §2.7).
//!
//! Whoever changes a row, by whatever way, one trigger notes it in `sync_entry` with the number of the transaction. A
//! **cursor** is a place in that order below everything that still runs: nothing that commits late is skipped (§2.6).
//! Cursors are signed for one device, and belong to one **epoch**: one history of the database. After a restore there is
//! another, and the device sends again what it had sent.
//!
//! A phone holds of each person she works with: the pseudonymous record, what she is called, how she is reached safely,
//! what she needs in an emergency; sessions and attempts of half a year, plans, tasks, and her own notes of thirty days.
//! Never a legal name, a birth date, a document, an address, a guardian's name, anything of justice or safety plans: what
//! leaves for phones is selected column by column in `sql/`, and nowhere else. Somebody who is leaving a group looks
//! like anyone else.
//!
//! **Up** come operations, what somebody did on her phone, each by itself and in her order. The server keeps an operation
//! before it judges it, in one transaction with what it does, so that what was acknowledged stands and stands once,
//! whatever is repeated or lost on the way. It is judged by the very steps and scopes of the API (`flow/operations/`). What
//! a rule refuses is **held**: kept, sealed, for its author and the supervisor of the place to decide on. Only what the
//! server itself failed at is answered `retry`, with nothing kept; only what cannot be read is `invalid`. A concern for a
//! child in an operation that is held goes to those who answer for it at once.
//!
//! A phone may be away for long: operations of older **forms** are brought into that of today (`model/upcast.rs`). It says of itself
//! how much lies on it, which who answers for it is shown. What it cannot send any more comes in a **file**: one's own as if it had
//! been sent, somebody else's held, for others than who brought it.
//!
//! Two who change one field: its class says whose stands (`model/fields.rs`), and the other value is kept as a
//! **conflict**. No clock of a phone is ever asked.
//!
//! A device that is **draining** sends and is sent nothing; one that was **wiped** is told to delete what it holds.
//!
//! Tests: `tests/api/sync/`, rules beside them in `model/`, golden vectors in `tests/vectors/sync/`. `tests/sync/` is the harness
//! that tries to break it: random histories, killed processes, a restore, and mutants that it has to catch.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::{Error, SentError};
pub use flow::{WatermarkWatch, begin_history};
pub use model::{
    Bucket, Class, ConflictId, ConflictSide, ConflictSides, ConflictState, ConflictStates, Cursor, DAYS_HELD, Digest,
    Entities, Entity, Epoch, FIELDS, Field, HeldReasons, Join, Known, Merged, NOTE_DAYS, Place, Plan, Report, Risk,
    ScopeId, Scopes, SyncOpId, SyncOperation, SyncOperations, SyncStatuses, Tier, View, Watermark, class_of, merge,
    risks,
};
pub use scope::{ConflictScope, DeviceScope, HeldScope, SyncDeviceId};
