//! A connection with a transaction open on it: it ends with COMMIT, with ROLLBACK, or by closing the connection.

use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use super::error::DbError;

/// The connection, until the transaction is over. Dropped without an end (a reader whose client left) it closes the
/// connection instead of handing it back, and Postgres rolls back at once.
pub(super) struct Open(Option<Object<AsyncPgConnection>>);

impl Open {
    /// A transaction that was begun on `conn`.
    pub(super) fn new(conn: Object<AsyncPgConnection>) -> Self {
        Self(Some(conn))
    }

    /// The connection.
    pub(super) fn conn(&self) -> Result<&AsyncPgConnection, DbError> {
        self.0.as_deref().ok_or(DbError::Unavailable("the transaction is over"))
    }

    /// Runs `last`, then commits. Not pipelined: were COMMIT to overtake a statement that still has to be prepared, the
    /// change would stand and what `last` writes would not.
    ///
    /// `last` must send something that fails in an aborted transaction: COMMIT alone would roll back without a word when
    /// an earlier failed statement was overlooked.
    pub(super) async fn commit(
        &mut self,
        last: impl AsyncFnOnce(&AsyncPgConnection) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        let conn = self.0.take().ok_or(DbError::Unavailable("the transaction is over"))?;
        let done: Result<(), DbError> = async {
            let mut open: &AsyncPgConnection = &conn;
            last(open).await?;
            open.batch_execute("COMMIT").await.map_err(DbError::of_commit)
        }
        .await;
        if done.is_err() {
            drop(Object::take(conn));
        }
        done
    }

    /// Takes everything back.
    pub(super) async fn roll_back(&mut self) {
        if let Some(conn) = self.0.take() {
            let mut open: &AsyncPgConnection = &conn;
            if open.batch_execute("ROLLBACK").await.is_err() {
                drop(Object::take(conn));
            }
        }
    }
}

/// A statement that does nothing but fail when an earlier one did.
pub(super) async fn nothing_failed(conn: &AsyncPgConnection) -> Result<(), DbError> {
    let mut conn = conn;
    Ok(conn.batch_execute("SELECT 1").await?)
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(conn) = self.0.take() {
            drop(Object::take(conn));
        }
    }
}
