//! What was written about an incident, under the incident's own key.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use sealed::{PersonKey, Place, WrappedKey};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::incidents::error::Error;
use crate::incidents::model::{
    IncidentId, IncidentKind, IncidentState, IncidentStep, IncidentVerification, NotifiedTo, Severity, Taken,
};
use crate::incidents::scope::IncidentScope;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(AddAccount, "../sql/add_account.sql");
sql_file!(ListAccounts, "../sql/list_accounts.sql");
sql_file!(AddEvent, "../sql/add_event.sql");
sql_file!(ListEvents, "../sql/list_events.sql");

/// What is said to have happened.
#[derive(Clone)]
pub(in crate::incidents) struct Fact {
    pub(in crate::incidents) kind: IncidentKind,
    pub(in crate::incidents) severity: Severity,
    pub(in crate::incidents) verification: IncidentVerification,
    pub(in crate::incidents) occurred_at: DateTime<Utc>,
    pub(in crate::incidents) narrative: Zeroizing<String>,
}

/// Seals and opens what is written about one incident.
pub(in crate::incidents) struct Pen {
    org: OrgId,
    key: PersonKey,
    wrapped: Vec<u8>,
}

impl Pen {
    /// A new incident's.
    pub(in crate::incidents) fn new(keys: &Keys, org: OrgId, id: IncidentId) -> Result<Self, DbError> {
        let (key, wrapped) = keys.kek_ring.new_person_key(org.bytes(), id.bytes())?;
        let wrapped = wrapped.as_bytes().to_vec();
        Ok(Self { org, key, wrapped })
    }

    pub(super) fn wrapped(&self) -> &[u8] {
        &self.wrapped
    }

    pub(super) fn seal(
        &self,
        table: &'static str,
        column: &'static str,
        row: Uuid,
        text: &str,
    ) -> Result<Vec<u8>, DbError> {
        let at = place(table, column, self.org, row);
        self.key.seal(&at, text).map_err(DbError::from)
    }

    pub(super) fn open(
        &self,
        table: &'static str,
        column: &'static str,
        row: Uuid,
        sealed: &[u8],
    ) -> Result<Zeroizing<String>, DbError> {
        let at = place(table, column, self.org, row);
        self.key
            .open_text(&at, sealed)
            .map_err(|_error| DbError::Sealed("what was written about an incident"))
    }
}

fn place(table: &'static str, column: &'static str, org: OrgId, row: Uuid) -> Place {
    Place {
        table,
        column,
        org: org.bytes(),
        row: *row.as_bytes(),
    }
}

/// One version of what is said to have happened.
#[derive(QueryableByName)]
pub(in crate::incidents) struct AccountRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Integer)]
    pub(in crate::incidents) version: i32,
    #[diesel(sql_type = Text)]
    pub(in crate::incidents) kind: IncidentKind,
    #[diesel(sql_type = Text)]
    pub(in crate::incidents) severity: Severity,
    #[diesel(sql_type = Text)]
    pub(in crate::incidents) verification: IncidentVerification,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::incidents) occurred_at: DateTime<Utc>,
    #[diesel(sql_type = Binary)]
    narrative_enc: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::incidents) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::incidents) recorded_by: StaffId,
}

/// Something that was done about it.
#[derive(QueryableByName)]
pub(in crate::incidents) struct EventRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    pub(in crate::incidents) step: IncidentStep,
    #[diesel(sql_type = Text)]
    pub(in crate::incidents) to_state: IncidentState,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    notified_to: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub(in crate::incidents) mandatory: Option<bool>,
    #[diesel(sql_type = Nullable<Binary>)]
    note_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::incidents) occurred_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::incidents) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::incidents) recorded_by: StaffId,
}

impl EventRow {
    /// Who was told.
    pub(in crate::incidents) fn notified_to(&self) -> Option<Vec<NotifiedTo>> {
        let told = self.notified_to.as_ref()?;
        Some(told.iter().filter_map(|to| Code::parse(to)).collect())
    }
}

/// Something with what was written in it; `None` where that was destroyed, or there is nothing.
pub(in crate::incidents) type Written<R> = (R, Option<Zeroizing<String>>);

/// Writes the next version of what is said to have happened.
pub(super) async fn add_account(tx: &Tx<Write>, pen: &Pen, incident: IncidentId, fact: &Fact) -> Result<(), DbError> {
    let (mut conn, context, id) = (tx.conn()?, tx.context(), tx.new_id());
    let narrative = pen.seal("incident_account", "narrative_enc", id, fact.narrative.as_str())?;
    Prepared::<AddAccount>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(incident)
        .bind::<Text, _>(fact.kind)
        .bind::<Text, _>(fact.severity)
        .bind::<Text, _>(fact.verification)
        .bind::<Timestamptz, _>(fact.occurred_at)
        .bind::<Binary, _>(narrative)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Writes down something that was done.
pub(in crate::incidents) async fn add_event(
    tx: &Tx<Write>,
    pen: &Pen,
    incident: IncidentId,
    taken: &Taken,
    to: IncidentState,
    note: Option<&str>,
) -> Result<(), DbError> {
    let (mut conn, context, id) = (tx.conn()?, tx.context(), tx.new_id());
    let note = note
        .map(|note| pen.seal("incident_event", "note_enc", id, note))
        .transpose()?;
    let told = taken.told.as_ref();
    let names: Option<Vec<&'static str>> = told.map(|told| told.to.iter().map(|to| to.as_str()).collect());
    Prepared::<AddEvent>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(incident)
        .bind::<Text, _>(taken.step)
        .bind::<Text, _>(to)
        .bind::<Nullable<Array<Text>>, _>(names)
        .bind::<Nullable<Bool>, _>(told.map(|told| told.mandatory))
        .bind::<Nullable<Binary>, _>(note)
        .bind::<Timestamptz, _>(taken.at)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .execute(&mut conn)
        .await?;
    Ok(())
}

impl<M> IncidentScope<'_, M> {
    /// What this incident is written with; `None`: destroyed.
    pub(in crate::incidents) fn pen(&self, keys: &Keys) -> Result<Option<Pen>, DbError> {
        let Some(wrapped) = &self.row.wrapped else {
            return Ok(None);
        };
        let org = self.tx.context().org;
        let stored =
            WrappedKey::from_stored(wrapped).map_err(|_damaged| DbError::Sealed("an incident's key is damaged"))?;
        let key = keys
            .kek_ring
            .unwrap(&stored, org.bytes(), self.id().bytes())
            .map_err(|_rejected| DbError::Sealed("an incident's key was wrapped by another key file"))?;
        let wrapped = wrapped.clone();
        Ok(Some(Pen { org, key, wrapped }))
    }

    /// The pen of somebody who goes on writing.
    pub(in crate::incidents) fn pen_to_write(&self, keys: &Keys) -> Result<Pen, Error> {
        self.pen(keys)?.ok_or(Error::Gone)
    }

    /// Every version the caller may read, the newest first; that is remembered.
    pub(in crate::incidents) async fn accounts(&self, keys: &Keys) -> Result<Vec<Written<AccountRow>>, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let rows: Vec<AccountRow> = Prepared::<ListAccounts>::new()
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
            let text = pen
                .map(|pen| pen.open("incident_account", "narrative_enc", row.id, &row.narrative_enc))
                .transpose()?;
            written.push((row, text));
        }
        if !written.is_empty() {
            let event = AuditEvent::on("open", super::TABLE, self.id().uuid(), Tier::C3);
            self.tx.audit(event.fields(&["narrative"]));
        }
        Ok(written)
    }

    /// What was done about it, for who handles it; that is remembered.
    pub(in crate::incidents) async fn events(&self, keys: &Keys) -> Result<Vec<Written<EventRow>>, DbError> {
        if !self.handles {
            return Ok(Vec::new());
        }
        let mut conn = self.tx.conn()?;
        let rows: Vec<EventRow> = Prepared::<ListEvents>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id())
            .load(&mut conn)
            .await?;
        let pen = self.pen(keys)?;
        let mut written = Vec::with_capacity(rows.len());
        for row in rows {
            let text = match (&pen, &row.note_enc) {
                (Some(pen), Some(note)) => Some(pen.open("incident_event", "note_enc", row.id, note)?),
                _ => None,
            };
            written.push((row, text));
        }
        let event = AuditEvent::on("open", super::TABLE, self.id().uuid(), Tier::C3);
        self.tx.audit(event.fields(&["notes"]));
        Ok(written)
    }
}

impl IncidentScope<'_, Write> {
    /// Writes what happened anew, beside what was written.
    pub(in crate::incidents) async fn write_account(&self, pen: &Pen, fact: &Fact) -> Result<(), DbError> {
        add_account(self.tx, pen, self.id(), fact).await
    }
}
