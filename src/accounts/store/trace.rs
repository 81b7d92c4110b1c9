//! What the sign-in role did, remembered in the same transaction.

use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::platform::db::{AuditEvent, AuthTx, Context, DbError, Prepared};
use crate::platform::ids::{OrgId, SignInId, StaffId};
use crate::sql_file;

sql_file!(Remember, "../sql/remember.sql");

/// In whose log, by whom, in which request.
#[derive(Debug, Clone)]
pub(in crate::accounts) struct Who {
    /// The organisation whose log it is.
    pub(in crate::accounts) org: OrgId,
    /// Who did it; `None`: somebody who has not shown who she is.
    pub(in crate::accounts) staff: Option<StaffId>,
    /// With which sign-in.
    pub(in crate::accounts) sign_in: Option<SignInId>,
    /// The request.
    pub(in crate::accounts) request_id: String,
}

impl From<&Context> for Who {
    fn from(context: &Context) -> Self {
        Self {
            org: context.org,
            staff: Some(context.staff),
            sign_in: Some(context.sign_in),
            request_id: context.request_id.clone(),
        }
    }
}

/// Writes the act down.
pub(in crate::accounts) async fn remember(tx: &AuthTx, who: &Who, event: AuditEvent) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<Remember>::new()
        .bind::<SqlUuid, _>(who.org)
        .bind::<SqlUuid, _>(tx.new_id())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Nullable<SqlUuid>, _>(who.staff)
        .bind::<Nullable<SqlUuid>, _>(who.sign_in)
        .bind::<Text, _>(who.request_id.clone())
        .bind::<Text, _>(event.action)
        .bind::<Text, _>(event.object_type)
        .bind::<Nullable<SqlUuid>, _>(event.object_id)
        .bind::<Text, _>(event.tier.as_str());
    query.execute(&mut conn).await?;
    Ok(())
}
