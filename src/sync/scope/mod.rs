//! Proof that the caller may do something in sync.

mod conflict;
mod held;

pub use conflict::ConflictScope;
pub use held::HeldScope;
