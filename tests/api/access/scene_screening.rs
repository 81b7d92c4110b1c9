//! A rule of the courses, and somebody's screening in which it stands in the way.

use tokio_postgres::Client;
use uuid::Uuid;

use super::scene::Target;

/// The rule of the courses, which who screens answers.
pub(super) async fn rule(sql: &Client, org: Uuid, common: &Target) {
    sql.execute(
        "insert into eligibility_rule (org_id, id, version, programme_id, kind, expr, message, in_force, recorded_at, recorded_by)
         values ($1, $2, 1, $3, 'must', 'answered', 'Lives nearby', true, now(), $4)",
        &[&org, &common.rule, &common.programme, &common.staff],
    )
    .await
    .unwrap();
}

/// The spare colleague looked at it and did not know; and asks that it be set aside.
pub(super) async fn asked(sql: &Client, target: &Target) {
    let statement = format!(
        "insert into eligibility_evaluation (org_id, id, referral_id, site_id, evaluated_on, recorded_at, recorded_by)
         select org_id, id, id, site_id, current_date, recorded_at, '{staff}' from referral_in where id = '{referral}';
         insert into eligibility_result (org_id, evaluation_id, rule_id, rule_version, referral_id, site_id, result, basis,
             recorded_at, recorded_by)
         select org_id, id, '{rule}', 1, id, site_id, 'unknown', 'computed', recorded_at, recorded_by
         from eligibility_evaluation where id = '{referral}';
         insert into eligibility_override (org_id, id, referral_id, site_id, evaluation_id, reason, state, asked_by, asked_at,
             recorded_at)
         select org_id, '{set_aside}', id, site_id, id, 'nowhere_else', 'asked', recorded_by, recorded_at, recorded_at
         from eligibility_evaluation where id = '{referral}';",
        staff = target.staff,
        referral = target.referral,
        rule = target.rule,
        set_aside = target.set_aside,
    );
    sql.batch_execute(&statement).await.unwrap();
}
