//! One person, one programme, one referral (domain.md §2.3), and what it tells whom.

use serde_json::json;

use super::{at, read, receive, referred, step};
use crate::support::line::{adult, id_of, referral};
use crate::support::{World, new_id};

#[actix_web::test]
async fn a_referral_is_received_once_with_its_clock_in_the_days_of_its_site() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let body = referral(&house);
    let answer = receive(&world, &house, "worker", person, &body).await.expect(201);
    assert_eq!(answer.body["id"], body["id"]);
    assert_eq!(answer.body["state"], "received");
    assert_eq!(answer.body["mandated"], false);
    // It came at half past six in the evening of 9 June in Bogotá, where it was 10 June in UTC an hour later.
    assert_eq!(answer.body["due_on"], "2026-06-11");
    assert_eq!(answer.body["overdue"], false);
    assert_eq!(answer.body["sources"][0]["source"], "school");
    assert_eq!(answer.body["sources"][0]["named"], true);
    assert_eq!(answer.body["events"][0]["step"], "received");
    assert!(
        !String::from_utf8_lossy(&answer.bytes).contains("Canary"),
        "the referral shows no name"
    );
    receive(&world, &house, "worker", person, &body).await.expect(200);
    let mut other = body.clone();
    other["urgency"] = json!("immediate");
    receive(&world, &house, "worker", person, &other)
        .await
        .expect_problem(409, "id_taken");
    let again = read(&world, &house, "worker", id_of(&body)).await.expect(200);
    assert_eq!(again.body, answer.body, "nothing was added");
}

#[actix_web::test]
async fn the_clock_runs_the_same_day_two_days_or_seven() {
    let world = World::new().await;
    let house = world.house("First").await;
    for (urgency, due_on) in [
        ("immediate", "2026-06-09"),
        ("urgent", "2026-06-11"),
        ("routine", "2026-06-16"),
    ] {
        let person = world.take_in(&house, "worker", &adult(&house)).await;
        let mut body = referral(&house);
        body["urgency"] = json!(urgency);
        let answer = receive(&world, &house, "worker", person, &body).await.expect(201);
        assert_eq!(answer.body["due_on"], due_on, "{urgency}");
    }
    let mut person = adult(&house);
    person["home_site_id"] = json!(house.south);
    let person = world.take_in(&house, "south_supervisor", &person).await;
    let mut body = referral(&house);
    body["site_id"] = json!(house.south);
    let answer = receive(&world, &house, "south_supervisor", person, &body)
        .await
        .expect(201);
    assert_eq!(answer.body["due_on"], "2026-06-12", "in Berlin it was past midnight");
}

#[actix_web::test]
async fn a_second_call_joins_the_first_and_both_are_kept() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, first) = referred(&world, &house).await;
    let mut court = referral(&house);
    court["source"] = json!("court");
    court["mandate"] = json!("court_ordered");
    court["urgency"] = json!("immediate");
    court["reasons"] = json!(["work"]);
    court["agreed"] = json!("unknown");
    court["received_at"] = json!("2026-06-10T09:00:00Z");
    let joined = receive(&world, &house, "supervisor", person, &court).await.expect(201);
    assert_eq!(joined.body["id"], json!(first));
    assert_eq!(joined.body["sources"].as_array().unwrap().len(), 2);
    assert_eq!(joined.body["mandate"], "court_ordered");
    assert_eq!(joined.body["mandated"], true);
    assert_eq!(joined.body["urgency"], "immediate");
    assert_eq!(joined.body["reasons"], json!(["school", "work", "leisure"]));
    assert_eq!(joined.body["agreed"], "yes");
    assert_eq!(joined.body["received_at"], "2026-06-09T23:30:00Z");
    assert_eq!(joined.body["due_on"], "2026-06-10", "the second call's own clock");
    let again = receive(&world, &house, "supervisor", person, &court).await.expect(200);
    assert_eq!(again.body, joined.body);
}

#[actix_web::test]
async fn one_that_had_ended_is_opened_again_within_thirty_days_and_not_after() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, first) = referred(&world, &house).await;
    let mut closed = at("closed", "08:00");
    closed["reason"] = json!("not_interested");
    step(&world, &house, "supervisor", first, closed).await.expect(200);
    world.set_now("2026-07-20T12:00:00Z");
    let token = house.renew(&world, "supervisor");
    let path = format!("/people/{person}/referrals");
    let mut late = referral(&house);
    late["received_at"] = json!("2026-07-09T23:30:00Z");
    let other = world.post(&token, &path, late).await.expect(201);
    assert_ne!(other.body["id"], json!(first), "30 days later it is another one");
    let sql = world.sql().await;
    sql.execute("delete from referral_event where referral_id <> $1", &[&first])
        .await
        .unwrap();
    sql.execute("delete from referral_source where referral_id <> $1", &[&first])
        .await
        .unwrap();
    sql.execute("delete from referral_in where id <> $1", &[&first])
        .await
        .unwrap();
    let mut soon = referral(&house);
    soon["received_at"] = json!("2026-07-09T23:29:59Z");
    let opened = world.post(&token, &path, soon).await.expect(201);
    assert_eq!(opened.body["id"], json!(first));
    assert_eq!(opened.body["state"], "received");
    assert_eq!(opened.body["ended_at"], json!(null));
    assert_eq!(opened.body["due_on"], "2026-07-11");
    assert_eq!(opened.body["events"][2]["step"], "received");
}

#[actix_web::test]
async fn who_joins_a_referral_she_cannot_see_learns_nothing_of_who_else_asked() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let mut court = referral(&house);
    court["source"] = json!("court");
    court["referrer_organisation"] = json!("Second criminal court");
    court.as_object_mut().unwrap().remove("referrer_name");
    receive(&world, &house, "intake_officer", person, &court)
        .await
        .expect(201);
    let first = id_of(&court);
    // Assigned in another programme: neither in her list nor by its id.
    let path = format!("/people/{person}/referrals");
    let list = world.get(house.token("worker"), &path).await.expect(200);
    assert_eq!(list.body["items"], json!([]));
    read(&world, &house, "worker", first)
        .await
        .expect_problem(404, "not_found");
    let joined = receive(&world, &house, "worker", person, &referral(&house))
        .await
        .expect(201);
    assert_eq!(joined.body["sources"].as_array().unwrap().len(), 1, "{}", joined.body);
    assert!(!String::from_utf8_lossy(&joined.bytes).contains("court"));
    // It is hers while she works with the person.
    let team = world
        .get(
            house.token("supervisor"),
            &format!("/enrolments/{enrolment}/assignments"),
        )
        .await
        .expect(200);
    let lead = team.body["items"][0]["id"].as_str().unwrap();
    let end = format!("/assignments/{lead}/end");
    world
        .call(
            actix_web::http::Method::POST,
            Some(house.token("supervisor")),
            &end,
            None,
            &[("if-match", "\"v1\"")],
        )
        .await
        .expect(200);
    read(&world, &house, "worker", first)
        .await
        .expect_problem(404, "not_found");
}

#[actix_web::test]
async fn names_are_sealed_opened_with_a_trace_and_only_taken_from_who_may_open_hers() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, first) = referred(&world, &house).await;
    let path = format!("/referrals/{first}/referrers");
    let opened = world.get(house.token("supervisor"), &path).await.expect(200);
    assert_eq!(opened.body["items"][0]["name"], "Canary Teacher");
    for reader in ["intake_officer", "evaluator", "programme_manager"] {
        read(&world, &house, reader, first).await.expect(200);
        world
            .get(house.token(reader), &path)
            .await
            .expect_problem(403, "not_allowed");
    }
    world
        .get(house.token("other_worker"), &path)
        .await
        .expect_problem(404, "not_found");
    let refused = receive(&world, &house, "intake_officer", person, &referral(&house)).await;
    let refused = refused.expect_problem(422, "validation");
    assert_eq!(refused.body["errors"][0]["pointer"], "/referrer_name");
    let sql = world.sql().await;
    let opened: i64 = sql
        .query_one(
            "select count(*) from audit_event where action = 'open' and object_type = 'referral_in' and object_id = $1",
            &[&first],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(opened, 1, "a refusal opens nothing");
    for table in ["referral_in", "referral_source", "referral_event", "audit_event"] {
        for row in sql.query(&format!("select t::text from {table} t"), &[]).await.unwrap() {
            assert!(!row.get::<_, String>(0).contains("Canary"), "{table}");
        }
    }
}

#[actix_web::test]
async fn wrong_programmes_places_and_moments_are_refused() {
    let world = World::new().await;
    let (house, other) = (world.house("First").await, world.house("Second").await);
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    for (key, value) in [
        ("programme_id", json!(other.sport)),
        ("site_id", json!(other.north)),
        ("site_id", json!(house.south)),
        ("received_at", json!("2026-06-10T09:45:00Z")),
    ] {
        let mut body = referral(&house);
        body[key] = value;
        let answer = receive(&world, &house, "worker", person, &body).await;
        let answer = answer.expect_problem(422, "validation");
        assert_eq!(
            answer.body["errors"][0]["pointer"],
            format!("/{key}"),
            "{}",
            answer.body
        );
    }
    let stranger = receive(&world, &house, "worker", new_id(), &referral(&house)).await;
    stranger.expect_problem(404, "not_found");
    receive(&world, &house, "evaluator", person, &referral(&house))
        .await
        .expect_problem(403, "not_allowed");
    let rows = world.sql().await.query("select from referral_in", &[]).await.unwrap();
    assert!(rows.is_empty(), "nothing half-written");
}

#[actix_web::test]
async fn calls_at_the_same_moment_become_one_referral() {
    let world = World::new().await;
    let house = world.house("First").await;
    let person = world.take_in(&house, "worker", &adult(&house)).await;
    let bodies = [referral(&house), referral(&house), referral(&house)];
    let [a, b, c] = bodies
        .each_ref()
        .map(|body| receive(&world, &house, "worker", person, body));
    let (a, b, c) = futures_util::join!(a, b, c);
    for answer in [a, b, c] {
        answer.expect(201);
    }
    let sql = world.sql().await;
    let row = sql
        .query_one(
            "select (select count(*) from referral_in), (select count(*) from referral_source)",
            &[],
        )
        .await
        .unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (1, 3));
}
