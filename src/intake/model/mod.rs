//! Referrals: their codes, their course, how two become one; the rules of a programme, what is decided by them,
//! and whose turn it is.

mod asked;
mod codes;
mod course;
mod decision;
mod places;
mod rules;
#[cfg(test)]
mod walk;

pub use asked::Asked;
pub(super) use asked::in_order;
pub use codes::{
    ContactSafeties, ContactSafety, EndReason, EndReasons, Mandate, Mandates, ReferralAgreement, ReferralAgreements,
    ReferralReason, ReferralReasons, ReferralSource, ReferralSources, ReferralState, ReferralStates, ReferralStep,
    ReferralSteps, Urgencies, Urgency, is_mandated,
};
pub use course::{Course, Step, StepRefused, due_on};
pub use decision::{
    DecisionRefused, Override, OverrideReason, OverrideReasons, ReferralDecision, ReferralDecisions, Rules,
    may_ask_override, may_decide,
};
pub use places::{OfferRefused, TurnReason, TurnReasons, Waiting, WaitingPriorities, WaitingPriority, may_offer};
pub use rules::{
    Area, Judged, Known, Question, RuleBases, RuleBasis, RuleExpr, RuleExprs, RuleKind, RuleKinds, RuleResult,
    RuleResults, judge, stands_in_the_way,
};

use crate::typed_id;

typed_id!(
    ReferralId,
    "a referral: somebody asks that a person be taken into a programme"
);
typed_id!(ReferralSourceId, "one call or paper that asked for it");
typed_id!(ReferralEventId, "one dated step in a referral");
typed_id!(RuleId, "a rule of a programme, whatever its version");
typed_id!(EvaluationId, "one look at the rules for a referral");
typed_id!(OverrideId, "a request that a rule be set aside");
typed_id!(OfferId, "one offer of a place");
typed_id!(DecisionId, "one decision about a referral");
