//! What an indicator is, for which days it is asked, and what its counts mean.

mod definition;
mod figure;

pub(super) use definition::{Definition, HeaderError, Indicator, catalogue};
pub(super) use figure::{Count, Interval, Split, Window, WindowError};
