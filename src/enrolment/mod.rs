//! Enrolment: a young person in one programme, from the day she joins to the day she leaves.
//!
//! `enrolled → active ⇄ paused → exited` (domain.md §2.2; what comes before is `intake`). History is dated events; the stamps
//! on the row (`enrolled_on`, `first_service_on`, `paused_on`, `exited_on`) are written with the event that causes them and
//! say which state holds.
//!
//! Guards ([`model`]): *enrolled* needs service consent in force on the day, a lead worker who has declared no conflict of
//! interest and has room in her caseload ([`caseload`](crate::caseload)), and for a minor a confirmed jurisdiction row. *Active* is
//! the first delivered session's doing, not a button. *Paused* needs a reason and a day within 60 by which it ends or is
//! looked at again; sessions go on being possible, the caseload weighs the same. *Exited* needs a reason that fits, the exit
//! interview's day or why there was none, and whether aftercare is wanted; what was found is a value or why there is none.
//! One open enrolment per person and programme; who comes back gets a new one, which points to the one before.
//!
//! A supervisor **takes an exit back** for 30 days: the enrolment stands where it stood before. What was recorded stays.
//!
//! **Assignment** says who works with whom; access follows it. Ending one takes the worker's access away with the same
//! transaction. Only a supervisor assigns somebody else. Without aftercare the assignments of who has left end with the day
//! on which her leaving was recorded (ADR 0060).
//!
//! **Why** somebody pauses, and that she was relocated for her safety, would mark her: such reasons are sealed with her key
//! (`enrolment_restricted`), and everybody who does not open her file is shown a pause without a reason, and that she moved
//! away. What was found when she left (`exit_record`) is for the same few.
//!
//! Strand `gang_exit` stays shut until the wall around it is built: fail closed.
//!
//! Tests: `tests/api/enrolment/`, rules beside them in `model/`, random histories in `model/walk.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::end_assignments;
pub use model::{
    AssignmentId, AssignmentRole, AssignmentRoles, CompletionClass, ConflictDeclarationId, Employment,
    EmploymentStatuses, EnrolmentId, EnrolmentStatus, EnrolmentStatuses, ExitInitiators, ExitReason, ExitReasons,
    ExitRecord, ExitRefused, Ground, Initiator, Leaving, Living, LivingSituations, Pause, PauseReason, PauseReasons,
    PauseRefused, Resuming, SafeContact, SafeContactRules, School, SchoolStatuses, Stamps, Told, completion_class,
};
pub use scope::EnrolmentScope;
