//! The transaction of the sign-in role: before there is an actor.

use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use super::error::DbError;
use super::open::{Open, nothing_failed};
use super::wake::{Queue, Queued};
use crate::platform::clock::SharedClock;
use crate::platform::ids::SharedIds;

/// A transaction of the sign-in role. Only stores of accounts and of the queues use its connection.
pub struct AuthTx {
    open: Open,
    queued: Queued,
    clock: SharedClock,
    ids: SharedIds,
}

impl std::fmt::Debug for AuthTx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthTx").finish_non_exhaustive()
    }
}

impl AuthTx {
    /// A transaction that was begun on `conn`.
    pub(super) fn new(open: Open, queued: Queued, clock: SharedClock, ids: SharedIds) -> Self {
        Self {
            open,
            queued,
            clock,
            ids,
        }
    }
    /// The connection. Only stores may ask for it.
    pub(crate) fn conn(&self) -> Result<&AsyncPgConnection, DbError> {
        self.open.conn()
    }
    /// The present moment.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }
    /// A new id.
    pub fn new_id(&self) -> Uuid {
        self.ids.next()
    }
    /// Wakes who empties this queue, once the transaction stands.
    pub(crate) fn queued(&self, queue: Queue) {
        self.queued.note(queue);
    }
    pub(super) async fn commit(mut self) -> Result<(), DbError> {
        self.open.commit(nothing_failed).await?;
        self.queued.wake();
        Ok(())
    }
    pub(super) async fn roll_back(mut self) {
        self.open.roll_back().await;
    }
}
