//! Referrals: their codes, their course, and how two become one.

mod asked;
mod codes;
mod course;

pub use asked::Asked;
pub(super) use asked::in_order;
pub use codes::{
    ContactSafeties, ContactSafety, EndReason, EndReasons, Mandate, Mandates, ReferralAgreement, ReferralAgreements,
    ReferralReason, ReferralReasons, ReferralSource, ReferralSources, ReferralState, ReferralStates, ReferralStep,
    ReferralSteps, Urgencies, Urgency, is_mandated,
};
pub use course::{Course, Step, StepRefused, due_on};

use crate::typed_id;

typed_id!(
    ReferralId,
    "a referral: somebody asks that a person be taken into a programme"
);
typed_id!(ReferralSourceId, "one call or paper that asked for it");
typed_id!(ReferralEventId, "one dated step in a referral");
