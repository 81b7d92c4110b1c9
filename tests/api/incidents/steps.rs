//! Each step follows from the one before; what was reported is corrected beside itself.

use actix_web::http::Method;
use serde_json::json;

use super::{act, listed, read, report, send, step};
use crate::support::World;

#[actix_web::test]
async fn no_step_is_skipped_and_each_says_what_belongs_to_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let incident = send(&world, &house, "worker", &report(&house)).await;
    let take = async |who: &str, body: serde_json::Value| act(&world, &house, who, incident, "steps", body).await;
    take("worker", step("triaged")).await.expect_problem(403, "not_allowed");
    for early in [
        "acted",
        "notified",
        "review_begun",
        "close_asked",
        "lessons_drawn",
        "closed",
        "reported",
    ] {
        take("supervisor", step(early))
            .await
            .expect_problem(409, "step_not_from_here");
    }
    let mut silent = step("triaged");
    silent["severity"] = json!(null);
    take("supervisor", silent).await.expect_problem(422, "validation");
    let mut before = step("triaged");
    before["occurred_at"] = json!("2026-06-10T09:29:59Z");
    let early = take("supervisor", before).await.expect_problem(422, "validation");
    assert_eq!(
        early.body["errors"][0]["code"], "out_of_range",
        "before it was reported"
    );
    let mut graver = step("triaged");
    graver["severity"] = json!("s1_critical");
    graver["note"] = json!("Canary: I called her mother.");
    let triaged = take("supervisor", graver).await.expect(200);
    assert_eq!(
        (&triaged.body["state"], &triaged.body["severity"]),
        (&json!("triaged"), &json!("s1_critical"))
    );
    assert_eq!(triaged.body["triaged_at"], "2026-06-10T09:30:00Z");
    take("supervisor", step("acted")).await.expect(200);
    let mut both = step("notified");
    both["notified_to"] = json!(["police", "none_required"]);
    take("supervisor", both).await.expect_problem(422, "validation");
    let mut told = step("notified");
    told["notified_to"] = json!(["child_protection", "family"]);
    told["mandatory"] = json!(true);
    let told = take("safeguarding_lead", told).await.expect(200);
    let events = told.body["handling"]["events"].as_array().unwrap();
    let steps: Vec<_> = events.iter().map(|event| event["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["reported", "triaged", "acted", "notified"]);
    assert_eq!(events[1]["note"], "Canary: I called her mother.");
    assert_eq!(events[3]["notified_to"], json!(["child_protection", "family"]));
    let sql = world.sql().await;
    let plain = sql
        .query_one(
            "select (select count(*) from incident_event where position('Canary' in encode(note_enc, 'escape')) > 0)
                  + (select count(*) from incident_account where position('Canary' in encode(narrative_enc, 'escape')) > 0)",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(plain.get::<_, i64>(0), 0, "what was written is sealed");
}

#[actix_web::test]
async fn a_step_sent_twice_under_one_key_is_taken_once() {
    let world = World::new().await;
    let house = world.house("First").await;
    let incident = send(&world, &house, "worker", &report(&house)).await;
    let path = format!("/incidents/{incident}/steps");
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "the-first-look")];
    for _ in 0..2 {
        let token = Some(house.token("supervisor"));
        world
            .call(Method::POST, token, &path, Some(step("triaged")), &headers)
            .await
            .expect(200);
    }
    let view = read(&world, &house, "supervisor", incident).await.expect(200);
    assert_eq!(view.body["handling"]["events"].as_array().unwrap().len(), 2);
    let token = Some(house.token("supervisor"));
    world
        .call(Method::POST, token, &path, Some(step("acted")), &headers)
        .await
        .expect_problem(422, "idempotency_key_used");
}

#[actix_web::test]
async fn a_correction_stands_beside_what_it_corrects() {
    let world = World::new().await;
    let house = world.house("First").await;
    let incident = send(&world, &house, "worker", &report(&house)).await;
    act(&world, &house, "worker", incident, "correct", json!({"kind": "arrest"}))
        .await
        .expect_problem(403, "not_allowed");
    act(&world, &house, "supervisor", incident, "correct", json!({}))
        .await
        .expect_problem(422, "validation");
    let wrong = json!({"severity": "s1_critical", "occurred_at": "2026-06-10T07:30:00Z", "verification": "confirmed"});
    let corrected = act(&world, &house, "supervisor", incident, "correct", wrong)
        .await
        .expect(200);
    assert_eq!(corrected.body["severity"], "s1_critical");
    assert_eq!(
        corrected.body["triage_by"], "2026-06-10T10:30:00Z",
        "an hour from the report"
    );
    let accounts = corrected.body["accounts"].as_array().unwrap();
    let versions: Vec<_> = accounts
        .iter()
        .map(|account| {
            (
                account["version"].as_i64().unwrap(),
                account["severity"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(versions, [(2, "s1_critical"), (1, "s2_serious")]);
    assert_eq!(
        accounts[0]["narrative"], accounts[1]["narrative"],
        "what is left out stays"
    );
    let hers = read(&world, &house, "worker", incident).await.expect(200);
    assert_eq!(
        hers.body["accounts"].as_array().unwrap().len(),
        1,
        "she reads what she wrote"
    );
    let stale = world
        .change(
            Method::POST,
            house.token("supervisor"),
            &format!("/incidents/{incident}/correct"),
            "\"v1\"",
            json!({"kind": "arrest"}),
        )
        .await;
    stale.expect_problem(412, "changed_meanwhile");
}

#[actix_web::test]
async fn a_report_made_in_error_is_voided_by_somebody_else() {
    let world = World::new().await;
    let house = world.house("First").await;
    let incident = send(&world, &house, "supervisor", &report(&house)).await;
    let duplicate = || json!({"reason": "duplicate"});
    act(&world, &house, "supervisor", incident, "void", duplicate())
        .await
        .expect_problem(403, "not_allowed");
    assert_eq!(world.tried_alone(incident).await, ["incident void supervisor"]);
    let voided = act(&world, &house, "safeguarding_lead", incident, "void", duplicate())
        .await
        .expect(200);
    assert_eq!(voided.body["void_reason"], "duplicate");
    assert!(
        voided.body["accounts"][0]["narrative"].is_string(),
        "it stays to be read"
    );
    act(&world, &house, "supervisor", incident, "steps", step("triaged"))
        .await
        .expect_problem(409, "voided");
    assert!(listed(&world, &house, "supervisor", "").await.is_empty());
    assert_eq!(
        listed(&world, &house, "supervisor", "with_ended=true").await,
        [incident]
    );
}
