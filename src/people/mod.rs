//! People: the young people a programme works with.
//!
//! A **person** is not a case (domain.md §0): she may hold several enrolments. Her record here is pseudonymous: a random
//! code, the year she was born, a language. Who she is, her name and birth date, lies apart and **sealed** with a key of her
//! own, and is opened only by those who work with her; opening is remembered.
//!
//! Who may: field workers take people in at their sites; a person taken in is seen by who took her in until she is enrolled,
//! then by those assigned to her and by the readers of her site or programme (`access::model`). Identity (C3) opens for
//! the assigned, their supervisor and the safeguarding lead.
//!
//! Invariants: exactly one of gender or the reason it is missing; an age that is not known counts as a minor's; the
//! birth date never leaves the sealed part, the open part holds a year and a month of coming of age.
//!
//! Tests: `tests/api/people/`, rules beside them in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::{Fields, correct, fields, stands, take_in_sent};
pub(crate) use model::language_tag;
pub use model::{
    BirthDate, BirthDateQualities, BirthDateQuality, DisplayMode, DisplayModes, Gender, Genders, IdentityTier,
    IdentityTiers, MissingReason, MissingReasons, PersonId, PublicCode, ages_on, minor_on, minor_until,
};
pub use scope::PersonScope;
pub(crate) use store::{open_alias, open_known_as, open_legal_name, person_key};
