//! The promises of the crate, kept by a real `PostgreSQL`.
#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should stop at once")]

mod life;
mod safety;
mod support;
