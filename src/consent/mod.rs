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
//! Service is never conditional on consent to share (domain.md §0 rule 9): only service consent guards an enrolment.
//!
//! Tests: `tests/api/consent/`, rules beside them in `model.rs`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use flow::may_begin;
pub use model::{
    ConsentGap, ConsentGiver, ConsentGivers, ConsentId, ConsentKind, ConsentKinds, ConsentMethod, ConsentMethods,
    ConsentStatus, ConsentStatuses, Decision, LegalBases, LegalBasis, Subject, in_force, service_consent,
};
pub use scope::{ConsentScope, decisions};
