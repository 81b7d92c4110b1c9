//! Safety: who must not meet.
//!
//! A **keep-apart pair** is two people who must not meet: rival groups, a witness and whom she witnessed against, somebody
//! and who hurt her. It holds two ids and nothing else. Why is not written anywhere: there is no field for it.
//!
//! Safeguarding leads and supervisors enter a pair, see it and end it, where both people's files are theirs to open. Nobody
//! else can ask for it, and those who work with one of the two are not told who the other is.
//!
//! **What it does.** A roll or a plan that would bring the two together answers `cannot_be_together`, and names neither
//! person nor reason. Together is on the roll of one group; or at one site, both in its rooms, at times less than
//! [`BETWEEN`] apart: people meet in the doorway. What lies behind is recorded as it was.
//!
//! Two who plan at once for the one and the other wait for each other. A pair that is entered later undoes nothing: what is
//! planned already has to be looked at by whoever enters it.
//!
//! The check answers yes or no about people the caller works with anyway. Who is refused learns that this group holds
//! somebody whom this person must not meet, and on a roll of one who that is (docs/adr/0065).
//!
//! Tests: `tests/api/safety/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{BETWEEN, KeepApartId};
pub(crate) use model::{Meeting, Room};
pub use scope::PairScope;
pub(crate) use store::would_meet;
