//! Out now, back by: a worker says that she is out and when she will be back, so that somebody notices if she is not.
//!
//! Nothing is said of where: there is no field for it, and none for whom she visits. With whom of her colleagues she
//! goes may be said. She **extends** it while she is out, and says that she is **back**; a colleague who watches over
//! it may say so for her, when she is standing there.
//!
//! A quarter of an hour after she meant to be back and has not said so, the rota of the site is called
//! ([`on_call`](crate::on_call)), as for a critical incident. She herself is not.
//!
//! Seen by herself, by who supervises at the site, and by who is on call there or was called for her. A week after she
//! is back it is deleted (ADR 0107).
//!
//! Tests: `tests/api/outings/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::{come_back_sent, forget_outings, go_out, miss_outing, stands};
pub use model::{OutingId, Refused};
pub use scope::OutingScope;
