//! Sync, through the API, with phones.

mod phone;
mod push;
