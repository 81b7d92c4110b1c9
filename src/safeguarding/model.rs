//! Words of concerns, and how one is answered for.

use chrono::Duration;
use zeroize::Zeroizing;

use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::codes::Code;
use crate::platform::ids::StaffId;
use crate::{code_list, typed_id};

typed_id!(ConcernId, "a concern for a child");

code_list!(
    ConcernAbouts,
    "concern_about",
    "who a concern is about (domain.md, appendix A)",
    ["staff", "family", "peer", "other"]
);
/// A code of the list `concern_about`.
pub type ConcernAbout = Code<ConcernAbouts>;
code_list!(
    ConcernStates,
    "concern_state",
    "where a concern stands",
    ["received", "taken_up", "passed_on", "closed"]
);
/// A code of the list `concern_state`.
pub type ConcernState = Code<ConcernStates>;
code_list!(
    ConcernSteps,
    "concern_step",
    "what was done about a concern",
    ["taken_up", "noted", "passed_on", "closed", "reopened"]
);
/// A code of the list `concern_step`.
pub type ConcernStep = Code<ConcernSteps>;

/// A concern on its way into the vault: through its own door, or as a note about a session.
pub(crate) struct NewConcern {
    /// Made by the client.
    pub(crate) id: ConcernId,
    /// Whose leads answer for it.
    pub(crate) site: SiteId,
    /// Who it is about.
    pub(crate) about: ConcernAbout,
    /// The child, if she has a file the caller may see.
    pub(crate) person: Option<PersonId>,
    /// The colleague it is about.
    pub(crate) accused: Option<StaffId>,
    /// What was seen or heard.
    pub(crate) text: Zeroizing<String>,
    /// What recognises it when it is sent again.
    pub(crate) created_mac: [u8; 16],
}

/// Within which somebody takes it up: a concern for a child is `s2_serious`, and the lead is told within four hours
/// (domain.md §5.11).
pub(super) const TAKEN_UP_WITHIN: Duration = Duration::hours(4);

/// Where a concern stands, and who has taken it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Course {
    /// The state.
    pub(super) state: ConcernState,
    /// She.
    pub(super) lead: Option<StaffId>,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It does not follow from where the concern stands.
    #[error("the step does not follow from where the concern stands")]
    NotFromHere,
    /// Somebody else has taken it up.
    #[error("somebody else has taken it up")]
    AnothersToMove,
}

impl Course {
    /// Takes a step; `None`: it moves nothing.
    pub(super) fn take(self, step: ConcernStep, by: StaffId) -> Result<Option<Self>, Refused> {
        let open = ["taken_up", "passed_on"].contains(&self.state.as_str());
        let to = |state: &str| Code::parse(state).ok_or(Refused::NotFromHere);
        let lead = Some(by);
        let (state, lead) = match step.as_str() {
            "noted" => return Ok(None),
            "taken_up" if self.state == *"received" => (to("taken_up")?, lead),
            "taken_up" if open && self.lead != lead => (self.state, lead),
            "reopened" if self.state == *"closed" => (to("taken_up")?, lead),
            "passed_on" | "closed" if open && self.lead != lead => return Err(Refused::AnothersToMove),
            "passed_on" if self.state == *"taken_up" => (to("passed_on")?, lead),
            "closed" if open => (to("closed")?, lead),
            _ => return Err(Refused::NotFromHere),
        };
        Ok(Some(Self { state, lead }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::platform::codes::CodeList;

    proptest! {
        #[test]
        fn only_who_has_taken_it_up_moves_it(
            steps in prop::collection::vec((0_u128..3, prop::sample::select(ConcernSteps::CODES)), 0..40)
        ) {
            let mut course = Course { state: Code::parse("received").unwrap(), lead: None };
            for (who, step) in steps {
                let by = StaffId::from_uuid(Uuid::from_u128(who));
                let Ok(Some(after)) = course.take(Code::parse(step).unwrap(), by) else { continue };
                prop_assert_eq!(after.lead, Some(by));
                prop_assert!(after.state != *"received");
                if ["passed_on", "closed"].contains(&step) {
                    prop_assert_eq!(course.lead, Some(by), "another takes it up first");
                }
                prop_assert!(course.state != *"closed" || step == "reopened");
                course = after;
            }
        }
    }
}
