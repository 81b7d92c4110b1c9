//! Rows of referrals, of who asked, and of what was done.

mod referrals;
mod sources;

pub(super) use referrals::{Listed, NewReferral, OpenRow, ReferralRow, add, list, open_row, remember_repeat, to_join};
pub(super) use sources::{EventRow, NewSource, Referrer, SourceRow, add_source, find_source, may_seal};
