//! Rows of the rota, of alerts and of calls.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{AlertCallId, AlertId, AlertKind, OnCallShiftId, Stretch};
use super::scope::{AlertScope, RotaScope};
use crate::access::{Action, Grants};
use crate::incidents::IncidentId;
use crate::organisation::SiteId;
use crate::outings::OutingId;
use crate::platform::db::{AuditEvent, DbError, JobTx, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(ListShifts, "sql/list_shifts.sql");
sql_file!(FindShift, "sql/find_shift.sql");
sql_file!(LockRota, "sql/lock_rota.sql");
sql_file!(AddShift, "sql/add_shift.sql");
sql_file!(VoidShift, "sql/void_shift.sql");
sql_file!(MayBeCalled, "sql/may_be_called.sql");
sql_file!(ListAlerts, "sql/list_alerts.sql");
sql_file!(ListCalls, "sql/list_calls.sql");
sql_file!(Acknowledge, "sql/acknowledge.sql");
sql_file!(RaiseAlert, "sql/raise_alert.sql");
sql_file!(CallNext, "sql/call_next.sql");
sql_file!(CallToPost, "sql/call_to_post.sql");

/// Somebody is on call.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ShiftRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: OnCallShiftId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) site_id: SiteId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(super) display_name: String,
    #[diesel(sql_type = Integer)]
    pub(super) place: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(super) starts_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) ends_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub(super) voided: bool,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
}

/// A shift about to be written.
pub(super) struct NewShift {
    pub(super) id: OnCallShiftId,
    pub(super) staff: StaffId,
    pub(super) place: i32,
    pub(super) stretch: Stretch,
    pub(super) created_mac: [u8; 16],
}

/// An alert.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct AlertRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: AlertId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) site_id: SiteId,
    #[diesel(sql_type = Text)]
    pub(super) kind: AlertKind,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) incident_id: Option<IncidentId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) outing_id: Option<OutingId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) acknowledged_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) acknowledged_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) exhausted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// Somebody was called.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct CallRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) staff_id: StaffId,
    #[diesel(sql_type = Integer)]
    pub(super) step: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct YesRow {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Whom to call now.
#[derive(Debug, QueryableByName)]
pub(super) struct NextRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) call_id: AlertCallId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) account_id: Uuid,
}

/// What the gateway is told.
#[derive(Debug, QueryableByName)]
pub(super) struct PostRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) alert_id: AlertId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) staff_id: StaffId,
}

/// A shift by its id; `None`: not there for this caller.
pub(super) async fn find_shift<M>(tx: &Tx<M>, id: OnCallShiftId) -> Result<Option<ShiftRow>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<ShiftRow> = Prepared::<FindShift>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().next())
}

impl<M> RotaScope<'_, M> {
    /// Who is on call in a stretch, in order.
    pub(super) async fn shifts(&self, stretch: Stretch) -> Result<Vec<ShiftRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListShifts>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.site)
            .bind::<Timestamptz, _>(stretch.from)
            .bind::<Timestamptz, _>(stretch.to);
        Ok(query.load(&mut conn).await?)
    }

    /// Does this colleague handle incidents here?
    pub(super) async fn may_be_called(&self, staff: StaffId) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: YesRow = Prepared::<MayBeCalled>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(staff)
            .bind::<SqlUuid, _>(self.site)
            .get_result(&mut conn)
            .await?;
        Ok(row.yes)
    }
}

impl RotaScope<'_, Write> {
    /// Puts somebody on call; `false` when somebody has that place at that time.
    pub(super) async fn plan(&self, new: NewShift) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<LockRota>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.site)
            .execute(&mut conn)
            .await?;
        let planned = Prepared::<AddShift>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.site)
            .bind::<SqlUuid, _>(new.staff)
            .bind::<Integer, _>(new.place)
            .bind::<Timestamptz, _>(new.stretch.from)
            .bind::<Timestamptz, _>(new.stretch.to)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "on_call_shift", new.id.uuid(), Tier::C1));
        Ok(planned == 1)
    }

    /// Takes somebody off; `false` when it was changed meanwhile.
    pub(super) async fn void(&self, id: OnCallShiftId, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let voided = Prepared::<VoidShift>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        self.remember("void", id, &["voided_at"]);
        Ok(voided == 1)
    }

    /// Remembers what was done to a shift.
    pub(super) fn remember(&self, action: &'static str, id: OnCallShiftId, fields: &'static [&'static str]) {
        let event = AuditEvent::on(action, "on_call_shift", id.uuid(), Tier::C1);
        self.tx.audit(event.fields(fields));
    }
}

async fn alerts<M>(
    tx: &Tx<M>,
    id: Option<AlertId>,
    open: bool,
    after: Option<AlertId>,
    limit: i64,
) -> Result<Vec<AlertRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::HandleIncident);
    let query = Prepared::<ListAlerts>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Nullable<SqlUuid>, _>(id)
        .bind::<Bool, _>(open)
        .bind::<Nullable<SqlUuid>, _>(after)
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// One page of alerts, newest first.
pub(super) async fn list_alerts<M>(
    tx: &Tx<M>,
    open: bool,
    after: Option<AlertId>,
    limit: i64,
) -> Result<Vec<AlertRow>, DbError> {
    alerts(tx, None, open, after, limit).await
}

/// An alert by its id; `None`: not there for this caller.
pub(super) async fn find_alert<M>(tx: &Tx<M>, id: AlertId) -> Result<Option<AlertRow>, DbError> {
    Ok(alerts(tx, Some(id), false, None, 1).await?.into_iter().next())
}

impl<M> AlertScope<'_, M> {
    /// Who was called, in order.
    pub(super) async fn calls(&self) -> Result<Vec<CallRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListCalls>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id);
        Ok(query.load(&mut conn).await?)
    }
}

impl AlertScope<'_, Write> {
    /// Says that the caller has it; `false` when it was changed meanwhile.
    pub(super) async fn acknowledge(&self, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let acknowledged = Prepared::<Acknowledge>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("acknowledge", "alert", self.row.id.uuid(), Tier::C2));
        Ok(acknowledged == 1)
    }
}

/// Raises an alert for a critical incident reported in this transaction; `false`: there is one.
pub(super) async fn raise_alert(tx: &Tx<Write>, id: AlertId, incident: IncidentId) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let row: YesRow = Prepared::<RaiseAlert>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(incident)
        .get_result(&mut conn)
        .await?;
    Ok(row.yes)
}

/// Whom to call now about the job's alert: written down as called.
pub(super) async fn call_next(tx: &JobTx, alert: Uuid) -> Result<Vec<NextRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<CallNext>::new()
        .bind::<SqlUuid, _>(alert)
        .load(&mut conn)
        .await?)
}

/// What the gateway is told of the job's call; `None`: somebody has it.
pub(super) async fn call_to_post(tx: &JobTx, call: Uuid) -> Result<Option<PostRow>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<PostRow> = Prepared::<CallToPost>::new()
        .bind::<SqlUuid, _>(call)
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().next())
}
