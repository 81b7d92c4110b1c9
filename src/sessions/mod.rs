//! Sessions: what happened between a worker and a young person.
//!
//! A **session** is an event; a **participation** is one person's line in it (attendance, minutes). Here: one-to-one sessions,
//! so exactly one participation each; groups come with width. What was written about it is **sealed** with the person's key
//! and opens only for those who work with her; opening is remembered.
//!
//! The day of a session is the day at its site, in the site's own time zone: periods are counted by it. The first attended
//! session makes an enrolment *active* and is its `first_service_on`; voiding or correcting it moves that date.
//!
//! Who may: those assigned to the enrolment, and its supervisor. One corrects and voids one's own; the supervisor
//! anybody's at her place. A wrong session is voided with a reason, never deleted.
//!
//! Tests: `tests/api/sessions/`, rules beside them in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{
    Attendance, Attendances, ContactMode, ContactModes, NoteId, NoteKind, NoteKinds, ParticipationId, SessionId,
    SessionKind, SessionKinds, SessionStatus, SessionStatuses, attended, expected,
};
pub use scope::SessionScope;
