//! Closing takes two, in the model, in the wall and in the table.

use actix_web::http::Method;
use serde_json::{Value, json};
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use super::{act, report, send, step, to_review};
use crate::support::{House, World, new_id};

fn yes() -> Value {
    json!({"close": true})
}

async fn under_review(world: &World, house: &House, by: &str) -> Uuid {
    let incident = send(world, house, by, &report(house)).await;
    to_review(world, house, incident).await;
    incident
}

#[actix_web::test]
async fn one_asks_and_another_who_did_not_report_it_closes() {
    let world = World::new().await;
    let house = world.house("First").await;
    let incident = under_review(&world, &house, "worker").await;
    act(&world, &house, "safeguarding_lead", incident, "closing", yes())
        .await
        .expect_problem(409, "closing_not_asked");
    let asked = act(&world, &house, "supervisor", incident, "steps", step("close_asked"))
        .await
        .expect(200);
    assert_eq!(asked.body["state"], "under_review", "asking moves nothing");
    act(&world, &house, "supervisor", incident, "closing", yes())
        .await
        .expect_problem(403, "not_allowed");
    assert_eq!(world.tried_alone(incident).await, ["incident close supervisor"]);
    act(&world, &house, "worker", incident, "closing", yes())
        .await
        .expect_problem(403, "not_allowed");
    let refused = act(
        &world,
        &house,
        "safeguarding_lead",
        incident,
        "closing",
        json!({"close": false}),
    )
    .await
    .expect(200);
    assert_eq!(refused.body["handling"]["close_asked_by"], json!(null));
    act(&world, &house, "supervisor", incident, "steps", step("close_asked"))
        .await
        .expect(200);
    let closed = act(&world, &house, "safeguarding_lead", incident, "closing", yes())
        .await
        .expect(200);
    assert_eq!(closed.body["state"], "closed");
    assert_eq!(
        closed.body["handling"]["closed_by"],
        json!(house.who("safeguarding_lead").id)
    );
    act(
        &world,
        &house,
        "supervisor",
        incident,
        "correct",
        json!({"kind": "arrest"}),
    )
    .await
    .expect_problem(409, "step_not_from_here");
    act(
        &world,
        &house,
        "safeguarding_lead",
        incident,
        "void",
        json!({"reason": "duplicate"}),
    )
    .await
    .expect_problem(409, "step_not_from_here");
    let learned = act(&world, &house, "supervisor", incident, "steps", step("lessons_drawn"))
        .await
        .expect(200);
    assert_eq!(learned.body["state"], "lessons");
}

#[actix_web::test]
async fn the_reporter_may_ask_and_never_decides() {
    let world = World::new().await;
    let house = world.house("First").await;
    let incident = under_review(&world, &house, "supervisor").await;
    act(
        &world,
        &house,
        "safeguarding_lead",
        incident,
        "steps",
        step("close_asked"),
    )
    .await
    .expect(200);
    act(&world, &house, "supervisor", incident, "closing", yes())
        .await
        .expect_problem(403, "not_allowed");
    act(&world, &house, "supervisor", incident, "steps", step("close_asked"))
        .await
        .expect(200);
    act(&world, &house, "safeguarding_lead", incident, "closing", yes())
        .await
        .expect(200);
}

#[actix_web::test]
async fn what_is_left_to_do_keeps_it_open_and_withdraws_the_asking() {
    let world = World::new().await;
    let house = world.house("First").await;
    let incident = under_review(&world, &house, "worker").await;
    act(&world, &house, "supervisor", incident, "steps", step("close_asked"))
        .await
        .expect(200);
    let action = json!({"id": new_id(), "what": "Walk her home", "owner_id": house.who("outreach").id,
        "due_on": "2026-06-20"});
    let path = format!("/incidents/{incident}/actions");
    let token = house.token("safeguarding_lead");
    world.post(token, &path, action.clone()).await.expect(201);
    world.post(token, &path, action.clone()).await.expect(200);
    act(&world, &house, "safeguarding_lead", incident, "closing", yes())
        .await
        .expect_problem(409, "closing_not_asked");
    act(&world, &house, "supervisor", incident, "steps", step("close_asked"))
        .await
        .expect_problem(409, "actions_left");
    // Whose it is comes to know of the incident, and reads that alone.
    let hers = super::read(&world, &house, "outreach", incident).await.expect(200);
    assert_eq!(hers.body["actions"][0]["what"], "Walk her home");
    assert_eq!(
        (&hers.body["accounts"], &hers.body["handling"]),
        (&json!([]), &json!(null))
    );
    let done = format!("/incident-actions/{}/done", action["id"].as_str().unwrap());
    let version = [("if-match", "\"v1\"")];
    let stranger = Some(house.token("other_worker"));
    world
        .call(Method::POST, stranger, &done, None, &version)
        .await
        .expect_problem(404, "not_found");
    let hers = Some(house.token("outreach"));
    world.call(Method::POST, hers, &done, None, &version).await.expect(204);
    world
        .call(Method::POST, hers, &done, None, &version)
        .await
        .expect_problem(409, "done_already");
    act(&world, &house, "supervisor", incident, "steps", step("close_asked"))
        .await
        .expect(200);
    act(&world, &house, "safeguarding_lead", incident, "closing", yes())
        .await
        .expect(200);
}

/// Past the model and past the policies: the table itself, and the function that alone closes.
#[actix_web::test]
async fn the_database_lets_nobody_close_it_alone() {
    let world = World::new().await;
    let house = world.house("First").await;
    let incident = under_review(&world, &house, "worker").await;
    act(&world, &house, "supervisor", incident, "steps", step("close_asked"))
        .await
        .expect(200);
    let sql = world.sql().await;
    for who in ["supervisor", "worker"] {
        let refused = sql
            .execute(
                "update incident set state = 'closed', closed_by = $2, closed_at = now() where id = $1",
                &[&incident, &house.who(who).id],
            )
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::CHECK_VIOLATION), "{who}");
    }
    let app = crate::support::connect(&world.db.url("causeway_app")).await;
    for (who, closes) in [
        ("supervisor", false),
        ("worker", false),
        ("south_supervisor", false),
        ("safeguarding_lead", true),
    ] {
        let staff = house.who(who);
        app.batch_execute(&format!(
            "begin; select from access.enter('{}', '{}', '{}')",
            staff.sign_in,
            house.org,
            world.now()
        ))
        .await
        .unwrap();
        let by_hand = "update incident set closed_by = access.staff()";
        app.batch_execute("savepoint s").await.unwrap();
        let refused = app.batch_execute(by_hand).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{who}");
        app.batch_execute("rollback to s").await.unwrap();
        let version: i32 = sql
            .query_one("select row_version from incident where id = $1", &[&incident])
            .await
            .unwrap()
            .get(0);
        let closed = app
            .query_one("select access.close_incident($1, $2)", &[&incident, &version])
            .await;
        assert_eq!(closed.is_ok_and(|row| row.get(0)), closes, "{who}");
        app.batch_execute("rollback").await.unwrap();
    }
}
