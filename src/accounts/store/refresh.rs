//! Secrets that renew a sign-in.

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::model::AccountId;
use super::super::model::secret::OneTimeSecret;
use super::super::model::sign_in::{Lifetime, Reuse};
use crate::platform::db::{AuthTx, DbError, Prepared};
use crate::platform::ids::{OrgId, SignInId, StaffId, TokenId};
use crate::sql_file;

sql_file!(FindRefresh, "../sql/find_refresh.sql");
sql_file!(UseRefresh, "../sql/use_refresh.sql");
sql_file!(Reused, "../sql/reused.sql");
sql_file!(RevokeRefresh, "../sql/revoke_refresh.sql");
sql_file!(HandOut, "../sql/hand_out.sql");

/// A secret that is known, and the open sign-in it belongs to.
#[derive(QueryableByName)]
pub(in crate::accounts) struct RefreshRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) sign_in_id: SignInId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) account_id: AccountId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) org_id: OrgId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) staff_id: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::accounts) issued_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::accounts) expires_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct UsedRow {
    #[diesel(sql_type = SqlUuid)]
    #[expect(dead_code, reason = "that there is a row says that it was unused until now")]
    id: Uuid,
}

#[derive(QueryableByName)]
struct ReusedRow {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    used_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    is_revoked: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    child_id: Option<Uuid>,
    #[diesel(sql_type = Bool)]
    child_is_untouched: bool,
}

/// The sign-in this secret renews, locked. `None`: nobody was given this secret, or its sign-in is over.
pub(in crate::accounts) async fn find(tx: &AuthTx, secret: &OneTimeSecret) -> Result<Option<RefreshRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindRefresh>::new()
        .bind::<Binary, _>(secret.digest().to_vec())
        .bind::<Timestamptz, _>(tx.now());
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Uses a secret, if it was not used before: of any number that try, one does.
pub(in crate::accounts) async fn use_up(tx: &AuthTx, id: Uuid) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<UseRefresh>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<Timestamptz, _>(tx.now());
    let used: Option<UsedRow> = query.get_result(&mut conn).await.optional()?;
    Ok(used.is_some())
}

/// Why a secret could not be used, and its newest child.
pub(in crate::accounts) async fn reuse(tx: &AuthTx, id: Uuid) -> Result<(Reuse, Option<Uuid>), DbError> {
    let mut conn = tx.conn()?;
    let row: ReusedRow = Prepared::<Reused>::new()
        .bind::<SqlUuid, _>(id)
        .get_result(&mut conn)
        .await?;
    let reuse = Reuse {
        used_at: row.used_at,
        is_revoked: row.is_revoked,
        child_is_untouched: row.child_is_untouched,
    };
    Ok((reuse, row.child_id))
}

/// Takes a secret back that never arrived.
pub(in crate::accounts) async fn take_back(tx: &AuthTx, id: Uuid) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<RevokeRefresh>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<Timestamptz, _>(tx.now());
    query.execute(&mut conn).await?;
    Ok(())
}

/// A secret about to be handed out.
pub(in crate::accounts) struct NewSecret<'s> {
    pub(in crate::accounts) sign_in: SignInId,
    /// The one it takes the place of.
    pub(in crate::accounts) parent: Option<Uuid>,
    pub(in crate::accounts) secret: &'s OneTimeSecret,
    /// The access token beside it.
    pub(in crate::accounts) token: TokenId,
    pub(in crate::accounts) lifetime: Lifetime,
    /// When the sign-in was opened, and when it ends.
    pub(in crate::accounts) issued_at: DateTime<Utc>,
    pub(in crate::accounts) expires_at: DateTime<Utc>,
}

/// Hands a secret out. How long it is good for, and when the sign-in ends: roles that were added since may have brought
/// both nearer.
pub(in crate::accounts) async fn hand_out(
    tx: &AuthTx,
    new: NewSecret<'_>,
) -> Result<(Duration, DateTime<Utc>), DbError> {
    let (mut conn, now) = (tx.conn()?, tx.now());
    let ends_at = new.expires_at.min(new.issued_at + new.lifetime.absolute);
    let idle_until = ends_at.min(now + new.lifetime.idle);
    let query = Prepared::<HandOut>::new()
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<SqlUuid, _>(new.sign_in)
        .bind::<Nullable<SqlUuid>, _>(new.parent)
        .bind::<Binary, _>(new.secret.digest().to_vec())
        .bind::<BigInt, _>(new.token.number())
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(idle_until)
        .bind::<Timestamptz, _>(ends_at);
    query.execute(&mut conn).await?;
    Ok((idle_until - now, ends_at))
}
