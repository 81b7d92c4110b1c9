//! Looking at the rules, and the decision apart from them.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{a_rule, asks, at, changed_rule, in_screening, look, read, receive, screening, sorted, step};
use crate::support::line::{consent, id_of, referral};
use crate::support::{Answer, House, World, new_id};

async fn decide(world: &World, house: &House, who: &str, referral: Uuid, body: Value) -> Answer {
    let seen = screening(world, house, who, referral).await.expect(200).etag();
    let path = format!("/referrals/{referral}/decide");
    world.change(Method::POST, house.token(who), &path, &seen, body).await
}

fn decision(word: &str) -> Value {
    json!({"decision": word, "decided_at": "2026-06-10T09:00:00Z"})
}

/// The results of the newest look, by rule.
fn result(answer: &Answer, rule: Uuid) -> &Value {
    let results = answer.body["evaluations"][0]["results"].as_array().unwrap();
    results.iter().find(|result| id_of_rule(result) == rule).unwrap()
}

fn id_of_rule(result: &Value) -> Uuid {
    result["rule_id"].as_str().unwrap().parse().unwrap()
}

#[actix_web::test]
async fn the_record_decides_where_it_can_and_the_screener_answers_the_rest() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, id) = in_screening(&world, &house).await;
    let ages = |from, to| json!({"kind": "must", "expr": "age_between", "age_from": from, "age_to": to, "message": "Is of an age"});
    let consented =
        |kind| json!({"kind": "must", "expr": "consent_present", "consent_kind": kind, "message": "Agreed"});
    let fits = a_rule(&world, &house, ages(14, 24)).await;
    let younger = a_rule(&world, &house, ages(14, 19)).await;
    let on_the_edge = a_rule(&world, &house, ages(14, 20)).await;
    let service = a_rule(&world, &house, consented("service_participation")).await;
    let photo = a_rule(&world, &house, consented("photo_video")).await;
    let lives_here = a_rule(&world, &house, asks("exclude", "answered")).await;
    let unasked = a_rule(&world, &house, asks("should", "answered")).await;
    let path = format!("/people/{person}/consents");
    world
        .post(
            house.token("worker"),
            &path,
            consent("service_participation", "young_person"),
        )
        .await
        .expect(201);
    let answers = json!([
        {"rule_id": on_the_edge, "result": "true"}, {"rule_id": lives_here, "result": "true"},
        {"rule_id": younger, "result": "true"},
    ]);
    let looked = look(&world, &house, "intake_officer", id, answers).await.expect(201);
    for (rule, came_to, basis, in_the_way) in [
        (fits, "true", "computed", false),
        (younger, "false", "computed", true),
        (on_the_edge, "true", "answered", false),
        (service, "true", "computed", false),
        (photo, "false", "computed", true),
        (lives_here, "true", "answered", true),
        (unasked, "unknown", "computed", false),
    ] {
        let found = result(&looked, rule);
        assert_eq!(found["result"], came_to, "{found}");
        assert_eq!(found["basis"], basis, "{found}");
        assert_eq!(found["stands_in_the_way"], in_the_way, "{found}");
        assert_eq!(found["rule_version"], 1);
    }
    let edge = result(&looked, on_the_edge);
    assert_eq!((&edge["age_youngest"], &edge["age_oldest"]), (&json!(20), &json!(21)));
    assert_eq!(looked.body["evaluations"][0]["evaluated_on"], "2026-06-10");
    assert_eq!(looked.body["state"], "screening", "a look decides nothing");
    assert_eq!(looked.body["decisions"], json!([]));
}

#[actix_web::test]
async fn a_look_is_kept_once_and_names_rules_of_the_programme() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, id) = in_screening(&world, &house).await;
    let rule = a_rule(&world, &house, asks("must", "answered")).await;
    let path = format!("/referrals/{id}/evaluations");
    let token = house.token("worker");
    let answered = json!({"rule_id": rule, "result": "true"});
    for answers in [
        json!([{"rule_id": new_id(), "result": "true"}]),
        json!([answered, answered]),
    ] {
        let refused = world
            .post(token, &path, json!({"id": new_id(), "answers": answers}))
            .await
            .expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], "/answers");
    }
    let body = json!({"id": new_id(), "answers": [answered]});
    let first = world.post(token, &path, body.clone()).await.expect(201);
    let again = world.post(token, &path, body.clone()).await.expect(200);
    assert_eq!(again.body, first.body);
    let other = json!({"id": body["id"], "answers": []});
    world.post(token, &path, other).await.expect_problem(409, "id_taken");
    step(&world, &house, "worker", id, {
        let mut closed = at("closed", "09:00");
        closed["reason"] = json!("not_interested");
        closed
    })
    .await
    .expect(200);
    look(&world, &house, "worker", id, json!([]))
        .await
        .expect_problem(409, "step_not_from_here");
}

#[actix_web::test]
async fn she_is_eligible_when_no_rule_as_it_is_stands_in_the_way() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, id) = in_screening(&world, &house).await;
    let rule = a_rule(&world, &house, asks("must", "answered")).await;
    let eligible = async || decide(&world, &house, "intake_officer", id, decision("eligible")).await;
    eligible().await.expect_problem(409, "look_at_rules_first");
    look(&world, &house, "worker", id, json!([])).await.expect(201);
    eligible().await.expect_problem(422, "rule_in_the_way");
    let pending = decide(&world, &house, "worker", id, decision("pending_info"))
        .await
        .expect(200);
    assert_eq!(pending.body["state"], "screening");
    let answers = json!([{"rule_id": rule, "result": "true"}]);
    look(&world, &house, "worker", id, answers.clone()).await.expect(201);
    changed_rule(&world, &house, rule, "\"v1\"", &asks("must", "answered"), true)
        .await
        .expect(200);
    assert_eq!(
        screening(&world, &house, "worker", id).await.expect(200).body["look_first"],
        true
    );
    eligible().await.expect_problem(409, "look_at_rules_first");
    look(&world, &house, "worker", id, answers).await.expect(201);
    let found = eligible().await.expect(200);
    assert_eq!(found.body["state"], "eligible");
    assert_eq!(found.body["decisions"][0]["decision"], "eligible");
    assert_eq!(
        found.body["decisions"][0]["evaluation_id"],
        found.body["evaluations"][0]["id"]
    );
    assert_eq!(found.body["decisions"][1]["decision"], "pending_info");
    let shown = read(&world, &house, "supervisor", id).await.expect(200);
    let steps: Vec<_> = shown.body["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["step"].clone())
        .collect();
    assert_eq!(steps[3..], [json!("info_needed"), json!("found_eligible")]);
    eligible().await.expect_problem(409, "step_not_from_here");
}

#[actix_web::test]
async fn who_is_not_eligible_is_shown_another_way_and_a_new_call_screens_anew() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, id) = in_screening(&world, &house).await;
    look(&world, &house, "worker", id, json!([])).await.expect(201);
    let refused = decide(&world, &house, "supervisor", id, decision("not_eligible"))
        .await
        .expect_problem(422, "validation");
    assert_eq!(refused.body["errors"][0]["pointer"], "/reason");
    let alone = decide(&world, &house, "supervisor", id, decision("eligible_by_override"))
        .await
        .expect_problem(422, "validation");
    assert_eq!(alone.body["errors"][0]["code"], "takes_two");
    let mut no = decision("not_eligible");
    no["reason"] = json!("outside_area");
    let decided = decide(&world, &house, "supervisor", id, no).await.expect(200);
    assert_eq!(decided.body["state"], "redirected");
    assert_eq!(decided.body["decisions"][0]["reason"], "outside_area");
    let ended = read(&world, &house, "supervisor", id).await.expect(200);
    assert_eq!(
        ended.body["events"].as_array().unwrap().last().unwrap()["reason"],
        "outside_area"
    );

    let mut again = referral(&house);
    again["received_at"] = json!("2026-06-10T09:10:00Z");
    let opened = receive(&world, &house, "supervisor", person, &again).await.expect(201);
    assert_eq!(opened.body["id"], json!(id));
    world.set_now("2026-06-10T09:32:00Z");
    step(&world, &house, "supervisor", id, sorted("09:31"))
        .await
        .expect(200);
    step(&world, &house, "supervisor", id, at("screening_begun", "09:32"))
        .await
        .expect(200);
    let mut yes = decision("eligible");
    yes["decided_at"] = json!("2026-06-10T09:32:00Z");
    decide(&world, &house, "supervisor", id, yes)
        .await
        .expect_problem(409, "look_at_rules_first");
}

/// The same question about two people, one of whom is in a programme that who received her referral does not see.
#[actix_web::test]
async fn a_screening_tells_nobody_of_an_enrolment_she_may_not_see() {
    let world = World::new().await;
    let house = world.house("First").await;
    let path = format!("/programmes/{}/rules", house.mentoring);
    let body = json!({"id": new_id(), "rule": asks("must", "not_enrolled_elsewhere")});
    world
        .post(house.token("director"), &path, body.clone())
        .await
        .expect(201);
    let rule = id_of(&body);
    let mut seen = Vec::new();
    for in_sport in [true, false] {
        let (person, _) = world.enrolled(&house, "worker").await;
        if in_sport {
            let mut sport = crate::support::line::enrolment(&house);
            sport["programme_id"] = json!(house.sport);
            sport["no_conflict_of_interest"] = json!(true);
            let path = format!("/people/{person}/enrolments");
            world.post(house.token("supervisor"), &path, sport).await.expect(201);
        }
        let mut call = referral(&house);
        call["programme_id"] = json!(house.mentoring);
        receive(&world, &house, "worker", person, &call).await.expect(201);
        let id = id_of(&call);
        step(&world, &house, "worker", id, sorted("06:00")).await.expect(200);
        step(&world, &house, "worker", id, at("screening_begun", "07:00"))
            .await
            .expect(200);
        look(&world, &house, "supervisor", id, json!([])).await.expect(201);
        let by_supervisor = screening(&world, &house, "supervisor", id).await.expect(200);
        let truth = if in_sport { "false" } else { "unknown" };
        assert_eq!(result(&by_supervisor, rule)["result"], truth);
        let by_worker = screening(&world, &house, "worker", id).await.expect(200);
        let mut hers = vec![result(&by_worker, rule).clone()];
        let answered = json!([{"rule_id": rule, "result": "true"}]);
        let looked = look(&world, &house, "worker", id, answered).await.expect(201);
        hers.push(result(&looked, rule).clone());
        let decided = decide(&world, &house, "worker", id, decision("eligible"))
            .await
            .expect(200);
        hers.push(decided.body["state"].clone());
        seen.push(hers);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(
        (&seen[0][0]["result"], &seen[0][1]["result"]),
        (&json!("unknown"), &json!("true"))
    );
}

#[actix_web::test]
async fn readers_look_on_and_strangers_find_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, id) = in_screening(&world, &house).await;
    for reader in ["evaluator", "safeguarding_lead", "director"] {
        screening(&world, &house, reader, id).await.expect(200);
        look(&world, &house, reader, id, json!([]))
            .await
            .expect_problem(403, "not_allowed");
        decide(&world, &house, reader, id, decision("pending_info"))
            .await
            .expect_problem(403, "not_allowed");
    }
    for stranger in ["other_worker", "south_supervisor", "org_admin", "funder"] {
        screening(&world, &house, stranger, id)
            .await
            .expect_problem(404, "not_found");
        look(&world, &house, stranger, id, json!([]))
            .await
            .expect_problem(404, "not_found");
    }
}
