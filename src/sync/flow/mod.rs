//! Steps of sync.

mod concern;
pub(super) mod conflicts;
pub(super) mod held;
mod history;
mod judge;
pub(super) mod limits;
pub(super) mod operations;
pub(super) mod page;
pub(super) mod pull;
pub(super) mod push;
mod report;
pub(super) mod rescue;
pub(super) mod verify;
mod watermark;

pub use history::begin_history;
pub use watermark::WatermarkWatch;
