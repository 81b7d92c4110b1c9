//! Who may do what: every operation called as everybody, about everything (design §4, `api-spec/authz-matrix.txt`).
//!
//! A new operation needs an [`Entry`](entries::Entry) in one of the `entries_*.rs`; until it has one,
//! `matrix` and `checks_off` fail and name it.

mod ask;
mod bodies;
mod callers;
mod checks_off;
mod entries;
mod entries_accounts;
mod entries_audit;
mod entries_caseload;
mod entries_consent;
mod entries_contacts;
mod entries_course;
mod entries_erasure;
mod entries_followup;
mod entries_house;
mod entries_incidents;
mod entries_intake;
mod entries_intake_forms;
mod entries_joining;
mod entries_merging;
mod entries_on_call;
mod entries_people;
mod entries_plans;
mod entries_releases;
mod entries_rolls;
mod entries_safeguarding;
mod entries_safety;
mod entries_screening;
mod entries_sent;
mod entries_supervision;
mod entries_sync;
mod entries_timetable;
pub(crate) mod idor;
mod matrix;
mod scene;
mod scene_caseload;
mod scene_consent;
mod scene_filling;
mod scene_followup;
mod scene_glass;
mod scene_incidents;
mod scene_intake_forms;
mod scene_joining;
mod scene_on_call;
mod scene_plans;
mod scene_releases;
mod scene_rolls;
mod scene_safeguarding;
mod scene_screening;
mod scene_supervision;
mod scene_timetable;
mod table;
pub(crate) mod wall;
