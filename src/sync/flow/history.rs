//! Which history of the database phones are told of: another one after a restore or a failover (reference/sync.md §2.8).

use crate::platform::db::{Db, DbError};
use crate::sync::store;

/// Begins a history where none fits the database. A server does when it starts, so that what is changed at a desk before the
/// first phone asks is of the new one.
pub async fn begin_history(db: &Db) -> Result<(), DbError> {
    db.auth(async |tx| store::begin_epoch(tx).await).await
}
