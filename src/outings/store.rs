//! Rows of who is out.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::OutingId;
use super::scope::OutingScope;
use crate::on_call::AlertId;
use crate::organisation::SiteId;
use crate::platform::db::{AuditEvent, DbError, JobTx, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(ListOutings, "sql/list_outings.sql");
sql_file!(AddOuting, "sql/add_outing.sql");
sql_file!(ChangeOuting, "sql/change_outing.sql");
sql_file!(MissOuting, "sql/miss_outing.sql");
sql_file!(ForgetOutings, "sql/forget_outings.sql");

/// Somebody is out, or was.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct OutingRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: OutingId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) site_id: SiteId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) staff_id: StaffId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) with_staff_id: Option<StaffId>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) went_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) back_by: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) back_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) missed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
}

/// An outing about to be written.
pub(super) struct NewOuting {
    pub(super) id: OutingId,
    pub(super) site: SiteId,
    pub(super) with: Option<StaffId>,
    pub(super) back_by: DateTime<Utc>,
    pub(super) created_mac: [u8; 16],
}

#[derive(QueryableByName)]
struct AlertRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    alert: Option<AlertId>,
}

async fn outings<M>(
    tx: &Tx<M>,
    id: Option<OutingId>,
    after: Option<(DateTime<Utc>, OutingId)>,
    limit: i64,
) -> Result<Vec<OutingRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListOutings>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<Nullable<SqlUuid>, _>(id)
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// One page of those who are out, as far as the caller watches over them, and herself: whoever is to be back soonest
/// first.
pub(super) async fn list<M>(
    tx: &Tx<M>,
    after: Option<(DateTime<Utc>, OutingId)>,
    limit: i64,
) -> Result<Vec<OutingRow>, DbError> {
    outings(tx, None, after, limit).await
}

/// An outing by its id; `None`: not there for this caller.
pub(super) async fn find<M>(tx: &Tx<M>, id: OutingId) -> Result<Option<OutingRow>, DbError> {
    Ok(outings(tx, Some(id), None, 1).await?.into_iter().next())
}

/// Writes down that the caller is out.
pub(super) async fn add(tx: &Tx<Write>, new: NewOuting) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<AddOuting>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.site)
        .bind::<SqlUuid, _>(tx.context().staff)
        .bind::<Nullable<SqlUuid>, _>(new.with)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Timestamptz, _>(new.back_by)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("go_out", "outing", new.id.uuid(), Tier::C1));
    Ok(())
}

impl OutingScope<'_, Write> {
    /// Says that it takes longer, or that she is back; `false` when it was changed meanwhile.
    pub(super) async fn change(
        &self,
        version: i32,
        back_by: DateTime<Utc>,
        back_at: Option<DateTime<Utc>>,
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let changed = Prepared::<ChangeOuting>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(back_by)
            .bind::<Nullable<Timestamptz>, _>(back_at)
            .execute(&mut conn)
            .await?;
        if back_at.is_some() {
            self.remember("come_back", &["back_at"]);
        } else {
            self.remember("update", &["back_by"]);
        }
        Ok(changed == 1)
    }
}

/// Raises the job's alert if she is not back; `None`: nobody need be called.
pub(super) async fn miss(tx: &JobTx, outing: Uuid) -> Result<Option<AlertId>, DbError> {
    let (mut conn, id) = (tx.conn()?, AlertId::from_uuid(tx.new_id()));
    let row: AlertRow = Prepared::<MissOuting>::new()
        .bind::<SqlUuid, _>(outing)
        .bind::<SqlUuid, _>(id)
        .get_result(&mut conn)
        .await?;
    Ok(row.alert)
}

/// Forgets what is over.
pub(super) async fn forget(tx: &JobTx) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<ForgetOutings>::new().execute(&mut conn).await?;
    Ok(())
}
