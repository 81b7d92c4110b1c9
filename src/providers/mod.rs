//! Providers: the directory of who outside the house takes young people on, or is told about them.
//!
//! A provider has a **class** (a school, a health service, the police) which is fixed: consent to share names one provider, or
//! a class (domain.md §2.3). It concerns no young person, so everybody who works here reads it; what one was told, or whom
//! one took on, lies elsewhere (`disclosures`, `referrals_out`).
//!
//! Whoever sets up the house keeps the directory. One that is not to be used any more stays, for what was done with it.
//!
//! Tests: `tests/api/providers/`.

mod error;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{
    DataCategories, DataCategory, ProviderId, RecipientClass, RecipientClasses, ServiceKind, ServiceKinds,
};
pub(crate) use store::find;
