//! The timetable: who meets with whom, week by week, and when nobody does (domain.md §2.8).
//!
//! A **cohort** is a group of a programme at a site with a number of places. Its **members** are enrolments, from a day to a
//! day; the last place is given once, under a lock, and who left the programme holds none. Two who must not meet do not both
//! become members; why is not said.
//!
//! A **schedule** says when a cohort meets: a weekday, every week or every second to fourth, a time on the clock of its site,
//! how long, what, and who leads. Which weeks is counted from a day in one of them, so that neither a new year nor a holiday
//! shifts it. The background makes planned group sessions of it for the next four weeks ([`HORIZON_DAYS`]), each once, however
//! often it looks; a session that somebody voided or called off is not made again. Its roll is filled from the members, with
//! unmarked lines: nobody is there whom nobody has marked. Who pauses is not expected, and who was taken off a roll stays off.
//!
//! A **changed schedule** changes what lies ahead and nobody has touched: those sessions are voided and planned anew, the
//! others stay; the answer names both. A session counts as touched when it was changed, or somebody put, marked or took
//! somebody on its roll.
//!
//! A **holiday** is a day, of one site or of all, on which nothing is planned. What was planned on it already is not called
//! off by itself: the answer names it, for whoever keeps those rolls to call off.
//!
//! Who may: supervisors and programme managers make cohorts and schedules at their places; members come and go by those who
//! log their sessions; holidays are entered by administrators, programme managers, directors, and at their site supervisors.
//! Everybody in the house sees the timetable; who is a member, those who see the enrolment.
//!
//! Tests: `tests/api/timetable/`, rules beside them in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::plan_groups;
pub use model::{
    CohortId, CohortMemberId, HORIZON_DAYS, HolidayId, ScheduleId, TimetableRefused, Weekly, WeeklyChange, first_turn,
};
pub use scope::{CohortScope, ScheduleScope};
