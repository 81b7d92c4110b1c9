//! Releases: frozen, signed, chained tables for funders, from which nobody can be found.
//!
//! A release answers one question, for one calendar year, once: how many young people were enrolled for the first time
//! in their lives (`enrolled_first`), or completed for the first time (`completed`). Its figures come from `crates/disclosure` (`kdl-1`): keyed noise, rounding, and
//! nothing shown that rests on fewer than ten.
//!
//! **The way of a release.** An evaluator *drafts* it, at least 90 days after the year is over, and names the funders
//! it is for. The machine *audits* it: gates G1 (the table programme and nothing else), G2 (nobody counted before,
//! nobody's privacy budget overspent), G3 (no figure a few young people away from an earlier one), G4 (nothing exact and
//! nothing small can be proved from all figures together), G5 (no correction of what is out), G6 (codes and fixed words
//! only), G7 (counting again gives the same bytes). A data-protection officer, never the
//! drafter, *approves* or *rejects* it, and *publishes* it: from then on the row is frozen, everyone counted is marked
//! as counted for life, and each of its funders downloads the same bytes. Every step counts again; if the data moved
//! meanwhile the draft is stale and says so. At most three drafts a year, each on record.
//!
//! **Invariants**
//! - No true count is stored or sent: not in a row, not in a body, not in the gate report.
//! - The same data gives the same draft, byte for byte; one changed person draws every figure anew.
//! - Nobody approves their own draft (`release_four_eyes`); nothing failed is approved (`release_audited_first`).
//! - Who is recorded late, after her year went out, is counted in the next release and never twice (`sdc.counted`).
//!
//! **Exact figures from elsewhere**: what the organisation has told by another way, in its annual report say, is entered
//! beside the releases. Gate G4 holds it against every release of that year, the release says in its notes that there are
//! such figures, and a draft made without one is stale.
//!
//! **Files**: `model.rs` words and rules · `statistic.rs` what may be counted · `snapshot.rs` who is counted and what is drawn · `gates.rs` · `content.rs`
//! what is published · `chain.rs` · `file.rs` and `table.rs` the file as JSON and CSV · `verify.rs` checks a file
//! without us.
//!
//! Tests: `tests/api/releases/`.

mod chain;
mod content;
mod error;
mod file;
mod flow;
mod gates;
pub(crate) mod http;
mod model;
mod scope;
mod snapshot;
mod statistic;
mod store;
mod table;
mod verify;

pub use chain::Link;
pub use content::{Cell, Content, Figure, OrganisationName, ProfileWords, Table};
pub use error::Error;
pub use file::ReleaseFile;
pub use model::{
    DAYS_AFTER_PERIOD, FunderId, Indicators, NotAPeriod, Period, RejectReasons, ReleaseId, SiteRegion, State,
    fixed_regions,
};
pub use table::csv;
pub use verify::{Mismatch, Verified, verify};
