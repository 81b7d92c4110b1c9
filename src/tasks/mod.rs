//! Tasks: what a clock of the programme asks of those who work with somebody.
//!
//! Once a day the background looks which clocks have struck, by each site's own day, and raises one task for each. About an
//! enrolment: **lost contact** (nobody took part in anything for 90 days: has she left with her last service? domain.md §2.2),
//! **pause review** (a pause is to be looked at within a week), **intake open** (what the form requires of her first month was
//! not asked; §2.4), **reconsent** (she has reached an age of consent, and about what others agreed to for her she has not been
//! asked herself; §2.6), **consent ends** (something that was agreed to ends within 30 days), **plan missing** (30 days after
//! she joined nobody has approved a plan; §2.7), **review due** and **plan overdue** (the plan in force is to be looked at
//! within a week; it was not looked at in time), **goal due** and **plan action due** (the day of a goal or of a step has
//! passed), **referral out silent** (a provider did not answer in the days it usually takes; §2.3), and **follow up** (who left
//! is to be asked how she is, unless that is not safe; §2.20).
//!
//! About a referral: **offer silent** (nobody has answered the offer of a place for a week) and **joining open** (a place was
//! accepted two weeks ago, and nobody has joined). About what was to be done after an incident: **incident action due** (its
//! day has passed; §2.15). A task is seen by whoever sees what it is about: one after an incident by who handles the incident
//! and by whose action it is, and it names nobody (docs/adr/0135).
//!
//! A task is **done** by doing what it asks: an exit, a pause that goes on, going on, a plan, a review, an answer. It is
//! **dismissed** with a reason by those who work in the enrolment or supervise it, who work on the referral, or who handle the
//! incident, and asked again 30 days later if the clock still strikes. When its ground is gone (she came, she was asked, the
//! provider answered) it closes by itself; when the first of several is done it speaks of the next. A pause stops the clocks of silence and of plans; going on starts that of silence
//! anew.
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
pub(crate) use flow::{dismiss_sent, raise_tasks};
pub use model::{Dismissal, TaskDismissals, TaskId, TaskKind, TaskKinds, TaskOutcome, TaskOutcomes};
pub use scope::TaskScope;
pub(crate) use store::{
    close_about, close_follow_up, close_incident_action, close_intake, close_plan_missing, close_referral,
    close_review, close_steps,
};
