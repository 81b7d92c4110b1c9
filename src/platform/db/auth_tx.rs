//! The transaction of the sign-in role: before there is an actor.

use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use uuid::Uuid;

use super::error::DbError;
use crate::platform::clock::SharedClock;
use crate::platform::ids::SharedIds;

/// A transaction of the sign-in role. Only `accounts/store/` uses its connection.
pub struct AuthTx {
    conn: Option<Object<AsyncPgConnection>>,
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
    pub(super) fn new(conn: Object<AsyncPgConnection>, clock: SharedClock, ids: SharedIds) -> Self {
        Self {
            conn: Some(conn),
            clock,
            ids,
        }
    }
    /// The connection. Only `accounts/store/` may ask for it.
    pub(crate) fn conn(&self) -> Result<&AsyncPgConnection, DbError> {
        self.conn
            .as_deref()
            .ok_or(DbError::Unavailable("the transaction is over"))
    }
    /// The present moment.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }
    /// A new id.
    pub fn new_id(&self) -> Uuid {
        self.ids.next()
    }
    pub(super) async fn commit(mut self) -> Result<(), DbError> {
        let Some(conn) = self.conn.take() else { return Ok(()) };
        let mut open: &AsyncPgConnection = &conn;
        // The SELECT fails when an earlier statement did: COMMIT alone would roll back without saying so.
        let done = match open.batch_execute("SELECT 1").await {
            Ok(()) => open.batch_execute("COMMIT").await.map_err(DbError::of_commit),
            Err(error) => Err(error.into()),
        };
        if done.is_err() {
            drop(Object::take(conn));
        }
        done
    }
    pub(super) async fn roll_back(mut self) {
        if let Some(conn) = self.conn.take() {
            let mut open: &AsyncPgConnection = &conn;
            if open.batch_execute("ROLLBACK").await.is_err() {
                drop(Object::take(conn));
            }
        }
    }
}

impl Drop for AuthTx {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            drop(Object::take(conn));
        }
    }
}
