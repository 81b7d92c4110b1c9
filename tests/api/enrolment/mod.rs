//! Enrolments: entering, pausing, leaving, coming back, and who works with whom.

mod assignments;
mod entering;
mod exit_record;
mod leaving;
mod pausing;
mod undoing;
mod walk;
