//! Intake: from the day somebody asks for a young person to the day she joins, or is shown another way.
//!
//! A **referral** asks that a person who has a record here be taken into one programme, at one of her own places. It names
//! who asked, how urgent it is, whether somebody obliges her to come, and whether she agreed. Who referred her by name is
//! **sealed**; the organisation they work for is not.
//!
//! **One person, one programme, one referral.** A second call while the first is open, or within 30 days of it, is the
//! same referral: it adds who asked, the more urgent call and the more binding mandate count, and one that had ended is
//! opened again (domain.md §2.3), unless it led to an enrolment.
//!
//! **Steps** are dated and never changed: `received → triaged → screening → eligible → offered → accepted → enrolled`, with
//! `waiting` where no place is free and contact tried and made on the way, `redirected` or `closed` with a reason from anywhere
//! ([`Course`]). The row keeps where that leads, so that a queue can ask for it.
//!
//! **The clock**: `immediate` is due the same day, `urgent` within 2 days, `routine` within 7, counted in days of the site
//! (domain.md §2.2). By then it is sorted and she has been spoken to; the queue shows what runs out first. Screening begins
//! only once there is a safe way to reach her.
//!
//! **Screening** looks at the **rules** of the programme: each must be so, should be so, or excludes ([`Question`], [`judge`]).
//! A rule changes by a new version; every look keeps each result with the version and what was looked at. What the record
//! cannot say, who screens answers; so too whether she is at home in an area, which is written nowhere (ADR 0140). Whether
//! somebody is in another programme is looked up only among what the caller sees: what she found stands apart, behind that
//! enrolment's own wall, and to everybody else the rule is not known. So a screening tells nobody of a record she could not
//! open.
//!
//! The **decision** is a person's word and no sum ([`may_decide`]): `eligible` when no rule stands in the way, `not_eligible`
//! with the reason that says which other way, `pending_info`. To set a rule aside takes two: one asks and says why, another
//! decides; that they are not the same person is a rule here ([`Override`]), two constraints, and a policy.
//!
//! **Places** are counted by programme and site. An open enrolment takes one; so does an offer, until it is answered with no
//! or becomes an enrolment. Nobody is enrolled beyond them (`take_place`): who asks at the same moment is let in one after the
//! other. Where none is free people **wait**, by priority and then since when; an offer to anybody but the first says why
//! ([`may_offer`]). An enrolment that names the referral ends it, in one transaction.
//!
//! Who may: whoever is tied to the person receives one; then it belongs to its site. Supervisors and intake officers there
//! work on it, and so does who received it while she works with the person or took her in. Readers of the site see it. A
//! role in one programme reaches none: the person is in none yet. A referral somebody may not see is joined all the same,
//! and tells her nothing of who else asked. Who works on a referral screens and decides; supervisors and intake officers of the
//! site decide about overrides and offer places. Rules and numbers of places are written by who may change the programme, and
//! read by everybody in the house.
//!
//! Tests: `tests/api/intake/`, rules beside them in `model/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::{receive, source_stands, take_place};
pub use model::{
    Area, Asked, ContactSafeties, ContactSafety, Course, DecisionId, DecisionRefused, EndReason, EndReasons,
    EvaluationId, Judged, Known, Mandate, Mandates, OfferId, OfferRefused, Override, OverrideId, OverrideReason,
    OverrideReasons, Question, ReferralAgreement, ReferralAgreements, ReferralDecision, ReferralDecisions,
    ReferralEventId, ReferralId, ReferralReason, ReferralReasons, ReferralSource, ReferralSourceId, ReferralSources,
    ReferralState, ReferralStates, ReferralStep, ReferralSteps, RuleBases, RuleBasis, RuleExpr, RuleExprs, RuleId,
    RuleKind, RuleKinds, RuleResult, RuleResults, Rules, Step, StepRefused, TurnReason, TurnReasons, Urgencies,
    Urgency, Waiting, WaitingPriorities, WaitingPriority, due_on, is_mandated, judge, may_ask_override, may_decide,
    may_offer, stands_in_the_way,
};
pub use scope::ReferralScope;
