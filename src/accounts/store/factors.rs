//! Second factors and recovery codes.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::model::AccountId;
use super::super::model::factor::RecoveryCode;
use super::super::model::sealing::SealedSecret;
use crate::platform::db::{AuthTx, DbError, Prepared};
use crate::platform::ids::SignInId;
use crate::sql_file;

sql_file!(TotpInForce, "../sql/totp_in_force.sql");
sql_file!(TotpPending, "../sql/totp_pending.sql");
sql_file!(AddTotp, "../sql/add_totp.sql");
sql_file!(EndTotp, "../sql/end_totp.sql");
sql_file!(ConfirmTotp, "../sql/confirm_totp.sql");
sql_file!(UseTotp, "../sql/use_totp.sql");
sql_file!(EndRecoveryCodes, "../sql/end_recovery_codes.sql");
sql_file!(AddRecoveryCodes, "../sql/add_recovery_codes.sql");
sql_file!(UseRecoveryCode, "../sql/use_recovery_code.sql");
sql_file!(FactorState, "../sql/factor_state.sql");
sql_file!(FactorShown, "../sql/factor_shown.sql");

#[derive(QueryableByName)]
struct TotpRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Binary)]
    secret_enc: Vec<u8>,
    #[diesel(sql_type = Binary)]
    wrapped_enc: Vec<u8>,
}

impl TotpRow {
    fn split(self) -> (Uuid, SealedSecret) {
        let kept = SealedSecret {
            secret: self.secret_enc,
            wrapped: self.wrapped_enc,
        };
        (self.id, kept)
    }
}

/// What an account has.
#[derive(QueryableByName)]
pub(in crate::accounts) struct StateRow {
    /// Since when a second factor is set up.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::accounts) confirmed_at: Option<DateTime<Utc>>,
    /// Recovery codes that can still be used.
    #[diesel(sql_type = BigInt)]
    pub(in crate::accounts) codes_left: i64,
}

/// What an account has.
pub(in crate::accounts) async fn state(tx: &AuthTx, account: AccountId) -> Result<StateRow, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FactorState>::new().bind::<SqlUuid, _>(account);
    Ok(query.get_result(&mut conn).await?)
}

/// The secret whose codes count.
pub(in crate::accounts) async fn in_force(
    tx: &AuthTx,
    account: AccountId,
) -> Result<Option<(Uuid, SealedSecret)>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<TotpInForce>::new().bind::<SqlUuid, _>(account);
    let row: Option<TotpRow> = query.get_result(&mut conn).await.optional()?;
    Ok(row.map(TotpRow::split))
}

/// A secret that waits for its first code, locked.
pub(in crate::accounts) async fn pending(
    tx: &AuthTx,
    account: AccountId,
    id: Uuid,
) -> Result<Option<SealedSecret>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<TotpPending>::new()
        .bind::<SqlUuid, _>(account)
        .bind::<SqlUuid, _>(id)
        .bind::<Timestamptz, _>(tx.now());
    let row: Option<TotpRow> = query.get_result(&mut conn).await.optional()?;
    Ok(row.map(|row| row.split().1))
}

/// Keeps a secret that waits for its first code; others that waited are ended. Its id.
pub(in crate::accounts) async fn add(tx: &AuthTx, account: AccountId, kept: SealedSecret) -> Result<Uuid, DbError> {
    end(tx, account, false).await?;
    let (mut conn, id) = (tx.conn()?, tx.new_id());
    let query = Prepared::<AddTotp>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(account)
        .bind::<Binary, _>(kept.secret)
        .bind::<Binary, _>(kept.wrapped)
        .bind::<Timestamptz, _>(tx.now());
    query.execute(&mut conn).await?;
    Ok(id)
}

/// Puts a secret in force from `step` on, in place of the one before.
pub(in crate::accounts) async fn confirm(tx: &AuthTx, account: AccountId, id: Uuid, step: i64) -> Result<(), DbError> {
    end(tx, account, true).await?;
    let mut conn = tx.conn()?;
    let query = Prepared::<ConfirmTotp>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<BigInt, _>(step);
    query.execute(&mut conn).await?;
    Ok(())
}

async fn end(tx: &AuthTx, account: AccountId, in_force: bool) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<EndTotp>::new()
        .bind::<SqlUuid, _>(account)
        .bind::<Bool, _>(in_force)
        .bind::<Timestamptz, _>(tx.now());
    query.execute(&mut conn).await?;
    Ok(())
}

/// Uses the code of a step up. False: that step, or a later one, was used before.
pub(in crate::accounts) async fn use_step(tx: &AuthTx, id: Uuid, step: i64) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<UseTotp>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<BigInt, _>(step);
    Ok(query.execute(&mut conn).await? == 1)
}

/// Keeps new recovery codes in place of those there were.
pub(in crate::accounts) async fn replace_codes(
    tx: &AuthTx,
    account: AccountId,
    codes: &[RecoveryCode],
) -> Result<(), DbError> {
    let (mut conn, now) = (tx.conn()?, tx.now());
    let end = Prepared::<EndRecoveryCodes>::new()
        .bind::<SqlUuid, _>(account)
        .bind::<Timestamptz, _>(now);
    end.execute(&mut conn).await?;
    let ids: Vec<Uuid> = codes.iter().map(|_| tx.new_id()).collect();
    let digests: Vec<Vec<u8>> = codes.iter().map(|code| code.digest().to_vec()).collect();
    let add = Prepared::<AddRecoveryCodes>::new()
        .bind::<SqlUuid, _>(account)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Binary>, _>(digests);
    add.execute(&mut conn).await?;
    Ok(())
}

/// Uses a recovery code up. False: it is none of the account's, or was used before.
pub(in crate::accounts) async fn use_recovery_code(
    tx: &AuthTx,
    account: AccountId,
    code: &RecoveryCode,
) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<UseRecoveryCode>::new()
        .bind::<SqlUuid, _>(account)
        .bind::<Binary, _>(code.digest().to_vec())
        .bind::<Timestamptz, _>(tx.now());
    Ok(query.execute(&mut conn).await? == 1)
}

/// Notes that a second factor was shown for this sign-in.
pub(in crate::accounts) async fn shown_for(tx: &AuthTx, sign_in: SignInId) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FactorShown>::new()
        .bind::<SqlUuid, _>(sign_in)
        .bind::<Timestamptz, _>(tx.now());
    query.execute(&mut conn).await?;
    Ok(())
}
