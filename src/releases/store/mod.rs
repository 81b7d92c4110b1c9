//! Rows of the release ledger.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Binary, Bool, Date, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::gates::StoredCell;
use super::model::{FunderId, Period, ReleaseId, SiteRegion};
use super::scope::LedgerScope;
use super::snapshot::Person;
use super::statistic::Statistic;
use crate::enrolment::{CompletionClass, ExitReasons, completion_class};
use crate::platform::codes::{Code, CodeList as _};
use crate::platform::db::{DbError, Prepared, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

mod counted;
mod elsewhere;
mod write;

pub(super) use counted::{cost, counted_with, spent};
pub(super) use elsewhere::{FigureRow, NewFigure, figure, figures};
pub(super) use write::{Decision, NewRelease, Publication};

sql_file!(Lock, "../sql/lock.sql");
sql_file!(Find, "../sql/find.sql");
sql_file!(List, "../sql/list.sql");
sql_file!(Organisation, "../sql/organisation.sql");
sql_file!(Sites, "../sql/sites.sql");
sql_file!(EarlierGeographies, "../sql/earlier_geographies.sql");
sql_file!(PeopleEnrolledFirst, "../sql/people_enrolled_first.sql");
sql_file!(PeopleCompleted, "../sql/people_completed.sql");
sql_file!(OfPeriod, "../sql/period.sql");
sql_file!(Periods, "../sql/periods.sql");
sql_file!(Funders, "../sql/funders.sql");
sql_file!(Cells, "../sql/cells.sql");

/// A release, as one caller may read it.
#[derive(QueryableByName)]
pub(super) struct ReleaseRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: ReleaseId,
    #[diesel(sql_type = Text)]
    pub(super) indicator: String,
    #[diesel(sql_type = Text)]
    pub(super) programme_version: String,
    #[diesel(sql_type = Text)]
    pub(super) period: String,
    #[diesel(sql_type = Integer)]
    pub(super) generation: i32,
    #[diesel(sql_type = Binary)]
    pub(super) snapshot_tag: Vec<u8>,
    #[diesel(sql_type = Jsonb)]
    pub(super) geography: serde_json::Value,
    #[diesel(sql_type = Text)]
    pub(super) state: String,
    #[diesel(sql_type = SqlUuid)]
    pub(super) drafted_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(super) drafted_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub(super) content: String,
    #[diesel(sql_type = Binary)]
    pub(super) content_sha256: Vec<u8>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub(super) audit: Option<serde_json::Value>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) audit_sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) decided_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) decided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) reject_reason: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) published_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) published_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) file: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
    #[diesel(sql_type = Bool)]
    pub(super) is_recipient: bool,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub(super) recipients: Vec<Uuid>,
}

/// A release in a list.
#[derive(QueryableByName)]
pub(super) struct ListedRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: ReleaseId,
    #[diesel(sql_type = Text)]
    pub(super) indicator: String,
    #[diesel(sql_type = Text)]
    pub(super) period: String,
    #[diesel(sql_type = Integer)]
    pub(super) generation: i32,
    #[diesel(sql_type = Text)]
    pub(super) state: String,
    #[diesel(sql_type = Timestamptz)]
    pub(super) drafted_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) published_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// What has happened to one year.
#[derive(QueryableByName)]
pub(super) struct PeriodRow {
    #[diesel(sql_type = Bool)]
    pub(super) released: bool,
    #[diesel(sql_type = Integer)]
    pub(super) generations: i32,
}

/// A year and its releases.
#[derive(QueryableByName)]
pub(super) struct YearRow {
    #[diesel(sql_type = Integer)]
    pub(super) year: i32,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) released: Option<ReleaseId>,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub(super) in_progress: Vec<Uuid>,
    #[diesel(sql_type = Integer)]
    pub(super) generations: i32,
}

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Nullable<Integer>)]
    age_on_entry: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    gender_identity: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    region: Option<String>,
    #[diesel(sql_type = Text)]
    strand: String,
}

#[derive(QueryableByName)]
struct SiteRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    region: Option<String>,
    #[diesel(sql_type = Bool)]
    open: bool,
}

#[derive(QueryableByName)]
struct NameRow {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: FunderId,
}

#[derive(QueryableByName)]
struct GeographyRow {
    #[diesel(sql_type = Jsonb)]
    geography: serde_json::Value,
}

#[derive(QueryableByName)]
struct CellRow {
    #[diesel(sql_type = Text)]
    predicate: String,
    #[diesel(sql_type = Text)]
    profile: String,
    #[diesel(sql_type = Nullable<Integer>)]
    published: Option<i32>,
}

/// One writer of releases at a time in an organisation: generations, chains and the ledger of people follow one
/// another.
pub(super) async fn lock(tx: &Tx<Write>) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<Lock>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// The release, if the caller may read it.
pub(super) async fn find<M>(tx: &Tx<M>, id: ReleaseId) -> Result<Option<ReleaseRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<Find>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .bind::<Nullable<SqlUuid>, _>(tx.context().funder)
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// Each site's region as it was when a release was drafted.
pub(super) fn geography_of(stored: &serde_json::Value) -> Result<BTreeMap<Uuid, String>, DbError> {
    serde_json::from_value(stored.clone()).map_err(|_error| DbError::Unexpected("a geography of another shape".into()))
}

/// The cells kept of a draft.
pub(super) async fn cells<M>(tx: &Tx<M>, id: ReleaseId) -> Result<BTreeSet<StoredCell>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<CellRow> = Prepared::<Cells>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id)
        .load(&mut conn)
        .await?;
    let cell = |CellRow {
                    predicate,
                    profile,
                    published,
                }| StoredCell {
        predicate,
        profile,
        published,
    };
    Ok(rows.into_iter().map(cell).collect())
}

impl<M> LedgerScope<'_, M> {
    /// A page of releases, newest first, with one row more than asked for.
    pub(super) async fn list(
        &self,
        funder: Option<Uuid>,
        after: Option<(DateTime<Utc>, Uuid)>,
        limit: i64,
    ) -> Result<Vec<ListedRow>, DbError> {
        let mut conn = self.tx.conn()?;
        Ok(Prepared::<List>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<Nullable<SqlUuid>, _>(funder)
            .bind::<Nullable<Timestamptz>, _>(after.map(|place| place.0))
            .bind::<Nullable<SqlUuid>, _>(after.map(|place| place.1))
            .bind::<diesel::sql_types::BigInt, _>(limit.saturating_add(1))
            .load(&mut conn)
            .await?)
    }

    /// Years from the first enrolment to `last_year`, newest first.
    pub(super) async fn years(&self, statistic: Statistic, last_year: i32) -> Result<Vec<YearRow>, DbError> {
        let mut conn = self.tx.conn()?;
        Ok(Prepared::<Periods>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<Text, _>(statistic.code())
            .bind::<Integer, _>(last_year)
            .load(&mut conn)
            .await?)
    }

    /// What has happened to one year.
    pub(super) async fn period(&self, statistic: Statistic, period: Period) -> Result<PeriodRow, DbError> {
        let mut conn = self.tx.conn()?;
        Ok(Prepared::<OfPeriod>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<Text, _>(statistic.code())
            .bind::<Text, _>(period.to_string())
            .get_result(&mut conn)
            .await?)
    }

    /// Which of these are funders of the organisation.
    pub(super) async fn known_funders(&self, funders: &[FunderId]) -> Result<BTreeSet<FunderId>, DbError> {
        let mut conn = self.tx.conn()?;
        let ids: Vec<Uuid> = funders.iter().map(|funder| funder.uuid()).collect();
        let rows: Vec<IdRow> = Prepared::<Funders>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<Array<SqlUuid>, _>(ids)
            .load(&mut conn)
            .await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}

/// The organisation's name.
pub(super) async fn organisation_name<M>(tx: &Tx<M>) -> Result<String, DbError> {
    let mut conn = tx.conn()?;
    let row: NameRow = Prepared::<Organisation>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .get_result(&mut conn)
        .await?;
    Ok(row.name)
}

/// Every site and its region, closed ones too.
pub(super) async fn sites<M>(tx: &Tx<M>) -> Result<Vec<SiteRegion>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<SiteRow> = Prepared::<Sites>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .load(&mut conn)
        .await?;
    let site = |SiteRow { id, region, open }| SiteRegion { site: id, region, open };
    Ok(rows.into_iter().map(site).collect())
}

/// The geographies of releases published for years within `years` of this one.
pub(super) async fn earlier_geographies<M>(
    tx: &Tx<M>,
    period: Period,
    years: i32,
) -> Result<Vec<BTreeMap<Uuid, String>>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<GeographyRow> = Prepared::<EarlierGeographies>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Integer, _>(period.year())
        .bind::<Integer, _>(years)
        .load(&mut conn)
        .await?;
    rows.iter().map(|row| geography_of(&row.geography)).collect()
}

/// The reasons of leaving that mean she completed (domain.md §5.8).
fn completed_reasons() -> Vec<&'static str> {
    let reasons = ExitReasons::CODES.iter().filter_map(|reason| Code::parse(reason));
    reasons
        .filter(|reason| completion_class(*reason) == CompletionClass::Completed)
        .map(Code::as_str)
        .collect()
}

/// Whom a release of this period counts, as the caller's row-level security shows them.
pub(super) async fn people<M>(tx: &Tx<M>, statistic: Statistic, period: Period) -> Result<Vec<Person>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<PersonRow> = match statistic {
        Statistic::EnrolledFirst => {
            Prepared::<PeopleEnrolledFirst>::new()
                .bind::<SqlUuid, _>(tx.context().org)
                .bind::<Text, _>(statistic.code())
                .bind::<Date, _>(period.first_day())
                .bind::<Date, _>(period.last_day())
                .load(&mut conn)
                .await?
        }
        Statistic::Completed => {
            Prepared::<PeopleCompleted>::new()
                .bind::<SqlUuid, _>(tx.context().org)
                .bind::<Text, _>(statistic.code())
                .bind::<Date, _>(period.first_day())
                .bind::<Date, _>(period.last_day())
                .bind::<Array<Text>, _>(completed_reasons())
                .load(&mut conn)
                .await?
        }
    };
    let person = |row: PersonRow| Person {
        id: row.id,
        age_on_entry: row.age_on_entry,
        gender_identity: row.gender_identity,
        region: row.region,
        strand: row.strand,
    };
    Ok(rows.into_iter().map(person).collect())
}
