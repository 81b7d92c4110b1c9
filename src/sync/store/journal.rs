//! Rows of what phones sent. What one says is sealed under a key of its own while somebody may have to decide on it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use sealed::{PersonKey, Place, WrappedKey};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::access::{Action, Grants};
use crate::casework::VoidReason;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;
use crate::sync::model::operation::{PARENT_DAYS, SyncOpId, SyncOperation};
use crate::sync::scope::SyncDeviceId;
use crate::sync::store::DeviceRow;

sql_file!(Lane, "../sql/lane.sql");
sql_file!(FileLane, "../sql/file_lane.sql");
sql_file!(FindOp, "../sql/find_op.sql");
sql_file!(ReceivedOp, "../sql/received_op.sql");
sql_file!(AddOp, "../sql/add_op.sql");
sql_file!(SettleOp, "../sql/settle_op.sql");
sql_file!(VoidOp, "../sql/void_op.sql");
sql_file!(StandingOps, "../sql/standing_ops.sql");
sql_file!(ReadyOps, "../sql/ready_ops.sql");
sql_file!(ListHeld, "../sql/list_held.sql");

/// How the audit log calls it.
pub(in crate::sync) const TABLE: &str = "sync_op";

/// An operation that was kept.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::sync) struct OpRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) id: SyncOpId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) op_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) recorded_by: StaffId,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) operation: SyncOperation,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) entity_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::sync) person_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::sync) site_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Binary>)]
    payload_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    payload_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sync) client_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    pub(in crate::sync) skew_ms: i64,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) status: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sync) code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sync) problem: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sync) pointer: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::sync) entity_version: Option<i32>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sync) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::sync) decided_by: Option<StaffId>,
    #[diesel(sql_type = Integer)]
    pub(in crate::sync) row_version: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::sync) void_reason: Option<String>,
    /// Who brought it in a file, where somebody else wrote it.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::sync) rescued_by: Option<StaffId>,
}

#[derive(QueryableByName)]
struct FileRow {
    #[diesel(sql_type = SqlUuid)]
    id: SyncDeviceId,
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: SyncOpId,
}

/// An operation about to be kept.
pub(in crate::sync) struct NewOp {
    pub(in crate::sync) id: SyncOpId,
    pub(in crate::sync) op_id: Uuid,
    /// Whose it is.
    pub(in crate::sync) author: StaffId,
    pub(in crate::sync) phone: SyncDeviceId,
    pub(in crate::sync) seq: i64,
    pub(in crate::sync) operation: SyncOperation,
    pub(in crate::sync) entity_id: Uuid,
    pub(in crate::sync) schema: i32,
    pub(in crate::sync) payload_mac: [u8; 16],
    pub(in crate::sync) client_at: DateTime<Utc>,
    pub(in crate::sync) skew_ms: i64,
    /// Rows it names: whom it is about is looked up by them.
    pub(in crate::sync) names: Vec<Uuid>,
}

/// What became of an operation.
#[derive(Debug, Clone, Default)]
pub(in crate::sync) struct Settled {
    pub(in crate::sync) status: &'static str,
    pub(in crate::sync) code: Option<&'static str>,
    pub(in crate::sync) problem: Option<String>,
    pub(in crate::sync) pointer: Option<String>,
    pub(in crate::sync) entity_version: Option<i32>,
    /// Did it write that version itself?
    pub(in crate::sync) wrote: bool,
    /// What it said, to be sealed; nothing where it stands.
    pub(in crate::sync) payload: Option<Zeroizing<Vec<u8>>>,
    pub(in crate::sync) waits_for: Vec<SyncOpId>,
    pub(in crate::sync) only_author: bool,
    /// Who decided on it, if somebody did.
    pub(in crate::sync) decided_by: Option<StaffId>,
}

fn place(org: OrgId, id: SyncOpId) -> Place {
    Place {
        table: TABLE,
        column: "payload_enc",
        org: org.bytes(),
        row: id.bytes(),
    }
}

/// The phone of this sign-in, once no other operation of its owner's is being judged; `None`: it is no phone's.
pub(in crate::sync) async fn lane<M>(tx: &Tx<M>) -> Result<Option<DeviceRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<Lane>::new().bind::<SqlUuid, _>(tx.context().sign_in);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// The phone from which a file of this author's comes, once no other operation of hers is being judged; `None`: she has none,
/// or the file is not the caller's to bring.
pub(in crate::sync) async fn file_lane(tx: &Tx<Write>, author: StaffId) -> Result<Option<SyncDeviceId>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FileLane>::new().bind::<SqlUuid, _>(author);
    let row: Option<FileRow> = query.get_result(&mut conn).await.optional()?;
    Ok(row.map(|row| row.id))
}

/// An operation by its id; `None`: not there for this caller.
pub(in crate::sync) async fn find<M>(tx: &Tx<M>, id: SyncOpId) -> Result<Option<OpRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindOp>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// An operation of somebody whose file the caller may bring, as far as she is told of it.
#[derive(QueryableByName)]
pub(in crate::sync) struct ReceivedRow {
    /// Code of list `sync_status`.
    #[diesel(sql_type = Text)]
    pub(in crate::sync) status: String,
    /// Was it of this very content?
    #[diesel(sql_type = Bool)]
    pub(in crate::sync) same: bool,
}

/// Was it received before? Whoever asks holds its content.
pub(in crate::sync) async fn received(
    tx: &Tx<Write>,
    id: SyncOpId,
    mac: &[u8; 16],
) -> Result<Option<ReceivedRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ReceivedOp>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<Binary, _>(mac.to_vec());
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Keeps an operation, before it is judged.
pub(in crate::sync) async fn add(tx: &Tx<Write>, new: NewOp) -> Result<(), DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    Prepared::<AddOp>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.op_id)
        .bind::<SqlUuid, _>(new.author)
        .bind::<SqlUuid, _>(new.phone)
        .bind::<BigInt, _>(new.seq)
        .bind::<Text, _>(new.operation)
        .bind::<SqlUuid, _>(new.entity_id)
        .bind::<Integer, _>(new.schema)
        .bind::<Binary, _>(new.payload_mac.to_vec())
        .bind::<Timestamptz, _>(new.client_at)
        .bind::<Array<SqlUuid>, _>(new.names)
        .bind::<BigInt, _>(new.skew_ms)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Nullable<SqlUuid>, _>(Some(context.staff).filter(|staff| *staff != new.author))
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("push", TABLE, new.id.uuid(), Tier::C3));
    Ok(())
}

/// Writes down what became of an operation, and seals what it said where somebody has to decide.
pub(in crate::sync) async fn settle(tx: &Tx<Write>, keys: &Keys, id: SyncOpId, to: Settled) -> Result<(), DbError> {
    let (mut conn, org) = (tx.conn()?, tx.context().org);
    let sealed = to.payload.map(|payload| -> Result<_, DbError> {
        let (key, wrapped) = keys.kek_ring.new_person_key(org.bytes(), id.bytes())?;
        Ok((
            wrapped.as_bytes().to_vec(),
            key.seal(&place(org, id), payload.as_slice())?,
        ))
    });
    let (wrapped, payload) = sealed.transpose()?.unzip();
    let settled = Prepared::<SettleOp>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(to.status)
        .bind::<Nullable<Text>, _>(to.code)
        .bind::<Nullable<Text>, _>(to.problem)
        .bind::<Nullable<Text>, _>(to.pointer)
        .bind::<Nullable<Integer>, _>(to.entity_version)
        .bind::<Nullable<Binary>, _>(wrapped)
        .bind::<Nullable<Binary>, _>(payload)
        .bind::<Array<SqlUuid>, _>(to.waits_for)
        .bind::<Bool, _>(to.only_author)
        .bind::<Nullable<SqlUuid>, _>(to.decided_by)
        .bind::<Nullable<Timestamptz>, _>(to.decided_by.map(|_| tx.now()))
        .bind::<Bool, _>(to.wrote)
        .execute(&mut conn)
        .await?;
    exactly_one("settle_op", settled)
}

fn exactly_one(what: &'static str, actual: usize) -> Result<(), DbError> {
    if actual == 1 {
        return Ok(());
    }
    Err(DbError::RowsAffected {
        what,
        expected: 1,
        actual,
    })
}

/// Which of these operations stand.
pub(in crate::sync) async fn standing<M>(tx: &Tx<M>, ids: &[SyncOpId]) -> Result<Vec<SyncOpId>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<IdRow> = Prepared::<StandingOps>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Array<SqlUuid>, _>(ids.to_vec())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The caller's operations that waited for others which stand now.
pub(in crate::sync) async fn ready<M>(tx: &Tx<M>) -> Result<Vec<SyncOpId>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<IdRow> = Prepared::<ReadyOps>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(tx.context().staff)
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// One page of what waits for somebody to decide, one row more than the limit when there is a next page; that is remembered.
pub(in crate::sync) async fn list<M>(
    tx: &Tx<M>,
    after: Option<(DateTime<Utc>, SyncOpId)>,
    limit: i64,
) -> Result<Vec<OpRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::CorrectOthersSession);
    let waiting_since = tx.now() - TimeDelta::days(PARENT_DAYS);
    let rows: Vec<OpRow> = Prepared::<ListHeld>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1)
        .bind::<Timestamptz, _>(waiting_since)
        .load(&mut conn)
        .await?;
    if !rows.is_empty() {
        let shown = rows.iter().map(|row| row.id.uuid()).collect();
        tx.audit(AuditEvent::shown(TABLE, shown, Tier::C2));
    }
    Ok(rows)
}

impl OpRow {
    /// Is it held for this reason, with nobody having decided?
    pub(in crate::sync) fn waits_as(&self, code: &str) -> bool {
        self.status == "held" && self.void_reason.is_none() && self.code.as_deref() == Some(code)
    }

    /// Has it waited longer than is usual for what it builds on? Then somebody has to look.
    pub(in crate::sync) fn waits_too_long(&self, now: DateTime<Utc>) -> bool {
        self.waits_as("missing_parent") && self.recorded_at < now - TimeDelta::days(PARENT_DAYS)
    }

    /// Is this what was sent then? Of somebody who was erased nothing is left to compare with.
    pub(in crate::sync) fn is(&self, mac: &[u8; 16]) -> bool {
        self.payload_mac
            .as_ref()
            .is_none_or(|kept| bool::from(kept.as_slice().ct_eq(mac.as_slice())))
    }

    /// What was sent; `None`: it stands or was decided on, or she whom it was about was erased. Remembered.
    pub(in crate::sync) fn open<M>(&self, tx: &Tx<M>, keys: &Keys) -> Result<Option<Zeroizing<String>>, DbError> {
        let (Some(wrapped), Some(payload)) = (&self.wrapped, &self.payload_enc) else {
            return Ok(None);
        };
        let org = tx.context().org;
        let text = key(keys, org, self.id.bytes(), wrapped)?.open_text(&place(org, self.id), payload)?;
        tx.audit(AuditEvent::on("open", TABLE, self.id.uuid(), Tier::C3).fields(&["payload"]));
        Ok(Some(text))
    }

    /// Says that it is not to be done; `false` when it was changed meanwhile.
    pub(in crate::sync) async fn void(
        &self,
        tx: &Tx<Write>,
        version: i32,
        reason: VoidReason,
    ) -> Result<bool, DbError> {
        let mut conn = tx.conn()?;
        let voided = Prepared::<VoidOp>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .bind::<SqlUuid, _>(tx.context().staff)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", TABLE, self.id.uuid(), Tier::C2));
        Ok(voided == 1)
    }
}

/// The key of one row, out of its wrapping.
pub(super) fn key(keys: &Keys, org: OrgId, row: [u8; 16], wrapped: &[u8]) -> Result<PersonKey, DbError> {
    let stored = WrappedKey::from_stored(wrapped)
        .map_err(|_damaged| DbError::Sealed("the key of what a phone sent is damaged"))?;
    keys.kek_ring
        .unwrap(&stored, org.bytes(), row)
        .map_err(|_rejected| DbError::Sealed("the key of what a phone sent was wrapped by another key file"))
}
