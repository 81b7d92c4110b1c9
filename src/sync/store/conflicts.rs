//! Rows of fields that two changed. Both values are sealed under a key of the row's own.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::Place;
use serde_json::Value;
use uuid::Uuid;

use super::journal::key;
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;
use crate::sync::model::operation::{ConflictId, ConflictSide, SyncOpId};

sql_file!(AddConflict, "../sql/add_conflict.sql");
sql_file!(ConflictsOf, "../sql/conflicts_of.sql");
sql_file!(FindConflict, "../sql/find_conflict.sql");
sql_file!(ListConflicts, "../sql/list_conflicts.sql");
sql_file!(ResolveConflict, "../sql/resolve_conflict.sql");

/// How the audit log calls it.
pub(in crate::sync) const TABLE: &str = "sync_conflict";

/// A field that an operation and somebody else changed, without the values.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::sync) struct ClashRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) id: ConflictId,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) field: String,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) kept: ConflictSide,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) state: String,
}

/// A conflict, its values sealed.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::sync) struct ConflictRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) id: ConflictId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) entity: String,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) entity_id: Uuid,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) field: String,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) kept: ConflictSide,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) state: String,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sync) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) recorded_by: StaffId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::sync) resolved_by: Option<StaffId>,
    #[diesel(sql_type = Integer)]
    pub(in crate::sync) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    sent_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    stood_enc: Option<Vec<u8>>,
}

/// A conflict about to be written.
pub(in crate::sync) struct Clash {
    pub(in crate::sync) person: PersonId,
    pub(in crate::sync) site: Uuid,
    pub(in crate::sync) entity: &'static str,
    pub(in crate::sync) entity_id: Uuid,
    pub(in crate::sync) field: &'static str,
    /// Which of the two stands.
    pub(in crate::sync) kept: &'static str,
    /// Does somebody have to decide?
    pub(in crate::sync) open: bool,
    pub(in crate::sync) sent: Value,
    pub(in crate::sync) stood: Value,
}

/// What the phone sent, and what stood.
#[derive(Debug)]
pub(in crate::sync) struct Values {
    pub(in crate::sync) sent: Value,
    pub(in crate::sync) stood: Value,
}

fn place(column: &'static str, org: OrgId, id: ConflictId) -> Place {
    Place {
        table: TABLE,
        column,
        org: org.bytes(),
        row: id.bytes(),
    }
}

/// Keeps both values.
pub(in crate::sync) async fn add(tx: &Tx<Write>, keys: &Keys, op: SyncOpId, clash: Clash) -> Result<(), DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let id = ConflictId::from_uuid(tx.new_id());
    let (key, wrapped) = keys.kek_ring.new_person_key(context.org.bytes(), id.bytes())?;
    let seal = |column, value: &Value| key.seal(&place(column, context.org, id), value.to_string());
    Prepared::<AddConflict>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(op)
        .bind::<SqlUuid, _>(clash.person)
        .bind::<SqlUuid, _>(clash.site)
        .bind::<Text, _>(clash.entity)
        .bind::<SqlUuid, _>(clash.entity_id)
        .bind::<Text, _>(clash.field)
        .bind::<Text, _>(clash.kept)
        .bind::<Text, _>(if clash.open { "open" } else { "auto" })
        .bind::<Binary, _>(wrapped.as_bytes().to_vec())
        .bind::<Binary, _>(seal("sent_enc", &clash.sent)?)
        .bind::<Binary, _>(seal("stood_enc", &clash.stood)?)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// The fields that an operation and somebody else changed, as far as the caller may still see them.
pub(in crate::sync) async fn of<M>(tx: &Tx<M>, op: SyncOpId) -> Result<Vec<ClashRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ConflictsOf>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(op);
    Ok(query.load(&mut conn).await?)
}

/// One conflict; `None`: not there for this caller.
pub(in crate::sync) async fn find<M>(tx: &Tx<M>, id: ConflictId) -> Result<Option<ConflictRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindConflict>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// One page, one row more than the limit when there is a next page; that is remembered.
pub(in crate::sync) async fn list<M>(
    tx: &Tx<M>,
    state: Option<&'static str>,
    after: Option<(DateTime<Utc>, ConflictId)>,
    limit: i64,
) -> Result<Vec<ConflictRow>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<ConflictRow> = Prepared::<ListConflicts>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<Text>, _>(state)
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1)
        .load(&mut conn)
        .await?;
    if !rows.is_empty() {
        let shown = rows.iter().map(|row| row.id.uuid()).collect();
        tx.audit(AuditEvent::shown(TABLE, shown, Tier::C2));
    }
    Ok(rows)
}

impl ConflictRow {
    /// Both values; `None`: she was erased. Remembered.
    pub(in crate::sync) fn open<M>(&self, tx: &Tx<M>, keys: &Keys) -> Result<Option<Values>, DbError> {
        let (Some(wrapped), Some(sent), Some(stood)) = (&self.wrapped, &self.sent_enc, &self.stood_enc) else {
            return Ok(None);
        };
        let org = tx.context().org;
        let key = key(keys, org, self.id.bytes(), wrapped)?;
        let open = |column, sealed: &[u8]| -> Result<Value, DbError> {
            let text = key.open_text(&place(column, org, self.id), sealed)?;
            serde_json::from_str(&text).map_err(|_error| DbError::Sealed("a value of a conflict is no JSON"))
        };
        let values = Values {
            sent: open("sent_enc", sent)?,
            stood: open("stood_enc", stood)?,
        };
        tx.audit(AuditEvent::on("open", TABLE, self.id.uuid(), Tier::C3).fields(&["sent", "stood"]));
        Ok(Some(values))
    }

    /// Says which of the two stands; `false` when it was changed meanwhile, or decided before.
    pub(in crate::sync) async fn resolve(
        &self,
        tx: &Tx<Write>,
        version: i32,
        take: ConflictSide,
    ) -> Result<bool, DbError> {
        let mut conn = tx.conn()?;
        let resolved = Prepared::<ResolveConflict>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(take)
            .bind::<SqlUuid, _>(tx.context().staff)
            .bind::<Timestamptz, _>(tx.now())
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("resolve_conflict", TABLE, self.id.uuid(), Tier::C3).fields(&[]));
        Ok(resolved == 1)
    }
}
