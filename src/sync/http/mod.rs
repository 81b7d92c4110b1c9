//! The doors to sync.

mod conflicts;
mod held;
mod limit;
mod push;
mod sent_problems;

use crate::platform::http::Operations;

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(push::push_operations)
        .service(held::list_held)
        .service(held::read_held)
        .service(held::decide_held)
        .service(conflicts::list_conflicts)
        .service(conflicts::read_conflict)
        .service(conflicts::resolve_conflict);
}
