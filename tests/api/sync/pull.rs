//! What a phone gets, and what it never gets.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::phone::Phone;
use crate::plans::{in_force, written};
use crate::support::line::{id_of, session};
use crate::support::{World, new_id};

#[actix_web::test]
async fn a_phone_gets_whom_its_owner_works_with_and_nobody_else() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let (stranger, other) = world.enrolled(&house, "other_worker").await;
    world.reachable(&house, person).await;
    let logged = session("2026-06-01T15:00:00Z");
    let held = world.log(&house, "worker", enrolment, &logged).await;
    let not_hers = world
        .log(&house, "other_worker", other, &session("2026-06-01T15:00:00Z"))
        .await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    assert_eq!(phone.row("person", person)["minor"], false);
    assert_eq!(phone.row("enrolment", enrolment)["person_id"], person.to_string());
    assert_eq!(phone.row("session", held)["minutes"], 60);
    assert_eq!(phone.of_kind("participation").len(), 1);
    assert_eq!(phone.row("alias", person)["known_as"], "Canary");
    assert_eq!(phone.row("needs", person)["medical_needs"], "Canary asthma");
    let contact = phone.of_kind("contact").into_values().next().unwrap().clone();
    assert!(contact["value"].as_str().unwrap().starts_with("+57"));
    assert_eq!(
        (&contact["safe_to_call"], &contact["safe_to_leave_message"]),
        (&json!(true), &json!(false))
    );
    let note = phone.row("note", logged["note"]["id"].as_str().unwrap().parse().unwrap());
    assert_eq!(note["text"], "Canary note: we talked about school.");
    let first = &phone.answers[0];
    assert_eq!(
        (&first["snapshot"], &first["phase"], &first["control"]),
        (&json!(true), &json!("first"), &json!("none"))
    );
    for foreign in [stranger, other, not_hers] {
        assert!(
            !phone.text().contains(&foreign.to_string()),
            "something of somebody else's"
        );
    }
}

#[actix_web::test]
async fn what_she_agreed_to_and_wants_to_reach_is_on_the_phone_of_who_works_with_her() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let worker = house.token("worker");
    let written = written(&world, worker, enrolment).await;
    let action = new_id();
    let body = json!({"id": action, "who": "staff", "staff_id": house.who("worker").id, "due_on": "2026-07-01",
        "what": "Canaryaction: goes with her to the school"});
    let actions = format!("/goals/{}/actions", written.goal);
    world.post(worker, &actions, body).await.expect(201);
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let consent = phone.of_kind("consent").into_values().next().unwrap().clone();
    assert_eq!(
        (&consent["person_id"], &consent["status"]),
        (&json!(person), &json!("given")),
        "{consent:?}"
    );
    assert!(consent.get("witness_staff_id").is_none() && consent.get("legal_basis").is_none());
    assert_eq!(phone.row("case_plan", written.plan)["state"], "draft");
    let words: Value = serde_json::from_str(phone.row("goal", written.goal)["words"].as_str().unwrap()).unwrap();
    assert_eq!(words["own_words"], "Canaryown: I want to finish school");
    assert_eq!(
        phone.row("plan_action", action)["what"],
        "Canaryaction: goes with her to the school"
    );

    // It comes into force, and somebody looks at it: the plan comes anew, with where its goal stands.
    in_force(&world, &house, written.plan, "2026-06-10").await;
    let look = json!({"id": new_id(), "reviewed_on": "2026-06-10", "whole": true,
        "goals": [{"goal_id": written.goal, "status": "in_progress", "gas": 1}]});
    let reviews = format!("/case-plans/{}/reviews", written.plan);
    let etag = world.version("case_plan", written.plan).await;
    world
        .change(Method::POST, &house.renew(&world, "worker"), &reviews, &etag, look)
        .await
        .expect(201);
    phone.sync(&world).await;
    let plan = phone.row("case_plan", written.plan);
    assert_eq!(
        (&plan["state"], &plan["goals"][written.goal.to_string()]),
        (&json!("active"), &json!("in_progress"))
    );

    // A colleague of the same house who does not work with her holds none of it.
    let mut other = Phone::of(&world, &house, "other_worker").await;
    other.sync(&world).await;
    for kind in ["consent", "case_plan", "goal", "plan_action"] {
        assert!(other.of_kind(kind).is_empty(), "{kind}");
    }
}

#[actix_web::test]
async fn a_legal_name_a_birth_date_a_paper_and_who_may_answer_never_reach_a_phone() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    world.reachable(&house, person).await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    assert!(phone.holds("alias", person));
    let paper = format!("P{}", person.simple());
    for never in [
        "Legalname",
        "2005-03",
        "\"birth",
        paper.as_str(),
        "who_may_answer",
        "display_mode",
        "is_minor_until",
    ] {
        assert!(!phone.text().contains(never), "{never} is on the phone");
    }
}

#[actix_web::test]
async fn a_leaver_looks_like_anyone_else() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mut shapes = Vec::new();
    let mut phone = Phone::of(&world, &house, "worker").await;
    for mode in ["normal", "restricted"] {
        let (person, enrolment) = world.enrolled(&house, "worker").await;
        let sql = world.sql().await;
        sql.execute("update person set display_mode = $2 where id = $1", &[&person, &mode])
            .await
            .unwrap();
        phone.sync(&world).await;
        let fields = |row: serde_json::Map<String, Value>| row.keys().cloned().collect::<Vec<_>>();
        shapes.push((
            fields(phone.row("person", person)),
            fields(phone.row("enrolment", enrolment)),
            phone.row("enrolment", enrolment)["strand"].clone(),
        ));
    }
    assert_eq!(shapes[0], shapes[1]);
    assert!(!phone.text().contains("restricted"));
}

#[actix_web::test]
async fn notes_of_others_and_facts_of_long_ago_stay_on_the_server() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = world.enrolled(&house, "worker").await;
    let path = format!("/enrolments/{enrolment}/assignments");
    let backup = json!({"id": new_id(), "staff_id": house.who("other_worker").id, "role": "backup"});
    world.post(house.token("supervisor"), &path, backup).await.expect(201);
    let theirs = session("2026-06-02T15:00:00Z");
    let shared = world.log(&house, "other_worker", enrolment, &theirs).await;
    let recent = world
        .log(&house, "worker", enrolment, &session("2026-05-20T15:00:00Z"))
        .await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    assert!(phone.holds("session", shared) && phone.holds("session", recent));
    let note: uuid::Uuid = theirs["note"]["id"].as_str().unwrap().parse().unwrap();
    assert!(!phone.text().contains(&note.to_string()), "somebody else's note");
    assert_eq!(phone.of_kind("note").len(), 1);
    world.set_now("2026-07-20T09:30:00Z");
    let mut again = Phone::of_again(&world, &house, "worker").await;
    again.token = house.renew(&world, "worker");
    again.sync(&world).await;
    assert!(again.of_kind("note").is_empty(), "a note is held for thirty days");
    assert!(again.holds("session", recent), "a session for half a year");
    world.set_now("2027-01-10T09:30:00Z");
    again.token = house.renew(&world, "worker");
    again.cursor = None;
    again.held.clear();
    again.sync(&world).await;
    assert!(again.of_kind("session").is_empty() && again.of_kind("participation").is_empty());
    assert!(again.holds("enrolment", enrolment));
}

#[actix_web::test]
async fn what_changes_comes_with_the_next_pull_and_what_is_voided_goes() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, enrolment) = world.enrolled(&house, "worker").await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let body = session("2026-06-09T15:00:00Z");
    let held = world.log(&house, "worker", enrolment, &body).await;
    let before = phone.answers.len();
    phone.sync(&world).await;
    assert!(phone.holds("session", held) && phone.of_kind("participation").len() == 1);
    let sent: Vec<&str> = phone.answers[before..]
        .iter()
        .flat_map(|answer| answer["rows"].as_array().unwrap())
        .map(|row| row["e"].as_str().unwrap())
        .collect();
    assert!(
        !sent.contains(&"person") && !sent.contains(&"alias"),
        "only what changed: {sent:?}"
    );
    let version = world.version("session", held).await;
    let void = json!({"reason": "duplicate"});
    world
        .change(
            Method::POST,
            house.token("worker"),
            &format!("/sessions/{held}/void"),
            &version,
            void,
        )
        .await
        .expect(200);
    phone.sync(&world).await;
    assert!(
        !phone.holds("session", held) && phone.of_kind("participation").is_empty() && phone.of_kind("note").is_empty()
    );
    assert!(phone.holds("person", person));
    assert_eq!(id_of(&body), held);
}

#[actix_web::test]
async fn an_idle_pull_brings_nothing_and_is_not_remembered() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.enrolled(&house, "worker").await;
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let sql = world.sql().await;
    let count = "select count(*) from audit_event";
    let before: i64 = sql.query_one(count, &[]).await.unwrap().get(0);
    assert!(!phone.pull(&world).await);
    let last = phone.answers.last().unwrap();
    assert_eq!(
        (&last["rows"], &last["gone"], &last["removed_scopes"]),
        (&json!([]), &json!([]), &json!([]))
    );
    assert_eq!(sql.query_one(count, &[]).await.unwrap().get::<_, i64>(0), before);
    let opened =
        "select count(*) from audit_event where object_type = 'person_identity' and action = 'list' and tier = 'c3'";
    assert!(
        sql.query_one(opened, &[]).await.unwrap().get::<_, i64>(0) > 0,
        "opening an alias is remembered"
    );
}

#[actix_web::test]
async fn only_a_device_pulls_and_a_worker_without_anybody_gets_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (person, _) = world.enrolled(&house, "worker").await;
    let body = json!({"protocol": 1});
    world
        .post(house.token("worker"), "/sync/pull", body.clone())
        .await
        .expect_problem(403, "device_needed");
    world.post("", "/sync/pull", body.clone()).await.expect(401);
    for nobody in ["other_worker", "supervisor"] {
        let mut phone = Phone::of(&world, &house, nobody).await;
        phone.sync(&world).await;
        assert!(phone.held.is_empty(), "{nobody} works with nobody");
        assert!(!phone.text().contains(&person.to_string()));
    }
    for outside in ["it_admin", "funder", "auditor", "no_role"] {
        let phone = Phone::of(&world, &house, outside).await;
        let answer = phone.ask(&world).await;
        let nothing = answer.status == 403 || answer.body["rows"] == json!([]);
        assert!(nothing, "{outside}: {}", answer.body);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(&person.to_string()));
    }
}

#[actix_web::test]
async fn hello_says_the_time_to_anyone_and_the_epoch_to_a_device() {
    let world = World::new().await;
    let house = world.house("First").await;
    let open = world
        .call(Method::GET, None, "/sync/hello", None, &[])
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&open["protocol"], &open["epoch"], &open["control"]),
        (&json!(1), &Value::Null, &Value::Null)
    );
    let mut phone = Phone::of(&world, &house, "worker").await;
    phone.sync(&world).await;
    let told = world.get(&phone.token, "/sync/hello").await.expect(200).body;
    assert_eq!(
        (&told["epoch"], &told["control"]),
        (&phone.answers[0]["epoch"], &json!("none"))
    );
}

#[actix_web::test]
async fn a_device_that_asks_without_a_pause_is_told_to_wait() {
    let world = World::new().await;
    let house = world.house("First").await;
    let phone = Phone::of(&world, &house, "worker").await;
    for _ in 0..60 {
        phone.ask(&world).await.expect(200);
    }
    let refused = phone.ask(&world).await.expect_problem(429, "synced_too_often");
    assert_eq!(refused.headers.get("retry-after").unwrap(), "2");
    let other = Phone::of(&world, &house, "other_worker").await;
    other.ask(&world).await.expect(200);
    world.clock.set(world.now() + chrono::Duration::seconds(2));
    phone.ask(&world).await.expect(200);
}
