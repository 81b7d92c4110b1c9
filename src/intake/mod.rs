//! Intake: from the day somebody asks for a young person to the day she joins, or is shown another way.
//!
//! A **referral** asks that a person who has a record here be taken into one programme, at one of her own places. It names
//! who asked, how urgent it is, whether somebody obliges her to come, and whether she agreed. Who referred her by name is
//! **sealed**; the organisation they work for is not.
//!
//! **One person, one programme, one referral.** A second call while the first is open, or within 30 days of it, is the
//! same referral: it adds who asked, the more urgent call and the more binding mandate count, and one that had ended is
//! opened again (domain.md §2.3).
//!
//! **Steps** are dated and never changed: `received → triaged → screening`, contact tried and made on the way, `redirected`
//! or `closed` with a reason from anywhere ([`Course`]). The row keeps where that leads, so that a queue can ask for it.
//!
//! **The clock**: `immediate` is due the same day, `urgent` within 2 days, `routine` within 7, counted in days of the site
//! (domain.md §2.2). By then it is sorted and she has been spoken to; the queue shows what runs out first. Screening begins
//! only once there is a safe way to reach her.
//!
//! Who may: whoever is tied to the person receives one; then it belongs to its site. Supervisors and intake officers there
//! work on it, and so does who received it while she works with the person or took her in. Readers of the site see it. A
//! role in one programme reaches none: the person is in none yet. A referral somebody may not see is joined all the same,
//! and tells her nothing of who else asked.
//!
//! Tests: `tests/api/intake/`, rules beside them in `model/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{
    Asked, ContactSafeties, ContactSafety, Course, EndReason, EndReasons, Mandate, Mandates, ReferralAgreement,
    ReferralAgreements, ReferralEventId, ReferralId, ReferralReason, ReferralReasons, ReferralSource, ReferralSourceId,
    ReferralSources, ReferralState, ReferralStates, ReferralStep, ReferralSteps, Step, StepRefused, Urgencies, Urgency,
    due_on, is_mandated,
};
pub use scope::ReferralScope;
