//! What an indicator is, for which days it is asked, and what its counts mean.

mod definition;
mod figure;
mod indicator;
mod survival;
mod target;

pub(super) use definition::{Definition, HeaderError, ValueKind, catalogue};
pub(super) use figure::{Count, Interval, Split, Spread, Window, WindowError};
pub(super) use indicator::{Indicator, RETENTION_STAYS_THEN};
pub(super) use survival::{Estimate, Stays, estimate_beside};
pub(super) use target::{Standing, can_be, gap, standing};
