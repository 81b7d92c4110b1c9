//! The API, through HTTP, against a real Postgres. Folders mirror `src/`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::format_push_string,
    reason = "a test that meets the unexpected should stop at once"
)]

mod support;

mod source;

mod access;
mod accounts;
mod architecture;
mod audit;
mod backup;
mod break_glass;
mod canary;
mod caseload;
mod cli;
mod consent;
mod contacts;
mod contract;
mod database;
mod demo;
mod disclosures;
mod docs;
mod duplicates;
mod durability;
mod enrolment;
mod erasure;
mod followup;
mod front;
mod guards;
mod incidents;
mod indicators;
mod intake;
mod intake_forms;
mod keys;
mod merging;
mod on_call;
mod operations;
mod organisation;
mod outings;
mod people;
mod plans;
mod platform;
mod programmes;
mod providers;
mod referrals_out;
mod relationships;
mod releases;
mod safeguarding;
mod safety;
mod search;
mod sessions;
mod soak;
mod supervision;
mod sync;
mod tasks;
mod timetable;
