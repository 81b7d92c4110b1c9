//! Search: finding a young person again whose code one does not know.
//!
//! By **name** or what she is called: names have no index, so the sealed names of the caller's own people are opened, at most
//! [`MOST_PEOPLE`], and the beginnings of their words are compared without accents, capitals and signs (design §5). By
//! **phone** or the number of a **paper**: through the blind index of `contacts`.
//!
//! It looks only among people whose names the caller may open anyway: those she works with, took in, or whose place she
//! supervises. What breaking the glass shows is not searched. Of anybody else a search says nothing, not even that there is
//! somebody: none found and none there are one answer (design §4).
//!
//! It is a POST, so that what is looked for stands in no address. What is found is remembered in one event with the ids that
//! were shown. Each sign-in may search so often in a minute and in a day ([`MOST_IN_A_MINUTE`], [`MOST_IN_A_DAY`]): whoever is
//! made to look for names is slow, and seen (domain.md §6.5, T1; `docs/adr/0080`).
//!
//! Tests: `tests/api/search/`, rules beside them in `model.rs`; 20,000 names are timed by `make soak`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod store;

pub use error::Error;
pub use model::{Folded, Found, FoundBy, MOST_IN_A_DAY, MOST_IN_A_MINUTE, MOST_PEOPLE, MOST_SHOWN, NameQuery};
pub(crate) use store::{SealedRow, names, people};
