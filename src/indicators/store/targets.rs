//! Rows of targets.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Date, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::indicators::model::Window;
use crate::indicators::scope::{FigureScope, TargetScope};
use crate::organisation::SiteId;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Write};
use crate::platform::ids::StaffId;
use crate::programmes::Strands;
use crate::sql_file;

sql_file!(AddTarget, "../sql/add_target.sql");
sql_file!(ListTargets, "../sql/list_targets.sql");
sql_file!(TargetsOf, "../sql/targets_of.sql");

/// A target, or that one was withdrawn.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::indicators) struct TargetRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::indicators) id: Uuid,
    #[diesel(sql_type = Text)]
    pub(in crate::indicators) variant: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::indicators) strand: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::indicators) site_id: Option<SiteId>,
    #[diesel(sql_type = Date)]
    pub(in crate::indicators) from_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub(in crate::indicators) to_on: NaiveDate,
    #[diesel(sql_type = Nullable<Double>)]
    pub(in crate::indicators) target: Option<f64>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::indicators) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::indicators) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::indicators) recorded_by: Option<StaffId>,
}

/// A target about to be written, after its guard.
pub(in crate::indicators) struct NewTarget {
    pub(in crate::indicators) id: Uuid,
    pub(in crate::indicators) indicator: &'static str,
    pub(in crate::indicators) variant: String,
    pub(in crate::indicators) strand: Option<Code<Strands>>,
    pub(in crate::indicators) window: Window,
    pub(in crate::indicators) target: Option<f64>,
    pub(in crate::indicators) created_mac: [u8; 16],
}

impl FigureScope<'_> {
    /// The targets that count for an indicator in a period, of every part of the work; as known at a moment.
    pub(in crate::indicators) async fn targets(
        &self,
        indicator: &str,
        window: Window,
        known_at: Option<DateTime<Utc>>,
    ) -> Result<Vec<TargetRow>, DbError> {
        let mut conn = self.tx().conn()?;
        let query = Prepared::<TargetsOf>::new()
            .bind::<SqlUuid, _>(self.tx().context().org)
            .bind::<Text, _>(indicator.to_owned())
            .bind::<Date, _>(window.from)
            .bind::<Date, _>(window.to)
            .bind::<Nullable<Timestamptz>, _>(known_at);
        Ok(query.load(&mut conn).await?)
    }

    /// Every target that was set for an indicator at this place, latest first.
    pub(in crate::indicators) async fn target_history(&self, indicator: &str) -> Result<Vec<TargetRow>, DbError> {
        let mut conn = self.tx().conn()?;
        let query = Prepared::<ListTargets>::new()
            .bind::<SqlUuid, _>(self.tx().context().org)
            .bind::<Text, _>(indicator.to_owned())
            .bind::<Nullable<SqlUuid>, _>(self.site());
        Ok(query.load(&mut conn).await?)
    }
}

impl TargetScope<'_, Write> {
    /// Sets a target, or withdraws one.
    pub(in crate::indicators) async fn set(&self, new: NewTarget) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<AddTarget>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Text, _>(new.indicator)
            .bind::<Text, _>(new.variant)
            .bind::<Nullable<Text>, _>(new.strand.map(Code::as_str))
            .bind::<Nullable<SqlUuid>, _>(self.site)
            .bind::<Date, _>(new.window.from)
            .bind::<Date, _>(new.window.to)
            .bind::<Nullable<Double>, _>(new.target)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "indicator_target", new.id, Tier::C1));
        Ok(())
    }
}
