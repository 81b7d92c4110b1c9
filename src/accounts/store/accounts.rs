//! Accounts, and where they may sign in.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Bool, Text, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use secrecy::SecretString;

use super::super::error::Error;
use super::super::model::{AccountId, Email};
use super::super::password::{PasswordHasher, check_new_password};
use crate::platform::db::{AuthTx, DbError, Prepared, Read, Tx};
use crate::platform::ids::{OrgId, StaffId};
use crate::sql_file;

sql_file!(FindAccount, "../sql/find_account.sql");
sql_file!(Memberships, "../sql/memberships.sql");
sql_file!(Me, "../sql/me.sql");
sql_file!(ReplaceHash, "../sql/replace_hash.sql");

#[derive(QueryableByName)]
pub(in crate::accounts) struct AccountRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) id: AccountId,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) password_hash: String,
    #[diesel(sql_type = Bool)]
    pub(in crate::accounts) disabled: bool,
}

#[derive(QueryableByName)]
pub(in crate::accounts) struct MembershipRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) org_id: OrgId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) organisation: String,
    #[diesel(sql_type = Array<Text>)]
    pub(in crate::accounts) roles: Vec<String>,
}

#[derive(QueryableByName)]
pub(in crate::accounts) struct MeRow {
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) display_name: String,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) organisation: String,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) org_id: OrgId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) staff_id: StaffId,
}

pub(in crate::accounts) async fn find_account(tx: &AuthTx, email: &Email) -> Result<Option<AccountRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindAccount>::new().bind::<Text, _>(email.as_str());
    Ok(query.get_result(&mut conn).await.optional()?)
}

pub(in crate::accounts) async fn memberships(tx: &AuthTx, account: AccountId) -> Result<Vec<MembershipRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<Memberships>::new()
        .bind::<SqlUuid, _>(account)
        .load(&mut conn)
        .await?)
}

/// Keeps another hash of the same password.
pub(in crate::accounts) async fn replace_hash(
    tx: &AuthTx,
    account: AccountId,
    old: &str,
    new: &str,
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ReplaceHash>::new()
        .bind::<SqlUuid, _>(account)
        .bind::<Text, _>(old)
        .bind::<Text, _>(new);
    query.execute(&mut conn).await?;
    Ok(())
}

pub(in crate::accounts) async fn me(tx: &Tx<Read>) -> Result<MeRow, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let query = Prepared::<Me>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff);
    Ok(query.get_result(&mut conn).await?)
}

/// Adds an account through an administrator's connection: `causeway admin create` and the demo only.
pub async fn create_account(
    conn: &mut AsyncPgConnection,
    hasher: &PasswordHasher,
    id: AccountId,
    email: &Email,
    password: SecretString,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    use crate::platform::db::schema::account::dsl;
    use diesel::ExpressionMethods;
    check_new_password(&password)?;
    let hash = hasher.hash(password).await?;
    diesel::insert_into(dsl::account)
        .values((
            dsl::id.eq(id.uuid()),
            dsl::email.eq(email.as_str()),
            dsl::password_hash.eq(hash),
            dsl::recorded_at.eq(now),
        ))
        .execute(conn)
        .await
        .map_err(DbError::from)
        .map_err(|error| {
            let taken = error.unique_constraint().is_some();
            if taken { Error::EmailTaken } else { error.into() }
        })?;
    Ok(())
}
