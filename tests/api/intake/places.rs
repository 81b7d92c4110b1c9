//! Places: how many, who is offered one, who waits, who takes hers.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{at, in_screening, look, read, receive, screening, step};
use crate::support::line::{enrolment, id_of, own_consent, referral};
use crate::support::{Answer, House, World, new_id};

/// Somebody who can join sport at `north`, with her consent.
pub(crate) async fn eligible(world: &World, house: &House) -> (Uuid, Uuid) {
    let (person, id) = in_screening(world, house).await;
    look(world, house, "worker", id, json!([])).await.expect(201);
    let seen = screening(world, house, "worker", id).await.expect(200).etag();
    let path = format!("/referrals/{id}/decide");
    let decision = json!({"decision": "eligible", "decided_at": "2026-06-10T07:30:00Z"});
    world
        .change(Method::POST, house.token("worker"), &path, &seen, decision)
        .await
        .expect(200);
    let path = format!("/people/{person}/consents");
    world
        .post(house.token("worker"), &path, own_consent())
        .await
        .expect(201);
    (person, id)
}

async fn set_places(world: &World, house: &House, etag: &str, places: Value) -> Answer {
    let path = format!("/programmes/{}/places", house.sport);
    let body = json!({"site_id": house.north, "places": places});
    world
        .change(Method::PUT, house.token("programme_manager"), &path, etag, body)
        .await
}

pub(crate) fn an_offer() -> Value {
    json!({"id": new_id(), "offered_at": "2026-06-10T08:00:00Z"})
}

pub(crate) async fn offer(world: &World, house: &House, who: &str, referral: Uuid, body: &Value) -> Answer {
    let path = format!("/referrals/{referral}/offers");
    world.post(house.token(who), &path, body.clone()).await
}

async fn wait(world: &World, house: &House, who: &str, referral: Uuid, priority: &str, since: &str) -> Answer {
    let seen = read(world, house, who, referral).await.expect(200).etag();
    let path = format!("/referrals/{referral}/wait");
    let body = json!({"priority": priority, "since": since});
    world.change(Method::POST, house.token(who), &path, &seen, body).await
}

/// Enrolment in sport, by this referral or none.
fn joining(house: &House, referral: Option<Uuid>) -> Value {
    let mut body = enrolment(house);
    body["programme_id"] = json!(house.sport);
    if let Some(referral) = referral {
        body["referral_id"] = json!(referral);
    }
    body
}

async fn enrol(world: &World, house: &House, who: &str, person: Uuid, body: &Value) -> Answer {
    let path = format!("/people/{person}/enrolments");
    world.post(house.token(who), &path, body.clone()).await
}

#[actix_web::test]
async fn a_place_is_offered_accepted_and_taken() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, id) = eligible(&world, &house).await;
    let early = enrol(&world, &house, "worker", person, &joining(&house, Some(id))).await;
    early.expect_problem(409, "step_not_from_here");
    let body = an_offer();
    offer(&world, &house, "worker", id, &body)
        .await
        .expect_problem(403, "not_allowed");
    let offered = offer(&world, &house, "intake_officer", id, &body).await.expect(201);
    assert_eq!(offered.body["state"], "offered");
    offer(&world, &house, "intake_officer", id, &body).await.expect(200);
    offer(&world, &house, "intake_officer", id, &an_offer())
        .await
        .expect_problem(409, "step_not_from_here");
    let answered = step(&world, &house, "worker", id, at("offer_accepted", "09:00"))
        .await
        .expect(200);
    assert_eq!(answered.body["state"], "accepted");
    let body = joining(&house, Some(id));
    let enrolled = enrol(&world, &house, "worker", person, &body).await.expect(201);
    assert_eq!(
        enrol(&world, &house, "worker", person, &body).await.expect(200).body,
        enrolled.body
    );
    let ended = read(&world, &house, "supervisor", id).await.expect(200);
    assert_eq!(
        (&ended.body["state"], &ended.body["ended_at"]),
        (&json!("enrolled"), &json!("2026-06-10T09:30:00Z"))
    );
    assert_eq!(
        ended.body["events"].as_array().unwrap().last().unwrap()["step"],
        "enrolled"
    );
    let kept: Option<Uuid> = world
        .sql()
        .await
        .query_one("select referral_id from enrolment where id = $1", &[&id_of(&body)])
        .await
        .unwrap()
        .get(0);
    assert_eq!(kept, Some(id));
    // A call after it is another referral.
    let again = referral(&house);
    let other = receive(&world, &house, "supervisor", person, &again).await.expect(201);
    assert_eq!(other.body["id"], again["id"]);
}

#[actix_web::test]
async fn an_answer_of_no_gives_the_place_back() {
    let world = World::new().await;
    let house = world.house("First").await;
    set_places(&world, &house, "\"v0\"", json!(1)).await.expect(200);
    let (_, first) = eligible(&world, &house).await;
    let (second_person, second) = eligible(&world, &house).await;
    offer(&world, &house, "supervisor", first, &an_offer())
        .await
        .expect(201);
    offer(&world, &house, "supervisor", second, &an_offer())
        .await
        .expect_problem(409, "no_place");
    let without = joining(&house, None);
    enrol(&world, &house, "worker", second_person, &without)
        .await
        .expect_problem(409, "no_place");
    for (answer, hour) in [("offer_declined", "08:30"), ("offer_unreachable", "09:10")] {
        let no = step(&world, &house, "supervisor", first, at(answer, hour))
            .await
            .expect(200);
        assert_eq!(no.body["state"], "eligible", "{answer}");
        let mut again = an_offer();
        again["offered_at"] = json!("2026-06-10T09:00:00Z");
        if answer == "offer_declined" {
            offer(&world, &house, "supervisor", first, &again).await.expect(201);
        }
    }
    offer(&world, &house, "supervisor", second, &an_offer())
        .await
        .expect(201);
}

#[actix_web::test]
async fn nobody_is_enrolled_beyond_the_places_even_at_the_same_moment() {
    let world = World::new().await;
    let house = world.house("First").await;
    let set = set_places(&world, &house, "\"v0\"", json!(1)).await.expect(200);
    assert_eq!(set.body["items"][0]["etag"], "\"v1\"");
    set_places(&world, &house, "\"v0\"", json!(2))
        .await
        .expect_problem(412, "changed_meanwhile");
    let mut people = Vec::new();
    for _ in 0..2 {
        let (person, _) = eligible(&world, &house).await;
        people.push((person, joining(&house, None)));
    }
    let [(one, her_body), (other, other_body)] = &people[..] else {
        panic!("two were made")
    };
    let (a, b) = futures_util::join!(
        enrol(&world, &house, "worker", *one, her_body),
        enrol(&world, &house, "worker", *other, other_body)
    );
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", a.body, b.body);
    let (taken, (person, body)) = if a.status == 201 {
        (a, &people[0])
    } else {
        (b, &people[1])
    };
    // Sent again, who took the last place is not told that there is none.
    let again = enrol(&world, &house, "worker", *person, body).await.expect(200);
    assert_eq!(again.body, taken.body);
    set_places(&world, &house, "\"v1\"", Value::Null).await.expect(200);
    let (person, body) = if again.body["person_id"] == json!(people[0].0) {
        &people[1]
    } else {
        &people[0]
    };
    enrol(&world, &house, "worker", *person, body).await.expect(201);
}

#[actix_web::test]
async fn a_referral_that_is_not_hers_or_leads_elsewhere_is_unknown() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, id) = eligible(&world, &house).await;
    let (_, others) = eligible(&world, &house).await;
    offer(&world, &house, "supervisor", id, &an_offer()).await.expect(201);
    step(&world, &house, "worker", id, at("offer_accepted", "09:00"))
        .await
        .expect(200);
    let mut elsewhere = joining(&house, Some(id));
    elsewhere["programme_id"] = json!(house.mentoring);
    for body in [
        elsewhere,
        joining(&house, Some(others)),
        joining(&house, Some(new_id())),
    ] {
        let refused = enrol(&world, &house, "worker", person, &body)
            .await
            .expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], "/referral_id");
    }
    let state = read(&world, &house, "worker", id).await.expect(200).body["state"].clone();
    assert_eq!(state, "accepted", "nothing was saved");
}

#[actix_web::test]
async fn the_first_in_line_is_offered_the_next_place_or_it_is_said_why_not() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mut ids = Vec::new();
    for (priority, since) in [
        ("normal", "2026-06-10T00:00:00Z"),
        ("urgent", "2026-06-10T02:00:00Z"),
        ("urgent", "2026-06-10T01:00:00Z"),
    ] {
        let (_, id) = eligible(&world, &house).await;
        wait(&world, &house, "worker", id, priority, since).await.expect(200);
        ids.push(id);
    }
    let [normal, later, first] = ids[..] else {
        panic!("three wait")
    };
    let (_, unlisted) = eligible(&world, &house).await;
    let path = format!("/programmes/{}/waiting-list?site_id={}", house.sport, house.north);
    let listed = async |who: &str| -> Vec<Value> {
        let list = world.get(house.token(who), &path).await.expect(200);
        let items = list.body["items"].as_array().unwrap();
        items.iter().map(|item| item["referral_id"].clone()).collect()
    };
    let line = [json!(first), json!(later), json!(normal)];
    assert_eq!(listed("intake_officer").await, line);
    assert_eq!(listed("worker").await, line, "she took them in");
    for stranger in ["other_worker", "south_supervisor", "it_admin", "funder"] {
        assert!(listed(stranger).await.is_empty(), "{stranger}");
    }
    let mut body = an_offer();
    body["offered_at"] = json!("2026-06-10T09:30:00Z");
    for passing in [later, normal, unlisted] {
        let refused = offer(&world, &house, "supervisor", passing, &body)
            .await
            .expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], "/turn_reason");
    }
    let mut with_reason = body.clone();
    with_reason["turn_reason"] = json!("others_cannot_now");
    let needless = offer(&world, &house, "supervisor", first, &with_reason)
        .await
        .expect_problem(422, "validation");
    assert_eq!(needless.body["errors"][0]["code"], "not_here");
    with_reason["id"] = json!(new_id());
    offer(&world, &house, "supervisor", normal, &with_reason)
        .await
        .expect(201);
    offer(&world, &house, "supervisor", first, &body).await.expect(201);
    assert_eq!(
        listed("supervisor").await,
        [json!(later)],
        "who is offered a place waits no more"
    );
    wait(&world, &house, "worker", later, "raised", "2026-06-09T23:29:59Z")
        .await
        .expect_problem(422, "validation");
    step(&world, &house, "worker", later, at("taken_off_list", "09:31"))
        .await
        .expect(200);
    assert!(listed("supervisor").await.is_empty());
}

#[actix_web::test]
async fn who_waits_can_be_given_another_priority_and_who_is_not_eligible_cannot_wait() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, screened) = in_screening(&world, &house).await;
    wait(&world, &house, "worker", screened, "normal", "2026-06-10T01:00:00Z")
        .await
        .expect_problem(409, "step_not_from_here");
    let (_, first) = eligible(&world, &house).await;
    let (_, second) = eligible(&world, &house).await;
    wait(&world, &house, "worker", first, "normal", "2026-06-10T01:00:00Z")
        .await
        .expect(200);
    wait(&world, &house, "worker", second, "normal", "2026-06-10T02:00:00Z")
        .await
        .expect(200);
    wait(&world, &house, "supervisor", second, "raised", "2026-06-10T02:00:00Z")
        .await
        .expect(200);
    let mut body = an_offer();
    body["offered_at"] = json!("2026-06-10T09:30:00Z");
    offer(&world, &house, "supervisor", second, &body).await.expect(201);
    wait(&world, &house, "evaluator", first, "urgent", "2026-06-10T01:00:00Z")
        .await
        .expect_problem(403, "not_allowed");
}
