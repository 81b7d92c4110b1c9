//! The convergence harness (reference/sync.md §3): phones that die, networks that lose, double and delay, and everything
//! that may be written at a desk meanwhile, against the real handlers and a real Postgres. Nothing that was acknowledged may be
//! lost, nothing done twice, no phone may hold anything but what is its own. That the harness can tell is shown by mutants:
//! servers and phones with one known defect each, every one of which it has to catch (`mutants/`).
//!
//! `histories` is the short form, for every run of the tests; `soak` the long one, with processes that are killed.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_in_result,
    reason = "a test that meets the unexpected should stop at once"
)]

#[path = "../api/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "the house of the API's tests, of which these need a part"
)]
mod support;

#[path = "../api/durability/installation.rs"]
#[expect(
    dead_code,
    reason = "the installation of the API's tests, of which these need a part"
)]
mod installation;

#[path = "../api/durability/wire.rs"]
#[expect(dead_code, reason = "the wire of the API's tests, of which these need a part")]
mod wire;

mod check;
mod dice;
mod ground;
mod histories;
mod history;
mod leaving;
mod locks;
mod mutants;
mod network;
mod phone;
mod restore;
mod scene;
mod soak;
mod steps;
mod worker;
