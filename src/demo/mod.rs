//! The demo: an invented network of organisations to look around in, `causeway demo`.
//!
//! Everybody in it is invented. Its history begins on 1 January of the year before the last one that may be published, and
//! ends now; a simulated clock walks through it, and the rules are those of the features. The same seed gives the same
//! network on the same day, whatever machine it is made on; only keys and passwords are the folder's own.
//!
//! How it is made: `houses.rs` says which houses there are, in the shapes of `blueprint.rs`; in `arrival.rs`,
//! `agreement.rs`, `course.rs` and `meetings.rs` one young person after another passes through them, in the order that
//! `network.rs` keeps; `plans.rs` writes their case plans; `sealing.rs` seals what is sealed everywhere, and `store.rs`
//! loads each table with one statement. What few do is done through the API itself (`lived.rs`,
//! `door.rs`): `lately/` lives the last weeks of every house, and `released.rs` lets the first releases go out. Nothing is ever half there: one
//! transaction holds all rows, and a mark on the database tells a finished demo from one that was killed while it was made.
//!
//! Nothing else may make accounts of this kind, and the demo refuses a folder that holds a real installation.
//!
//! Tests: beside the code, and `tests/api/demo/`.

mod agreement;
mod arrival;
mod blueprint;
mod calendar;
mod chance;
mod course;
mod door;
mod error;
mod followups;
mod houses;
mod lately;
mod lived;
mod meetings;
mod model;
mod names;
mod network;
mod plans;
mod released;
mod rows;
mod sealing;
mod sign_ins;
mod store;

pub use error::Error;
pub use lived::live;
pub use model::DemoAccount;
pub use network::invent;
pub use rows::{House, Network};
pub use sign_ins::{hash_passwords, read_accounts, write_accounts};
pub use store::{State, begin, finish, load, state};

/// The seed of every demo: the network that the tour and the screenshots show.
pub const SEED: u64 = 2026;

/// About how many young people are invented where nobody says how many: with them there are more than 40,000 sessions, as a
/// house has after some years.
pub const PEOPLE: u32 = 1_500;
