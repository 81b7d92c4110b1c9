//! What is sealed opens where it belongs and nowhere else.

mod contents;
mod keys;
mod support;
