//! Rows of holidays.

use chrono::NaiveDate;
use diesel::sql_types::{Binary, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::AheadRow;
use crate::casework::VoidReason;
use crate::organisation::SiteId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::sql_file;
use crate::timetable::http::AddHoliday;
use crate::timetable::model::HolidayId;

sql_file!(InsertHoliday, "../sql/add_holiday.sql");
sql_file!(FindHoliday, "../sql/find_holiday.sql");
sql_file!(ListHolidays, "../sql/list_holidays.sql");
sql_file!(VoidHoliday, "../sql/void_holiday.sql");
sql_file!(OnHoliday, "../sql/on_holiday.sql");

/// A holiday.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::timetable) struct HolidayRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::timetable) id: HolidayId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::timetable) site_id: Option<SiteId>,
    #[diesel(sql_type = Date)]
    pub(in crate::timetable) holiday_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub(in crate::timetable) name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::timetable) void_reason: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::timetable) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::timetable) row_version: i32,
}

/// Enters a holiday.
pub(in crate::timetable) async fn add_holiday(
    tx: &Tx<Write>,
    new: AddHoliday,
    created_mac: [u8; 16],
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<InsertHoliday>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<Nullable<SqlUuid>, _>(new.site_id)
        .bind::<Date, _>(new.holiday_on)
        .bind::<Text, _>(String::from(new.name))
        .bind::<Binary, _>(created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "holiday", new.id.uuid(), Tier::C1));
    Ok(())
}

/// A holiday by its id; `None`: not there for this caller.
pub(in crate::timetable) async fn find_holiday<M>(tx: &Tx<M>, id: HolidayId) -> Result<Option<HolidayRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindHoliday>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// The holidays of a year and after, of all sites and of each.
pub(in crate::timetable) async fn list_holidays<M>(tx: &Tx<M>, from: NaiveDate) -> Result<Vec<HolidayRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListHolidays>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Date, _>(from);
    Ok(query.load(&mut conn).await?)
}

/// What is planned on that day though nobody is to meet.
pub(in crate::timetable) async fn on_that_day<M>(tx: &Tx<M>, row: &HolidayRow) -> Result<Vec<AheadRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<OnHoliday>::new()
        .bind::<Nullable<SqlUuid>, _>(row.site_id)
        .bind::<Date, _>(row.holiday_on);
    Ok(query.load(&mut conn).await?)
}

/// Voids a holiday; `false` when it was changed meanwhile.
pub(in crate::timetable) async fn void_holiday(
    tx: &Tx<Write>,
    id: HolidayId,
    version: i32,
    reason: VoidReason,
) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let voided = Prepared::<VoidHoliday>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .bind::<Integer, _>(version)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Text, _>(reason)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("void", "holiday", id.uuid(), Tier::C1));
    Ok(voided == 1)
}
