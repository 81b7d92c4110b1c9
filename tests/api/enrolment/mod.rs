//! Enrolment: its guards, its team, its end.

mod assignments;
mod entering;
mod leaving;
