//! The audit log.

mod fail_closed;
