//! What is hard to undo asks for the password once more, and changing the password itself.

use actix_web::http::Method;
use chrono::Duration;
use serde_json::{Value, json};

use super::refresh::{Browser, with_mentor};
use super::second_factor::{sign_in, with_app};
use crate::support::{Answer, PASSWORD, World, new_id};

async fn step_up(world: &World, token: &str, body: Value) -> Answer {
    world.post(token, "/sign-ins/current/step-up", body).await
}

async fn change(world: &World, token: &str, old: &str, new: &str) -> Answer {
    let body = json!({"old_password": old, "new_password": new});
    world
        .call(Method::PUT, Some(token), "/me/password", Some(body), &[])
        .await
}

#[actix_web::test]
async fn five_minutes_after_password_and_code_what_is_hard_to_undo_needs_them_again() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (_, app, codes, mut browser) = with_app(&world, &house, "org_admin").await;
    let newcomer = house.who("no_role").id;
    let give = async |token: &str| {
        let body = json!({"id": new_id(), "role": "mentor", "programme_id": house.mentoring});
        world.post(token, &format!("/staff/{newcomer}/grants"), body).await
    };
    // Just signed in, just enough.
    world.set_now("2026-06-10T09:35:00Z");
    browser.renew(&world).await;
    let given = give(&browser.token).await.expect(201);
    world.set_now("2026-06-10T09:35:01Z");
    let end = async |token: &str| {
        let path = format!("/grants/{}/end", given.body["id"].as_str().unwrap());
        world
            .call(Method::POST, Some(token), &path, None, &[("if-match", &given.etag())])
            .await
    };
    end(&browser.token).await.expect_problem(403, "step_up_needed");
    for path in ["/me/second-factor", "/me/recovery-codes"] {
        world
            .post(&browser.token, path, json!({}))
            .await
            .expect_problem(403, "step_up_needed");
    }
    let path = format!("/staff/{newcomer}/sign-ins");
    world
        .call(Method::DELETE, Some(&browser.token), &path, None, &[])
        .await
        .expect_problem(403, "step_up_needed");
    change(&world, &browser.token, PASSWORD, "lantern gravel otter window")
        .await
        .expect_problem(403, "step_up_needed");
    // Who may not do it at all is not asked for a password in vain.
    let refused = world
        .post(
            house.token("worker"),
            &format!("/staff/{newcomer}/grants"),
            json!({"id": new_id(), "role": "mentor"}),
        )
        .await;
    refused.expect_problem(403, "not_allowed");
    step_up(
        &world,
        &browser.token,
        json!({"password": "kettle moss argue ton", "code": app.code(world.now())}),
    )
    .await
    .expect_problem(401, "no_match");
    step_up(&world, &browser.token, json!({"password": PASSWORD}))
        .await
        .expect_problem(401, "second_factor_needed");
    step_up(&world, &browser.token, json!({"password": PASSWORD, "code": "000000"}))
        .await
        .expect_problem(401, "second_factor_wrong");
    end(&browser.token).await.expect_problem(403, "step_up_needed");
    step_up(
        &world,
        &browser.token,
        json!({"password": PASSWORD, "code": app.code(world.now())}),
    )
    .await
    .expect(204);
    end(&browser.token).await.expect(200);
    // It holds for this sign-in, and not for another.
    let other = sign_in(&world, "ana@example.org", Some(&codes[0])).await.expect(201);
    let other = Browser::of(&other);
    let mut other = other;
    world.clock.set(world.now() + Duration::minutes(6));
    other.renew(&world).await;
    step_up(
        &world,
        &other.token,
        json!({"password": PASSWORD, "code": app.code(world.now())}),
    )
    .await
    .expect(204);
    give(&other.token).await.expect(201);
    browser.renew(&world).await;
    world
        .post(&browser.token, "/me/recovery-codes", json!({}))
        .await
        .expect_problem(403, "step_up_needed");
    let remembered = "select count(*) from audit_event where action = 'step_up'";
    let remembered: i64 = world.sql().await.query_one(remembered, &[]).await.unwrap().get(0);
    assert_eq!(remembered, 2);
}

#[actix_web::test]
async fn a_step_up_is_guessed_at_no_more_often_than_a_sign_in() {
    let (world, _house) = with_mentor().await;
    let browser = Browser::sign_in(&world, "ana@example.org").await;
    for _ in 0..5 {
        step_up(&world, &browser.token, json!({"password": "kettle moss argue ton"}))
            .await
            .expect(401);
    }
    step_up(&world, &browser.token, json!({"password": PASSWORD}))
        .await
        .expect(401);
    sign_in(&world, "ana@example.org", None)
        .await
        .expect_problem(401, "no_match");
    world.clock.set(world.now() + Duration::minutes(1));
    step_up(&world, &browser.token, json!({"password": PASSWORD}))
        .await
        .expect(204);
}

#[actix_web::test]
async fn another_password_ends_every_other_sign_in_and_is_judged_by_what_lies_near() {
    let (world, house) = with_mentor().await;
    let browser = Browser::sign_in(&world, "ana@example.org").await;
    let elsewhere = Browser::sign_in(&world, "ana@example.org").await;
    for (new, why) in [
        ("kettle moss ag", "15 to 128"),
        ("passwordpassword", "stolen"),
        ("Walking along 2026", "names from around"),
        ("Saturday league 1", "names from around"),
        ("ana@example.org 12", "names from around"),
        ("abcabcabcabcabcabc", "easy to guess"),
    ] {
        let refused = change(&world, &browser.token, PASSWORD, new)
            .await
            .expect_problem(422, "validation");
        assert_eq!(refused.body["errors"][0]["pointer"], "/new_password");
        let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(why), "{new}: {detail}");
    }
    let new = "lantern gravel otter window";
    change(&world, &browser.token, "kettle moss argue ton", new)
        .await
        .expect_problem(401, "no_match");
    assert!(elsewhere.is_in(&world).await);
    change(&world, &browser.token, PASSWORD, new).await.expect(204);
    assert!(browser.is_in(&world).await && !elsewhere.is_in(&world).await);
    assert!(world.get(house.token("worker"), "/me").await.status.is_success());
    sign_in(&world, "ana@example.org", None)
        .await
        .expect_problem(401, "no_match");
    let body = json!({"email": "ana@example.org", "password": new});
    world.post("", "/sign-ins", body).await.expect(201);
    let told = "select count(*) from auth.notice where kind = 'password_changed'";
    let told: i64 = world.sql().await.query_one(told, &[]).await.unwrap().get(0);
    assert_eq!(told, 1);
}
