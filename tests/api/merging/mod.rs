//! Two records of one person: looked at, asked for by one, carried out by another, and taken apart again as it was.

mod guards;
mod rows;
mod walk;

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::erasure;
use crate::support::line::{adult, id_of, own_consent, phone, session};
use crate::support::{Answer, House, World, new_id};

/// A request to merge the one into the other, as `who`.
async fn ask(world: &World, house: &House, who: &str, merged: Uuid, kept: Uuid) -> Answer {
    let body = json!({"id": new_id(), "into_person_id": kept, "reason": "said_so"});
    let path = format!("/people/{merged}/merge");
    world.post(&house.renew(world, who), &path, body).await
}

/// A step of a merge, as `who`, with the version it has.
async fn step(world: &World, house: &House, who: &str, merge: &str, step: &str, body: Option<Value>) -> Answer {
    let etag = world.version("person_merge", merge.parse().unwrap()).await;
    let path = format!("/merges/{merge}/{step}");
    world
        .call(
            Method::POST,
            Some(&house.renew(world, who)),
            &path,
            body,
            &[("if-match", &etag)],
        )
        .await
}

/// Asked for by the worker, carried out by the supervisor. Its id.
async fn merge(world: &World, house: &House, merged: Uuid, kept: Uuid) -> String {
    let asked = ask(world, house, "worker", merged, kept).await.expect(201);
    let id = asked.body["id"].as_str().unwrap().to_owned();
    step(world, house, "supervisor", &id, "confirm", None).await.expect(200);
    id
}

async fn undo(world: &World, house: &House, merge: &str) -> Answer {
    let body = json!({"reason": "two_people"});
    step(world, house, "supervisor", merge, "undo", Some(body)).await
}

/// Somebody with an enrolment in mentoring, and the same with one in sport. Person and enrolment each.
async fn two(world: &World, house: &House) -> [(Uuid, Uuid); 2] {
    let kept = world.enrolled(house, "worker").await;
    let merged = world.take_in(house, "worker", &adult(house)).await;
    let token = house.token("worker");
    world
        .post(token, &format!("/people/{merged}/consents"), own_consent())
        .await
        .expect(201);
    let mut sport = crate::support::line::enrolment(house);
    sport["programme_id"] = json!(house.sport);
    world
        .post(token, &format!("/people/{merged}/enrolments"), sport.clone())
        .await
        .expect(201);
    [kept, (merged, id_of(&sport))]
}

async fn notes(world: &World, house: &House, enrolment: Uuid) -> Vec<String> {
    let path = format!("/enrolments/{enrolment}/sessions");
    let token = house.renew(world, "worker");
    let list = world.get(&token, &path).await.expect(200);
    let mut found = Vec::new();
    for item in list.body["items"].as_array().unwrap() {
        let path = format!("/sessions/{}/note", item["id"].as_str().unwrap());
        let read = world.get(&token, &path).await.expect(200);
        found.push(read.body["text"].as_str().unwrap_or_default().to_owned());
    }
    found
}

#[actix_web::test]
async fn one_asks_another_carries_it_out_and_everything_is_the_others() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [(kept, _), (merged, enrolment)] = two(&world, &house).await;
    world.reachable(&house, merged).await;
    world
        .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
        .await;
    let worker = house.token("worker");
    let preview = format!("/people/{merged}/merge-preview?into_person_id={kept}");
    let seen = world.get(worker, &preview).await.expect(200);
    assert_eq!(seen.body["obstacles"], json!([]));
    let moves: Vec<_> = seen.body["moves"].as_array().unwrap().clone();
    for (what, rows) in [
        ("sessions", 1),
        ("notes", 1),
        ("contacts", 1),
        ("identifiers", 1),
        ("enrolments", 1),
    ] {
        assert!(
            moves.contains(&json!({"what": what, "rows": rows})),
            "{what}: {moves:?}"
        );
    }
    world
        .get(house.token("other_worker"), &preview)
        .await
        .expect_problem(404, "not_found");

    let asked = ask(&world, &house, "supervisor", merged, kept).await.expect(201);
    let id = asked.body["id"].as_str().unwrap().to_owned();
    assert_eq!(asked.body["state"], "asked");
    ask(&world, &house, "worker", kept, merged)
        .await
        .expect_problem(409, "asked_already");
    step(&world, &house, "supervisor", &id, "confirm", None)
        .await
        .expect_problem(403, "not_allowed");
    let tried = world.tried_alone(id.parse().unwrap()).await;
    assert_eq!(tried, ["person_merge confirm supervisor"]);
    step(&world, &house, "worker", &id, "confirm", None)
        .await
        .expect_problem(403, "not_allowed");
    let done = step(&world, &house, "safeguarding_lead", &id, "confirm", None)
        .await
        .expect(200);
    assert_eq!(done.body["state"], "confirmed");
    assert_eq!(done.body["undo_until"], "2026-07-10T09:30:00Z");

    // Who asks for the old one is led to the one that stays; whoever may not see that learns nothing.
    for path in ["", "/identity", "/contacts", "/enrolments"] {
        let answer = world.get(worker, &format!("/people/{merged}{path}")).await;
        let answer = answer.expect_problem(404, "merged");
        assert_eq!(answer.body["merged_into"], json!(kept), "{path}");
    }
    let hidden = world
        .get(house.token("other_worker"), &format!("/people/{merged}"))
        .await
        .expect_problem(404, "not_found");
    assert_eq!(hidden.body.get("merged_into"), None);
    let refused = world
        .post(worker, &format!("/people/{merged}/contacts"), phone("+57 300 123 4567"))
        .await;
    refused.expect_problem(404, "merged");

    let contacts = world.get(worker, &format!("/people/{kept}/contacts")).await.expect(200);
    assert_eq!(contacts.body["items"][0]["who_may_answer"], "Canary aunt");
    let papers = world
        .get(worker, &format!("/people/{kept}/identifiers"))
        .await
        .expect(200);
    assert_eq!(papers.body["items"].as_array().unwrap().len(), 1);
    let needs = world.get(worker, &format!("/people/{kept}/needs")).await.expect(200);
    assert_eq!(needs.body["medical_needs"], "Canary asthma");
    assert_eq!(
        notes(&world, &house, enrolment).await,
        ["Canary note: we talked about school."]
    );
    let people = world.get(worker, "/people").await.expect(200);
    assert_eq!(people.body["items"].as_array().unwrap().len(), 1, "{}", people.body);
    let found = world
        .post(house.token("supervisor"), "/people/search", json!({"name": "Canary"}))
        .await
        .expect(200);
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1);
    step(&world, &house, "safeguarding_lead", &id, "confirm", None)
        .await
        .expect_problem(409, "decided_already");
}

#[actix_web::test]
async fn a_request_is_refused_or_taken_back_and_repeated_without_harm() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [(kept, _), (merged, _)] = two(&world, &house).await;
    let worker = house.token("worker");
    let body = json!({"id": new_id(), "into_person_id": kept, "reason": "same_paper"});
    let path = format!("/people/{merged}/merge");
    let first = world.post(worker, &path, body.clone()).await.expect(201);
    let again = world.post(worker, &path, body.clone()).await.expect(200);
    assert_eq!(first.body, again.body);
    let mut other = body.clone();
    other["reason"] = json!("said_so");
    world.post(worker, &path, other).await.expect_problem(409, "id_taken");
    let id = body["id"].as_str().unwrap();
    step(&world, &house, "other_worker", id, "refuse", None)
        .await
        .expect_problem(404, "not_found");
    let back = step(&world, &house, "worker", id, "refuse", None).await.expect(200);
    assert_eq!(back.body["state"], "refused");
    undo(&world, &house, id).await.expect_problem(409, "not_merged");
    // Asked anew, refused by who watches.
    let asked = ask(&world, &house, "worker", merged, kept).await.expect(201);
    let id = asked.body["id"].as_str().unwrap();
    step(&world, &house, "supervisor", id, "refuse", None).await.expect(200);
    let list = world.get(worker, "/merges").await.expect(200);
    assert_eq!(list.body["items"].as_array().unwrap().len(), 2);
    assert_eq!(list.body["items"][0]["id"], id, "the latest first");
    let nobodys = world.get(house.token("other_worker"), "/merges").await.expect(200);
    assert_eq!(nobodys.body["items"], json!([]));
    world.get(worker, &format!("/people/{merged}")).await.expect(200);
    // With a key it is carried out once.
    let asked = ask(&world, &house, "worker", merged, kept).await.expect(201);
    let path = format!("/merges/{}/confirm", asked.body["id"].as_str().unwrap());
    let headers = [("if-match", "\"v1\""), ("idempotency-key", "confirm-once-0001")];
    for _ in 0..2 {
        let answer = world
            .call(Method::POST, Some(house.token("supervisor")), &path, None, &headers)
            .await;
        assert_eq!(answer.expect(200).body["state"], "confirmed");
    }
}

#[actix_web::test]
async fn undone_within_thirty_days_and_what_came_since_goes_with_what_it_hangs_on() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [(kept, own), (merged, enrolment)] = two(&world, &house).await;
    let worker = house.token("worker");
    let id = merge(&world, &house, merged, kept).await;
    // Written since: a session of what moved, one of what did not, and a phone of the one that stayed.
    world
        .log(&house, "worker", enrolment, &session("2026-03-03T15:00:00Z"))
        .await;
    world.log(&house, "worker", own, &session("2026-03-04T15:00:00Z")).await;
    world
        .post(worker, &format!("/people/{kept}/contacts"), phone("+57 300 123 4567"))
        .await
        .expect(201);
    world.set_now("2026-07-10T09:29:59Z");
    let worker = house.renew(&world, "worker");
    step(
        &world,
        &house,
        "worker",
        &id,
        "undo",
        Some(json!({"reason": "two_people"})),
    )
    .await
    .expect_problem(403, "not_allowed");
    let undone = undo(&world, &house, &id).await.expect(200);
    assert_eq!(undone.body["state"], "undone");
    for (person, numbers) in [(kept, 1), (merged, 0)] {
        world.get(&worker, &format!("/people/{person}")).await.expect(200);
        let contacts = world
            .get(&worker, &format!("/people/{person}/contacts"))
            .await
            .expect(200);
        assert_eq!(contacts.body["items"].as_array().unwrap().len(), numbers);
    }
    let sql = world.sql().await;
    for (enrolment, person) in [(enrolment, merged), (own, kept)] {
        let whose = "select person_id from session_note where enrolment_id = $1";
        let row = sql.query_one(whose, &[&enrolment]).await.unwrap();
        assert_eq!(row.get::<_, Uuid>(0), person);
        assert_eq!(
            notes(&world, &house, enrolment).await,
            ["Canary note: we talked about school."]
        );
    }
    undo(&world, &house, &id).await.expect_problem(409, "not_merged");
    let id = merge(&world, &house, merged, kept).await;
    world.set_now("2026-08-09T09:29:59Z");
    undo(&world, &house, &id).await.expect_problem(409, "undo_over");
}

/// Ids are made by whoever writes the row, and nothing forbids that one equals the person's.
#[actix_web::test]
async fn a_contact_whose_id_is_hers_opens_after_a_merge_and_after_its_undoing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [(kept, _), (merged, _)] = two(&world, &house).await;
    let worker = house.token("worker");
    let mut hers = phone("+57 300 123 4567");
    hers["id"] = json!(merged);
    let path = format!("/people/{merged}/contacts");
    world.post(worker, &path, hers).await.expect(201);
    let id = merge(&world, &house, merged, kept).await;
    let number = async |person: Uuid| {
        let contacts = world.get(worker, &format!("/people/{person}/contacts")).await;
        contacts.expect(200).body["items"][0]["value"].clone()
    };
    let moved = number(kept).await;
    assert!(moved.is_string(), "{moved}");
    undo(&world, &house, &id).await.expect(200);
    assert_eq!(number(merged).await, moved);
}

#[actix_web::test]
async fn a_chain_leads_to_its_end_and_is_undone_from_there() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [first, second, third] = [
        world.take_in(&house, "worker", &adult(&house)).await,
        world.take_in(&house, "worker", &adult(&house)).await,
        world.take_in(&house, "worker", &adult(&house)).await,
    ];
    let worker = house.token("worker");
    let inner = merge(&world, &house, first, second).await;
    let outer = merge(&world, &house, second, third).await;
    let answer = world.get(worker, &format!("/people/{first}")).await;
    assert_eq!(answer.expect_problem(404, "merged").body["merged_into"], json!(third));
    undo(&world, &house, &inner).await.expect_problem(404, "not_found");
    undo(&world, &house, &outer).await.expect(200);
    let answer = world.get(worker, &format!("/people/{first}")).await;
    assert_eq!(answer.expect_problem(404, "merged").body["merged_into"], json!(second));
    undo(&world, &house, &inner).await.expect(200);
    world.get(worker, &format!("/people/{first}")).await.expect(200);
}

#[actix_web::test]
async fn erasing_the_one_that_stays_erases_what_was_merged_into_it() {
    let world = World::new().await;
    let house = world.house("First").await;
    let [(kept, _), (merged, enrolment)] = two(&world, &house).await;
    world
        .log(&house, "worker", enrolment, &session("2026-02-03T15:00:00Z"))
        .await;
    let id = merge(&world, &house, merged, kept).await;
    erasure::erase(&world, &house, kept).await;
    let sql = world.sql().await;
    let left = "select count(*) from person p join person_key k on k.org_id = p.org_id and k.person_id = p.id
                join person_identity i on i.org_id = p.org_id and i.person_id = p.id
                where p.id = any ($1) and p.erased_at is not null and k.wrapped is null
                  and num_nonnulls(i.legal_name_enc, i.known_as_enc, i.birth_date_enc) = 0";
    let row = sql.query_one(left, &[&vec![kept, merged]]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 2, "both are gone");
    let bodies = "select count(*) from session_note where body_enc <> ''";
    assert_eq!(sql.query_one(bodies, &[]).await.unwrap().get::<_, i64>(0), 0);
    let shared = world.state.shared();
    let ledger = shared.ledger.read(&shared.keys.erasure).unwrap();
    let erased: Vec<Uuid> = ledger.entries.iter().map(|entry| entry.person).collect();
    assert_eq!(erased, [kept, merged], "a line for each, hers first");
    undo(&world, &house, &id).await.expect_problem(409, "erased");
}
