//! Signing in and out.

use crate::support::{PASSWORD, World, new_id};
use serde_json::json;

#[actix_web::test]
async fn the_right_password_opens_a_sign_in_and_signing_out_ends_it_at_once() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.person(house.org, "ana@example.org", "").await;
    let body = json!({"email": " Ana@Example.org", "password": PASSWORD});
    let answer = world.post("", "/sign-ins", body).await.expect(201);
    let token = answer.body["access_token"].as_str().unwrap().to_owned();
    let me = world.get(&token, "/me").await.expect(200);
    assert_eq!(me.body["display_name"], "Ana");
    assert_eq!(me.body["organisation"], "First");
    world
        .call(
            actix_web::http::Method::DELETE,
            Some(&token),
            "/sign-ins/current",
            None,
            &[],
        )
        .await
        .expect(204);
    world.get(&token, "/me").await.expect_problem(401, "sign_in_needed");
    let sql = world.sql().await;
    let acts: Vec<String> = sql
        .query("select action from audit_event order by at, id", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(acts, ["sign_in", "sign_out"]);
}

#[actix_web::test]
async fn unknown_wrong_and_closed_look_the_same() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.person(house.org, "ana@example.org", "").await;
    world.person(house.org, "bea@example.org", "").await;
    let sql = world.sql().await;
    sql.execute(
        "update auth.account set disabled_at = recorded_at where email = 'bea@example.org'",
        &[],
    )
    .await
    .unwrap();
    let mut bodies = Vec::new();
    for (email, password) in [
        ("nobody@example.org", PASSWORD),
        ("ana@example.org", "kettle moss argue ton"),
        ("bea@example.org", PASSWORD),
    ] {
        let answer = world
            .post("", "/sign-ins", json!({"email": email, "password": password}))
            .await;
        let mut body = answer.expect_problem(401, "no_match").body;
        body["request_id"] = json!("");
        bodies.push(body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

#[actix_web::test]
async fn a_token_is_asked_of_the_database_on_every_request() {
    let world = World::new().await;
    let house = world.house("First").await;
    let worker = house.who("worker");
    world.get(&worker.token, "/me").await.expect(200);
    let sql = world.sql().await;
    sql.execute(
        "update auth.sign_in set revoked_at = now() where id = $1",
        &[&worker.sign_in],
    )
    .await
    .unwrap();
    world
        .get(&worker.token, "/me")
        .await
        .expect_problem(401, "sign_in_needed");
    let other = house.who("other_worker");
    sql.execute("update staff_member set ended_at = now() where id = $1", &[&other.id])
        .await
        .unwrap();
    world
        .get(&other.token, "/me")
        .await
        .expect_problem(401, "sign_in_needed");
    world
        .call(actix_web::http::Method::GET, None, "/me", None, &[])
        .await
        .expect_problem(401, "sign_in_needed");
    // An hour later the token is over, though the sign-in is not.
    let supervisor = house.token("supervisor").to_owned();
    world.clock.set(world.now() + chrono::Duration::hours(1));
    world
        .get(&supervisor, "/me")
        .await
        .expect_problem(401, "sign_in_needed");
    world.get(&house.renew(&world, "supervisor"), "/me").await.expect(200);
}

#[actix_web::test]
async fn somebody_who_works_in_two_organisations_is_asked_which() {
    let world = World::new().await;
    let (first, second) = (world.house("First").await, world.house("Second").await);
    world.person(first.org, "ana@example.org", "").await;
    let sql = world.sql().await;
    sql.execute(
        "insert into staff_member (org_id, id, account_id, display_name, recorded_at)
         select $1, $2, id, 'Ana', recorded_at from auth.account where email = 'ana@example.org'",
        &[&second.org, &new_id()],
    )
    .await
    .unwrap();
    let mut body = json!({"email": "ana@example.org", "password": PASSWORD});
    let answer = world
        .post("", "/sign-ins", body.clone())
        .await
        .expect_problem(409, "choose_organisation");
    assert_eq!(answer.body["errors"].as_array().unwrap().len(), 2);
    body["organisation_id"] = json!(second.org);
    let answer = world.post("", "/sign-ins", body).await.expect(201);
    assert_eq!(answer.body["organisation"], "Second");
}
