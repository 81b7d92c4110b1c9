//! On call: who is reached when life is at risk, in which order, and that somebody says "I have it" (domain.md §2.15).
//!
//! Whoever handles incidents of a site plans its **rota**: a colleague who handles them too, from when to when, in
//! which place. Reading it says where it has gaps; a gap leaves nobody unreached, for then the designated leads are
//! called at once.
//!
//! A critical incident raises an **alert** in the transaction that reports it; a colleague who is not back, the job
//! that looks for her ([`outings`](crate::outings)). The first on the rota is called: a mail that says nothing but to
//! sign in, and, where the configuration names a gateway, a signed message to it, which says no more. Ten minutes
//! without an **acknowledgement**, and the next is called; after the last of them every safeguarding lead of the site.
//! Who reported it is not called, nor who is said to be responsible. It stops when somebody acknowledges it or looks
//! at the incident, and when nobody is left: then the incident's own clock runs on (`incidents`), which reaches the
//! directors.
//!
//! Every call is a job in the queue: killed between two steps, it goes on where it stood, and calls nobody twice for
//! one step (ADR 0106).
//!
//! Tests: `tests/api/on_call/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::{call_on_call, post_alert, raise};
pub use model::{AlertCallId, AlertId, AlertKind, AlertKinds, OnCallShiftId, Refused};
pub use scope::{AlertScope, RotaScope};
