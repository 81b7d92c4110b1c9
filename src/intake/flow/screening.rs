//! Looking at the rules for somebody, deciding, and the exception that takes two.

use std::collections::BTreeMap;

use super::{done_before, keep, open};
use crate::access::{Action, Denied};
use crate::consent;
use crate::intake::error::Error;
use crate::intake::http::{AskOverride, DecideReferral, EvaluateReferral};
use crate::intake::model::{
    DecisionRefused, EvaluationId, Judged, Known, Override, OverrideId, Question, ReferralDecision, ReferralId, RuleId,
    RuleResult, Rules, StepRefused, judge, may_ask_override, may_decide, stands_in_the_way,
};
use crate::intake::scope::ReferralScope;
use crate::intake::store::{self, NewDecision, NewEvaluation, NewResult, RuleRow};
use crate::people::{PersonScope, ages_on};
use crate::platform::clock::local_day;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, OnceKey, Tier, Tx, Write};

/// Looks at every rule of the programme for somebody in screening.
pub(in crate::intake) async fn evaluate(
    tx: &Tx<Write>,
    id: ReferralId,
    request: EvaluateReferral,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = open(tx, id, Action::WorkReferral).await?;
    if !scope.row.referral.course().is_in_screening() {
        return Err(StepRefused::NotFromHere.into());
    }
    let rules = store::rules(tx, scope.row.referral.programme_id).await?;
    let mut answers = BTreeMap::new();
    for answer in request.answers {
        let known = rules.iter().any(|rule| rule.id == answer.rule_id);
        if !known || answers.insert(answer.rule_id, answer.result).is_some() {
            return Err(Error::NoSuchRule);
        }
    }
    let person = PersonScope::open(tx, scope.row.referral.person_id, Action::SeePerson).await?;
    let on = local_day(tx.now(), scope.zone());
    let seen = scope.enrolled_elsewhere().await?;
    let record = Record {
        tx,
        scope: &scope,
        person: &person,
        decisions: consent::decisions(&person, scope.zone()).await?,
        on,
        seen_elsewhere: seen.is_some(),
    };
    let mut results = Vec::with_capacity(rules.len());
    for rule in &rules {
        results.push(record.judge(rule, answers.get(&rule.id).copied()).await?);
    }
    let new = NewEvaluation {
        id: request.id,
        on,
        created_mac,
        results,
        seen,
    };
    Ok(scope.add_evaluation(new).await?)
}

/// What the record says about somebody on a day, as far as the caller may see it.
struct Record<'t> {
    tx: &'t Tx<Write>,
    scope: &'t ReferralScope<'t, Write>,
    person: &'t PersonScope<'t, Write>,
    decisions: Vec<consent::Decision>,
    on: chrono::NaiveDate,
    seen_elsewhere: bool,
}

impl Record<'_> {
    async fn judge(&self, rule: &RuleRow, answer: Option<RuleResult>) -> Result<NewResult, Error> {
        let question = rule.question()?;
        let known = self.says(&question).await?;
        let judged: Judged = judge(&question, &known, answer)
            .ok_or_else(|| DbError::Unexpected("a result that its list does not have".into()))?;
        let ages = if let Known::Ages(Some(ages)) = known {
            Some(ages.into_inner())
        } else {
            None
        };
        Ok(NewResult {
            rule: rule.id,
            version: rule.version,
            judged,
            ages,
        })
    }

    async fn says(&self, question: &Question) -> Result<Known, Denied> {
        Ok(match question {
            Question::Age { .. } => Known::Ages(self.person.birth_year().map(|year| ages_on(year, self.on))),
            Question::Consent(kind) if *kind == *"service_participation" => {
                let site = self.scope.row.referral.site_id;
                let gap = consent::may_begin(self.tx, self.person, site, &self.decisions, self.on).await?;
                Known::Consent(gap.is_ok())
            }
            Question::Consent(kind) => Known::Consent(consent::in_force(&self.decisions, *kind, self.on)),
            Question::NotEnrolledElsewhere => Known::SeenElsewhere(self.seen_elsewhere),
            Question::Area(_) | Question::Answered => Known::Nothing,
        })
    }
}

/// The last look at the rules in this screening, and where the rules stand by it, as far as the caller may know.
pub(in crate::intake) async fn rules_of<M>(
    scope: &ReferralScope<'_, M>,
) -> Result<(Option<EvaluationId>, Rules), DbError> {
    let newest = scope.evaluations().await?.into_iter().next();
    let Some(newest) = newest.filter(|newest| newest.of_this_screening) else {
        return Ok((None, Rules::NotLookedAt));
    };
    let in_force = store::rules(scope.tx, scope.row.referral.programme_id).await?;
    let mut results = scope.results().await?;
    results.retain(|result| result.evaluation_id == newest.id);
    let looked_at: BTreeMap<RuleId, i32> = results.iter().map(|row| (row.rule_id, row.rule_version)).collect();
    let as_they_are: BTreeMap<RuleId, i32> = in_force.iter().map(|row| (row.id, row.version)).collect();
    let rules = if looked_at == as_they_are {
        let in_the_way = results.iter().filter(|row| stands_in_the_way(row.kind, row.result));
        Rules::LookedAt {
            in_the_way: in_the_way.count(),
        }
    } else {
        Rules::Changed
    };
    Ok((Some(newest.id), rules))
}

/// Decides about somebody in screening.
pub(in crate::intake) async fn decide(
    tx: &Tx<Write>,
    id: ReferralId,
    version: i32,
    request: DecideReferral,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    if done_before(tx, id, key.as_ref(), Action::WorkReferral, "decide").await? {
        return Ok(());
    }
    let scope = open(tx, id, Action::WorkReferral).await?;
    let DecideReferral {
        decision,
        reason,
        decided_at,
    } = request;
    let (evaluation, rules) = rules_of(&scope).await?;
    may_decide(decision, reason, rules)?;
    let new = NewDecision {
        evaluation,
        decision,
        reason,
        by_override: None,
        at: decided_at,
    };
    write(&scope, version, new).await?;
    keep(tx, id, version, key.as_ref()).await
}

/// Writes a decision, and the step it is.
async fn write(scope: &ReferralScope<'_, Write>, version: i32, new: NewDecision) -> Result<(), Error> {
    let row = &scope.row.referral;
    let (course, step) = row.course().decided(new.decision, new.reason, new.at, scope.tx.now())?;
    if !scope.take(version, course, &row.asked(), step).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(scope.decide(new).await?)
}

/// Asks that the rules in the way be set aside.
pub(in crate::intake) async fn ask_override(
    tx: &Tx<Write>,
    id: ReferralId,
    request: AskOverride,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = open(tx, id, Action::WorkReferral).await?;
    if !scope.row.referral.course().is_in_screening() {
        return Err(StepRefused::NotFromHere.into());
    }
    let (evaluation, rules) = rules_of(&scope).await?;
    may_ask_override(rules)?;
    let evaluation = evaluation.ok_or(DecisionRefused::LookFirst)?;
    let asked = scope
        .ask_override(request.id, evaluation, request.reason, created_mac)
        .await;
    asked.map_err(|error| match error.unique_constraint() {
        Some("eligibility_override_one_open") => Error::AskedAlready,
        _ => error.into(),
    })
}

/// Approves or refuses what somebody else asked for. Approving finds her eligible. Answers about whom.
pub(in crate::intake) async fn decide_override(
    tx: &Tx<Write>,
    id: OverrideId,
    version: i32,
    approve: bool,
    key: Option<OnceKey>,
) -> Result<ReferralId, Error> {
    let asked = store::find_override(tx, id).await?.ok_or(Denied::NotFound)?;
    let referral = asked.referral_id;
    if done_before(tx, referral, key.as_ref(), Action::DecideOverride, "decide_override").await? {
        return Ok(referral);
    }
    let scope = open(tx, referral, Action::DecideOverride).await?;
    let (evaluation, rules) = rules_of(&scope).await?;
    let current = evaluation == Some(asked.evaluation_id) && matches!(rules, Rules::LookedAt { .. });
    let request = Override {
        asked_by: asked.asked_by,
        decided: asked.decided_by.is_some(),
        current,
    };
    request.may_be_decided(tx.context().staff, approve).map_err(|refused| {
        if refused != DecisionRefused::OwnRequest {
            return refused;
        }
        let tried = AuditEvent::tried_alone("eligibility_override", id.uuid(), Tier::C2).fields(&["decide"]);
        tx.refuse(tried, refused)
    })?;
    if !scope.decide_override(id, version, approve).await? {
        return Err(Error::ChangedMeanwhile);
    }
    if approve {
        let row = &scope.row.referral;
        let new = NewDecision {
            evaluation,
            decision: eligible_by_override()?,
            reason: None,
            by_override: Some((id, asked.asked_by)),
            // A phone may have told of the step before some minutes ahead of our clock.
            at: tx.now().max(row.course().moved_at),
        };
        write(&scope, row.row_version, new).await?;
    }
    let etag = Some(format!("\"v{}\"", version.saturating_add(1)));
    tx.keep_answer(key.as_ref(), 200, id.uuid(), etag).await?;
    Ok(referral)
}

fn eligible_by_override() -> Result<ReferralDecision, DbError> {
    Code::parse("eligible_by_override")
        .ok_or_else(|| DbError::Unexpected("a decision that its list does not have".into()))
}
