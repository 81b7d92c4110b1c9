//! What a plan is made of, how it comes into force, and how it is looked at again.

mod course;
mod review;
#[cfg(test)]
mod walk;

pub use course::{Course, Ground, Move, StepRefused, review_days};
pub use review::{Look, ReviewRefused, is_open};

use serde::{Deserialize, Serialize};

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(CasePlanId, "a version of somebody's case plan");
typed_id!(GoalId, "a goal of a case plan");
typed_id!(PlanActionId, "a step towards a goal");
typed_id!(PlanReviewId, "a look at a plan or its goals");

code_list!(
    CasePlanStates,
    "case_plan_state",
    "where a case plan stands (domain.md §2.7)",
    ["draft", "submitted", "approved", "active", "closed"]
);
/// A code of the list `case_plan_state`.
pub type CasePlanState = Code<CasePlanStates>;
code_list!(
    PlanReturnReasons,
    "plan_return_reason",
    "why a plan is given back to be worked on",
    [
        "goals_unclear",
        "her_words_missing",
        "not_feasible",
        "taken_back",
        "other"
    ]
);
/// A code of the list `plan_return_reason`.
pub type ReturnReason = Code<PlanReturnReasons>;
code_list!(
    PlanCloseReasons,
    "plan_close_reason",
    "why a plan is no longer in force, or never was",
    [
        "goals_met",
        "no_longer_fits",
        "withdrawn",
        "enrolment_ended",
        "superseded",
        "other"
    ]
);
/// A code of the list `plan_close_reason`.
pub type CloseReason = Code<PlanCloseReasons>;
code_list!(
    GoalDomains,
    "goal_domain",
    "which part of life a goal is about (domain.md §5.4)",
    [
        "safety",
        "housing",
        "family",
        "education",
        "employment",
        "income",
        "physical_health",
        "mental_health",
        "substance_use",
        "legal",
        "documents",
        "peers_leisure",
        "identity_values",
        "parenting",
        "skills",
        "other"
    ]
);
/// A code of the list `goal_domain`.
pub type GoalDomain = Code<GoalDomains>;
code_list!(
    GoalPriorities,
    "goal_priority",
    "what comes before what",
    ["first", "next", "later"]
);
/// A code of the list `goal_priority`.
pub type GoalPriority = Code<GoalPriorities>;
code_list!(
    GoalStatuses,
    "goal_status",
    "how far a goal has come (domain.md §2.7)",
    [
        "not_started",
        "in_progress",
        "achieved",
        "partly_achieved",
        "not_achieved",
        "dropped",
        "changed"
    ]
);
/// A code of the list `goal_status`.
pub type GoalStatus = Code<GoalStatuses>;
code_list!(
    ActionWho,
    "action_who",
    "who takes a step towards a goal",
    ["young_person", "staff", "family", "partner"]
);
/// A code of the list `action_who`.
pub type Who = Code<ActionWho>;

/// What a goal says, sealed as one text with the key of the person it is about.
#[derive(Clone, Serialize, Deserialize)]
pub struct Words {
    /// What she wants, in her own words.
    pub own_words: Option<String>,
    /// What is to be reached: specific, measurable, agreed with her, within reach, by a day (domain.md §2.7).
    pub description: String,
    /// Where it begins.
    pub baseline: Option<String>,
    /// By what it is known to be reached.
    pub target: Option<String>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[words]")
    }
}
