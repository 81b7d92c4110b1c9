//! Answers: one value or a reason, kept with their history, read by those they are for.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::{answer, answers, draft, in_force, item, joins, record, to_ask};
use crate::support::line::leaving;
use crate::support::{World, new_id};

fn secret(key: &str) -> Value {
    let mut item = item(key);
    (item["kind"], item["class"], item["domain"]) = (json!("text"), json!("c3"), json!("strengths"));
    item
}

#[actix_web::test]
async fn every_kind_of_answer_comes_back_as_it_was_given() {
    let world = World::new().await;
    let house = world.house("First").await;
    let of_kind = |key: &str, kind: &str| {
        let mut item = item(key);
        item["kind"] = json!(kind);
        item
    };
    let mut choice = of_kind("choice", "choice");
    choice["options"] = json!(["some", "none"]);
    choice["words"]["en"]["options"] = json!({"some": "Some", "none": "None"});
    let items = json!([
        item("yes"),
        choice,
        of_kind("number", "number"),
        of_kind("date", "date"),
        secret("text")
    ]);
    in_force(&world, &house, Some(items)).await;
    let (_, enrolment) = joins(&world, &house, "2026-06-10").await;
    for (key, value) in [
        ("yes", json!(false)),
        ("choice", json!("some")),
        ("number", json!(3)),
        ("date", json!("2026-05-01")),
        ("text", json!("Canary: she draws")),
    ] {
        let body = answer(key, key, value.clone());
        let recorded = record(&world, &house, "worker", enrolment, &body).await.expect(201);
        assert_eq!(recorded.body[key], value);
        assert_eq!(recorded.body["missing"], Value::Null);
        assert_eq!(
            record(&world, &house, "worker", enrolment, &body)
                .await
                .expect(200)
                .body,
            recorded.body
        );
    }
    let sql = world.sql().await;
    let open = "select item_key from intake_answer where value is not null order by item_key";
    let open: Vec<String> = sql
        .query(open, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(open, ["choice", "date", "number", "yes"], "words are sealed");
    assert_eq!(to_ask(&world, &house, enrolment).await["counts"]["answered"], 5);
    // Who reads the enrolment reads what is for her; who opens the file reads all.
    let read = answers(&world, &house, "evaluator", enrolment).await;
    assert_eq!(read.len(), 4);
    assert!(
        read.iter()
            .all(|answer| answer["class"] == "c2" && answer["text"].is_null())
    );
    for who in ["worker", "supervisor", "safeguarding_lead"] {
        assert_eq!(answers(&world, &house, who, enrolment).await.len(), 5, "{who}");
    }
    let path = format!("/enrolments/{enrolment}/intake");
    world
        .get(house.token("evaluator"), &path)
        .await
        .expect_problem(403, "not_allowed");
    world
        .get(house.token("other_worker"), &path)
        .await
        .expect_problem(404, "not_found");
    for who in ["safeguarding_lead", "evaluator"] {
        let refused = record(&world, &house, who, enrolment, &answer("yes", "yes", json!(true))).await;
        refused.expect_problem(403, "not_allowed");
    }
}

#[actix_web::test]
async fn an_answer_that_does_not_fit_is_refused_in_words() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, enrolment) = joins(&world, &house, "2026-06-01").await;
    let refused = async |body: &Value| record(&world, &house, "worker", enrolment, body).await;
    let yes = answer("way_home", "yes", json!(true));
    refused(&yes).await.expect_problem(409, "no_form");
    let mut phone = item("phone");
    (phone["kind"], phone["kept_in"], phone["required"]) = (json!("kept_elsewhere"), json!("contacts"), json!(false));
    in_force(&world, &house, Some(json!([item("way_home"), phone]))).await;
    for (key, field, value, pointer) in [
        ("nothing", "yes", json!(true), "/key"),
        ("phone", "yes", json!(true), "/key"),
        ("way_home", "number", json!(1), "/key"),
        ("way_home", "source_kind", json!("self_report"), "/missing"),
        ("way_home", "asked_on", json!("2026-06-10"), "/missing"),
    ] {
        let refused = refused(&answer(key, field, value))
            .await
            .expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{key} {field}");
    }
    for day in ["2026-06-11", "2026-01-31"] {
        let mut off = yes.clone();
        off["asked_on"] = json!(day);
        let refused = refused(&off).await.expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], "/asked_on", "{day}");
    }
    let mut early = yes.clone();
    early["asked_on"] = json!("2026-02-01");
    refused(&early).await.expect(201);
    let token = house.token("worker");
    world
        .log(
            &house,
            "worker",
            enrolment,
            &crate::support::line::session("2026-06-02T15:00:00Z"),
        )
        .await;
    world
        .step(token, enrolment, "exit", leaving("2026-06-09", "left_by_choice"))
        .await
        .expect(200);
    let late = refused(&answer("way_home", "yes", json!(false))).await;
    assert_eq!(
        late.expect_problem(422, "validation").body["errors"][0]["pointer"],
        "/asked_on"
    );
}

#[actix_web::test]
async fn a_correction_keeps_what_was_there() {
    let world = World::new().await;
    let house = world.house("First").await;
    in_force(&world, &house, Some(json!([item("way_home")]))).await;
    let (_, enrolment) = joins(&world, &house, "2026-06-10").await;
    let first = record(
        &world,
        &house,
        "worker",
        enrolment,
        &answer("way_home", "yes", json!(true)),
    )
    .await
    .expect(201);
    record(
        &world,
        &house,
        "supervisor",
        enrolment,
        &answer("way_home", "yes", json!(false)),
    )
    .await
    .expect(201);
    let path = format!("/intake-answers/{}/void", first.body["id"].as_str().unwrap());
    let reason = json!({"reason": "entered_in_error"});
    let worker = house.token("worker");
    let voided = world
        .change(Method::POST, worker, &path, &first.etag(), reason.clone())
        .await
        .expect(200);
    assert_eq!(voided.body["void_reason"], "entered_in_error");
    assert_eq!(voided.body["yes"], true, "what was said stays");
    world
        .change(Method::POST, worker, &path, &voided.etag(), reason)
        .await
        .expect_problem(409, "voided");
    let read = answers(&world, &house, "worker", enrolment).await;
    let read: Vec<_> = read
        .iter()
        .map(|answer| (&answer["yes"], &answer["void_reason"]))
        .collect();
    assert_eq!(
        read,
        [
            (&json!(true), &json!("entered_in_error")),
            (&json!(false), &Value::Null)
        ]
    );
}

#[actix_web::test]
async fn erasing_her_destroys_what_is_sealed_and_nothing_is_written_after() {
    let world = World::new().await;
    let house = world.house("First").await;
    in_force(&world, &house, Some(json!([item("way_home"), secret("likes")]))).await;
    let (person, enrolment) = joins(&world, &house, "2026-06-10").await;
    for body in [
        answer("way_home", "yes", json!(true)),
        answer("likes", "text", json!("Canary: she draws")),
    ] {
        record(&world, &house, "worker", enrolment, &body).await.expect(201);
    }
    crate::erasure::erase(&world, &house, person).await;
    let left =
        "select count(*) filter (where length(value_enc) > 0), count(created_mac), count(value) from intake_answer";
    let row = world.sql().await.query_one(left, &[]).await.unwrap();
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, i64>(1), row.get::<_, i64>(2)),
        (0, 0, 1)
    );
    let read = answers(&world, &house, "supervisor", enrolment).await;
    let likes = read.iter().find(|answer| answer["key"] == "likes").unwrap();
    assert_eq!((&likes["text"], &likes["missing"]), (&Value::Null, &Value::Null));
    record(
        &world,
        &house,
        "supervisor",
        enrolment,
        &answer("way_home", "yes", json!(false)),
    )
    .await
    .expect_problem(409, "erased");
}

#[actix_web::test]
async fn a_form_and_an_answer_of_another_house_are_not_there() {
    let world = World::new().await;
    let house = world.house("First").await;
    let other = world.house("Second").await;
    let form = in_force(&world, &house, Some(json!([item("way_home")]))).await;
    world
        .get(other.token("programme_manager"), &format!("/intake-forms/{form}"))
        .await
        .expect_problem(404, "not_found");
    let (_, enrolment) = joins(&world, &house, "2026-06-10").await;
    let theirs = record(
        &world,
        &other,
        "worker",
        enrolment,
        &answer("way_home", "yes", json!(true)),
    )
    .await;
    theirs.expect_problem(404, "not_found");
    // An id that is taken elsewhere is free here.
    let mut body = json!({"id": form, "items": [item("way_home")]});
    let path = format!("/programmes/{}/intake-forms", other.mentoring);
    world
        .post(other.token("programme_manager"), &path, body.clone())
        .await
        .expect(201);
    body["id"] = json!(new_id());
    draft(&world, &house, None).await.expect(201);
}
