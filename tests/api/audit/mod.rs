//! The audit log.

mod alone;
mod fail_closed;
mod kills;
mod partitions;
mod reading;
mod scene;
mod sealing;
mod signing;
mod tampering;

pub(crate) use kills::reading_under_kills;
pub(crate) use scene::{Log, write};
pub(crate) use tampering::{keep, put_back, tamperings};
