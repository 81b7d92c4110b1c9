//! Limits of roles and sites, and the exception that takes two.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::shown_id;
use crate::support::line::{adult, enrolment, own_consent};
use crate::support::{Answer, House, World, new_id};

fn exception(house: &House, who: &str, cap: i32, until: &str) -> Value {
    json!({"id": new_id(), "staff_id": house.who(who).id, "site_id": house.north, "cap": cap, "reason": "many_joined",
        "until_on": until})
}

/// Somebody joins, led by who takes her in.
async fn joins(world: &World, house: &House, token: &str) -> Answer {
    let person = world.post(token, "/people", adult(house)).await.expect(201);
    let path = format!("/people/{}", person.body["id"].as_str().unwrap());
    world
        .post(token, &format!("{path}/consents"), own_consent())
        .await
        .expect(201);
    world.post(token, &format!("{path}/enrolments"), enrolment(house)).await
}

async fn room(world: &World, token: &str) -> (Value, Value) {
    let own = world.get(token, "/caseload").await.expect(200).body;
    (own["limit"].clone(), own["ordinary_limit"].clone())
}

#[actix_web::test]
async fn the_strictest_limit_that_is_about_her_holds() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.token("worker");
    assert_eq!(
        room(&world, worker).await,
        (json!(25.0), json!(25.0)),
        "the house's own"
    );
    for (limit, holds) in [
        (json!({"role": "mentor", "cap": 20}), 20.0),
        (json!({"role": "mentor", "site_id": house.south, "cap": 5}), 20.0),
        (json!({"site_id": house.north, "cap": 15}), 15.0),
        (json!({"role": "case_worker", "cap": 3}), 15.0),
    ] {
        let mut body = limit.clone();
        body["id"] = json!(new_id());
        world
            .post(house.token("programme_manager"), "/caseload-limits", body.clone())
            .await
            .expect(201);
        world
            .post(house.token("programme_manager"), "/caseload-limits", body.clone())
            .await
            .expect(200);
        body["id"] = json!(new_id());
        let twice = world.post(house.token("director"), "/caseload-limits", body).await;
        twice.expect_problem(409, "limited_already");
        assert_eq!(room(&world, worker).await.0, json!(holds), "{limit}");
    }
    let listed = world.get(worker, "/caseload-limits").await.expect(200);
    let north = listed.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["role"].is_null())
        .unwrap()
        .clone();
    let path = format!("/caseload-limits/{}/end", north["id"].as_str().unwrap());
    let headers = [("if-match", north["etag"].as_str().unwrap())];
    world
        .call(Method::POST, Some(house.token("supervisor")), &path, None, &headers)
        .await
        .expect(403);
    world
        .call(Method::POST, Some(house.token("org_admin")), &path, None, &headers)
        .await
        .expect(204);
    world
        .call(Method::POST, Some(house.token("org_admin")), &path, None, &headers)
        .await
        .expect_problem(409, "over");
    assert_eq!(room(&world, worker).await.0, json!(20.0));
    let nothing = json!({"id": new_id(), "cap": 3});
    world
        .post(house.token("director"), "/caseload-limits", nothing)
        .await
        .expect(422);
    let own_site = json!({"id": new_id(), "site_id": house.north, "cap": 99});
    world
        .post(house.token("supervisor"), "/caseload-limits", own_site)
        .await
        .expect_problem(403, "not_allowed");
}

#[actix_web::test]
async fn an_exception_takes_two_and_ends_with_its_day() {
    let world = World::new().await;
    let house = world.house("First").await;
    let sql = world.sql().await;
    sql.execute(
        "update staff_member set caseload_cap = 1 where id = $1",
        &[&house.who("worker").id],
    )
    .await
    .unwrap();
    let token = house.renew(&world, "worker");
    let supervisor = house.renew(&world, "supervisor");
    joins(&world, &house, &token).await.expect(201);
    joins(&world, &house, &token).await.expect_problem(422, "caseload_full");
    let asked = world
        .post(
            &token,
            "/caseload-exceptions",
            exception(&house, "worker", 3, "2026-06-20"),
        )
        .await
        .expect(201);
    let more = exception(&house, "worker", 4, "2026-06-20");
    world
        .post(&supervisor, "/caseload-exceptions", more)
        .await
        .expect_problem(409, "asked_already");
    assert_eq!(room(&world, &token).await.0, json!(1.0), "asking opens nothing");
    let path = format!("/caseload-exceptions/{}/decide", shown_id(&asked));
    let decide = async |token: &str| {
        let body = json!({"approve": true});
        world.change(Method::POST, token, &path, "\"v1\"", body).await
    };
    decide(&token).await.expect_problem(403, "not_allowed");
    let decided = decide(&supervisor).await.expect(200);
    assert_eq!(decided.body["decided_by"], house.who("supervisor").id.to_string());
    assert_eq!(room(&world, &token).await, (json!(3.0), json!(1.0)));
    joins(&world, &house, &token).await.expect(201);
    // Who agreed is written where it was used.
    let by = "select over_cap_by from assignment where staff_id = $1 order by started_at, over_cap_by nulls first";
    let by = sql.query(by, &[&house.who("worker").id]).await.unwrap();
    let by: Vec<Option<uuid::Uuid>> = by.iter().map(|row| row.get(0)).collect();
    assert_eq!(by, [None, Some(house.who("supervisor").id)]);
    // 20 June ends in Bogotá at 05:00 UTC of the 21st.
    for (now, holds) in [("2026-06-21T04:59:59Z", 3.0), ("2026-06-21T05:00:00Z", 1.0)] {
        world.set_now(now);
        let token = house.renew(&world, "worker");
        assert_eq!(room(&world, &token).await.0, json!(holds), "{now}");
    }
}

#[actix_web::test]
async fn a_supervisor_who_asks_does_not_decide_nor_does_one_about_herself() {
    let world = World::new().await;
    let house = world.house("First").await;
    let supervisor = house.token("supervisor");
    let until = (world.now() + chrono::Duration::days(10)).date_naive().to_string();
    let second = house
        .add_staff(
            &world,
            "second_supervisor",
            &[("supervisor", Some(house.north), None)],
            None,
        )
        .await;
    for who in ["other_worker", "supervisor"] {
        let asked = world
            .post(supervisor, "/caseload-exceptions", exception(&house, who, 30, &until))
            .await
            .expect(201);
        let path = format!("/caseload-exceptions/{}/decide", shown_id(&asked));
        let body = json!({"approve": false});
        let own = world
            .change(Method::POST, supervisor, &path, "\"v1\"", body.clone())
            .await;
        own.expect_problem(422, "takes_two");
        let tried = world.tried_alone(shown_id(&asked)).await;
        assert_eq!(tried, ["caseload_exception decide supervisor"], "{who}");
        world
            .change(Method::POST, &second.token, &path, "\"v1\"", body)
            .await
            .expect(200);
    }
    for (who, until, status) in [
        ("worker", "2020-01-01", 422),
        ("worker", "2030-01-01", 422),
        ("auditor", until.as_str(), 422),
    ] {
        let body = exception(&house, who, 30, until);
        world
            .post(supervisor, "/caseload-exceptions", body)
            .await
            .expect(status);
    }
    let others = exception(&house, "worker", 30, &until);
    let refused = world
        .post(house.token("other_worker"), "/caseload-exceptions", others)
        .await;
    refused.expect_problem(403, "not_allowed");
}
