//! Casework: the words every case record shares.
//!
//! A fact is never deleted: it is **voided** with a reason (domain.md §1.3), and each record says by which way it reached
//! us, because a session typed on a phone without network and one typed at a desk are late for different reasons (§4.9).

mod model;

pub use model::{Channel, RecordedVia, VoidReason, VoidReasons};
