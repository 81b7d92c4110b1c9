//! The house: sites, colleagues, roles, ages of consent.

mod code_lists;
mod grants;
mod policies;
mod sites;
mod staff;
