//! Accounts, their passwords, and where they may sign in.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use secrecy::SecretString;

use super::super::error::Error;
use super::super::model::{AccountId, Email};
use super::super::model::{PasswordContext, check_new_password};
use super::super::password::PasswordHasher;
use crate::platform::db::{AuthTx, Context, DbError, Prepared, Read, Tx};
use crate::platform::ids::{OrgId, SignInId, StaffId};
use crate::sql_file;

sql_file!(FindAccount, "../sql/find_account.sql");
sql_file!(Memberships, "../sql/memberships.sql");
sql_file!(Me, "../sql/me.sql");
sql_file!(ReplaceHash, "../sql/replace_hash.sql");
sql_file!(OwnAccount, "../sql/own_account.sql");
sql_file!(NearAccount, "../sql/near_account.sql");
sql_file!(EndAccountSignIns, "../sql/end_account_sign_ins.sql");

#[derive(QueryableByName)]
pub(in crate::accounts) struct AccountRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) id: AccountId,
    #[diesel(sql_type = Text)]
    email: String,
    /// A second factor is set up.
    #[diesel(sql_type = Bool)]
    pub(in crate::accounts) has_factor: bool,
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

impl AccountRow {
    /// Its address, as it was checked when it was written.
    pub(in crate::accounts) fn email(&self) -> Result<Email, Error> {
        Email::try_from(self.email.clone()).map_err(|_wrong| Error::Internal("a stored e-mail is none"))
    }
}

/// The account of somebody who is signed in, if it has an address and a password: a field account has neither.
pub(in crate::accounts) async fn own_account(tx: &AuthTx, context: &Context) -> Result<AccountRow, Error> {
    let mut conn = tx.conn()?;
    let query = Prepared::<OwnAccount>::new().bind::<SqlUuid, _>(context.account);
    let row = query.get_result(&mut conn).await.optional().map_err(DbError::from)?;
    row.ok_or(Error::NoMailbox)
}

#[derive(QueryableByName)]
struct WordRow {
    #[diesel(sql_type = Text)]
    word: String,
}

/// What lies near an account: its owner's names, her organisations, their sites and programmes. No secret is made of these.
pub(in crate::accounts) async fn near(
    tx: &AuthTx,
    account: AccountId,
    context: PasswordContext,
) -> Result<PasswordContext, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<WordRow> = Prepared::<NearAccount>::new()
        .bind::<SqlUuid, _>(account)
        .load(&mut conn)
        .await?;
    Ok(rows.iter().fold(context, |context, row| context.near(&row.word)))
}

/// Sets another password, unless it was changed meanwhile, and ends every other sign-in of the account, wherever it is.
pub(in crate::accounts) async fn change_password(
    tx: &AuthTx,
    account: &AccountRow,
    hash: &str,
    except: SignInId,
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ReplaceHash>::new()
        .bind::<SqlUuid, _>(account.id)
        .bind::<Text, _>(account.password_hash.as_str())
        .bind::<Text, _>(hash);
    let actual = query.execute(&mut conn).await?;
    if actual != 1 {
        return Err(DbError::Retry("the password was changed meanwhile"));
    }
    let end = Prepared::<EndAccountSignIns>::new()
        .bind::<SqlUuid, _>(account.id)
        .bind::<SqlUuid, _>(except)
        .bind::<Timestamptz, _>(tx.now());
    end.execute(&mut conn).await?;
    Ok(())
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

/// An account about to be made.
pub struct NewAccount<'a> {
    /// Its id.
    pub id: AccountId,
    /// Its e-mail.
    pub email: &'a Email,
    /// Its password, which is judged first.
    pub password: SecretString,
    /// By what.
    pub context: &'a PasswordContext,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// Adds an account through an administrator's connection: `causeway admin create` only.
pub async fn create_account(
    conn: &mut AsyncPgConnection,
    hasher: &PasswordHasher,
    new: NewAccount<'_>,
) -> Result<(), Error> {
    use crate::platform::db::schema::account::dsl;
    use diesel::ExpressionMethods;
    check_new_password(&new.password, new.context)?;
    let hash = hasher.hash(new.password).await?;
    diesel::insert_into(dsl::account)
        .values((
            dsl::id.eq(new.id.uuid()),
            dsl::email.eq(new.email.as_str()),
            dsl::password_hash.eq(hash),
            dsl::recorded_at.eq(new.now),
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
