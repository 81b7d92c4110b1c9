//! Sessions: what happened between a worker and a young person.
//!
//! A **session** is an event; a **participation** is how one person took part in it (attendance, minutes). With one young
//! person it has exactly one. What was written about it is **sealed** with the person's key and opens only for those who
//! work with her; opening is remembered.
//!
//! A **plan** is a session with one young person that lies ahead. It counts nowhere and stands in no file until it is said
//! what became of it: then it is a session with the same id, held or cancelled as the attendance says. That somebody called
//! it off may be said before the day. `GET /me/sessions` is one's own week, by the days of each site.
//!
//! A **group session** has a **roll**: a line for everybody expected, unmarked at first. Only marking writes a participation,
//! so nobody counts whom nobody has marked. Its lead keeps the roll, or the supervisor of the place. Who keeps it sees of
//! everybody on it a public code, an alias and an attendance, and nothing more of people she is not assigned to; other
//! readers of the place see codes. Onto it come enrolments of the same programme and site whose sessions the caller may
//! log. Who came without being on it is a **walk-in**, by a sealed nickname; she counts nowhere until she is matched to an
//! enrolment, and then the nickname is destroyed. A closed roll is not marked any more; within seven days who keeps it may
//! reopen it, after that a supervisor. The wall around rolls is `sql/wall.sql`.
//!
//! Where nobody is asked who she is, **heads** are counted: how many came, by age band and reported gender, and no persons.
//! A group session has a roll or a head count, never both.
//!
//! A **contact attempt** is somebody trying to reach a young person, or somebody around her, and what came of it. It is no
//! session and no attendance: outreach is measured in attempts (domain.md §2.8). What was tried before there was an
//! enrolment stands in the referral.
//!
//! The day of a session is the day at its site, in the site's own time zone: periods are counted by it. The first attended
//! session makes an enrolment *active* and is its `first_service_on`; voiding or correcting it moves that date.
//!
//! Who may: those assigned to the enrolment, and its supervisor. One **edits** and voids one's own for as many hours as the
//! programme says (24 unless it says something else); after that, and of others from the first minute on, the supervisor of
//! the place **corrects** it and says why. Marks on a roll too; there who leads the group answers for them as who marked.
//! What stood there before stays, values and words, and figures asked as they were known are counted with it
//! (docs/adr/0120). A wrong session is voided with a reason, never deleted.
//!
//! What is written has a kind. A note of kind `safeguarding` is a concern for a child: it goes into the vault
//! (`safeguarding`) in the same transaction, and nothing of it is kept here, not even that there was one.
//!
//! Tests: `tests/api/sessions/`, rules beside them in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::sent;
pub(crate) use model::one_to_one;
pub use model::{
    AgeBand, AgeBands, AttemptRefused, AttemptResult, AttemptResults, Attendance, Attendances, ContactAttemptId,
    ContactMode, ContactModes, CorrectionReason, CorrectionReasons, EditRefused, GenderGroup, GenderGroups, GroupTitle,
    HeadsRefused, NoteId, NoteKind, NoteKinds, ParticipationId, PlanShut, RollLineId, RollShut, SessionId, SessionKind,
    SessionKinds, SessionStatus, SessionStatuses, WalkInId, attended, expected,
};
pub use scope::SessionScope;
pub(crate) use store::rolls::works_at;
