//! Relationships: who a young person's family, guardians, partner and children are, and who of them is not safe.
//!
//! The other is somebody who has a record here too, or is named; names are **sealed** with her key. There is no kind for a tie
//! to a group: such a link is never kept (domain.md §6.2).
//!
//! **Not safe**: a guardian, or a partner, who is linked to those she must be safe from. From that day no parent's and no
//! legal guardian's consent counts for her: a court, an adult she trusts, or a decision in her best interests stands in
//! (domain.md §2.6 rule 2). `consent` asks, with what else it knows of her guardians, by one function behind the wall
//! (`access.guardian_path_closed`): so the rule holds for everybody who enrols her, also for who may not see why.
//!
//! Who may: whoever opens who she is reads them, except those to people of whose record she may not know; those assigned to
//! her, who took her in, and her supervisor write them. What is said of somebody who is not safe is changed by supervisors
//! and safeguarding leads alone, by a rule here and by a policy: who works with her may be pressed to trust again.
//!
//! Tests: `tests/api/relationships/`, rules beside them in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{Bond, RelationshipId, RelationshipKind, RelationshipKinds};
pub use scope::RelationshipScope;
