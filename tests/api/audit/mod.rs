//! The audit log.

mod fail_closed;
mod partitions;
mod reading;
mod scene;
mod sealing;
mod signing;
mod tampering;

pub(crate) use scene::{Log, write};
pub(crate) use tampering::{keep, put_back, tamperings};
