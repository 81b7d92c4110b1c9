//! Safeguarding: harm or risk of harm to a child, also by colleagues (domain.md §2.15). A vault of its own.
//!
//! Whoever works here **raises a concern**: who it is about, the child and the colleague if she knows them, and what
//! she saw or heard; by the door of its own, or as a note of kind `safeguarding` about a session (`sessions`). From then
//! on she sees that it was received, and nothing else. It is answered for by the **safeguarding leads** of the site,
//! and never by the accused herself, by a lead who manages her, or by any other role: not line management, not the administrator, not who breaks the glass. Where a lead of the place is accused, or
//! nobody else is left, by the **directors** too (docs/adr/0091). Everybody else finds nothing: 404, in every list too.
//!
//! One of them **takes it up**, within four hours; till then they are written to, in words that say nothing. Who has
//! taken it up passes it on to the authority and closes it; another takes it up first. A closed one can be opened
//! again. Each step says what was done, and stays.
//!
//! It lies under a key of its own and is not erased with the child's file: how long it is kept is the law's (§6.8).
//!
//! Tests: `tests/api/safeguarding/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::{raise, raise_held, tell_concern};
pub(crate) use model::NewConcern;
pub use model::{ConcernAbout, ConcernAbouts, ConcernId, ConcernState, ConcernStates, ConcernStep, ConcernSteps};
pub use scope::ConcernScope;
pub(crate) use store::received;
