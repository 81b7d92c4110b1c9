//! Attacks on releases, and what they find (`disclosure.md` §4).
//!
//! Each attack is run against releases made by `kdl-1`, the mechanism of `crates/disclosure`, through its public door;
//! and, as a control, against a way of publishing that is known to be too weak. An attack that does not succeed against
//! its control cannot see, and fails the suite as surely as a release that gives something away.
//!
//! | id | attack | control |
//! |---|---|---|
//! | A1 | [`reconstruct`]: what can be proved from all figures together | exact figures; hiding 1 to 4 |
//! | A2 | [`guess`]: the likeliest table | exact figures; hiding 1 to 4 |
//! | A3 | [`difference`]: which row did the one youth join? | exact figures; noise that stays with its cell or its people |
//! | A5 | [`average`]: the same question many times | a query builder with cell-key noise |
//! | A6 | [`member`]: is she in it, all others known? | exact figures; cell-key noise |
//! | A12, A13, A14, A16 | [`mechanism`]: zero or nine, drawing again, a million cells, and whether anything is left to read | – |
//!
//! The rest of §4 needs the API (A4, A7, A9, A11, A15: `tests/api/releases/`) or row-level releases, of which there are
//! none (A8, A10). Worlds are invented and seeded: the same run gives the same figures on every machine.

pub mod average;
pub mod build;
pub mod difference;
pub mod guess;
pub mod mechanism;
pub mod member;
pub mod odds;
pub mod reconstruct;
pub mod suite;
pub mod world;

/// What can go wrong in an attack besides failing: the mechanism refuses what it was given.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;
