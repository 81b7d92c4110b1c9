//! Notices to the owner of an account.

use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::super::model::AccountId;
use super::super::model::notice::Notice;
use crate::platform::db::{AuthTx, DbError, Prepared};
use crate::platform::ids::OrgId;
use crate::sql_file;

sql_file!(AddNotice, "../sql/add_notice.sql");

/// Tells the owner of an account what happened, once an hour. The mail worker sends it after the commit.
pub(in crate::accounts) async fn security(
    tx: &AuthTx,
    account: AccountId,
    org: Option<OrgId>,
    notice: Notice,
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<AddNotice>::new()
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<SqlUuid, _>(account)
        .bind::<Nullable<SqlUuid>, _>(org)
        .bind::<Text, _>(notice.as_str())
        .bind::<Timestamptz, _>(tx.now());
    query.execute(&mut conn).await?;
    Ok(())
}
