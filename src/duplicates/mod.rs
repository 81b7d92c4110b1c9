//! Duplicates: two records with the same number, or names alike, which are perhaps one person.
//!
//! Whoever enters a phone number or the number of a paper is told at once who else has it among the people whose files are
//! hers to open (`contacts`). Of anybody else she is told nothing, and nothing she could measure: the same job goes into the
//! queue whether somebody has the number or not, and looks afterwards (design §4). What it finds is a **pair**, to be judged by
//! somebody who may open both files: they are one person, or two. It is asked once; what was decided stays.
//!
//! **Names** have no index. Whoever takes somebody in, or receives a referral of her, asks who has a name like hers among the
//! people whose names she may open anyway ([`listNamesakes`](http)). Once a day the background compares the names of those who
//! were taken in or renamed of late with everybody's, and raises pairs (`docs/adr/0101`): no request does anything more or less.
//!
//! A task of `tasks` hangs on an enrolment, and these two may have none: so a pair is a list of its own (`docs/adr/0081`).
//!
//! Who may: whoever is tied to both, or opens what is sealed at the places of both; through broken glass nobody.
//!
//! Tests: `tests/api/duplicates/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::{compare_names, look_for_duplicates};
pub use model::{DuplicateGround, DuplicateGrounds, DuplicateId, DuplicateOutcome, DuplicateOutcomes};
pub use scope::DuplicateScope;
