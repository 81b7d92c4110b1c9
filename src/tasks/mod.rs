//! Tasks: what a clock of the programme asks of those who work with somebody.
//!
//! Once a day the background looks which clocks have struck, by each site's own day, and raises one task for each:
//! **lost contact** (nobody took part in anything for 90 days: has she left with her last service? domain.md §2.2), **pause
//! review** (a pause is to be looked at within a week), **review due** (so is the plan in force), **reconsent** (she has reached
//! an age of consent, and about what others agreed to for her she has not been asked herself; §2.6) and **referral out silent**
//! (a provider did not answer in the days it usually takes; §2.3), and **follow up** (who left is to be asked how she is, unless that
//! is not safe; §2.20), and **intake open** (what the form requires of her first month was not asked; §2.4). However often it looks, there is one task.
//!
//! A task is **done** by doing what it asks: an exit, a pause that goes on, going on, a review. It is **dismissed** with a
//! reason by those who work in the enrolment or supervise it, and asked again 30 days later if the clock still strikes. When
//! its ground is gone (she came, she was asked, the provider answered) it closes by itself. A pause stops the clock of silence;
//! going on starts it anew.
//!
//! Nothing ends by itself: a machine proposes an exit, and somebody decides.
//!
//! Tests: `tests/api/tasks/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::raise_tasks;
pub use model::{Dismissal, TaskDismissals, TaskId, TaskKind, TaskKinds, TaskOutcome, TaskOutcomes};
pub use scope::TaskScope;
pub(crate) use store::{close_about, close_follow_up, close_intake, close_review};
