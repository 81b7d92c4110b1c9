//! Sign-ins: opening and ending them.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::super::model::AccountId;
use crate::platform::db::{AuditEvent, AuthTx, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, SignInId, StaffId};
use crate::sql_file;

sql_file!(AddSignIn, "../sql/add_sign_in.sql");
sql_file!(EndSignIn, "../sql/end_sign_in.sql");

/// A sign-in about to be written.
pub(in crate::accounts) struct NewSignIn {
    pub(in crate::accounts) id: SignInId,
    pub(in crate::accounts) account: AccountId,
    pub(in crate::accounts) org: OrgId,
    pub(in crate::accounts) staff: StaffId,
    pub(in crate::accounts) issued_at: DateTime<Utc>,
    pub(in crate::accounts) expires_at: DateTime<Utc>,
    pub(in crate::accounts) request_id: String,
}

/// Opens a sign-in and remembers that it was opened. The one place that makes such a row.
pub(in crate::accounts) async fn issue_sign_in(tx: &AuthTx, new: NewSignIn) -> Result<(), DbError> {
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

pub(in crate::accounts) async fn end_own_sign_in(tx: &Tx<Write>) -> Result<(), DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let query = Prepared::<EndSignIn>::new()
        .bind::<SqlUuid, _>(context.sign_in)
        .bind::<Timestamptz, _>(tx.now());
    query.execute(&mut conn).await?;
    tx.audit(AuditEvent::on("sign_out", "sign_in", context.sign_in.uuid(), Tier::C1));
    Ok(())
}
