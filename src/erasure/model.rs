//! Why somebody is erased, why not, and where a request stands.

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(ErasureId, "a request to erase a person, and what became of it");

code_list!(
    ErasureReasons,
    "erasure_reason",
    "why a person is to be erased (domain.md §6.8)",
    [
        "asked_by_person",
        "asked_by_guardian",
        "consent_withdrawn",
        "retention_over",
        "entered_unlawfully",
    ]
);
/// A code of the list `erasure_reason`.
pub(super) type ErasureReason = Code<ErasureReasons>;

code_list!(
    ErasureRefusals,
    "erasure_refusal",
    "why a person is not erased (domain.md §6.8; a legal hold wins, security.md §3.18)",
    [
        "legal_hold",
        "legal_duty",
        "open_safeguarding_concern",
        "not_entitled",
        "asked_by_mistake",
    ]
);
/// A code of the list `erasure_refusal`.
pub(super) type ErasureRefusal = Code<ErasureRefusals>;

/// Only a request that nobody has decided about can be decided.
pub(super) fn is_open(state: &str) -> bool {
    state == "asked"
}
