//! Decisions about referrals, and requests that a rule be set aside.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::intake::model::{
    DecisionId, EndReason, EvaluationId, OverrideId, OverrideReason, ReferralDecision, ReferralId,
};
use crate::intake::scope::ReferralScope;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(AddDecision, "../sql/add_decision.sql");
sql_file!(ListDecisions, "../sql/list_decisions.sql");
sql_file!(AddOverride, "../sql/add_override.sql");
sql_file!(ListOverrides, "../sql/list_overrides.sql");
sql_file!(DecideOverride, "../sql/decide_override.sql");

/// One decision.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::intake) struct DecisionRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) id: DecisionId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::intake) evaluation_id: Option<EvaluationId>,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) decision: ReferralDecision,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::intake) override_id: Option<OverrideId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::intake) requested_by: Option<StaffId>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::intake) decided_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) recorded_by: StaffId,
}

impl DecisionRow {
    /// Why she is shown another way.
    pub(in crate::intake) fn reason(&self) -> Option<EndReason> {
        self.reason.as_deref().and_then(Code::parse)
    }
}

/// A request that a rule be set aside.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::intake) struct OverrideRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) id: OverrideId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) referral_id: ReferralId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) evaluation_id: EvaluationId,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) reason: OverrideReason,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) state: String,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) asked_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::intake) asked_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::intake) decided_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::intake) decided_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::intake) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::intake) created_mac: Option<Vec<u8>>,
}

/// A decision about to be written.
#[derive(Debug)]
pub(in crate::intake) struct NewDecision {
    pub(in crate::intake) evaluation: Option<EvaluationId>,
    pub(in crate::intake) decision: ReferralDecision,
    pub(in crate::intake) reason: Option<EndReason>,
    /// The override it follows from, and who asked for that.
    pub(in crate::intake) by_override: Option<(OverrideId, StaffId)>,
    pub(in crate::intake) at: DateTime<Utc>,
}

/// A request that a rule be set aside, if the caller may see it.
pub(in crate::intake) async fn find_override<M>(tx: &Tx<M>, id: OverrideId) -> Result<Option<OverrideRow>, DbError> {
    Ok(overrides(tx, None, Some(id)).await?.into_iter().next())
}

async fn overrides<M>(
    tx: &Tx<M>,
    referral: Option<ReferralId>,
    id: Option<OverrideId>,
) -> Result<Vec<OverrideRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListOverrides>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<SqlUuid>, _>(referral)
        .bind::<Nullable<SqlUuid>, _>(id);
    Ok(query.load(&mut conn).await?)
}

impl<M> ReferralScope<'_, M> {
    /// What was decided, newest first.
    pub(in crate::intake) async fn decisions(&self) -> Result<Vec<DecisionRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListDecisions>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id());
        Ok(query.load(&mut conn).await?)
    }

    /// Requests that a rule be set aside, newest first.
    pub(in crate::intake) async fn overrides(&self) -> Result<Vec<OverrideRow>, DbError> {
        overrides(self.tx, Some(self.id()), None).await
    }
}

impl ReferralScope<'_, Write> {
    /// Writes a decision that has passed its guard.
    pub(in crate::intake) async fn decide(&self, new: NewDecision) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<AddDecision>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.tx.new_id())
            .bind::<SqlUuid, _>(self.id())
            .bind::<SqlUuid, _>(self.row.referral.site_id)
            .bind::<Nullable<SqlUuid>, _>(new.evaluation)
            .bind::<Text, _>(new.decision)
            .bind::<Nullable<Text>, _>(new.reason.map(Code::as_str))
            .bind::<Nullable<SqlUuid>, _>(new.by_override.map(|(id, _)| id))
            .bind::<Nullable<SqlUuid>, _>(new.by_override.map(|(_, asked_by)| asked_by))
            .bind::<Timestamptz, _>(new.at)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("decide", "referral_in", self.id().uuid(), Tier::C2);
        self.tx.audit(event);
        Ok(())
    }

    /// Asks that a rule be set aside.
    pub(in crate::intake) async fn ask_override(
        &self,
        id: OverrideId,
        evaluation: EvaluationId,
        reason: OverrideReason,
        created_mac: [u8; 16],
    ) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<AddOverride>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(self.id())
            .bind::<SqlUuid, _>(self.row.referral.site_id)
            .bind::<SqlUuid, _>(evaluation)
            .bind::<Text, _>(reason)
            .bind::<SqlUuid, _>(context.staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Binary, _>(created_mac.to_vec())
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("ask_override", "referral_in", self.id().uuid(), Tier::C2);
        self.tx.audit(event);
        Ok(())
    }

    /// Approves or refuses such a request; `false` when somebody did meanwhile.
    pub(in crate::intake) async fn decide_override(
        &self,
        id: OverrideId,
        version: i32,
        approve: bool,
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let decided = Prepared::<DecideOverride>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(if approve { "approved" } else { "refused" })
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("decide_override", "referral_in", self.id().uuid(), Tier::C2);
        self.tx.audit(event);
        Ok(decided == 1)
    }
}
