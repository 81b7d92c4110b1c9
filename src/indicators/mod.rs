//! Indicators: what the programme's work comes to, in figures that say how they were made.
//!
//! An indicator is data: one `.sql` file under `sql/` whose header says in words what is counted (name, definition,
//! unit, numerator, denominator, what is left out) and whose statement counts it. The header is what the catalogue
//! shows, so the words and the counting cannot drift apart unseen; a change that could change a figure raises its
//! `version`. Formulas: domain.md §4. How a leaving counts is the class of its reason, which `enrolment` knows. A variant
//! says what its value is: a count, a share, hours, hours or days for each, or times in a week; where single values are measured, their
//! quartiles stand beside it.
//!
//! A question names a **period** (both days included) and an **as-of day**: facts dated after it are not known, so an
//! exit after it leaves the enrolment open and a session after it does not exist. Days are days at the site: a
//! session late in the evening of the last day belongs to the period whatever the time is in Greenwich. What was
//! voided never counts, whenever that was: unless the question says **as it was known** at an earlier moment (`known_at`),
//! which gives the answer of then, from the same statement over tables as they were (`sql/known_then.sql`, ADR 0071).
//!
//! A person counts once in a total and once in each strand and site she is in: parts of such a figure do not add up,
//! and the answer says so (`additive`). Nothing below the line gives no value and a reason, never a nought. Shares of
//! at least 20 units carry an interval. Beside retention stands an estimate that uses those who joined lately too
//! (`model/survival.rs`, ADR 0070).
//!
//! Figures here are **exact** and stay inside the organisation: whoever runs or answers for the work sees them at the
//! place her grant covers ([`Action::SeeFigures`](crate::access::Action::SeeFigures)), each look is remembered in the
//! audit log, and every answer points to the releases, which is what funders get. Somebody whose role covers one site
//! asks for that site.
//!
//! Statements read the rows' own place columns, behind row-level security. Participations are found by the day they
//! were held, so their cost grows with the period and not with history; enrolments, far fewer, are found by their
//! first day.
//!
//! A **target** says what a figure is to be for a period: it stands beside the figure with the gap, a word, who set it and when
//! (ADR 0112). Without a value there is no gap.
//!
//! Tests: in `model/`, and `tests/api/indicators/`; there a small programme is counted by hand (`workbook.md`).

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
