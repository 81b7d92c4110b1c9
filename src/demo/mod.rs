//! The demo.
mod model;
pub use model::DemoAccount;
