//! Reading the whole log for a check, as somebody who may look past row-level security. Chunk by chunk and row by row:
//! nothing here grows with the log.

use std::pin::pin;

use chrono::{DateTime, Utc};
use diesel::OptionalExtension;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Nullable, SmallInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::TryStreamExt;
use uuid::Uuid;

use super::super::checkpoint::Checkpoint;
use super::super::error::Error;
use super::super::verify::SealedRow;
use crate::platform::db::{DbError, Prepared, SqlText};
use crate::platform::ids::OrgId;
use crate::sql_file;

sql_file!(Organisations, "../sql/organisations.sql");
sql_file!(ReadHorizon, "../sql/horizon.sql");
sql_file!(LastSeq, "../sql/last_seq.sql");
sql_file!(LastCheckpoint, "../sql/last_checkpoint.sql");

/// Seals of one organisation with their rows, in their order.
#[derive(Debug)]
struct SealedRows;
impl SqlText for SealedRows {
    const SQL: &'static str = concat!(
        "select s.seq, s.audit_at, s.audit_id, s.form, s.row_mac, s.marks, s.hash, case when e.id is not null then ",
        include_str!("../sql/canonical.sql"),
        " end as row ",
        include_str!("../sql/sealed_rows.sql"),
    );
}

/// Rows of one organisation that no seal names.
#[derive(Debug)]
struct UnsealedRows;
impl SqlText for UnsealedRows {
    const SQL: &'static str = concat!(
        "select e.id, e.at, e.xid, ",
        include_str!("../sql/canonical.sql"),
        " as row ",
        include_str!("../sql/unsealed_rows.sql"),
    );
}

/// Seals read with one statement.
const CHUNK: i64 = 20_000;

#[derive(QueryableByName)]
struct OrgRow {
    #[diesel(sql_type = SqlUuid)]
    org_id: OrgId,
}

#[derive(QueryableByName)]
struct HorizonRow {
    #[diesel(sql_type = BigInt)]
    horizon: i64,
}

#[derive(QueryableByName)]
struct SeqRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

#[derive(QueryableByName)]
struct CheckpointRow {
    #[diesel(sql_type = SqlUuid)]
    org_id: OrgId,
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Binary)]
    public_key: Vec<u8>,
    #[diesel(sql_type = Binary)]
    signature: Vec<u8>,
}

#[derive(QueryableByName)]
struct SealRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Timestamptz)]
    audit_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    audit_id: Uuid,
    #[diesel(sql_type = SmallInt)]
    form: i16,
    #[diesel(sql_type = Binary)]
    row_mac: Vec<u8>,
    #[diesel(sql_type = Binary)]
    marks: Vec<u8>,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    row: Option<Vec<u8>>,
}

/// A row without a seal.
#[derive(QueryableByName)]
pub(in crate::audit) struct UnsealedRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::audit) id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::audit) at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    pub(in crate::audit) xid: i64,
    #[diesel(sql_type = Binary)]
    pub(in crate::audit) row: Vec<u8>,
}

/// An administrator's connection that reads only.
pub(in crate::audit) struct Reader(AsyncPgConnection);

impl Reader {
    pub(in crate::audit) async fn open(url: &str) -> Result<Self, Error> {
        let mut conn = super::open(url).await?;
        let settings = "set default_transaction_read_only = on; set statement_timeout = 0; set jit = off;
                        set work_mem = '64MB'";
        conn.batch_execute(settings).await.map_err(DbError::from)?;
        Ok(Self(conn))
    }

    /// Everybody who has rows or seals.
    pub(in crate::audit) async fn organisations(&mut self) -> Result<Vec<OrgId>, Error> {
        let rows: Vec<OrgRow> = Prepared::<Organisations>::new()
            .load(&mut self.0)
            .await
            .map_err(DbError::from)?;
        Ok(rows.into_iter().map(|row| row.org_id).collect())
    }

    /// Below which transaction everything is sealed.
    pub(in crate::audit) async fn horizon(&mut self) -> Result<i64, Error> {
        let row: HorizonRow = Prepared::<ReadHorizon>::new()
            .get_result(&mut self.0)
            .await
            .map_err(DbError::from)?;
        Ok(row.horizon)
    }

    /// The newest signed head in the database.
    pub(in crate::audit) async fn last_checkpoint(&mut self, org: OrgId) -> Result<Option<Checkpoint>, Error> {
        let row: Option<CheckpointRow> = Prepared::<LastCheckpoint>::new()
            .bind::<SqlUuid, _>(org)
            .get_result(&mut self.0)
            .await
            .optional()
            .map_err(DbError::from)?;
        Ok(row.map(|row| Checkpoint {
            org: row.org_id,
            seq: row.seq,
            hash: row.hash.try_into().unwrap_or_default(),
            at: row.at,
            public_key: row.public_key,
            signature: row.signature,
        }))
    }

    /// Calls `each` with every seal of an organisation, in the order of places. How many.
    pub(in crate::audit) async fn each_seal(
        &mut self,
        org: OrgId,
        mut each: impl FnMut(&SealedRow<'_>),
    ) -> Result<u64, Error> {
        let last: SeqRow = Prepared::<LastSeq>::new()
            .bind::<SqlUuid, _>(org)
            .get_result(&mut self.0)
            .await
            .map_err(DbError::from)?;
        let (mut from, mut count) = (0, 0);
        while from < last.seq {
            let to = from.saturating_add(CHUNK).min(last.seq);
            let query = Prepared::<SealedRows>::new()
                .bind::<SqlUuid, _>(org)
                .bind::<BigInt, _>(from)
                .bind::<BigInt, _>(to);
            let mut rows = pin!(query.load_stream::<SealRow>(&mut self.0).await.map_err(DbError::from)?);
            while let Some(row) = rows.try_next().await.map_err(DbError::from)? {
                count += 1;
                each(&SealedRow {
                    seq: row.seq,
                    audit_at: row.audit_at,
                    audit_id: row.audit_id,
                    form: row.form,
                    row_mac: &row.row_mac,
                    marks: &row.marks,
                    hash: &row.hash,
                    row: row.row.as_deref(),
                });
            }
            from = to;
        }
        Ok(count)
    }

    /// Calls `each` with every row of an organisation that no seal names.
    pub(in crate::audit) async fn each_unsealed(
        &mut self,
        org: OrgId,
        mut each: impl FnMut(&UnsealedRow),
    ) -> Result<(), Error> {
        let query = Prepared::<UnsealedRows>::new().bind::<SqlUuid, _>(org);
        let mut rows = pin!(
            query
                .load_stream::<UnsealedRow>(&mut self.0)
                .await
                .map_err(DbError::from)?
        );
        while let Some(row) = rows.try_next().await.map_err(DbError::from)? {
            each(&row);
        }
        Ok(())
    }
}
