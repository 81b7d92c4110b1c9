//! A new password and a new address, by links that are mailed.

use chrono::Duration;
use serde_json::json;

use crate::support::smtp::Mailbox;
use crate::support::{Answer, PASSWORD, World};

const NEW: &str = "walnut ferry ink plateau";

async fn ask(world: &World, email: &str) -> Answer {
    world.post("", "/password-resets", json!({"email": email})).await
}

async fn complete(world: &World, token: &str, password: &str) -> Answer {
    let body = json!({"token": token, "password": password});
    world.post("", "/password-resets/complete", body).await
}

async fn sign_in(world: &World, email: &str, password: &str) -> Answer {
    world
        .post("", "/sign-ins", json!({"email": email, "password": password}))
        .await
}

async fn token(world: &World, email: &str, password: &str) -> String {
    let answer = sign_in(world, email, password).await.expect(201);
    answer.body["access_token"].as_str().unwrap().to_owned()
}

async fn acts(world: &World) -> Vec<String> {
    let sql = world.sql().await;
    let rows = sql
        .query(
            "select action from audit_event where object_type = 'account' and action <> 'sign_in_failed' order by at, id",
            &[],
        )
        .await;
    rows.unwrap().iter().map(|row| row.get(0)).collect()
}

#[actix_web::test]
async fn a_link_sets_a_new_password_once_and_ends_every_sign_in() {
    let world = World::new().await;
    let (first, second) = (world.house("First").await, world.house("Second").await);
    let mail = Mailbox::open(&world).await;
    let person = world.person(first.org, "ana@example.org", "mentor").await;
    drop(second);
    let open = token(&world, &person.email, PASSWORD).await;
    ask(&world, " Ana@Example.org ").await.expect(202);
    let link = mail.one_for(&person.email).await.token("reset");
    complete(&world, &link, "short").await.expect_problem(422, "validation");
    let answer = complete(&world, &link, NEW).await.expect(204);
    assert!(
        answer.bytes.is_empty() && !answer.headers.contains_key("set-cookie"),
        "it signs nobody in"
    );
    world.get(&open, "/me").await.expect_problem(401, "sign_in_needed");
    sign_in(&world, &person.email, PASSWORD)
        .await
        .expect_problem(401, "no_match");
    sign_in(&world, &person.email, NEW).await.expect(201);
    complete(&world, &link, PASSWORD).await.expect_problem(404, "link_over");
    let notice = mail.one_for(&person.email).await;
    assert!(!notice.readable().contains("https"), "a notice has no link");
    assert_eq!(acts(&world).await, ["reset_password"]);
}

#[actix_web::test]
async fn a_wrong_ended_or_older_link_is_answered_the_same() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    let person = world.person(house.org, "ana@example.org", "mentor").await;
    let mut links = vec![String::new(), "x".repeat(43)];
    for _ in 0..2 {
        ask(&world, &person.email).await.expect(202);
        links.push(mail.one_for(&person.email).await.token("reset"));
    }
    // The newer one is used: the older ends with the old password.
    let newer = links.pop().unwrap();
    complete(&world, &newer, NEW).await.expect(204);
    mail.collect().await;
    ask(&world, &person.email).await.expect(202);
    links.push(mail.one_for(&person.email).await.token("reset"));
    world.clock.set(world.now() + Duration::minutes(15));
    for link in links {
        complete(&world, &link, PASSWORD).await.expect_problem(404, "link_over");
    }
}

/// Bodies, headers, and everything the database is made to do are the same; times are measured by `make soak`.
#[actix_web::test]
async fn asking_for_an_unknown_address_does_the_same_and_sends_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    world.person(house.org, "ana@example.org", "mentor").await;
    world.person(house.org, "closed@example.org", "mentor").await;
    let sql = world.sql().await;
    sql.batch_execute("update auth.account set disabled_at = recorded_at where email = 'closed@example.org'")
        .await
        .unwrap();
    let mut answers = Vec::new();
    for email in ["ana@example.org", "nobody@example.org", "closed@example.org"] {
        let answer = ask(&world, email).await.expect(202);
        let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        headers.sort();
        answers.push((answer.bytes, headers));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    let written =
        "select count(*), count(wrapped_key), min(length(content_enc)), max(length(content_enc)) from auth.mail";
    let row = sql.query_one(written, &[]).await.unwrap();
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, i64>(1)),
        (3, 3),
        "as many rows, as many seals"
    );
    assert_eq!(row.get::<_, i32>(2), row.get::<_, i32>(3), "of one length");
    let resets = sql
        .query_one("select count(*), count(account_id) from auth.password_reset", &[])
        .await
        .unwrap();
    assert_eq!((resets.get::<_, i64>(0), resets.get::<_, i64>(1)), (3, 1));
    let arrived = mail.collect().await;
    assert_eq!(
        arrived.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(),
        ["ana@example.org"]
    );
}

#[actix_web::test]
async fn nobody_fills_a_mailbox() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    let person = world.person(house.org, "ana@example.org", "mentor").await;
    for _ in 0..6 {
        ask(&world, &person.email).await.expect(202);
    }
    assert_eq!(mail.collect().await.len(), 3);
    world.clock.set(world.now() + Duration::hours(1));
    ask(&world, &person.email).await.expect(202);
    assert_eq!(mail.collect().await.len(), 1);
}

#[actix_web::test]
async fn an_address_changes_when_its_new_mailbox_says_so() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    let person = world.person(house.org, "ana@example.org", "mentor").await;
    let open = token(&world, &person.email, PASSWORD).await;
    let change = |email: &str, password: &str| json!({"email": email, "password": password});
    world
        .post(&open, "/me/email", change("new@example.org", "kettle moss argue ton"))
        .await
        .expect_problem(401, "no_match");
    world
        .post(&open, "/me/email", change("new@example.org", PASSWORD))
        .await
        .expect(202);
    let mails = mail.collect().await;
    let for_whom = |address: &str| mails.iter().find(|mail| mail.to == address).unwrap();
    let confirm = for_whom("new@example.org").token("email");
    let cancel = for_whom("ana@example.org").token("email-cancel");
    sign_in(&world, "new@example.org", PASSWORD)
        .await
        .expect_problem(401, "no_match");
    // Each link does its own work only.
    for (path, token) in [("confirm", &cancel), ("cancel", &confirm)] {
        let body = json!({"token": token});
        world
            .post("", &format!("/email-changes/{path}"), body)
            .await
            .expect_problem(404, "link_over");
    }
    world
        .post("", "/email-changes/confirm", json!({"token": confirm}))
        .await
        .expect(204);
    sign_in(&world, "ana@example.org", PASSWORD)
        .await
        .expect_problem(401, "no_match");
    let open = token(&world, "new@example.org", PASSWORD).await;
    // The old mailbox takes it back, within 72 hours, and everybody is out.
    world.clock.set(world.now() + Duration::hours(71));
    world
        .post("", "/email-changes/cancel", json!({"token": cancel}))
        .await
        .expect(204);
    world.get(&open, "/me").await.expect_problem(401, "sign_in_needed");
    sign_in(&world, "ana@example.org", PASSWORD).await.expect(201);
    assert_eq!(acts(&world).await, ["ask_email_change", "change_email", "cancel"]);
}

#[actix_web::test]
async fn an_address_somebody_else_has_is_not_taken_and_not_told() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    let person = world.person(house.org, "ana@example.org", "mentor").await;
    world.person(house.org, "bea@example.org", "mentor").await;
    let open = token(&world, &person.email, PASSWORD).await;
    let body = json!({"email": "bea@example.org", "password": PASSWORD});
    world.post(&open, "/me/email", body).await.expect(202);
    let mails = mail.collect().await;
    let confirm = mails
        .iter()
        .find(|mail| mail.to == "bea@example.org")
        .unwrap()
        .token("email");
    world
        .post("", "/email-changes/confirm", json!({"token": confirm}))
        .await
        .expect_problem(404, "link_over");
    sign_in(&world, "ana@example.org", PASSWORD).await.expect(201);
    sign_in(&world, "bea@example.org", PASSWORD).await.expect(201);
}
