//! Disclosures: the register of what left the house.
//!
//! A **disclosure** says to whom something about a young person was told (a provider of the directory, or a name that is
//! sealed), of what class that recipient is, what categories, why, when, by whom, and **on what basis**. It holds no word of
//! what was told.
//!
//! The basis is a live consent that names the recipient or its class and covers the categories (`consent::sharing`), looked up
//! when it is recorded: it stays on record with it. Or the house told **without consent**: life at risk, a court's order, a
//! duty of law. That takes the right to (supervisor, safeguarding lead), is an audit event of its own, and waits in a list
//! until the data-protection officer, another person, has **reviewed** it. A review is final.
//!
//! Who may: those who work with her record and read it; she can be given the list (`listDisclosures`). There is no police
//! access, and a lawful order is no consent: it is told without one, and reviewed (design §12, domain.md §6.5 T4).
//!
//! Tests: `tests/api/disclosures/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::tell;
pub use model::{Bases, Basis, Channel, Channels, DisclosureId, Purpose, Purposes, Review, Reviews};
pub(crate) use store::Telling;
