//! What is decided in screening, by whom, and the exception that takes two (domain.md §2.4, §0 rule 8).

use super::codes::EndReason;
use crate::code_list;
use crate::platform::codes::Code;
use crate::platform::ids::StaffId;

code_list!(
    ReferralDecisions,
    "referral_decision",
    "what was decided in screening (domain.md §2.4)",
    ["eligible", "not_eligible", "eligible_by_override", "pending_info"]
);
/// A code of the list `referral_decision`.
pub type ReferralDecision = Code<ReferralDecisions>;
code_list!(
    OverrideReasons,
    "override_reason",
    "why she should be taken although a rule stands in the way",
    [
        "needs_help_most",
        "close_to_the_rule",
        "cannot_be_known",
        "nowhere_else",
        "with_family_or_friends",
        "asked_by_authority",
    ]
);
/// A code of the list `override_reason`.
pub type OverrideReason = Code<OverrideReasons>;

/// Where the rules stand when something is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// Nobody has looked at them in this screening.
    NotLookedAt,
    /// They were changed since somebody looked.
    Changed,
    /// They were looked at as they are, and this many stand in the way as far as the caller may know.
    LookedAt {
        /// How many.
        in_the_way: usize,
    },
}

/// Why a decision cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecisionRefused {
    /// The rules were not looked at, or were changed since.
    #[error("the rules were not looked at as they are")]
    LookFirst,
    /// A rule stands in the way.
    #[error("a rule stands in the way")]
    RuleInTheWay,
    /// No rule stands in the way, so there is nothing to set aside.
    #[error("no rule stands in the way")]
    NothingInTheWay,
    /// It is made by two: asked for by one, decided by another.
    #[error("takes two")]
    TakesTwo,
    /// It must say why, and so which other way she is shown.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// It needs no reason.
    #[error("a reason does not belong here")]
    ReasonNotHere,
    /// Who asked does not decide.
    #[error("who asked does not decide")]
    OwnRequest,
    /// Somebody has decided about it.
    #[error("decided already")]
    DecidedAlready,
}

/// May one person decide this alone?
pub fn may_decide(decision: ReferralDecision, reason: Option<EndReason>, rules: Rules) -> Result<(), DecisionRefused> {
    match (decision.as_str(), reason) {
        ("eligible_by_override", _) => return Err(DecisionRefused::TakesTwo),
        ("not_eligible", None) => return Err(DecisionRefused::ReasonNeeded),
        ("eligible" | "pending_info", Some(_)) => return Err(DecisionRefused::ReasonNotHere),
        _ => {}
    }
    match (decision.as_str(), rules) {
        ("eligible", Rules::NotLookedAt | Rules::Changed) => Err(DecisionRefused::LookFirst),
        ("eligible", Rules::LookedAt { in_the_way: 1.. }) => Err(DecisionRefused::RuleInTheWay),
        _ => Ok(()),
    }
}

/// May somebody ask that a rule be set aside?
pub fn may_ask_override(rules: Rules) -> Result<(), DecisionRefused> {
    match rules {
        Rules::NotLookedAt | Rules::Changed => Err(DecisionRefused::LookFirst),
        Rules::LookedAt { in_the_way: 0 } => Err(DecisionRefused::NothingInTheWay),
        Rules::LookedAt { .. } => Ok(()),
    }
}

/// A request that a rule be set aside, as far as its decision goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Override {
    /// Who asked.
    pub asked_by: StaffId,
    /// Has somebody decided about it?
    pub decided: bool,
    /// Is it about the rules as they were last looked at, and as they are?
    pub current: bool,
}

impl Override {
    /// May `by` decide about it, so or so? Refusing one that time has passed by is always possible.
    pub fn may_be_decided(self, by: StaffId, approve: bool) -> Result<(), DecisionRefused> {
        if by == self.asked_by {
            Err(DecisionRefused::OwnRequest)
        } else if self.decided {
            Err(DecisionRefused::DecidedAlready)
        } else if approve && !self.current {
            Err(DecisionRefused::LookFirst)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn code<L: crate::platform::codes::CodeList>(text: &str) -> Code<L> {
        Code::parse(text).unwrap()
    }

    const MET: Rules = Rules::LookedAt { in_the_way: 0 };
    const UNMET: Rules = Rules::LookedAt { in_the_way: 2 };

    #[test]
    fn nobody_is_found_eligible_past_a_rule_or_without_a_look_at_it() {
        let eligible = |rules| may_decide(code("eligible"), None, rules);
        assert_eq!(eligible(MET), Ok(()));
        assert_eq!(eligible(UNMET), Err(DecisionRefused::RuleInTheWay));
        assert_eq!(eligible(Rules::NotLookedAt), Err(DecisionRefused::LookFirst));
        assert_eq!(eligible(Rules::Changed), Err(DecisionRefused::LookFirst));
        for rules in [MET, UNMET] {
            let alone = may_decide(code("eligible_by_override"), None, rules);
            assert_eq!(alone, Err(DecisionRefused::TakesTwo));
        }
    }

    #[test]
    fn who_is_not_eligible_is_told_why_and_nothing_else_has_a_reason() {
        let no = |reason| may_decide(code("not_eligible"), reason, Rules::NotLookedAt);
        assert_eq!(no(None), Err(DecisionRefused::ReasonNeeded));
        assert_eq!(no(Some(code("outside_area"))), Ok(()));
        for decision in ["eligible", "pending_info"] {
            let chatty = may_decide(code(decision), Some(code("other")), MET);
            assert_eq!(chatty, Err(DecisionRefused::ReasonNotHere), "{decision}");
        }
        assert_eq!(may_decide(code("pending_info"), None, Rules::NotLookedAt), Ok(()));
    }

    #[test]
    fn an_override_is_asked_for_where_a_rule_stands_in_the_way_and_decided_by_another() {
        assert_eq!(may_ask_override(UNMET), Ok(()));
        assert_eq!(may_ask_override(MET), Err(DecisionRefused::NothingInTheWay));
        assert_eq!(may_ask_override(Rules::Changed), Err(DecisionRefused::LookFirst));
        let [one, other] = [1, 2].map(|n| StaffId::from_uuid(Uuid::from_u128(n)));
        let asked = Override {
            asked_by: one,
            decided: false,
            current: true,
        };
        assert_eq!(asked.may_be_decided(other, true), Ok(()));
        for approve in [true, false] {
            assert_eq!(asked.may_be_decided(one, approve), Err(DecisionRefused::OwnRequest));
        }
        let old = Override {
            current: false,
            ..asked
        };
        assert_eq!(old.may_be_decided(other, true), Err(DecisionRefused::LookFirst));
        assert_eq!(old.may_be_decided(other, false), Ok(()));
        let decided = Override { decided: true, ..asked };
        assert_eq!(
            decided.may_be_decided(other, false),
            Err(DecisionRefused::DecidedAlready)
        );
    }
}
