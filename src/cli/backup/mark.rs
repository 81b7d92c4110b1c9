//! The mark on a database that is being restored: until the end is reached, erased people may be in it.

use diesel::QueryableByName;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use super::super::Failure;
use crate::platform::db::connect;

#[derive(QueryableByName)]
struct MarkRow {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Refuses a database whose restore has not come to its end.
pub(in crate::cli) async fn require_restored(url: &str) -> Result<(), Failure> {
    let mut conn = connect(url.to_owned()).await.map_err(Failure::of)?;
    let marked: MarkRow = diesel::sql_query(include_str!("../sql/is_restoring.sql"))
        .get_result(&mut conn)
        .await
        .map_err(Failure::of)?;
    if marked.yes {
        return Err(Failure::of(
            "this database was not restored to the end: people who were erased may be in it. Empty it and run \
             `causeway restore` again",
        ));
    }
    Ok(())
}
