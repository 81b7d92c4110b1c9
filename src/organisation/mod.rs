//! The house: an organisation, its sites, its staff, what each of them holds, and whose law holds where.
//!
//! A **site** is a place where the organisation works. Its time zone decides on which day a session was held, so it is
//! fixed once sessions were logged there. Its jurisdiction names the law; its region, if it has one, the row of regional
//! tables it is counted in (disclosure.md §3.2).
//!
//! A **grant** gives somebody a role at a place: the whole organisation, one site, or one programme. It bites on the next
//! request and so does its end. Nobody gives or ends a grant of her own; row-level security refuses it too.
//!
//! A **jurisdiction policy** says from which age a young person is of age, consents to a service and consents to the use
//! of her data (domain.md §2.6). It opens nothing until a named person has confirmed it. The latest confirmed one that has
//! begun is in force, for exactly the jurisdiction the site names: a subdivision does not inherit its country's ages.
//!
//! Staff and accounts are made by `causeway admin create` (and by the demo, for invented people only).
//!
//! Tests: `tests/api/organisation/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub(crate) use flow::spot as grant_spot;
pub use model::{
    Ages, FunderId, GrantId, Jurisdiction, JurisdictionPolicyId, JurisdictionRule, PlaceName, Region, SiteId,
    SitePlace, StaffRole, TimeZone, in_force, role_suits,
};
pub use store::effective_jurisdiction;
pub(crate) use store::site_place;
