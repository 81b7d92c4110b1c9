//! Who sees one of those an incident names learns nothing of another (domain.md §2.15).

use serde_json::{Value, json};
use uuid::Uuid;

use super::{act, listed, naming, naming_colleague, read, report, send};
use crate::support::line::{adult, id_of, own_consent};
use crate::support::{House, World, new_id};

/// Somebody at `south`, whom nobody at `north` may know of.
async fn of_south(world: &World, house: &House) -> Uuid {
    house.confirm_jurisdiction(world, "DE").await;
    let grants = [("mentor", Some(house.south), None)];
    let mentor = house.add_staff(world, "south_mentor", &grants, None).await;
    let mut person = adult(house);
    person["home_site_id"] = json!(house.south);
    world.post(&mentor.token, "/people", person.clone()).await.expect(201);
    let path = format!("/people/{}/consents", id_of(&person));
    world.post(&mentor.token, &path, own_consent()).await.expect(201);
    id_of(&person)
}

/// What everybody sees of the incident, without the moment it was asked.
async fn seen(world: &World, house: &House, incident: Uuid) -> Vec<(u16, Value, Option<String>)> {
    let mut seen = Vec::new();
    for who in ["other_worker", "supervisor", "director", "programme_manager"] {
        let answer = read(world, house, who, incident).await;
        let etag = answer.headers.get("etag").map(|tag| tag.to_str().unwrap().to_owned());
        let mut body = answer.body;
        if let Some(problem) = body.as_object_mut() {
            problem.remove("request_id");
        }
        seen.push((answer.status.as_u16(), body, etag));
    }
    seen
}

#[actix_web::test]
async fn naming_one_more_changes_nothing_for_who_may_not_know_her() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (a, _) = world.enrolled(&house, "other_worker").await;
    let b = of_south(&world, &house).await;
    let mut body = naming(&house, &[(a, "harmed")]);
    // Reported by the safeguarding lead, who sees both.
    body["severity"] = json!("s3_moderate");
    let incident = send(&world, &house, "safeguarding_lead", &body).await;
    let before = seen(&world, &house, incident).await;
    assert_eq!(before[0].0, 200, "she works with one who is named");
    assert_eq!(before[0].1["parties"].as_array().unwrap().len(), 1);
    assert_eq!(before[0].1["accounts"], json!([]), "what was written may name others");
    assert_eq!(before[0].1["handling"], json!(null));
    assert_eq!(
        before[1].1["parties"].as_array().unwrap().len(),
        1,
        "the supervisor of the site"
    );

    let one_more = json!({"id": new_id(), "person_id": b, "role": "alleged_responsible"});
    let path = format!("/incidents/{incident}/parties");
    let lead = house.token("safeguarding_lead");
    world.post(lead, &path, one_more.clone()).await.expect(201);
    assert_eq!(
        seen(&world, &house, incident).await,
        before,
        "no count, order, version or time says that there is another"
    );
    let all = read(&world, &house, "safeguarding_lead", incident).await.expect(200);
    assert_eq!(all.body["parties"].as_array().unwrap().len(), 2);
    // Her line is not there for them, nor is she.
    let line = format!("/incident-parties/{}/void", id_of(&one_more));
    let etag = [("if-match", "\"v1\"")];
    let void = Some(json!({"reason": "wrong_person"}));
    for who in ["supervisor", "other_worker"] {
        let token = Some(house.token(who));
        let refused = world
            .call(actix_web::http::Method::POST, token, &line, void.clone(), &etag)
            .await;
        refused.expect_problem(404, "not_found");
    }
    let again = json!({"id": new_id(), "person_id": b, "role": "witness"});
    let refused = world.post(house.token("supervisor"), &path, again.clone()).await;
    refused.expect_problem(422, "validation");
    world
        .post(lead, &path, again)
        .await
        .expect_problem(409, "named_already");
    let token = Some(lead);
    world
        .call(actix_web::http::Method::POST, token, &line, void, &etag)
        .await
        .expect(204);
    assert_eq!(
        seen(&world, &house, incident).await,
        before,
        "and taking her name back says nothing"
    );
}

#[actix_web::test]
async fn who_comes_to_it_by_the_other_sees_the_other_alone() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (a, _) = world.enrolled(&house, "worker").await;
    let (b, _) = world.enrolled(&house, "other_worker").await;
    let incident = send(
        &world,
        &house,
        "supervisor",
        &naming(&house, &[(a, "harmed"), (b, "witness")]),
    )
    .await;
    for (who, hers) in [("worker", a), ("other_worker", b)] {
        let view = read(&world, &house, who, incident).await.expect(200);
        let parties = view.body["parties"].as_array().unwrap();
        assert_eq!(parties.len(), 1, "{parties:?}");
        assert_eq!(parties[0]["person_id"], json!(hers));
        assert!(!String::from_utf8_lossy(&view.bytes).contains("Canary"));
        assert_eq!(listed(&world, &house, who, "").await, [incident]);
    }
    for who in [
        "outreach",
        "intake_officer",
        "south_supervisor",
        "director",
        "evaluator",
        "dpo",
    ] {
        read(&world, &house, who, incident)
            .await
            .expect_problem(404, "not_found");
        assert!(listed(&world, &house, who, "").await.is_empty(), "{who}");
    }
}

#[actix_web::test]
async fn directors_hear_that_life_was_at_risk_and_no_name() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let mut body = naming(&house, &[(person, "harmed")]);
    body["severity"] = json!("s1_critical");
    let incident = send(&world, &house, "worker", &body).await;
    let view = read(&world, &house, "director", incident).await.expect(200);
    assert_eq!(view.body["severity"], "s1_critical");
    assert_eq!(
        (&view.body["parties"], &view.body["accounts"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(
        listed(&world, &house, "director", "severity=s1_critical").await,
        [incident]
    );
}

#[actix_web::test]
async fn who_is_said_to_be_responsible_finds_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let body = naming_colleague(&house, "supervisor", "alleged_responsible");
    let incident = send(&world, &house, "worker", &body).await;
    let path = format!("/incidents/{incident}/parties");
    let her = json!({"id": new_id(), "person_id": person, "role": "harmed"});
    world.post(house.token("worker"), &path, her).await.expect(201);
    read(&world, &house, "supervisor", incident)
        .await
        .expect_problem(404, "not_found");
    assert!(listed(&world, &house, "supervisor", "").await.is_empty());
    let leads = read(&world, &house, "safeguarding_lead", incident).await.expect(200);
    assert_eq!(leads.body["parties"].as_array().unwrap().len(), 2);
    // A witness is shown it, and does not decide about it.
    let body = naming_colleague(&house, "supervisor", "witness");
    let incident = send(&world, &house, "worker", &body).await;
    super::to_review(&world, &house, incident).await;
    act(
        &world,
        &house,
        "supervisor",
        incident,
        "steps",
        super::step("close_asked"),
    )
    .await
    .expect_problem(403, "not_allowed");
    // Who reported something about herself reads what she wrote.
    let mut own = report(&house);
    own["parties"] = json!([{"id": new_id(), "staff_id": house.who("supervisor").id, "role": "alleged_responsible"}]);
    let own = send(&world, &house, "supervisor", &own).await;
    let view = read(&world, &house, "supervisor", own).await.expect(200);
    assert_eq!(view.body["handling"], json!(null));
    act(&world, &house, "supervisor", own, "steps", super::step("triaged"))
        .await
        .expect_problem(403, "not_allowed");
}
