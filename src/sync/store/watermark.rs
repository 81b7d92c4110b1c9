//! How far the database has come.

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use crate::platform::db::{AuthTx, DbError, Prepared};
use crate::sql_file;

sql_file!(Horizon, "../sql/horizon.sql");

/// How far the database has come.
#[derive(QueryableByName)]
pub(in crate::sync) struct HorizonRow {
    /// Every transaction below has ended.
    #[diesel(sql_type = BigInt)]
    pub(in crate::sync) below: i64,
    /// The number of the next one.
    #[diesel(sql_type = BigInt)]
    pub(in crate::sync) next: i64,
}

/// Looks how far the database has come.
pub(in crate::sync) async fn horizon(tx: &AuthTx) -> Result<HorizonRow, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<Horizon>::new().get_result(&mut conn).await?)
}
