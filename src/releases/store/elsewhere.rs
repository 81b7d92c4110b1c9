//! Rows of exact figures that went out by another way.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::super::model::{FigureElsewhereId, Period};
use super::super::scope::LedgerScope;
use super::super::statistic::Statistic;
use crate::casework::VoidReason;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(AddFigure, "../sql/add_figure.sql");
sql_file!(FindFigure, "../sql/find_figure.sql");
sql_file!(ListFigures, "../sql/list_figures.sql");
sql_file!(VoidFigure, "../sql/void_figure.sql");

const TABLE: &str = "external_figure";

/// A figure that went out by another way.
#[derive(QueryableByName)]
pub(in crate::releases) struct FigureRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::releases) id: FigureElsewhereId,
    #[diesel(sql_type = Text)]
    pub(in crate::releases) indicator: String,
    #[diesel(sql_type = Text)]
    pub(in crate::releases) period: String,
    #[diesel(sql_type = Text)]
    pub(in crate::releases) predicate: String,
    #[diesel(sql_type = Integer)]
    pub(in crate::releases) people: i32,
    #[diesel(sql_type = Text)]
    pub(in crate::releases) source: String,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::releases) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::releases) row_version: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::releases) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::releases) recorded_by: StaffId,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::releases) voided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::releases) void_reason: Option<String>,
}

/// A figure about to be entered.
pub(in crate::releases) struct NewFigure {
    pub(in crate::releases) id: FigureElsewhereId,
    pub(in crate::releases) statistic: Statistic,
    pub(in crate::releases) period: Period,
    pub(in crate::releases) predicate: String,
    pub(in crate::releases) people: i32,
    pub(in crate::releases) source: String,
    pub(in crate::releases) created_mac: [u8; 16],
}

/// Every figure of a year that stands.
pub(in crate::releases) async fn figures<M>(
    tx: &Tx<M>,
    statistic: Statistic,
    period: Period,
) -> Result<Vec<FigureRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListFigures>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Text, _>(statistic.code())
        .bind::<Text, _>(period.to_string());
    Ok(query.load(&mut conn).await?)
}

/// One figure, voided or not.
pub(in crate::releases) async fn figure<M>(tx: &Tx<M>, id: FigureElsewhereId) -> Result<Option<FigureRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindFigure>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl LedgerScope<'_, Write> {
    /// Enters a figure.
    pub(in crate::releases) async fn enter_figure(&self, new: NewFigure) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<AddFigure>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Text, _>(new.statistic.code())
            .bind::<Text, _>(new.period.to_string())
            .bind::<Text, _>(new.predicate)
            .bind::<Integer, _>(new.people)
            .bind::<Text, _>(new.source)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("create", TABLE, new.id.uuid(), Tier::C1));
        Ok(())
    }

    /// Voids a figure; `false`: it was changed meanwhile.
    pub(in crate::releases) async fn void_figure(
        &self,
        id: FigureElsewhereId,
        version: i32,
        reason: VoidReason,
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let voided = Prepared::<VoidFigure>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(reason.as_str())
            .execute(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("void", TABLE, id.uuid(), Tier::C1));
        Ok(voided == 1)
    }
}
