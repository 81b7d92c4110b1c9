//! Caseload: how much a colleague carries, who stands in for her, and who takes over from her (domain.md §2.19).
//!
//! A caseload is the sum of the **weights** of whom somebody is assigned to (mentoring 1, re-entry 2, gang exit 3);
//! whoever has left weighs nothing. How much one may carry is the house's own number, or the strictest **limit** that
//! is about a role or a site of hers. One colleague's own limit is an **exception**: asked for with a reason and an
//! end, within 92 days, and decided by a supervisor who neither asked nor is the colleague. Whoever assigns or enrols
//! finds a full caseload shut.
//!
//! **Views.** Everybody sees her own caseload, those first who are to be met soonest; whoever supervises at a site
//! sees the caseloads there, by name and never by rank, and the enrolments nobody leads.
//!
//! **Hand-over**: all or some of those a colleague works with at a site go to another, in one transaction. She or her
//! supervisor proposes it, with a note to each, sealed with that young person's key; the receiver or a supervisor
//! accepts, never who proposed it. Before that the receiver is told how many and how heavy, and no name. With the
//! acceptance whoever gave reads nothing of it any more, the notes included, and what she had planned with them is the
//! receiver's. A declared conflict of interest, a full caseload, or a receiver who does not work there stops the whole
//! (ADR 0105).
//!
//! **Absence**: a supervisor says who stands in for whom at her site, from one day to another, within 60 days. The
//! cover sees and does what the absent one could there, from the first day's beginning to the last day's end by the
//! site's clock. It ends by the wall asking for the moment, not by a job that might not run (`access.covered`). Why
//! somebody is away is not asked.
//!
//! Tests: `tests/api/caseload/`, random histories there in `walk.rs`; CMQ-05 in the workbook.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{
    AbsenceCoverId, CaseloadExceptionId, CaseloadLimitId, CaseloadReason, CaseloadReasons, HandOverId, HandOverLineId,
    HandOverState, HandOverStates, Refused,
};
pub use scope::{HandOverScope, SiteScope};
pub(crate) use store::works_here;
