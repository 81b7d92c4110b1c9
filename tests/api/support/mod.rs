//! A world to test in: a database of its own, a clock that stands still, people of every role with a token.

mod account;
mod door;
mod house;
pub(crate) mod line;
mod program;
pub(crate) mod smtp;
mod template;
pub(crate) mod walk;
mod world;

pub(crate) use account::{PASSWORD, Person};
pub(crate) use door::Door;
pub(crate) use house::{Ground, House, Staff};
pub(crate) use program::{BUILD, PROGRAM, program, program_path};
pub(crate) use template::{template, template_on};
pub(crate) use world::{Answer, World, connect, post, tokens};

/// The moment at which a test world's clock stands until it is moved: a Wednesday, well after every 2025 deadline.
pub(crate) const NOW: &str = "2026-06-10T09:30:00Z";

/// A fresh id, as a client makes one.
pub(crate) fn new_id() -> uuid::Uuid {
    use causeway::platform::ids::{Ids, RandomIds};
    RandomIds.next()
}
