//! The doors of sync.

mod hello;
mod problems;
mod pull;
mod verify;

use crate::platform::http::Operations;

/// The form of requests and answers.
const PROTOCOL: u16 = 1;
/// The form of rows.
const SCHEMA: u16 = 1;

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(hello::sync_hello)
        .service(pull::pull_changes)
        .service(verify::verify_device);
}
