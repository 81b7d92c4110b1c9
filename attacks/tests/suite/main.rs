//! Attacks on releases of `kdl-1` and on their controls, against the limits of `disclosure.md` §4. Quick runs here; the
//! long ones are in `soak.rs`, which `make soak` runs and which print their figures.

mod quick;
mod soak;
