//! Purposes, outcomes, ids.

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(BreakGlassId, "one break-glass");
typed_id!(NoticeId, "a notice that somebody broke the glass");

code_list!(
    Purposes,
    "break_glass_purpose",
    "why it cannot wait (domain.md §6.4)",
    [
        "life_at_risk",
        "safeguarding_duty",
        "worker_absent",
        "legal_order",
        "technical_recovery",
    ]
);
/// Why it cannot wait.
pub type Purpose = Code<Purposes>;

code_list!(
    Outcomes,
    "break_glass_outcome",
    "what a review came to (domain.md §6.4)",
    ["justified", "unjustified", "needs_training", "misconduct"]
);
/// What a review came to.
pub type Outcome = Code<Outcomes>;

/// Fewest characters of a reason (domain.md §6.4); what stands around them does not count.
pub(super) const REASON_MIN: usize = 20;
/// Most characters of a reason.
pub(super) const REASON_MAX: usize = 2_000;

/// Is this a reason, by its length?
pub(super) fn is_a_reason(text: &str) -> bool {
    (REASON_MIN..=REASON_MAX).contains(&text.trim().chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_make_no_reason() {
        assert!(is_a_reason("she did not come home"));
        assert!(!is_a_reason("she did not com"));
        assert!(!is_a_reason(&format!("urgent{}", " ".repeat(40))));
        assert!(is_a_reason(&"ñ".repeat(20)) && !is_a_reason(&"ñ".repeat(19)));
        assert!(is_a_reason(&"a".repeat(2_000)) && !is_a_reason(&"a".repeat(2_001)));
    }
}
