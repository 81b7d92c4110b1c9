//! Erasure: a person's right to be forgotten, by destroying the key that everything about her was sealed with.
//!
//! One person **asks** (the supervisor of her place, or the data-protection officer), with a reason. Another **decides**:
//! the data-protection officer approves, or refuses with a reason, such as a legal hold. Nobody decides about her own
//! request; the database refuses it too.
//!
//! **Approval is the deed**, in one transaction: her key is destroyed, what was sealed with it is blanked, the digests that
//! could confirm a guess are dropped, open assignments end. Her pseudonymous rows stay, marked, so that no figure that was
//! ever published or counted changes (domain.md §6.8). Read afterwards she is `erased`, with empty fields; that is no error.
//!
//! Records that were merged into hers (`merging`) are hers: they are erased with her, each with a line of its own in the ledger.
//!
//! **A backup must not bring her back.** Before the transaction commits, a signed line is on the disk in the *ledger*: a file
//! outside the database and its backups, one line per erasure, each carrying the hash of the one before. A line whose
//! transaction did not commit is carried out at the next start: it was approved. After a restore every line is carried out
//! before the server may start ([`Ledger`]). Backups of wrapped keys live 30 days at most; then she is gone from them too.
//!
//! Tests: `tests/api/erasure/`, and the restore of an older backup in `tests/api/backup/`.

mod error;
mod flow;
pub(crate) mod http;
mod ledger;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use flow::{Replayed, replay};
pub use ledger::{Checked, Entry, Head, Ledger, LedgerError};
pub use model::{ErasureId, ErasureReasons, ErasureRefusals};
