//! Sealed names of the caller's people, page by page, and the count of who searches.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::model::Count;
use crate::access::{Action, Grants};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::{AuthTx, Context, DbError, Prepared, Tx};
use crate::sql_file;

sql_file!(CountSearch, "sql/count_search.sql");
sql_file!(NamesInScope, "sql/names_in_scope.sql");
sql_file!(People, "sql/people.sql");

/// Somebody whose names the caller may open, sealed.
#[derive(QueryableByName)]
pub(crate) struct SealedRow {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) id: PersonId,
    #[diesel(sql_type = Text)]
    pub(crate) public_code: String,
    #[diesel(sql_type = SqlUuid)]
    pub(crate) home_site_id: SiteId,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(crate) birth_year: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(crate) age_on_entry: Option<i32>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(crate) known_as_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(crate) legal_name_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Binary)]
    pub(crate) wrapped: Vec<u8>,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Timestamptz)]
    minute_start: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    in_minute: i32,
    #[diesel(sql_type = Timestamptz)]
    day_start: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    in_day: i32,
}

/// Counts one more search of this sign-in.
pub(super) async fn count(tx: &AuthTx, context: &Context) -> Result<Count, DbError> {
    let mut conn = tx.conn()?;
    let row: CountRow = Prepared::<CountSearch>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.sign_in)
        .bind::<Timestamptz, _>(tx.now())
        .get_result(&mut conn)
        .await?;
    Ok(Count {
        minute_start: row.minute_start,
        in_minute: row.in_minute,
        day_start: row.day_start,
        in_day: row.in_day,
    })
}

/// One page of the sealed names among which the caller may search, the newest first.
pub(crate) async fn names<M>(
    tx: &Tx<M>,
    site: Option<SiteId>,
    before: Option<PersonId>,
    limit: i64,
) -> Result<Vec<SealedRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::OpenIdentity);
    let query = Prepared::<NamesInScope>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Array<SqlUuid>, _>(reach.programmes)
        .bind::<Nullable<SqlUuid>, _>(site)
        .bind::<Nullable<SqlUuid>, _>(before)
        .bind::<BigInt, _>(limit);
    Ok(query.load(&mut conn).await?)
}

/// The sealed names of these people, whom the caller has opened.
pub(crate) async fn people<M>(tx: &Tx<M>, people: Vec<PersonId>) -> Result<Vec<SealedRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<People>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Array<SqlUuid>, _>(people);
    Ok(query.load(&mut conn).await?)
}
