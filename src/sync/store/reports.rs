//! Rows of what phones say about what lies on them.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;
use crate::sync::model::{Known, Report};
use crate::sync::scope::SyncDeviceId;

sql_file!(LastReport, "../sql/last_report.sql");
sql_file!(KeepReport, "../sql/keep_report.sql");
sql_file!(ListReports, "../sql/list_reports.sql");

#[derive(QueryableByName)]
struct LastRow {
    #[diesel(sql_type = Integer)]
    outbox_depth: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    oldest_pending_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    max_seq: i64,
    #[diesel(sql_type = Bool)]
    persisted: bool,
    #[diesel(sql_type = Timestamptz)]
    reported_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct KeptRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    device: Option<SyncDeviceId>,
}

/// A phone, and what it said last.
#[derive(Debug, QueryableByName)]
pub(in crate::sync) struct ReportRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) id: SyncDeviceId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) kind: String,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::sync) enrolled_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::sync) last_seen_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::sync) ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Integer>)]
    outbox_depth: Option<i32>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    oldest_pending_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    max_seq: Option<i64>,
    #[diesel(sql_type = Nullable<Bool>)]
    persisted: Option<bool>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::sync) reported_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::sync) store_lost_at: Option<DateTime<Utc>>,
}

impl ReportRow {
    /// What of it the rules ask.
    pub(in crate::sync) fn known(&self) -> Known {
        let whole = (self.outbox_depth, self.max_seq, self.persisted);
        let report = match whole {
            (Some(outbox_depth), Some(max_seq), Some(persisted)) => Some(Report {
                outbox_depth,
                oldest_pending_at: self.oldest_pending_at,
                max_seq,
                persisted,
            }),
            (None | Some(_), None | Some(_), None | Some(_)) => None,
        };
        let heard = [self.last_seen_at, self.reported_at].into_iter().flatten();
        Known {
            report,
            heard_at: heard.fold(self.enrolled_at, DateTime::max),
            ended_at: self.ended_at,
            store_lost_at: self.store_lost_at,
        }
    }
}

/// What the phone of this sign-in said last, and when; `None`: nothing.
pub(in crate::sync) async fn last<M>(tx: &Tx<M>) -> Result<Option<(Report, DateTime<Utc>)>, DbError> {
    let mut conn = tx.conn()?;
    let row: Option<LastRow> = Prepared::<LastReport>::new()
        .bind::<SqlUuid, _>(tx.context().sign_in)
        .get_result(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|row| {
        let report = Report {
            outbox_depth: row.outbox_depth,
            oldest_pending_at: row.oldest_pending_at,
            max_seq: row.max_seq,
            persisted: row.persisted,
        };
        (report, row.reported_at)
    }))
}

/// Keeps what the phone of this sign-in says.
pub(in crate::sync) async fn keep(tx: &Tx<Write>, report: &Report) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    let kept: KeptRow = Prepared::<KeepReport>::new()
        .bind::<SqlUuid, _>(tx.context().sign_in)
        .bind::<Integer, _>(report.outbox_depth)
        .bind::<Nullable<Timestamptz>, _>(report.oldest_pending_at)
        .bind::<BigInt, _>(report.max_seq)
        .bind::<Bool, _>(report.persisted)
        .bind::<Timestamptz, _>(tx.now())
        .get_result(&mut conn)
        .await?;
    let id = kept
        .device
        .map_or_else(|| tx.context().sign_in.uuid(), SyncDeviceId::uuid);
    tx.audit(AuditEvent::on("report_device", "device", id, Tier::C1));
    Ok(())
}

/// One page of phones for whose owners the caller answers, one more than the limit when there is a next page; remembered.
pub(in crate::sync) async fn list<M>(
    tx: &Tx<M>,
    after: Option<SyncDeviceId>,
    limit: i64,
) -> Result<Vec<ReportRow>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<ReportRow> = Prepared::<ListReports>::new()
        .bind::<Nullable<SqlUuid>, _>(after)
        .bind::<BigInt, _>(limit + 1)
        .load(&mut conn)
        .await?;
    if !rows.is_empty() {
        let shown = rows.iter().map(|row| row.id.uuid()).collect();
        tx.audit(AuditEvent::shown("device", shown, Tier::C1));
    }
    Ok(rows)
}
