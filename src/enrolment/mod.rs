//! Enrolment: a young person in one programme, from the day she joins to the day she leaves.
//!
//! `enrolled → active → exited` (domain.md §2.2; what comes before is `intake`; pauses and aftercare come with width).
//! History is dated events; the stamps on the row (`enrolled_on`, `first_service_on`, `exited_on`) are written with the
//! event that causes them and say which state holds.
//!
//! Guards ([`model`]): *enrolled* needs service consent in force on the day, a lead worker who has declared no conflict of
//! interest and has room in her caseload (or a supervisor's yes), and for a minor a confirmed jurisdiction row. *Active* is
//! the first delivered session's doing, not a button. *Exited* needs a reason that fits, the exit interview's day or why there
//! was none, and whether aftercare is wanted. One open enrolment per person and programme.
//!
//! **Assignment** says who works with whom; access follows it. Ending one takes the worker's access away with the same
//! transaction. Only a supervisor assigns somebody else.
//!
//! Strand `gang_exit` and leavings that would mark somebody stay shut until the wall around them is built: fail closed.
//!
//! Tests: `tests/api/enrolment/`, rules beside them in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{
    AssignmentId, AssignmentRole, AssignmentRoles, CompletionClass, ConflictDeclarationId, EnrolmentId,
    EnrolmentStatus, EnrolmentStatuses, ExitReason, ExitReasons, ExitRefused, Leaving, Stamps, completion_class,
};
pub use scope::EnrolmentScope;
