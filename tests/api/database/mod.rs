//! The schema and its wall, looked at from inside Postgres: what every table must have, whatever feature it belongs to.

mod catalogue;
mod columns;
mod ground;
mod lifecycles;
mod migrations;
mod roles;
mod schema;
mod wall;

pub(crate) use catalogue::nameless_policies;
pub(crate) use ground::texts;
