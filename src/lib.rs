//! Causeway: the system a youth programme runs on.
//!
//! Reading order: `docs/ARCHITECTURE.md` walks one request through the code. Then a feature folder, in the order of its
//! files: `mod.rs` (the words), `model.rs` (the rules), `scope.rs` (who may), `store.rs` (rows), `flow.rs` (steps),
//! `http.rs` (the door). `platform/` is technique and knows nothing of the programme.

// Diesel's list of tables that meet in one statement (`platform/db/schema.rs`) expands once for each of them.
#![recursion_limit = "256"]

pub mod access;
pub mod accounts;
pub mod app;
pub mod audit;
pub mod break_glass;
pub mod caseload;
pub mod casework;
pub mod cli;
pub mod consent;
pub mod contacts;
pub mod demo;
pub mod disclosures;
pub mod duplicates;
pub mod enrolment;
pub mod erasure;
pub mod followup;
pub mod front;
pub mod incidents;
pub mod indicators;
pub mod intake;
pub mod intake_forms;
pub mod merging;
pub mod on_call;
pub mod operations;
pub mod organisation;
pub mod outings;
pub mod people;
pub mod plans;
pub mod platform;
pub mod programmes;
pub mod providers;
pub mod referrals_out;
pub mod relationships;
pub mod releases;
pub mod safeguarding;
pub mod safety;
pub mod search;
pub mod sessions;
pub mod state;
pub mod supervision;
pub mod sync;
pub mod tasks;
pub mod timetable;
pub mod work;
