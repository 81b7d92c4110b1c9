//! The audit log: who did and saw what.
//!
//! Every act is remembered in the transaction that did it (`Tx::audit`), reads of names and notes included; an answer
//! leaves after its row stands, and where the log cannot be written nothing is shown. This feature keeps that log.
//!
//! **Months**: rows lie in one partition a month. The server makes the next months' itself (`keeper.rs`), when it
//! starts and every hour.
//!
//! **Seals**: requests write plain rows, and within a second one task per database (`sealer.rs`) chains them, organisation
//! by organisation: each seal holds a keyed digest of its row and the hash of the seal before (`seal.rs`). What is
//! younger than that second is not sealed yet. Once a minute the head of each chain is signed and written down in a
//! second place, outside the database (`checkpoint.rs`).
//!
//! **Verifying**: `causeway audit verify` reads all of it again and names what was altered, is missing, was put in or
//! moved (`verify.rs`).
//!
//! **Reading it** leaves a row too. The auditor and the data-protection officer read the organisation's log, without
//! content. Who opened one person's file is shown to the data-protection officer, and to the supervisor and the
//! safeguarding lead of her place; those who work with her see what they did themselves, and no more: an accused worker
//! must not learn who looks into her (domain.md T12). For the same reason a supervisor is not shown what the safeguarding
//! lead and the data-protection officer did.
//!
//! Tests: `tests/api/audit/`, digests and checkpoints beside them.

mod checkpoint;
mod error;
mod finding;
mod flow;
pub(crate) mod http;
mod keeper;
mod scope;
mod seal;
mod sealer;
mod store;
mod verify;

pub use error::Error;
pub use finding::{Finding, Place, What, Where};
pub use flow::{Check, Verdict, verify};
pub use keeper::Keeper;
pub use scope::{LogScope, OpeningsScope};
pub use sealer::Sealer;
pub use store::make_partitions;
