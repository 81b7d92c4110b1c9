//! The house: sites, colleagues, roles, ages of consent.

mod code_lists;
mod grants;
mod grants_walk;
mod policies;
mod policies_walk;
mod sites;
mod staff;
