//! Supervision: a supervisor sits down with those she supervises, alone or together, and writes down that she did.
//!
//! A session says who was there, on which day, for how long, of which **kind**, whether it was asked how they are, and
//! which **cases** were discussed: enrolments she supervises or works in. What was written is of two sorts. What was
//! **agreed** is read by those who were there, too. What is **confidential** is read by who wrote it, and by nobody else:
//! not by another supervisor, not by who leads the house (domain.md §2.19).
//!
//! A session is seen by the supervisors of the site and by those who were supervised in it; for everybody else it is not
//! there. Of the cases each of them sees those whose enrolment she may see, without a word that there are more.
//!
//! It is recorded once and never changed: what was wrong is **voided** with a reason by who held it, and recorded anew.
//!
//! What was written is about several people, so it lies under a key of the session's own. Erasing one of those whose
//! cases were discussed destroys that key; that there was supervision, and for how long, stays (ADR 0121).
//!
//! Tests: `tests/api/supervision/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{Refused, SupervisionId, SupervisionKind, SupervisionKinds};
pub use scope::SupervisionScope;
