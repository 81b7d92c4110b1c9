//! Account and sign-in rows.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use secrecy::SecretString;

use super::error::Error;
use super::model::{AccountId, Email};
use super::password::{PasswordHasher, check_new_password};
use crate::platform::db::{AuditEvent, AuthTx, DbError, Prepared, Read, Tier, Tx, Write};
use crate::platform::ids::{OrgId, SignInId, StaffId};
use crate::sql_file;

sql_file!(FindAccount, "sql/find_account.sql");
sql_file!(Memberships, "sql/memberships.sql");
sql_file!(AddSignIn, "sql/add_sign_in.sql");
sql_file!(Me, "sql/me.sql");
sql_file!(EndSignIn, "sql/end_sign_in.sql");

#[derive(QueryableByName)]
pub(super) struct AccountRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: AccountId,
    #[diesel(sql_type = Text)]
    pub(super) password_hash: String,
    #[diesel(sql_type = Bool)]
    pub(super) disabled: bool,
}

#[derive(QueryableByName)]
pub(super) struct MembershipRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) org_id: OrgId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(super) organisation: String,
}

#[derive(QueryableByName)]
pub(super) struct MeRow {
    #[diesel(sql_type = Text)]
    pub(super) display_name: String,
    #[diesel(sql_type = Text)]
    pub(super) organisation: String,
    #[diesel(sql_type = SqlUuid)]
    pub(super) org_id: OrgId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) staff_id: StaffId,
}

/// A sign-in about to be written.
pub(super) struct NewSignIn {
    pub(super) id: SignInId,
    pub(super) account: AccountId,
    pub(super) org: OrgId,
    pub(super) staff: StaffId,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) request_id: String,
}

pub(super) async fn find_account(tx: &AuthTx, email: &Email) -> Result<Option<AccountRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindAccount>::new().bind::<Text, _>(email.as_str());
    Ok(query.get_result(&mut conn).await.optional()?)
}

pub(super) async fn memberships(tx: &AuthTx, account: AccountId) -> Result<Vec<MembershipRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<Memberships>::new()
        .bind::<SqlUuid, _>(account)
        .load(&mut conn)
        .await?)
}

pub(super) async fn add_sign_in(tx: &AuthTx, new: NewSignIn) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<AddSignIn>::new()
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.account)
        .bind::<SqlUuid, _>(new.org)
        .bind::<SqlUuid, _>(new.staff)
        .bind::<Timestamptz, _>(new.issued_at)
        .bind::<Timestamptz, _>(new.expires_at)
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<Text, _>(new.request_id);
    query.execute(&mut conn).await?;
    Ok(())
}

pub(super) async fn me(tx: &Tx<Read>) -> Result<MeRow, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let query = Prepared::<Me>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff);
    Ok(query.get_result(&mut conn).await?)
}

pub(super) async fn end_own_sign_in(tx: &Tx<Write>) -> Result<(), DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let query = Prepared::<EndSignIn>::new()
        .bind::<SqlUuid, _>(context.sign_in)
        .bind::<Timestamptz, _>(tx.now());
    query.execute(&mut conn).await?;
    tx.audit(AuditEvent::on("sign_out", "sign_in", context.sign_in.uuid(), Tier::C1));
    Ok(())
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
