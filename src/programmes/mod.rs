//! Programmes: what an organisation offers, each in one strand and one prevention tier, at one site or at all of them.
//!
//! The **strand** says what kind of help it is and is fixed: enrolments and participations carry a copy, and figures are
//! counted by it. So is the place, which decides who sees the people in it. Name and tier may change. What is usual in a
//! strand (units, caseload weight, main outcome, the family it is published under) is data: `templates/`, one file each.
//!
//! A `gang_exit` programme cannot be opened yet: kept like any other it would show who is leaving.
//!
//! A programme may have those who left it asked after for two years instead of one (`followup`).
//!
//! It says for how many hours who recorded a session may edit it (`sessions`).
//!
//! A **dosage rule** says how much of it somebody is to get, from a day on: contacts or minutes in a week, or sessions of a whole
//! course. Rules are only added; DOS-04 measures by the one of the period's last day.
//!
//! Organisation administrators, programme managers and directors open and change programmes, each at her place; everybody
//! who works in the organisation sees them.
//!
//! Tests: `tests/api/programmes/`.

mod error;
pub(crate) mod http;
mod model;
mod scope;
mod store;
pub mod templates;

pub use error::Error;
pub use model::{
    Dosage, DosageMeasure, DosageMeasures, DosageRefused, DosageRuleId, PreventionTier, PreventionTiers, ProgrammeId,
    ProgrammePlace, Strand, StrandNotAvailable, Strands, may_open,
};
pub(crate) use scope::ProgrammeScope;
pub(crate) use store::{edit_hours, follows_two_years, programme_place};
