//! Contacts: how a young person is reached safely, and the papers she is known by.
//!
//! A **contact method** is a phone number, a messenger, an e-mail address, or somebody who passes a message on. With it stands
//! what is safe: may one call, may one write, may one leave a message, only when, and who may answer (domain.md §2.2, the
//! guard of screening). Whoever calls reads that first. There is no kind for an address: where somebody is who moved to be safe
//! is never kept (domain.md §6.2).
//!
//! An **identifier** is the number of a paper. Her **needs** are what whoever meets her must know: medical needs, whom to call
//! in an emergency, with whom she would rather work.
//!
//! All of it is **sealed** with her key. So that the same number is recognised when it is entered or searched for, phone and
//! document numbers have a **blind index**: a keyed digest of the number in one spelling ([`phone_spelling`],
//! [`document_spelling`]), under a key of its own for each organisation, erased with her (design §5, `docs/adr/0080`).
//!
//! Entering a number somebody else has answers with those whom the caller may open, and nothing of anybody else: it is no way
//! to ask who else is known here (design §4). Whether it is in a file she does not see is looked up afterwards, and asked of
//! somebody who sees both ([`duplicates`](crate::duplicates)).
//!
//! Who may: whoever opens who she is reads them; those assigned to her, who took her in, and her supervisor change them.
//! Reading is remembered. What was wrong is voided; what is over gets its last day.
//!
//! Tests: `tests/api/contacts/`, rules beside them in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::known_by;
pub use model::{
    ContactKind, ContactKinds, ContactMethodId, DocumentKind, DocumentKinds, IdentifierId, Number, document_spelling,
    phone_spelling, same_phone,
};
pub use scope::{ContactScope, IdentifierScope};
pub(crate) use store::number_index;
