//! Sign-ins: opening and ending them.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::model::AccountId;
use super::super::model::notice::Notice;
use super::super::model::sign_in::{MOST_SIGN_INS, SignInKind, SignInKindCode};
use super::notices;
use super::trace::{Who, remember};
use crate::access::{Action, Denied, Grants, Relation, Spot, require_step_up};
use crate::platform::db::{AuditEvent, AuthTx, DbError, Prepared, Read, Tier, Tx, Write};
use crate::platform::ids::{OrgId, SignInId, StaffId};
use crate::sql_file;

sql_file!(AddSignIn, "../sql/add_sign_in.sql");
sql_file!(LockAccount, "../sql/lock_account.sql");
sql_file!(EndOldest, "../sql/end_oldest.sql");
sql_file!(ForgetRefresh, "../sql/forget_refresh.sql");
sql_file!(RevokeSignIn, "../sql/revoke_sign_in.sql");
sql_file!(EndOwnSignIns, "../sql/end_own_sign_ins.sql");
sql_file!(OwnSignIns, "../sql/own_sign_ins.sql");
sql_file!(EndStaffSignIns, "../sql/end_staff_sign_ins.sql");
sql_file!(StepUp, "../sql/step_up.sql");
sql_file!(StaffIsKnown, "../sql/staff_is_known.sql");

/// A sign-in about to be written.
pub(in crate::accounts) struct NewSignIn {
    pub(in crate::accounts) id: SignInId,
    pub(in crate::accounts) account: AccountId,
    pub(in crate::accounts) org: OrgId,
    pub(in crate::accounts) staff: StaffId,
    pub(in crate::accounts) kind: SignInKind,
    /// Two factors were shown for it.
    pub(in crate::accounts) two_factors: bool,
    pub(in crate::accounts) expires_at: DateTime<Utc>,
    pub(in crate::accounts) request_id: String,
}

#[derive(QueryableByName)]
struct EndedRow {
    #[diesel(sql_type = SqlUuid)]
    id: SignInId,
}

/// Opens a sign-in and remembers that it was opened. The one place that makes such a row. The oldest ones beyond
/// [`MOST_SIGN_INS`] are ended, and their owner is told.
pub(in crate::accounts) async fn issue_sign_in(tx: &AuthTx, new: NewSignIn) -> Result<(), DbError> {
    let (mut conn, now) = (tx.conn()?, tx.now());
    lock_account(tx, new.account).await?;
    let add = Prepared::<AddSignIn>::new()
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.account)
        .bind::<SqlUuid, _>(new.org)
        .bind::<SqlUuid, _>(new.staff)
        .bind::<Text, _>(new.kind.as_str())
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(new.two_factors)
        .bind::<Timestamptz, _>(new.expires_at);
    add.execute(&mut conn).await?;
    let who = Who {
        org: new.org,
        staff: Some(new.staff),
        sign_in: Some(new.id),
        request_id: new.request_id,
    };
    remember(tx, &who, AuditEvent::on("sign_in", "sign_in", new.id.uuid(), Tier::C1)).await?;
    let oldest = Prepared::<EndOldest>::new()
        .bind::<SqlUuid, _>(new.account)
        .bind::<SqlUuid, _>(new.org)
        .bind::<Text, _>(new.kind.as_str())
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(MOST_SIGN_INS);
    let ended: Vec<EndedRow> = oldest.load(&mut conn).await?;
    for EndedRow { id } in &ended {
        remember(tx, &who, AuditEvent::on("end_sign_in", "sign_in", id.uuid(), Tier::C1)).await?;
    }
    if !ended.is_empty() {
        notices::security(tx, new.account, Some(new.org), Notice::SignInLimit).await?;
    }
    let forget = Prepared::<ForgetRefresh>::new()
        .bind::<SqlUuid, _>(new.account)
        .bind::<Timestamptz, _>(now);
    forget.execute(&mut conn).await?;
    Ok(())
}

/// Makes what is done to one account be done one after the other.
pub(in crate::accounts) async fn lock_account(tx: &AuthTx, account: AccountId) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let lock = Prepared::<LockAccount>::new().bind::<SqlUuid, _>(account);
    lock.execute(&mut conn).await?;
    Ok(())
}

/// Ends a sign-in, whoever holds its secrets.
pub(in crate::accounts) async fn revoke(tx: &AuthTx, sign_in: SignInId) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<RevokeSignIn>::new()
        .bind::<SqlUuid, _>(sign_in)
        .bind::<Timestamptz, _>(tx.now());
    query.execute(&mut conn).await?;
    Ok(())
}

/// Notes that password and, if there is one, second factor were given once more for this sign-in.
pub(in crate::accounts) async fn step_up(tx: &AuthTx, sign_in: SignInId, two_factors: bool) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<StepUp>::new()
        .bind::<SqlUuid, _>(sign_in)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Bool, _>(two_factors);
    query.execute(&mut conn).await?;
    Ok(())
}

/// Ends the sign-in the request was made with.
pub(in crate::accounts) async fn end_current(tx: &Tx<Write>) -> Result<(), DbError> {
    let current = tx.context().sign_in;
    end_own(tx, Some(current), None).await?;
    tx.audit(AuditEvent::on("sign_out", "sign_in", current.uuid(), Tier::C1));
    Ok(())
}

/// One of the caller's open sign-ins.
#[derive(QueryableByName)]
pub(in crate::accounts) struct OwnRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) id: SignInId,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) kind: SignInKindCode,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::accounts) issued_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::accounts) last_used_at: DateTime<Utc>,
}

/// The caller's open sign-ins in this organisation, oldest first.
pub(in crate::accounts) async fn own(tx: &Tx<Read>) -> Result<Vec<OwnRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<OwnSignIns>::new().bind::<Timestamptz, _>(tx.now());
    Ok(query.load(&mut conn).await?)
}

/// Ends one of the caller's sign-ins.
pub(in crate::accounts) async fn end_one(tx: &Tx<Write>, sign_in: SignInId) -> Result<(), Denied> {
    let ended = end_own(tx, Some(sign_in), None).await?;
    if ended.is_empty() {
        return Err(Denied::NotFound);
    }
    tx.audit(AuditEvent::on("end_sign_in", "sign_in", sign_in.uuid(), Tier::C1));
    Ok(())
}

/// Ends all of the caller's sign-ins but the one the request was made with.
pub(in crate::accounts) async fn end_others(tx: &Tx<Write>) -> Result<(), DbError> {
    let current = tx.context().sign_in;
    let ended = end_own(tx, None, Some(current)).await?;
    remember_ended(tx, current.uuid(), &ended);
    Ok(())
}

/// Ends every sign-in of a colleague, who is told.
pub(in crate::accounts) async fn end_staff(tx: &Tx<Write>, staff: StaffId) -> Result<(), Denied> {
    if !Grants::of(tx.context()).allows(Action::ManageStaff, &Spot::organisation(), Relation::None) {
        return Err(Denied::NotAllowed);
    }
    let mut conn = tx.conn()?;
    let known: Option<EndedRow> = Prepared::<StaffIsKnown>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(staff)
        .get_result(&mut conn)
        .await
        .optional()
        .map_err(DbError::from)?;
    known.ok_or(Denied::NotFound)?;
    require_step_up(tx.context(), tx.now())?;
    let query = Prepared::<EndStaffSignIns>::new()
        .bind::<SqlUuid, _>(staff)
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<Timestamptz, _>(tx.now());
    let ended: Vec<EndedRow> = query.load(&mut conn).await.map_err(DbError::from)?;
    let ended: Vec<_> = ended.into_iter().map(|row| row.id).collect();
    remember_ended(tx, staff.uuid(), &ended);
    Ok(())
}

/// One line in the log for all that were ended at once, also when there was none to end.
fn remember_ended(tx: &Tx<Write>, whose: Uuid, ended: &[SignInId]) {
    let mut event = AuditEvent::on("end_sign_in", "sign_in", whose, Tier::C1);
    event.shown_ids = ended.iter().map(|id| id.uuid()).collect();
    tx.audit(event);
}

/// Ends the caller's own sign-ins: `only` this one, or all `except` one. Which of them were open.
async fn end_own(tx: &Tx<Write>, only: Option<SignInId>, except: Option<SignInId>) -> Result<Vec<SignInId>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<EndOwnSignIns>::new()
        .bind::<Nullable<SqlUuid>, _>(only)
        .bind::<Nullable<SqlUuid>, _>(except)
        .bind::<Timestamptz, _>(tx.now());
    let ended: Vec<EndedRow> = query.load(&mut conn).await?;
    Ok(ended.into_iter().map(|row| row.id).collect())
}
