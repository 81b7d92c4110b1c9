//! The doors of sync.

mod both;
mod conflicts;
mod held;
mod hello;
mod problems;
mod pull;
mod push;
mod reports;
mod rescue;
mod sent_problems;
mod verify;
mod words;

use crate::platform::http::Operations;

/// The form of requests and answers.
const PROTOCOL: u16 = 1;
/// The form of rows.
const SCHEMA: u16 = 1;

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(hello::sync_hello)
        .service(both::sync_device)
        .service(push::push_operations)
        .service(rescue::rescue_operations)
        .service(reports::list_sync_devices)
        .service(pull::pull_changes)
        .service(verify::verify_device)
        .service(words::read_words)
        .service(held::list_held)
        .service(held::read_held)
        .service(held::decide_held)
        .service(conflicts::list_conflicts)
        .service(conflicts::read_conflict)
        .service(conflicts::resolve_conflict);
}
