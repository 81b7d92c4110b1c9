//! Operations: what who keeps the machines running has to know, and nothing of what the machines are for.
//!
//! Background work and mail wait in queues; what could not be done after many attempts lies there as a dead letter. Shown
//! are counts and ids, never a name, an address or a text. An account's own mail (a new password) is nobody's to count.
//! Trying again and dropping is done on the machine: `causeway jobs`, `causeway mail`.
//!
//! Tests: `tests/api/operations/`.

pub(crate) mod http;
mod scope;
mod store;
