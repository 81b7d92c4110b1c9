//! Rows of the log: made room for, sealed, verified.

pub(super) mod checking;
pub(super) mod reading;
pub(super) mod sealing;

use chrono::NaiveDate;
use diesel::sql_types::Date;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::error::Error;
use crate::platform::db::{DbError, Prepared, connect};
use crate::sql_file;

sql_file!(MakePartitions, "../sql/make_partitions.sql");

/// A connection of the background role, outside the pools: it is kept for as long as the server runs.
pub(super) async fn open(url: &str) -> Result<AsyncPgConnection, Error> {
    connect(url.to_owned()).await.map_err(|_reason| Error::NoConnection)
}

/// Makes the partitions of this day's month (UTC) and the two after it, as far as they are missing. Safe at any time and
/// from several servers at once.
pub async fn make_partitions(conn: &mut AsyncPgConnection, today: NaiveDate) -> Result<(), Error> {
    let query = Prepared::<MakePartitions>::new().bind::<Date, _>(today);
    query.execute(conn).await.map_err(DbError::from)?;
    Ok(())
}
