//! Accounts made and changed with a link from a mail, and what hangs on them.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::model::{AccountId, Email};
use crate::platform::db::{AuthTx, DbError, Prepared};
use crate::sql_file;

sql_file!(AddAccount, "../sql/add_account.sql");
sql_file!(AddReset, "../sql/add_reset.sql");
sql_file!(CountResets, "../sql/count_resets.sql");
sql_file!(FindReset, "../sql/find_reset.sql");
sql_file!(UseReset, "../sql/use_reset.sql");
sql_file!(SetPassword, "../sql/set_password.sql");
sql_file!(EndEverySignIn, "../sql/end_every_sign_in.sql");
sql_file!(AddEmailChange, "../sql/add_email_change.sql");
sql_file!(ConfirmEmail, "../sql/confirm_email.sql");
sql_file!(CancelEmail, "../sql/cancel_email.sql");
sql_file!(SetEmail, "../sql/set_email.sql");

/// A mailed link to a password, and whose it is.
#[derive(QueryableByName)]
pub(in crate::accounts) struct ResetRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) account_id: AccountId,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) email: String,
    /// A second factor is set up: it stays.
    #[diesel(sql_type = Bool)]
    pub(in crate::accounts) has_factor: bool,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// A change of address that a link confirmed or took back.
#[derive(QueryableByName)]
pub(in crate::accounts) struct EmailChangeRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) account_id: AccountId,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) old_email: String,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) new_email: String,
    #[diesel(sql_type = Bool)]
    pub(in crate::accounts) was_confirmed: bool,
}

/// A change of address about to be written.
pub(in crate::accounts) struct NewEmailChange<'a> {
    pub(in crate::accounts) account: AccountId,
    pub(in crate::accounts) old: &'a str,
    pub(in crate::accounts) new: &'a Email,
    pub(in crate::accounts) confirm: [u8; 32],
    pub(in crate::accounts) confirm_until: DateTime<Utc>,
    pub(in crate::accounts) cancel: [u8; 32],
    pub(in crate::accounts) cancel_until: DateTime<Utc>,
}

pub(in crate::accounts) async fn add_account(
    tx: &AuthTx,
    id: AccountId,
    email: &str,
    hash: &str,
    language: &str,
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<AddAccount>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(email)
        .bind::<Text, _>(hash)
        .bind::<Text, _>(language)
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Writes a link to a password; for nobody when the address is unknown.
pub(in crate::accounts) async fn add_reset(
    tx: &AuthTx,
    account: Option<AccountId>,
    digest: [u8; 32],
    ends_at: DateTime<Utc>,
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<AddReset>::new()
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<Nullable<SqlUuid>, _>(account)
        .bind::<Binary, _>(digest.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Timestamptz, _>(ends_at)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// How many links to a password the account was sent since.
pub(in crate::accounts) async fn resets_since(
    tx: &AuthTx,
    account: Option<AccountId>,
    since: DateTime<Utc>,
) -> Result<i64, DbError> {
    let mut conn = tx.conn()?;
    let row: CountRow = Prepared::<CountResets>::new()
        .bind::<Nullable<SqlUuid>, _>(account)
        .bind::<Timestamptz, _>(since)
        .get_result(&mut conn)
        .await?;
    Ok(row.count)
}

/// Whose password a link may change, if it still works.
pub(in crate::accounts) async fn find_reset(tx: &AuthTx, digest: [u8; 32]) -> Result<Option<ResetRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<FindReset>::new()
        .bind::<Binary, _>(digest.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// Uses the link up. `false`: somebody was quicker.
pub(in crate::accounts) async fn use_reset(tx: &AuthTx, id: Uuid) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let hit = Prepared::<UseReset>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    Ok(hit == 1)
}

/// Sets a password.
pub(in crate::accounts) async fn set_password(tx: &AuthTx, account: AccountId, hash: &str) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<SetPassword>::new()
        .bind::<SqlUuid, _>(account)
        .bind::<Text, _>(hash)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Ends every sign-in of the account, in every organisation.
pub(in crate::accounts) async fn end_sign_ins(tx: &AuthTx, account: AccountId) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<EndEverySignIn>::new()
        .bind::<SqlUuid, _>(account)
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Writes a change of address. One that waits is cancelled by it.
pub(in crate::accounts) async fn add_email_change(tx: &AuthTx, new: NewEmailChange<'_>) -> Result<Uuid, DbError> {
    let (mut conn, id) = (tx.conn()?, tx.new_id());
    Prepared::<AddEmailChange>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(new.account)
        .bind::<Text, _>(new.old)
        .bind::<Text, _>(new.new.as_str())
        .bind::<Binary, _>(new.confirm.to_vec())
        .bind::<Binary, _>(new.cancel.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Timestamptz, _>(new.confirm_until)
        .bind::<Timestamptz, _>(new.cancel_until)
        .execute(&mut conn)
        .await?;
    Ok(id)
}

/// Uses up the link to the new address.
pub(in crate::accounts) async fn confirm_email(
    tx: &AuthTx,
    digest: [u8; 32],
) -> Result<Option<EmailChangeRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<ConfirmEmail>::new()
        .bind::<Binary, _>(digest.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// Uses up the link that keeps the old address.
pub(in crate::accounts) async fn cancel_email(
    tx: &AuthTx,
    digest: [u8; 32],
) -> Result<Option<EmailChangeRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<CancelEmail>::new()
        .bind::<Binary, _>(digest.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// Replaces an account's address, if it is still the one it was. A taken one fails on its unique key.
pub(in crate::accounts) async fn set_email(
    tx: &AuthTx,
    account: AccountId,
    from: &str,
    to: &str,
) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let hit = Prepared::<SetEmail>::new()
        .bind::<SqlUuid, _>(account)
        .bind::<Text, _>(from)
        .bind::<Text, _>(to)
        .execute(&mut conn)
        .await?;
    Ok(hit == 1)
}
