//! After somebody left: asking how she is, and what was found, then or at any other time (domain.md §2.20).
//!
//! Leaving makes **follow-ups**: after 3, 6 and 12 months, and after 24 where the programme asks for it, each with a window
//! of days ([`windows`]). A task asks for it when its window opens (`tasks`, `follow_up`). A **contact** says who was asked and
//! what came of it; from all of them follows where the follow-up stands ([`Course`]): done, in part, declined, unreachable, in
//! custody. She may be asked herself; somebody near her, or a record, may tell instead only while her consent to be followed
//! up is in force, and justice records only with consent to that too ([`consents_needed`]).
//!
//! **Safety first**: where it was said at her leaving, or is judged later, that asking could endanger her, every open follow-up
//! is *unsafe to contact*; no task asks for one. Anybody who works with her may say so; that it is safe again is for the
//! supervisor and the safeguarding lead. What she tells of her own accord is always taken. Where nobody asked whether it is
//! safe, the follow-up stays due, and whoever works on it finds out first.
//!
//! What happens elsewhere settles follow-ups whose window is not over: she comes back to the programme, or is erased
//! (*ended*), she dies, or refuses to be followed up. This is derived from what is recorded there (`access.followup_ground`),
//! so that taking that back takes this back. A leaving that is taken back takes its follow-ups with it.
//!
//! An **observation** is a measure at a stage, from a source, with a value or why there is none ([`scale`]). Wrong ones are
//! voided with a reason and recorded anew.
//!
//! Who may: those assigned to the enrolment and its supervisor; read by whoever opens why she left. For the figure DQ-03
//! everybody else sees counts only.
//!
//! Tests: `tests/api/followup/`, rules beside them in `model/`, random histories in `model/walk.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::{begin, take_back};
pub use model::{
    ContactRefused, Course, FollowupContactId, FollowupId, FollowupResult, FollowupResults, FollowupState,
    FollowupStates, HousingStabilities, Measure, ObservationId, ObservationRefused, Observed, OutcomeMeasures, Scale,
    SourceKind, SourceKinds, Stage, Stages, Window, consents_needed, follows, scale, windows,
};
pub use scope::{FollowupScope, ObservationScope};
pub(crate) use store::settle;
