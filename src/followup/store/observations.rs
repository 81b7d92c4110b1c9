//! Rows of what was found.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Binary, Date, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::followup::model::{FollowupId, Measure, ObservationId, Observed, SourceKind, Stage};
use crate::followup::scope::ObservationScope;
use crate::people::MissingReason;
use crate::plans::GoalDomain;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(AddObservation, "../sql/add_observation.sql");
sql_file!(FindObservation, "../sql/find_observation.sql");
sql_file!(ListObservations, "../sql/list_observations.sql");
sql_file!(VoidObservation, "../sql/void_observation.sql");

/// Something found about somebody.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::followup) struct ObservationRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::followup) id: ObservationId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::followup) enrolment_id: EnrolmentId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::followup) followup_id: Option<FollowupId>,
    #[diesel(sql_type = Text)]
    pub(in crate::followup) domain: GoalDomain,
    #[diesel(sql_type = Text)]
    pub(in crate::followup) measure: Measure,
    #[diesel(sql_type = Text)]
    pub(in crate::followup) stage: Stage,
    #[diesel(sql_type = Date)]
    pub(in crate::followup) observed_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub(in crate::followup) source_kind: SourceKind,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::followup) value_code: Option<String>,
    #[diesel(sql_type = Nullable<Double>)]
    pub(in crate::followup) value_number: Option<f64>,
    #[diesel(sql_type = Nullable<Text>)]
    missing: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::followup) recorded_by: Option<StaffId>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::followup) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::followup) void_reason: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::followup) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::followup) row_version: i32,
}

impl ObservationRow {
    /// Why there is no value.
    pub(in crate::followup) fn missing(&self) -> Option<MissingReason> {
        self.missing.as_deref().and_then(Code::parse)
    }
}

/// An observation about to be written, after its guard.
pub(in crate::followup) struct NewObservation {
    pub(in crate::followup) id: ObservationId,
    pub(in crate::followup) followup: Option<FollowupId>,
    pub(in crate::followup) domain: &'static str,
    pub(in crate::followup) measure: Measure,
    pub(in crate::followup) stage: Stage,
    pub(in crate::followup) on: NaiveDate,
    pub(in crate::followup) source: SourceKind,
    pub(in crate::followup) observed: Observed,
    pub(in crate::followup) created_mac: [u8; 16],
}

/// An observation by its id; `None`: not there for this caller.
pub(in crate::followup) async fn find_observation<M>(
    tx: &Tx<M>,
    id: ObservationId,
) -> Result<Option<ObservationRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindObservation>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// What was found in an enrolment, the latest first, voided ones too.
pub(in crate::followup) async fn observations<M>(
    scope: &EnrolmentScope<'_, M>,
) -> Result<Vec<ObservationRow>, DbError> {
    let mut conn = scope.tx().conn()?;
    let query = Prepared::<ListObservations>::new()
        .bind::<SqlUuid, _>(scope.tx().context().org)
        .bind::<SqlUuid, _>(scope.id());
    Ok(query.load(&mut conn).await?)
}

/// Writes down what was found.
pub(in crate::followup) async fn add_observation(
    scope: &EnrolmentScope<'_, Write>,
    new: NewObservation,
) -> Result<(), DbError> {
    let tx = scope.tx();
    let mut conn = tx.conn()?;
    let (code, number, missing) = match new.observed {
        Observed::Code(code) => (Some(code), None, None),
        Observed::Number(number) => (None, Some(number), None),
        Observed::Missing(reason) => (None, None, Some(reason.as_str())),
    };
    Prepared::<AddObservation>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(scope.id())
        .bind::<SqlUuid, _>(scope.person())
        .bind::<SqlUuid, _>(scope.site())
        .bind::<SqlUuid, _>(scope.programme())
        .bind::<Nullable<SqlUuid>, _>(new.followup)
        .bind::<Text, _>(new.domain)
        .bind::<Text, _>(new.measure)
        .bind::<Text, _>(new.stage)
        .bind::<Date, _>(new.on)
        .bind::<Text, _>(new.source)
        .bind::<Nullable<Text>, _>(code)
        .bind::<Nullable<Double>, _>(number)
        .bind::<Nullable<Text>, _>(missing)
        .bind::<Binary, _>(new.created_mac.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(tx.context().staff)
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("create", "outcome_observation", new.id.uuid(), Tier::C3));
    Ok(())
}

impl ObservationScope<'_, Write> {
    /// Voids it; `false` when it was changed meanwhile.
    pub(in crate::followup) async fn void(&self, version: i32, reason: VoidReason) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let voided = Prepared::<VoidObservation>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on(
            "void",
            "outcome_observation",
            self.row.id.uuid(),
            Tier::C3,
        ));
        Ok(voided == 1)
    }
}
