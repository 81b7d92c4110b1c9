//! Break-glass: a look at one person's file by somebody who has no relation to her, when it cannot wait.
//!
//! Whoever works with young people, runs programmes or answers for them may **ask**, with a purpose and a reason of at
//! least 20 characters, which is sealed with the person's own key, and after giving password and code once more. Whoever administers machines, signs in for a funder or
//! audits may not, not even with another role besides; nor may who only counts (evaluators) or sets up the house.
//!
//! - It opens **one person, for 60 minutes, for reading**: her record, identity, consents, enrolments, sessions, notes.
//!   Nothing can be written, nothing else is opened, and lists do not change. It ends to the second.
//! - **Others are told at once**, by rows written in the same transaction: the safeguarding leads and data-protection
//!   officers of her place and whoever leads her enrolments; where there are none, the directors. Where nobody could be
//!   told it is refused.
//! - **Everything read** in that hour about her stands in the audit log with the break-glass named, records and lists too,
//!   which otherwise leave no trace.
//! - **Somebody else reviews it within 24 hours**, `justified`, `needs_training`, `unjustified` or `misconduct`. The last
//!   two end her open sign-ins, the hour if it still runs, and her right to ask for good. While one of hers is not
//!   reviewed after 24 hours, she may not ask again.
//! - After **three in 24 hours** the next begins only when a second person, one of those who review, agrees.
//!
//! All rules are kept twice: here, and in the database's own functions (`access.break_glass_…`), which alone may write
//! these rows. The window is part of the caller's context (`access.enter`): policies for reading look at it, policies for
//! writing do not.
//!
//! Tests: `tests/api/break_glass/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{BreakGlassId, NoticeId, Outcome, Outcomes, Purpose, Purposes};
pub use scope::BreakGlassScope;
