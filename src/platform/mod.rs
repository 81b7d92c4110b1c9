//! Technique that knows nothing of the programme: configuration, database door, HTTP, clock, ids, keys, logs.

pub mod clock;
pub mod codes;
pub mod config;
pub mod db;
pub mod http;
pub mod ids;
pub mod jobs;
pub mod key_ring;
pub mod keys;
pub mod mail;
mod numbered_keys;
pub mod random;
pub mod rescue_key;
pub mod telemetry;
pub mod text;
pub mod webhook;
