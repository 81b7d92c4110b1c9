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
//! A device that is **draining** sends and is sent nothing; one that was **wiped** is told to delete what it holds.
//!
//! Tests: `tests/api/sync/`, rules beside them in `model/`, golden vectors in `tests/vectors/sync/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{
    Bucket, Cursor, DAYS_HELD, Digest, Entity, Epoch, Join, NOTE_DAYS, Place, Plan, ScopeId, Scopes, Tier, View,
};
pub use scope::{DeviceScope, SyncDeviceId};
