//! Rows of concerns.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::{PersonKey, Place, WrappedKey};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::model::{ConcernAbout, ConcernId, ConcernState, ConcernStep, Course, NewConcern, TAKEN_UP_WITHIN};
use super::scope::ConcernScope;
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, JobTx, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(AddConcern, "sql/add_concern.sql");
sql_file!(FindConcern, "sql/find_concern.sql");
sql_file!(ListConcerns, "sql/list_concerns.sql");
sql_file!(MoveConcern, "sql/move_concern.sql");
sql_file!(AddEntry, "sql/add_entry.sql");
sql_file!(ListEntries, "sql/list_entries.sql");
sql_file!(Received, "sql/received.sql");
sql_file!(IsGuarded, "sql/is_guarded.sql");
sql_file!(Audience, "sql/audience.sql");

/// How the audit log calls it.
pub(super) const TABLE: &str = "safeguarding_concern";
const ENTRY: &str = "concern_entry";

/// A concern.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ConcernRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: ConcernId,
    #[diesel(sql_type = SqlUuid)]
    pub(super) site_id: SiteId,
    #[diesel(sql_type = Text)]
    pub(super) about: ConcernAbout,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) person_id: Option<PersonId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) accused_id: Option<StaffId>,
    #[diesel(sql_type = Text)]
    pub(super) state: ConcernState,
    #[diesel(sql_type = Timestamptz)]
    pub(super) due_at: DateTime<Utc>,
    #[diesel(sql_type = Binary)]
    wrapped: Vec<u8>,
    #[diesel(sql_type = Binary)]
    body_enc: Vec<u8>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) lead_id: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) taken_up_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) closed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(super) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(super) recorded_by: StaffId,
}

#[derive(QueryableByName)]
struct EntryRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    step: ConcernStep,
    #[diesel(sql_type = Binary)]
    body_enc: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    recorded_by: StaffId,
}

/// A step, with what was written about it.
pub(super) struct Entry {
    pub(super) step: ConcernStep,
    pub(super) text: Zeroizing<String>,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) recorded_by: StaffId,
}

/// That a concern was received: all that who raised it sees.
#[derive(QueryableByName)]
pub(crate) struct ReceivedRow {
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub(crate) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
}

impl ReceivedRow {
    /// Was it made of this?
    pub(crate) fn is_made_of(&self, mac: &[u8; 16]) -> bool {
        let kept = self.created_mac.as_deref();
        kept.is_some_and(|kept| bool::from(kept.ct_eq(mac.as_slice())))
    }
}

#[derive(QueryableByName)]
struct GuardedRow {
    #[diesel(sql_type = Bool)]
    guarded: bool,
}

#[derive(QueryableByName)]
struct AccountIdRow {
    #[diesel(sql_type = SqlUuid)]
    account_id: Uuid,
}

fn place(table: &'static str, org: OrgId, row: Uuid) -> Place {
    Place {
        table,
        column: "body_enc",
        org: org.bytes(),
        row: *row.as_bytes(),
    }
}

fn damaged() -> DbError {
    DbError::Sealed("what was written about a concern")
}

/// Would anybody answer for a concern at this site about this colleague?
pub(super) async fn is_guarded(tx: &Tx<Write>, site: SiteId, accused: Option<StaffId>) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let row: GuardedRow = Prepared::<IsGuarded>::new()
        .bind::<SqlUuid, _>(site)
        .bind::<Nullable<SqlUuid>, _>(accused)
        .get_result(&mut conn)
        .await?;
    Ok(row.guarded)
}

/// Receives a concern, and says by when somebody must have taken it up.
pub(super) async fn add(tx: &Tx<Write>, keys: &Keys, new: NewConcern) -> Result<DateTime<Utc>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let (key, wrapped) = keys.kek_ring.new_person_key(context.org.bytes(), new.id.bytes())?;
    let at = place(TABLE, context.org, new.id.uuid());
    let body = key.seal(&at, new.text.as_str())?;
    let due_at = tx.now() + TAKEN_UP_WITHIN;
    Prepared::<AddConcern>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.site)
        .bind::<Text, _>(new.about)
        .bind::<Nullable<SqlUuid>, _>(new.person)
        .bind::<Nullable<SqlUuid>, _>(new.accused)
        .bind::<Timestamptz, _>(due_at)
        .bind::<Binary, _>(wrapped.as_bytes().to_vec())
        .bind::<Binary, _>(body)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("raise_concern", TABLE, new.id.uuid(), Tier::C3));
    Ok(due_at)
}

/// A concern the caller answers for; `None`: not there for her.
pub(super) async fn find<M>(tx: &Tx<M>, id: ConcernId) -> Result<Option<ConcernRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindConcern>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// That the caller's own concern was received; `None`: she raised none with this id.
pub(crate) async fn received<M>(tx: &Tx<M>, id: ConcernId) -> Result<Option<ReceivedRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<Received>::new().bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page, one row more than the limit when there is a next page; that is remembered.
pub(super) async fn list<M>(
    tx: &Tx<M>,
    with_closed: bool,
    after: Option<(DateTime<Utc>, ConcernId)>,
    limit: i64,
) -> Result<Vec<ConcernRow>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<ConcernRow> = Prepared::<ListConcerns>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<BigInt, _>(limit + 1)
        .bind::<Bool, _>(with_closed)
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .load(&mut conn)
        .await?;
    if !rows.is_empty() {
        let shown = rows.iter().map(|row| row.id.uuid()).collect();
        tx.audit(AuditEvent::shown(TABLE, shown, Tier::C3));
    }
    Ok(rows)
}

/// To whom the job's concern is told.
pub(super) async fn audience(tx: &JobTx, concern: Uuid) -> Result<Vec<Uuid>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<AccountIdRow> = Prepared::<Audience>::new()
        .bind::<SqlUuid, _>(concern)
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}

impl<M> ConcernScope<'_, M> {
    fn key(&self, keys: &Keys) -> Result<PersonKey, DbError> {
        let wrapped = WrappedKey::from_stored(&self.row.wrapped).map_err(|_error| damaged())?;
        keys.kek_ring
            .unwrap(&wrapped, self.tx.context().org.bytes(), self.row.id.bytes())
            .map_err(|_error| damaged())
    }

    /// What was raised, and every step since; opening it is remembered.
    pub(super) async fn open_file(&self, keys: &Keys) -> Result<(Zeroizing<String>, Vec<Entry>), DbError> {
        let (mut conn, org) = (self.tx.conn()?, self.tx.context().org);
        let key = self.key(keys)?;
        let at = place(TABLE, org, self.row.id.uuid());
        let text = key.open_text(&at, &self.row.body_enc).map_err(|_error| damaged())?;
        let rows: Vec<EntryRow> = Prepared::<ListEntries>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(self.row.id)
            .load(&mut conn)
            .await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let text = key
                .open_text(&place(ENTRY, org, row.id), &row.body_enc)
                .map_err(|_error| damaged())?;
            entries.push(Entry {
                step: row.step,
                text,
                recorded_at: row.recorded_at,
                recorded_by: row.recorded_by,
            });
        }
        let event = AuditEvent::on("open", TABLE, self.row.id.uuid(), Tier::C3);
        self.tx.audit(event.fields(&["body", "entries"]));
        Ok((text, entries))
    }
}

impl ConcernScope<'_, Write> {
    /// Moves it on; `false` when it was changed meanwhile.
    pub(super) async fn take(&self, version: i32, course: Course) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let moved = Prepared::<MoveConcern>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(course.state)
            .bind::<Nullable<SqlUuid>, _>(course.lead)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        Ok(moved == 1)
    }

    /// Writes down what was done.
    pub(super) async fn add_entry(&self, keys: &Keys, step: ConcernStep, text: &str) -> Result<(), DbError> {
        let (mut conn, context, id) = (self.tx.conn()?, self.tx.context(), self.tx.new_id());
        let body = self.key(keys)?.seal(&place(ENTRY, context.org, id), text)?;
        Prepared::<AddEntry>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Text, _>(step)
            .bind::<Binary, _>(body)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("move_concern", TABLE, self.row.id.uuid(), Tier::C3));
        Ok(())
    }
}
