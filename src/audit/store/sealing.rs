//! Rows that wait for their seal, and seals.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, SmallInt, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::super::checkpoint::Checkpoint;
use super::super::error::Error;
use super::super::seal::{self, Head, Seal};
use crate::platform::db::{DbError, Prepared, SqlText};
use crate::platform::ids::OrgId;
use crate::sql_file;

sql_file!(ReadClock, "../sql/clock.sql");
sql_file!(ReadHead, "../sql/head.sql");
sql_file!(AppendSeals, "../sql/append_seals.sql");
sql_file!(MoveHorizon, "../sql/move_horizon.sql");
sql_file!(UnsignedHeads, "../sql/unsigned_heads.sql");
sql_file!(AddCheckpoint, "../sql/add_checkpoint.sql");
sql_file!(TakeTheSeat, "../sql/take_the_seat.sql");

/// Rows after a place, written down as they are sealed.
#[derive(Debug)]
struct RowsSince;
impl SqlText for RowsSince {
    const SQL: &'static str = concat!(
        "select e.org_id, e.xid, e.id, e.at, e.sealed, ",
        include_str!("../sql/canonical.sql"),
        " as row ",
        include_str!("../sql/rows_since.sql"),
    );
}

/// Where the database stands, in transactions.
#[derive(Debug, QueryableByName)]
pub(in crate::audit) struct ClockRow {
    /// Everything below has ended.
    #[diesel(sql_type = BigInt)]
    pub(in crate::audit) below: i64,
    /// No transaction has had this number yet.
    #[diesel(sql_type = BigInt)]
    pub(in crate::audit) next: i64,
    /// Postgres' own identifier of this cluster.
    #[diesel(sql_type = BigInt)]
    pub(in crate::audit) cluster: i64,
    /// Everything below is sealed.
    #[diesel(sql_type = BigInt)]
    pub(in crate::audit) horizon: i64,
    /// In which cluster that was so.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(in crate::audit) of_cluster: Option<i64>,
}

/// A row of the log as it is sealed.
#[derive(QueryableByName)]
pub(in crate::audit) struct WaitingRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::audit) org_id: OrgId,
    #[diesel(sql_type = BigInt)]
    pub(in crate::audit) xid: i64,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::audit) id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::audit) at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub(in crate::audit) sealed: bool,
    #[diesel(sql_type = Binary)]
    pub(in crate::audit) row: Vec<u8>,
}

#[derive(QueryableByName)]
struct HeadRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
}

#[derive(QueryableByName)]
struct UnsignedRow {
    #[diesel(sql_type = SqlUuid)]
    org_id: OrgId,
    #[diesel(embed)]
    head: HeadRow,
}

#[derive(QueryableByName)]
struct AppendedRow {
    #[diesel(sql_type = Bool)]
    appended: bool,
}

#[derive(QueryableByName)]
struct TakenRow {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

impl HeadRow {
    fn head(self) -> Result<Head, DbError> {
        let hash = self.hash.try_into();
        Ok(Head {
            seq: self.seq,
            hash: hash.map_err(|_other_length| DbError::Unexpected("a hash of another length".into()))?,
        })
    }
}

/// Seals about to be added to one organisation's chain.
#[derive(Default)]
pub(in crate::audit) struct NewSeals {
    ats: Vec<DateTime<Utc>>,
    ids: Vec<Uuid>,
    macs: Vec<Vec<u8>>,
    marks: Vec<Vec<u8>>,
    hashes: Vec<Vec<u8>>,
}

impl NewSeals {
    pub(in crate::audit) fn push(&mut self, at: DateTime<Utc>, id: Uuid, seal: &Seal) {
        self.ats.push(at);
        self.ids.push(id);
        self.macs.push(seal.row_mac.to_vec());
        self.marks.push(seal.marks.to_vec());
        self.hashes.push(seal.hash.to_vec());
    }
}

/// Takes the one seat there is for a sealer in this database; it is given back when the connection ends.
pub(in crate::audit) async fn take_the_seat(conn: &mut AsyncPgConnection) -> Result<bool, Error> {
    let row: TakenRow = Prepared::<TakeTheSeat>::new()
        .get_result(conn)
        .await
        .map_err(DbError::from)?;
    Ok(row.taken)
}

pub(in crate::audit) async fn clock(conn: &mut AsyncPgConnection) -> Result<ClockRow, Error> {
    Ok(Prepared::<ReadClock>::new()
        .get_result(conn)
        .await
        .map_err(DbError::from)?)
}

/// At most `limit` rows after `(xid, id)` of transactions below `below`, in the order of their transactions.
pub(in crate::audit) async fn rows_since(
    conn: &mut AsyncPgConnection,
    (xid, id): (i64, Uuid),
    below: i64,
    limit: i32,
) -> Result<Vec<WaitingRow>, Error> {
    let query = Prepared::<RowsSince>::new()
        .bind::<BigInt, _>(xid)
        .bind::<SqlUuid, _>(id)
        .bind::<BigInt, _>(below)
        .bind::<Integer, _>(limit);
    Ok(query.load(conn).await.map_err(DbError::from)?)
}

pub(in crate::audit) async fn head(conn: &mut AsyncPgConnection, org: OrgId) -> Result<Head, Error> {
    let row: Option<HeadRow> = Prepared::<ReadHead>::new()
        .bind::<SqlUuid, _>(org)
        .get_result(conn)
        .await
        .optional()
        .map_err(DbError::from)?;
    Ok(row.map_or(Ok(Head::START), HeadRow::head)?)
}

/// Adds seals after `head`, in a transaction of its own. False when the chain has another head by now.
pub(in crate::audit) async fn append(
    conn: &mut AsyncPgConnection,
    org: OrgId,
    head: &Head,
    new: NewSeals,
) -> Result<bool, Error> {
    let query = Prepared::<AppendSeals>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<BigInt, _>(head.seq)
        .bind::<Binary, _>(head.hash.to_vec())
        .bind::<SmallInt, _>(seal::FORM)
        .bind::<Array<Timestamptz>, _>(new.ats)
        .bind::<Array<SqlUuid>, _>(new.ids)
        .bind::<Array<Binary>, _>(new.macs)
        .bind::<Array<Binary>, _>(new.marks)
        .bind::<Array<Binary>, _>(new.hashes);
    let row: AppendedRow = query.get_result(conn).await.map_err(DbError::from)?;
    Ok(row.appended)
}

pub(in crate::audit) async fn move_horizon(conn: &mut AsyncPgConnection, xid: i64, cluster: i64) -> Result<(), Error> {
    let query = Prepared::<MoveHorizon>::new()
        .bind::<BigInt, _>(xid)
        .bind::<BigInt, _>(cluster);
    query.execute(conn).await.map_err(DbError::from)?;
    Ok(())
}

/// Heads that moved since they were last signed.
pub(in crate::audit) async fn unsigned_heads(conn: &mut AsyncPgConnection) -> Result<Vec<(OrgId, Head)>, Error> {
    let rows: Vec<UnsignedRow> = Prepared::<UnsignedHeads>::new()
        .load(conn)
        .await
        .map_err(DbError::from)?;
    let heads = rows.into_iter().map(|row| Ok((row.org_id, row.head.head()?)));
    heads.collect::<Result<_, DbError>>().map_err(Error::from)
}

pub(in crate::audit) async fn add_checkpoint(
    conn: &mut AsyncPgConnection,
    checkpoint: &Checkpoint,
) -> Result<(), Error> {
    let query = Prepared::<AddCheckpoint>::new()
        .bind::<SqlUuid, _>(checkpoint.org)
        .bind::<BigInt, _>(checkpoint.seq)
        .bind::<Binary, _>(checkpoint.hash.to_vec())
        .bind::<Timestamptz, _>(checkpoint.at)
        .bind::<Binary, _>(checkpoint.public_key.clone())
        .bind::<Binary, _>(checkpoint.signature.clone());
    query.execute(conn).await.map_err(DbError::from)?;
    Ok(())
}
