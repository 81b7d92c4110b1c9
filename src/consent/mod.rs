//! Consent: what a young person, and who answers for her, agreed to.
//!
//! Consent is a row of dated decisions: given, refused, withdrawn. The latest of a kind and giver is in force; withdrawing is
//! one more row, at any time and without a reason, in force from its moment (domain.md §2.6). Nothing is ever changed.
//!
//! Who may enrol: from the age of service consent in the site's jurisdiction a young person consents herself. Below it,
//! somebody who answers for her consents (or a best-interests decision stands in) **and** she agrees herself: silence is not
//! assent. For a minor a confirmed jurisdiction row is needed, else nothing opens ([`service_consent`]).
//!
//! Where a guardian or a partner is not safe ([`relationships`](crate::relationships)), no parent's and no legal guardian's
//! consent counts, whenever it was given: somebody else answers for her (domain.md §2.6 rule 2).
//!
//! What a yes needs ([`may_record`]): below the age of consent her own yes needs a short **judgement of capacity**; a decision
//! in her best interests says why; where asking parents or guardian would endanger her their path is **closed**, their word
//! counts for nothing, and who answers for her instead is on record. A no, and a withdrawal, need nothing.
//!
//! **Texts** are kept by kind, language and version, written by one and approved by another, and never changed.
//!
//! **Sharing** ([`may_share`], [`sharing`]) needs a yes that names the provider, or its class, says what may be told, and ends
//! within 12 months. A guardian's word carries new sharing for some days after she has reached the age at which she decides
//! herself, and not beyond the day she comes of age (golden case 14); a task asks for her own (`tasks`, `reconsent`).
//!
//! Service is never conditional on consent to share (domain.md §0 rule 9): only service consent guards an enrolment.
//!
//! Tests: `tests/api/consent/`, rules beside them in `model/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use flow::{may_begin, sharing};
pub(crate) use flow::{record_sent, stands};
pub use model::{
    About, BestInterestsReason, BestInterestsReasons, CapacityId, CapacityResult, CapacityResults, ConsentGap,
    ConsentGiver, ConsentGivers, ConsentId, ConsentKind, ConsentKinds, ConsentMethod, ConsentMethods, ConsentStatus,
    ConsentStatuses, ConsentTextId, Decision, GuardianPathId, LegalBases, LegalBasis, Recipient, Refused,
    ShareDecision, Sharer, SharingGap, Subject, Wish, Witness, Witnesses, decides_from, in_force, is_guardian,
    may_record, may_share, own_age, service_consent,
};
pub use scope::{ConsentScope, decisions};
