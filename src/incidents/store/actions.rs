//! What is to be done after an incident.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Binary, Bool, Date, Integer, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use zeroize::Zeroizing;

use super::written::{Pen, Written};
use crate::incidents::model::{IncidentActionId, IncidentId};
use crate::incidents::scope::IncidentScope;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(AddAction, "../sql/add_action.sql");
sql_file!(ListActions, "../sql/list_actions.sql");
sql_file!(FindAction, "../sql/find_action.sql");
sql_file!(DoAction, "../sql/do_action.sql");

const TABLE: &str = "incident_action";
const WHAT: &str = "what_enc";

/// Something to be done.
#[derive(Debug, QueryableByName)]
pub(in crate::incidents) struct ActionRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::incidents) id: IncidentActionId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::incidents) incident_id: IncidentId,
    #[diesel(sql_type = Binary)]
    what_enc: Vec<u8>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::incidents) owner_id: StaffId,
    #[diesel(sql_type = Date)]
    pub(in crate::incidents) due_on: NaiveDate,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::incidents) done_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::incidents) done_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::incidents) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::incidents) row_version: i32,
}

/// Something to be done, about to be written.
pub(in crate::incidents) struct NewAction {
    pub(in crate::incidents) id: IncidentActionId,
    pub(in crate::incidents) what: Zeroizing<String>,
    pub(in crate::incidents) owner: StaffId,
    pub(in crate::incidents) due_on: NaiveDate,
    pub(in crate::incidents) created_mac: [u8; 16],
}

/// An action by its id; `None`: not there for this caller.
pub(in crate::incidents) async fn find_action<M>(
    tx: &Tx<M>,
    id: IncidentActionId,
) -> Result<Option<ActionRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindAction>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> IncidentScope<'_, M> {
    /// What is to be done: all of it for who handles the incident, else what is the caller's; that is remembered.
    pub(in crate::incidents) async fn actions(&self, keys: &Keys) -> Result<Vec<Written<ActionRow>>, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let rows: Vec<ActionRow> = Prepared::<ListActions>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.id())
            .bind::<Bool, _>(self.handles)
            .bind::<SqlUuid, _>(context.staff)
            .load(&mut conn)
            .await?;
        let pen = self.pen(keys)?;
        let mut written = Vec::with_capacity(rows.len());
        for row in rows {
            let pen = pen.as_ref();
            let what = pen
                .map(|pen| pen.open(TABLE, WHAT, row.id.uuid(), &row.what_enc))
                .transpose()?;
            written.push((row, what));
        }
        if !written.is_empty() {
            let shown = written.iter().map(|(row, _)| row.id.uuid()).collect();
            self.tx.audit(AuditEvent::shown(TABLE, shown, Tier::C3));
        }
        Ok(written)
    }
}

impl IncidentScope<'_, Write> {
    /// Sets an action.
    pub(in crate::incidents) async fn set_action(&self, pen: &Pen, new: NewAction) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let what = pen.seal(TABLE, WHAT, new.id.uuid(), new.what.as_str())?;
        Prepared::<AddAction>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.id())
            .bind::<Binary, _>(what)
            .bind::<SqlUuid, _>(new.owner)
            .bind::<Date, _>(new.due_on)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("set_action", TABLE, new.id.uuid(), Tier::C3));
        Ok(())
    }

    /// Says that it is done; `false` when it was changed meanwhile.
    pub(in crate::incidents) async fn do_action(&self, id: IncidentActionId, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let done = Prepared::<DoAction>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("do_action", TABLE, id.uuid(), Tier::C2));
        Ok(done == 1)
    }
}
