//! Setting a rule aside takes two.

use actix_web::http::Method;
use serde_json::{Value, json};
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use super::{a_rule, asks, in_screening, look, screening};
use crate::support::line::id_of;
use crate::support::{Answer, House, World, new_id};

/// Somebody in screening whom a rule keeps out.
async fn kept_out(world: &World, house: &House) -> (Uuid, Uuid) {
    let (_, id) = in_screening(world, house).await;
    let rule = a_rule(world, house, asks("must", "answered")).await;
    let no = json!([{"rule_id": rule, "result": "false"}]);
    look(world, house, "worker", id, no).await.expect(201);
    (id, rule)
}

fn wish() -> Value {
    json!({"id": new_id(), "reason": "needs_help_most"})
}

async fn ask(world: &World, house: &House, who: &str, referral: Uuid, body: &Value) -> Answer {
    let path = format!("/referrals/{referral}/overrides");
    world.post(house.token(who), &path, body.clone()).await
}

async fn judge(world: &World, house: &House, who: &str, wish: &Value, etag: &str, approve: bool) -> Answer {
    let path = format!("/overrides/{}/decide", id_of(wish));
    let body = json!({"approve": approve});
    world.change(Method::POST, house.token(who), &path, etag, body).await
}

#[actix_web::test]
async fn one_asks_and_another_finds_her_eligible() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (id, _) = kept_out(&world, &house).await;
    let wish = wish();
    let asked = ask(&world, &house, "supervisor", id, &wish).await.expect(201);
    assert_eq!(asked.body["state"], "screening", "asking decides nothing");
    ask(&world, &house, "supervisor", id, &wish).await.expect(200);
    ask(&world, &house, "worker", id, &self::wish())
        .await
        .expect_problem(409, "asked_already");
    let own = judge(&world, &house, "supervisor", &wish, "\"v1\"", true).await;
    own.expect_problem(403, "not_allowed");
    let tried = world.tried_alone(id_of(&wish)).await;
    assert_eq!(tried, ["eligibility_override decide supervisor"]);
    judge(&world, &house, "worker", &wish, "\"v1\"", true)
        .await
        .expect_problem(403, "not_allowed");
    judge(&world, &house, "south_supervisor", &wish, "\"v1\"", true)
        .await
        .expect_problem(404, "not_found");
    judge(&world, &house, "intake_officer", &wish, "\"v2\"", true)
        .await
        .expect_problem(412, "changed_meanwhile");
    let approved = judge(&world, &house, "intake_officer", &wish, "\"v1\"", true)
        .await
        .expect(200);
    assert_eq!(approved.body["state"], "eligible");
    let decision = &approved.body["decisions"][0];
    assert_eq!(decision["decision"], "eligible_by_override");
    assert_eq!(decision["requested_by"], json!(house.who("supervisor").id));
    assert_eq!(decision["decided_by"], json!(house.who("intake_officer").id));
    assert_eq!(approved.body["overrides"][0]["state"], "approved");
    judge(&world, &house, "intake_officer", &wish, "\"v2\"", false)
        .await
        .expect_problem(409, "decided_already");
}

#[actix_web::test]
async fn what_is_refused_leaves_her_in_screening_and_can_be_asked_anew() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (id, rule) = kept_out(&world, &house).await;
    let first = wish();
    ask(&world, &house, "worker", id, &first).await.expect(201);
    let refused = judge(&world, &house, "supervisor", &first, "\"v1\"", false)
        .await
        .expect(200);
    assert_eq!(refused.body["state"], "screening");
    let second = wish();
    ask(&world, &house, "worker", id, &second).await.expect(201);
    // Somebody looked again meanwhile: what was asked is about the look before.
    look(&world, &house, "worker", id, json!([])).await.expect(201);
    judge(&world, &house, "supervisor", &second, "\"v1\"", true)
        .await
        .expect_problem(409, "look_at_rules_first");
    judge(&world, &house, "supervisor", &second, "\"v1\"", false)
        .await
        .expect(200);
    let yes = json!([{"rule_id": rule, "result": "true"}]);
    look(&world, &house, "worker", id, yes).await.expect(201);
    ask(&world, &house, "worker", id, &wish())
        .await
        .expect_problem(422, "nothing_in_the_way");
    let shown = screening(&world, &house, "worker", id).await.expect(200);
    assert_eq!(shown.body["overrides"].as_array().unwrap().len(), 2);
    assert_eq!(shown.body["decisions"], json!([]));
}

#[actix_web::test]
async fn the_database_too_lets_nobody_decide_about_her_own_request() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (id, _) = kept_out(&world, &house).await;
    let wish = wish();
    ask(&world, &house, "supervisor", id, &wish).await.expect(201);
    let sql = world.sql().await;
    let refused = async |statement: &str, constraint: &str| {
        let error = sql.execute(statement, &[&id]).await.unwrap_err();
        let error = error.as_db_error().unwrap();
        assert_eq!(error.code(), &SqlState::CHECK_VIOLATION);
        assert_eq!(error.constraint(), Some(constraint));
    };
    refused(
        "update eligibility_override set state = 'approved', decided_by = asked_by, decided_at = asked_at
         where referral_id = $1",
        "eligibility_override_four_eyes",
    )
    .await;
    refused(
        "insert into referral_decision (org_id, id, referral_id, site_id, evaluation_id, decision, override_id, requested_by,
             decided_at, recorded_at, recorded_by)
         select org_id, id, referral_id, site_id, evaluation_id, 'eligible_by_override', id, asked_by, asked_at, asked_at,
             asked_by
         from eligibility_override where referral_id = $1",
        "referral_decision_four_eyes",
    )
    .await;
}
