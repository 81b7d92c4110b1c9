//! Access: who may do what, where, to whom.
//!
//! A right is **role × place** (a grant to an organisation, a site or a programme) plus **relation** (assigned to this
//! enrolment, or the worker who took this person in). A job title alone opens nothing (domain.md §6.3).
//!
//! The path of a request: token → [`Actor`](crate::platform::db::Actor) (`extract.rs`) → `Db::read`/`Db::write` → a
//! feature's scope, which asks [`Grants::allows`] with the place and relation it found in one query → methods on the scope.
//!
//! Behind it stands row-level security (`platform/db/replaceable/2_policies.sql`), which holds when everything here is
//! switched off: `tests/api/access/wall.rs`. What every operation answers to every kind of actor is written down in
//! `api-spec/authz-matrix.txt`.

mod denied;
mod extract;
mod model;
mod place;
mod role;
mod token;

pub use denied::{Denied, require_step_up};
pub use extract::RequestIdOf;
pub use model::{Action, Grants};
pub use place::{Reach, Relation, Spot};
pub use role::{
    C2_READERS, C3_READERS, FIELD_WORKERS, GLASS_BREAKERS, GLASS_REVIEWERS, INTAKE_WORKERS, NEVER_GLASS, Role,
    StaffRoles,
};
pub use token::{TokenError, TokenLives, Tokens, Verified};
