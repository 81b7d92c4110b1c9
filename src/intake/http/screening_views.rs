//! What a screening looks like on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::intake::flow;
use crate::intake::model::{
    DecisionId, EndReason, EvaluationId, OverrideId, OverrideReason, ReferralDecision, ReferralId, ReferralState,
    RuleBasis, RuleExpr, RuleId, RuleKind, RuleResult, Rules, stands_in_the_way,
};
use crate::intake::scope::ReferralScope;
use crate::intake::store::{DecisionRow, EvaluationRow, OverrideRow, ResultRow};
use crate::platform::db::DbError;
use crate::platform::http::etag;
use crate::platform::ids::StaffId;

/// A screening: what was looked at, what was decided, what was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScreeningView {
    referral_id: ReferralId,
    /// Where the referral stands.
    state: ReferralState,
    /// The rules were not looked at in this screening, or were changed since: look before you find her eligible.
    look_first: bool,
    /// Every look at the rules, newest first.
    evaluations: Vec<EvaluationView>,
    /// What was decided, newest first.
    decisions: Vec<DecisionView>,
    /// Requests that rules be set aside, newest first.
    overrides: Vec<OverrideView>,
}

/// One look at the rules.
#[derive(Debug, Serialize, ToSchema)]
struct EvaluationView {
    id: EvaluationId,
    /// The day, at the site.
    evaluated_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    recorded_by: StaffId,
    results: Vec<ResultView>,
}

/// What one rule came to, as far as the caller may know it.
#[derive(Debug, Serialize, ToSchema)]
struct ResultView {
    rule_id: RuleId,
    rule_version: i32,
    kind: RuleKind,
    expr: RuleExpr,
    message: String,
    result: RuleResult,
    basis: RuleBasis,
    /// The youngest she could be that day, of a rule that asks for an age.
    age_youngest: Option<i32>,
    /// The oldest she could be that day.
    age_oldest: Option<i32>,
    /// Keeps her from being found eligible, unless two set it aside.
    stands_in_the_way: bool,
}

/// One decision.
#[derive(Debug, Serialize, ToSchema)]
struct DecisionView {
    id: DecisionId,
    decision: ReferralDecision,
    /// Why she is shown another way.
    reason: Option<EndReason>,
    /// The look at the rules it was made with.
    evaluation_id: Option<EvaluationId>,
    override_id: Option<OverrideId>,
    /// Who asked that rules be set aside.
    requested_by: Option<StaffId>,
    decided_at: DateTime<Utc>,
    decided_by: StaffId,
}

/// A request that rules be set aside.
#[derive(Debug, Serialize, ToSchema)]
struct OverrideView {
    id: OverrideId,
    evaluation_id: EvaluationId,
    reason: OverrideReason,
    /// `asked`, `approved` or `refused`.
    state: String,
    asked_by: StaffId,
    asked_at: DateTime<Utc>,
    decided_by: Option<StaffId>,
    decided_at: Option<DateTime<Utc>>,
    /// The version of this record: send it as If-Match with the decision.
    etag: String,
}

impl ScreeningView {
    pub(super) async fn of<M>(scope: &ReferralScope<'_, M>) -> Result<Self, DbError> {
        let (_, rules) = flow::rules_of(scope).await?;
        let results = scope.results().await?;
        let evaluations = scope.evaluations().await?.into_iter();
        Ok(Self {
            referral_id: scope.id(),
            state: scope.row.referral.course().state,
            look_first: !matches!(rules, Rules::LookedAt { .. }),
            evaluations: evaluations.map(|row| EvaluationView::of(&row, &results)).collect(),
            decisions: scope.decisions().await?.into_iter().map(DecisionView::from).collect(),
            overrides: scope.overrides().await?.into_iter().map(OverrideView::from).collect(),
        })
    }
}

impl EvaluationView {
    fn of(row: &EvaluationRow, results: &[ResultRow]) -> Self {
        let its_own = results.iter().filter(|result| result.evaluation_id == row.id);
        Self {
            id: row.id,
            evaluated_on: row.evaluated_on,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            results: its_own.cloned().map(ResultView::from).collect(),
        }
    }
}

impl From<ResultRow> for ResultView {
    fn from(row: ResultRow) -> Self {
        Self {
            rule_id: row.rule_id,
            rule_version: row.rule_version,
            kind: row.kind,
            expr: row.expr,
            message: row.message,
            result: row.result,
            basis: row.basis,
            age_youngest: row.age_youngest,
            age_oldest: row.age_oldest,
            stands_in_the_way: stands_in_the_way(row.kind, row.result),
        }
    }
}

impl From<DecisionRow> for DecisionView {
    fn from(row: DecisionRow) -> Self {
        Self {
            reason: row.reason(),
            id: row.id,
            decision: row.decision,
            evaluation_id: row.evaluation_id,
            override_id: row.override_id,
            requested_by: row.requested_by,
            decided_at: row.decided_at,
            decided_by: row.recorded_by,
        }
    }
}

impl From<OverrideRow> for OverrideView {
    fn from(row: OverrideRow) -> Self {
        Self {
            id: row.id,
            evaluation_id: row.evaluation_id,
            reason: row.reason,
            state: row.state,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            etag: etag(row.row_version).1,
        }
    }
}
