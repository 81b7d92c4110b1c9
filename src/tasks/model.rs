//! Kinds of tasks, and how they end.

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(TaskId, "something a clock asks of those who work with somebody");

code_list!(
    TaskKinds,
    "task_kind",
    "what a clock asks (domain.md §2.2, §2.3, §2.4, §2.6, §2.7, §2.15, §2.20)",
    [
        "lost_contact",
        "pause_review",
        "review_due",
        "reconsent",
        "referral_out_silent",
        "follow_up",
        "intake_open",
        "consent_ends",
        "plan_missing",
        "plan_overdue",
        "goal_due",
        "plan_action_due",
        "offer_silent",
        "joining_open",
        "incident_action_due"
    ]
);
/// A code of the list `task_kind`.
pub type TaskKind = Code<TaskKinds>;
code_list!(
    TaskOutcomes,
    "task_outcome",
    "how a task ended",
    ["done", "dismissed", "no_longer"]
);
/// A code of the list `task_outcome`.
pub type TaskOutcome = Code<TaskOutcomes>;
code_list!(
    TaskDismissals,
    "task_dismissal",
    "why a task is not done",
    [
        "in_contact",
        "expected_back",
        "being_sought",
        "service_not_recorded",
        "review_planned",
        "being_renewed",
        "not_wanted",
        "other"
    ]
);
/// A code of the list `task_dismissal`.
pub type Dismissal = Code<TaskDismissals>;

/// Days after which a dismissed task is asked again, if its clock still strikes: half of what a pause may last without review.
pub(super) const ASK_AGAIN_DAYS: u64 = 30;
