//! Rows of planned dosages.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Write};
use crate::platform::ids::StaffId;
use crate::programmes::model::{Dosage, DosageMeasure, DosageRuleId, ProgrammeId};
use crate::programmes::scope::ProgrammeScope;
use crate::sql_file;

sql_file!(AddDosage, "../sql/add_dosage.sql");
sql_file!(ListDosages, "../sql/list_dosages.sql");

/// How much of a programme somebody is to get, from a day on.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::programmes) struct DosageRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::programmes) id: DosageRuleId,
    #[diesel(sql_type = Text)]
    pub(in crate::programmes) measure: DosageMeasure,
    #[diesel(sql_type = Integer)]
    pub(in crate::programmes) amount: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::programmes) over_days: Option<i32>,
    #[diesel(sql_type = Date)]
    pub(in crate::programmes) valid_from: NaiveDate,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::programmes) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::programmes) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::programmes) recorded_by: Option<StaffId>,
}

impl<M> ProgrammeScope<'_, M> {
    /// The rules of a programme, the one that counts last first.
    pub(in crate::programmes) async fn dosages(&self, programme: ProgrammeId) -> Result<Vec<DosageRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListDosages>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(programme);
        Ok(query.load(&mut conn).await?)
    }
}

impl ProgrammeScope<'_, Write> {
    /// Writes a rule down.
    pub(in crate::programmes) async fn add_dosage(
        &self,
        programme: ProgrammeId,
        id: DosageRuleId,
        dosage: Dosage,
        created_mac: [u8; 16],
    ) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<AddDosage>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(programme)
            .bind::<Text, _>(dosage.measure)
            .bind::<Integer, _>(dosage.amount)
            .bind::<Nullable<Integer>, _>(dosage.over_days)
            .bind::<Date, _>(dosage.valid_from)
            .bind::<Binary, _>(created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "dosage_rule", id.uuid(), Tier::C1));
        Ok(())
    }
}
