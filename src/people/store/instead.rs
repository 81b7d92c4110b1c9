//! Where a record went that was merged into another (`merging`).

use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::people::PersonId;
use crate::platform::db::{DbError, Prepared, Tx};
use crate::sql_file;

sql_file!(KeptInstead, "../sql/kept_instead.sql");

#[derive(QueryableByName)]
struct KeptRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    kept: Option<PersonId>,
}

/// The record this one was merged into, along the whole way, if it was.
pub(in crate::people) async fn kept_instead<M>(tx: &Tx<M>, person: PersonId) -> Result<Option<PersonId>, DbError> {
    let mut conn = tx.conn()?;
    let row: KeptRow = Prepared::<KeptInstead>::new()
        .bind::<SqlUuid, _>(person)
        .get_result(&mut conn)
        .await?;
    Ok(row.kept)
}
