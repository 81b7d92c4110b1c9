//! Referrals out: sending somebody to a provider, and what became of it.
//!
//! A referral is **warm** (a colleague goes along, or calls with her) or cold. It goes made → sent → acknowledged → appointment
//! set → attended → service started → service completed; a provider that does not say everything is passed over, so any later
//! place of the chain can be the next. On the way it can end: she declines, the provider rejects her or has no room, she does
//! not go, it runs out, it is taken back. What has ended stays so: a new try is a new referral (domain.md §2.3).
//!
//! It needs what any disclosure needs (`disclosures`): a live consent to share with this provider or its class, or somebody with
//! the right to tell without it; the disclosure is written with it in one transaction.
//!
//! One that was entered by mistake is voided with a reason and read by nobody; what was told stays in the register.
//!
//! A provider that has not answered in the days it usually takes raises a task, `referral_out_silent`.
//!
//! Who may: those assigned to the enrolment, and its supervisor. Tests: `tests/api/referrals_out/`, a walk of random histories
//! beside the rule in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{Course, ReferralOutEventId, ReferralOutId, ReferralOutState, ReferralOutStates, StepRefused};
pub use scope::ReferralOutScope;
