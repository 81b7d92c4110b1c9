//! Rows of who stands in for whom.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Integer, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::access::{Action, Grants};
use crate::caseload::model::AbsenceCoverId;
use crate::caseload::scope::SiteScope;
use crate::organisation::SiteId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(ListCovers, "../sql/list_covers.sql");
sql_file!(LockAbsences, "../sql/lock_absences.sql");
sql_file!(AddCover, "../sql/add_cover.sql");
sql_file!(EndCover, "../sql/end_cover.sql");

/// Somebody stands in for somebody.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::caseload) struct CoverRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) id: AbsenceCoverId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) site_id: SiteId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) absent_id: StaffId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::caseload) cover_id: StaffId,
    #[diesel(sql_type = Date)]
    pub(in crate::caseload) from_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub(in crate::caseload) until_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::caseload) starts_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::caseload) ends_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::caseload) ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::caseload) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::caseload) created_mac: Option<Vec<u8>>,
}

/// A cover about to be written, after its guard.
pub(in crate::caseload) struct NewCover {
    pub(in crate::caseload) id: AbsenceCoverId,
    pub(in crate::caseload) absent: StaffId,
    pub(in crate::caseload) cover: StaffId,
    pub(in crate::caseload) days: (NaiveDate, NaiveDate),
    pub(in crate::caseload) starts_at: DateTime<Utc>,
    pub(in crate::caseload) ends_at: DateTime<Utc>,
    pub(in crate::caseload) created_mac: [u8; 16],
}

async fn covers<M>(
    tx: &Tx<M>,
    id: Option<AbsenceCoverId>,
    after: Option<(DateTime<Utc>, AbsenceCoverId)>,
    limit: i64,
) -> Result<Vec<CoverRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::Assign);
    let query = Prepared::<ListCovers>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Nullable<SqlUuid>, _>(id)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<BigInt, _>(limit + 1);
    Ok(query.load(&mut conn).await?)
}

/// One page of covers that are not over, soonest first.
pub(in crate::caseload) async fn list_covers<M>(
    tx: &Tx<M>,
    after: Option<(DateTime<Utc>, AbsenceCoverId)>,
    limit: i64,
) -> Result<Vec<CoverRow>, DbError> {
    covers(tx, None, after, limit).await
}

/// A cover by its id; `None`: not there for this caller.
pub(in crate::caseload) async fn find_cover<M>(tx: &Tx<M>, id: AbsenceCoverId) -> Result<Option<CoverRow>, DbError> {
    Ok(covers(tx, Some(id), None, 1).await?.into_iter().next())
}

impl SiteScope<'_, Write> {
    /// Lets somebody stand in for somebody here; `false` when another does on one of these days.
    pub(in crate::caseload) async fn cover(&self, new: NewCover) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<LockAbsences>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(new.absent)
            .execute(&mut conn)
            .await?;
        let (from_on, until_on) = new.days;
        let entered = Prepared::<AddCover>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.site)
            .bind::<SqlUuid, _>(new.absent)
            .bind::<SqlUuid, _>(new.cover)
            .bind::<Date, _>(from_on)
            .bind::<Date, _>(until_on)
            .bind::<Timestamptz, _>(new.starts_at)
            .bind::<Timestamptz, _>(new.ends_at)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "absence_cover", new.id.uuid(), Tier::C2));
        Ok(entered == 1)
    }

    /// Ends a cover before its time; `false` when it was changed meanwhile.
    pub(in crate::caseload) async fn end_cover(&self, id: AbsenceCoverId, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let ended = Prepared::<EndCover>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("end", "absence_cover", id.uuid(), Tier::C2));
        Ok(ended == 1)
    }
}
