//! Looks at the rules for a referral, and what each rule came to.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::access::{Action, Grants};
use crate::intake::model::{EvaluationId, Judged, ReferralId, RuleBasis, RuleExpr, RuleId, RuleKind, RuleResult};
use crate::intake::scope::ReferralScope;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(AddEvaluation, "../sql/add_evaluation.sql");
sql_file!(FindEvaluation, "../sql/find_evaluation.sql");
sql_file!(ListEvaluations, "../sql/list_evaluations.sql");
sql_file!(ListResults, "../sql/list_results.sql");
sql_file!(EnrolledElsewhere, "../sql/enrolled_elsewhere.sql");

/// One look at the rules.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::intake) struct EvaluationRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) id: EvaluationId,
    #[diesel(sql_type = Date)]
    pub(in crate::intake) evaluated_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::intake) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) recorded_by: StaffId,
    /// It belongs to the screening that began last: the referral was not closed and opened again since.
    #[diesel(sql_type = Bool)]
    pub(in crate::intake) of_this_screening: bool,
}

/// What one rule came to, as far as the caller may know it.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::intake) struct ResultRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) evaluation_id: EvaluationId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) rule_id: RuleId,
    #[diesel(sql_type = Integer)]
    pub(in crate::intake) rule_version: i32,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) kind: RuleKind,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) expr: RuleExpr,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) message: String,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) result: RuleResult,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) basis: RuleBasis,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::intake) age_youngest: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::intake) age_oldest: Option<i32>,
}

/// What recognises a repeated evaluation.
#[derive(QueryableByName)]
pub(in crate::intake) struct KnownEvaluation {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) referral_id: ReferralId,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::intake) created_mac: Option<Vec<u8>>,
}

/// An enrolment the caller may see, with its place.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(in crate::intake) struct SeenEnrolment {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    site_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    programme_id: Uuid,
}

/// What one rule came to, about to be written.
#[derive(Debug)]
pub(in crate::intake) struct NewResult {
    pub(in crate::intake) rule: RuleId,
    pub(in crate::intake) version: i32,
    pub(in crate::intake) judged: Judged,
    /// The youngest and the oldest she could be, of a rule that asked.
    pub(in crate::intake) ages: Option<(i32, i32)>,
}

/// A look at the rules, about to be written.
#[derive(Debug)]
pub(in crate::intake) struct NewEvaluation {
    pub(in crate::intake) id: EvaluationId,
    pub(in crate::intake) on: NaiveDate,
    pub(in crate::intake) created_mac: [u8; 16],
    pub(in crate::intake) results: Vec<NewResult>,
    /// Where she was seen to be enrolled as well.
    pub(in crate::intake) seen: Option<SeenEnrolment>,
}

pub(in crate::intake) async fn find_evaluation<M>(
    tx: &Tx<M>,
    evaluation: EvaluationId,
) -> Result<Option<KnownEvaluation>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindEvaluation>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(evaluation);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> ReferralScope<'_, M> {
    /// Every look at the rules, newest first.
    pub(in crate::intake) async fn evaluations(&self) -> Result<Vec<EvaluationRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListEvaluations>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id());
        Ok(query.load(&mut conn).await?)
    }

    /// What each rule came to in every look.
    pub(in crate::intake) async fn results(&self) -> Result<Vec<ResultRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListResults>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id());
        Ok(query.load(&mut conn).await?)
    }

    /// An open enrolment in another programme that the caller may see. Not seeing one proves nothing.
    pub(in crate::intake) async fn enrolled_elsewhere(&self) -> Result<Option<SeenEnrolment>, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let reach = Grants::of(context).reach(Action::SeeEnrolment);
        let query = Prepared::<EnrolledElsewhere>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.row.referral.person_id)
            .bind::<SqlUuid, _>(self.row.referral.programme_id)
            .bind::<Bool, _>(reach.everywhere)
            .bind::<Array<SqlUuid>, _>(reach.sites)
            .bind::<Array<SqlUuid>, _>(reach.programmes);
        Ok(query.get_result(&mut conn).await.optional()?)
    }
}

impl ReferralScope<'_, Write> {
    /// Writes a look at the rules.
    pub(in crate::intake) async fn add_evaluation(&self, new: NewEvaluation) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let results = &new.results;
        let seen = new.seen;
        let apart: Vec<RuleId> = results
            .iter()
            .filter(|result| result.judged.failed_apart)
            .map(|result| result.rule)
            .collect();
        Prepared::<AddEvaluation>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.id())
            .bind::<SqlUuid, _>(self.row.referral.site_id)
            .bind::<Date, _>(new.on)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .bind::<Array<SqlUuid>, _>(column(results, |result| result.rule))
            .bind::<Array<Integer>, _>(column(results, |result| result.version))
            .bind::<Array<Text>, _>(column(results, |result| result.judged.result.as_str()))
            .bind::<Array<Text>, _>(column(results, |result| result.judged.basis.as_str()))
            .bind::<Array<Nullable<Integer>>, _>(column(results, |result| result.ages.map(|(youngest, _)| youngest)))
            .bind::<Array<Nullable<Integer>>, _>(column(results, |result| result.ages.map(|(_, oldest)| oldest)))
            .bind::<Array<SqlUuid>, _>(apart)
            .bind::<Nullable<SqlUuid>, _>(seen.map(|seen| seen.id))
            .bind::<Nullable<SqlUuid>, _>(seen.map(|seen| seen.site_id))
            .bind::<Nullable<SqlUuid>, _>(seen.map(|seen| seen.programme_id))
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("evaluate", "referral_in", self.id().uuid(), Tier::C2);
        self.tx.audit(event);
        Ok(())
    }
}

fn column<T>(results: &[NewResult], of: impl Fn(&NewResult) -> T) -> Vec<T> {
    results.iter().map(of).collect()
}
