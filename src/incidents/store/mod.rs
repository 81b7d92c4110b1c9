//! Rows of incidents.

mod actions;
mod parties;
mod written;

pub(super) use actions::{ActionRow, NewAction, find_action};
pub(super) use parties::{NewParty, PartyRow, find_party};
pub(super) use written::{AccountRow, EventRow, Fact, Pen, Written};

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{
    Course, IncidentId, IncidentKind, IncidentState, IncidentStep, IncidentVerification, Severity, Taken, triage_by,
};
use super::scope::IncidentScope;
use crate::access::{Action, Grants};
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, JobTx, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(OpenIncident, "../sql/open_incident.sql");
sql_file!(ListIncidents, "../sql/list_incidents.sql");
sql_file!(AddIncident, "../sql/add_incident.sql");
sql_file!(MoveIncident, "../sql/move_incident.sql");
sql_file!(CorrectIncident, "../sql/correct_incident.sql");
sql_file!(VoidIncident, "../sql/void_incident.sql");
sql_file!(WithdrawClosing, "../sql/withdraw_closing.sql");
sql_file!(CloseIncident, "../sql/close_incident.sql");
sql_file!(Audience, "../sql/audience.sql");

/// How the audit log calls it.
pub(super) const TABLE: &str = "incident";

/// The head of an incident.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct IncidentRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: IncidentId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) site_id: SiteId,
    #[diesel(sql_type = Text)]
    pub(super) kind: IncidentKind,
    #[diesel(sql_type = Text)]
    pub(super) severity: Severity,
    #[diesel(sql_type = Text)]
    pub(super) verification: IncidentVerification,
    #[diesel(sql_type = Text)]
    pub(super) state: IncidentState,
    #[diesel(sql_type = Timestamptz)]
    pub(super) occurred_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) moved_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) triage_by: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) triaged_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) close_asked_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) closed_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) closed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(super) recorded_by: StaffId,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) void_reason: Option<String>,
}

/// What ties the caller to an incident.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct Ties {
    /// She reported it.
    #[diesel(sql_type = Bool)]
    pub(super) is_reporter: bool,
    /// It is of a site where she opens what is sealed, and she is not said to be responsible.
    #[diesel(sql_type = Bool)]
    pub(super) handles: bool,
    /// It names somebody whose file is hers to open, or something is hers to do.
    #[diesel(sql_type = Bool)]
    pub(super) through: bool,
}

/// What a decision about an incident needs.
#[derive(Debug, QueryableByName)]
pub(super) struct OpenRow {
    #[diesel(embed)]
    pub(super) incident: IncidentRow,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(embed)]
    pub(super) ties: Ties,
    #[diesel(sql_type = Bool)]
    pub(super) is_named: bool,
    #[diesel(sql_type = BigInt)]
    pub(super) left_to_do: i64,
}

#[derive(QueryableByName)]
struct ClosedRow {
    #[diesel(sql_type = Bool)]
    closed: bool,
}

#[derive(QueryableByName)]
struct AccountIdRow {
    #[diesel(sql_type = SqlUuid)]
    account_id: Uuid,
}

/// Which incidents a list shows.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Listed {
    pub(super) site: Option<SiteId>,
    pub(super) state: Option<IncidentState>,
    pub(super) severity: Option<Severity>,
    /// Only those nobody has looked at in time.
    pub(super) overdue: bool,
    /// Closed and voided ones too.
    pub(super) with_ended: bool,
    pub(super) after: Option<(DateTime<Utc>, IncidentId)>,
    pub(super) limit: i64,
}

/// An incident about to be written.
pub(super) struct NewIncident {
    pub(super) id: IncidentId,
    pub(super) site: SiteId,
    pub(super) fact: Fact,
    pub(super) created_mac: [u8; 16],
}

/// An incident with what ties the caller to it; `None`: not there for her.
pub(super) async fn open_row<M>(tx: &Tx<M>, id: IncidentId) -> Result<Option<OpenRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let query = Prepared::<OpenIncident>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(context.staff);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page, one row more than the limit when there is a next page; that is remembered.
pub(super) async fn list<M>(tx: &Tx<M>, listed: Listed) -> Result<Vec<IncidentRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let grants = Grants::of(context);
    let (handles, hears) = (
        grants.reach(Action::HandleIncident),
        grants.reach(Action::HearOfCritical),
    );
    let rows: Vec<IncidentRow> = Prepared::<ListIncidents>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(handles.everywhere)
        .bind::<Array<SqlUuid>, _>(handles.sites)
        .bind::<Bool, _>(hears.everywhere)
        .bind::<Array<SqlUuid>, _>(hears.sites)
        .bind::<Nullable<SqlUuid>, _>(listed.site)
        .bind::<Nullable<Text>, _>(listed.state.map(Code::as_str))
        .bind::<Nullable<Text>, _>(listed.severity.map(Code::as_str))
        .bind::<Bool, _>(listed.overdue)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Bool, _>(listed.with_ended)
        .bind::<Nullable<Timestamptz>, _>(listed.after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(listed.after.map(|(_, id)| id))
        .bind::<BigInt, _>(listed.limit + 1)
        .load(&mut conn)
        .await?;
    if !rows.is_empty() {
        let shown = rows.iter().map(|row| row.id.uuid()).collect();
        tx.audit(AuditEvent::shown(TABLE, shown, Tier::C2));
    }
    Ok(rows)
}

/// Writes a report: its head, its first account, its first event. The pen it is written with goes on.
pub(super) async fn add(tx: &Tx<Write>, pen: &Pen, new: NewIncident) -> Result<(), DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    Prepared::<AddIncident>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.site)
        .bind::<Text, _>(new.fact.kind)
        .bind::<Text, _>(new.fact.severity)
        .bind::<Timestamptz, _>(new.fact.occurred_at)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Timestamptz, _>(triage_by(new.fact.severity, tx.now()))
        .bind::<Binary, _>(pen.wrapped().to_vec())
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<SqlUuid, _>(context.staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("report_incident", TABLE, new.id.uuid(), Tier::C3));
    written::add_account(tx, pen, new.id, &new.fact).await
}

/// To whom the job's incident is told.
pub(super) async fn audience(tx: &JobTx, incident: Uuid) -> Result<Vec<Uuid>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<AccountIdRow> = Prepared::<Audience>::new()
        .bind::<SqlUuid, _>(incident)
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}

impl IncidentScope<'_, Write> {
    /// Moves it on; `false` when it was changed meanwhile.
    pub(super) async fn take(&self, version: i32, course: Course) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let moved = Prepared::<MoveIncident>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id())
            .bind::<Integer, _>(version)
            .bind::<Text, _>(course.state)
            .bind::<Timestamptz, _>(course.moved_at)
            .bind::<Nullable<Timestamptz>, _>(course.triaged_at)
            .bind::<Text, _>(course.severity)
            .bind::<Nullable<SqlUuid>, _>(course.close_asked_by)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("move_incident", TABLE, self.id().uuid(), Tier::C2));
        Ok(moved == 1)
    }

    /// Closes it as the second person; `false` when it was changed meanwhile.
    pub(super) async fn close(&self, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: ClosedRow = Prepared::<CloseIncident>::new()
            .bind::<SqlUuid, _>(self.id())
            .bind::<Integer, _>(version)
            .get_result(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("decide_closing", TABLE, self.id().uuid(), Tier::C2));
        Ok(row.closed)
    }

    /// Puts the newest version of what happened on its head; `false` when it was changed meanwhile.
    pub(super) async fn correct(&self, version: i32, fact: &Fact) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let corrected = Prepared::<CorrectIncident>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id())
            .bind::<Integer, _>(version)
            .bind::<Text, _>(fact.kind)
            .bind::<Text, _>(fact.severity)
            .bind::<Text, _>(fact.verification)
            .bind::<Timestamptz, _>(fact.occurred_at)
            .bind::<Timestamptz, _>(triage_by(fact.severity, self.row.incident.recorded_at))
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("correct_incident", TABLE, self.id().uuid(), Tier::C3));
        Ok(corrected == 1)
    }

    /// Voids the report; `false` when it was changed meanwhile.
    pub(super) async fn void(&self, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let voided = Prepared::<VoidIncident>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id())
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(reason)
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("void", TABLE, self.id().uuid(), Tier::C2));
        Ok(voided == 1)
    }

    /// Takes back a request to close it: something is left to do. `false`: it is closed.
    pub(super) async fn withdraw_closing(&self) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let withdrawn = Prepared::<WithdrawClosing>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id())
            .execute(&mut conn)
            .await?;
        Ok(withdrawn == 1)
    }

    /// Writes down what was done, at which moment, with a note where there is one.
    pub(super) async fn remember(
        &self,
        pen: &Pen,
        taken: &Taken,
        to: IncidentState,
        note: Option<&str>,
    ) -> Result<(), DbError> {
        written::add_event(self.tx, pen, self.id(), taken, to, note).await
    }
}

/// The code of a step that follows from something else.
pub(super) fn step(code: &'static str) -> Result<IncidentStep, DbError> {
    Code::parse(code).ok_or_else(|| DbError::Unexpected("a step that its list does not have".into()))
}
