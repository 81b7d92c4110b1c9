//! Inviting, approving, and coming.

use actix_web::http::Method;
use causeway::platform::jobs::Worker;
use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::smtp::Mailbox;
use crate::support::{Answer, PASSWORD, World, new_id};

fn invitation(email: &str, role: &str) -> Value {
    json!({"id": new_id(), "email": email, "display_name": "Canary Newcomer", "language": "es", "role": role})
}

async fn act(world: &World, token: &str, id: &Value, step: &str) -> Answer {
    let path = format!("/invitations/{}", id.as_str().unwrap());
    let seen = world.get(token, &path).await;
    let etag = if seen.status.is_success() {
        seen.etag()
    } else {
        "\"v1\"".to_owned()
    };
    world
        .call(
            Method::POST,
            Some(token),
            &format!("{path}/{step}"),
            None,
            &[("if-match", &etag)],
        )
        .await
}

/// Does what is due in the background.
async fn work(world: &World) {
    let shared = world.state.shared();
    let worker = Worker::new(
        world.state.db().clone(),
        std::sync::Arc::clone(&shared.clock),
        causeway::work::handlers(&shared),
        shared.wake.clone(),
        new_id(),
    );
    worker.run_once().await.unwrap();
}

async fn sign_in(world: &World, email: &str, password: &str) -> Answer {
    world
        .post("", "/sign-ins", json!({"email": email, "password": password}))
        .await
}

#[actix_web::test]
async fn somebody_is_invited_comes_and_works() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    world.everybody_steps_up().await;
    let mut body = invitation("ana@example.org", "mentor");
    body["site_id"] = json!(house.north);
    let admin = house.token("org_admin");
    let invited = world.post(admin, "/invitations", body.clone()).await.expect(201);
    assert_eq!(
        (&invited.body["state"], &invited.body["needs_approval"]),
        (&json!("sent"), &json!(false))
    );
    assert!(!invited.body.to_string().contains("token"), "{}", invited.body);
    world.post(admin, "/invitations", body.clone()).await.expect(200);
    let letter = mail.one_for("ana@example.org").await;
    assert!(
        !letter.text.contains("Canary") && !letter.readable().contains("First"),
        "no name, no house"
    );
    let token = letter.token("accept");
    let opened = world
        .post("", "/invitations/open", json!({"token": token}))
        .await
        .expect(200);
    assert_eq!(
        opened.body,
        json!({"organisation": "First", "email": "ana@example.org", "display_name": "Canary Newcomer", "has_account": false})
    );
    let accept = json!({"token": token, "password": "short", "display_name": "Ana"});
    world
        .post("", "/invitations/accept", accept.clone())
        .await
        .expect_problem(422, "validation");
    let accept = json!({"token": token, "password": PASSWORD, "display_name": "Ana"});
    world.post("", "/invitations/accept", accept.clone()).await.expect(200);
    world
        .post("", "/invitations/accept", accept)
        .await
        .expect_problem(404, "link_over");
    let token = sign_in(&world, "ana@example.org", PASSWORD).await.expect(201).body["access_token"].clone();
    let me = world.get(token.as_str().unwrap(), "/me").await.expect(200).body;
    assert_eq!(
        (&me["display_name"], &me["grants"][0]["role"]),
        (&json!("Ana"), &json!("mentor"))
    );
    assert_eq!(me["grants"][0]["site_id"], json!(house.north));
    let row = world
        .get(admin, &format!("/invitations/{}", body["id"].as_str().unwrap()))
        .await
        .expect(200);
    assert_eq!(row.body["state"], "accepted");
    act(&world, admin, &body["id"], "cancel")
        .await
        .expect_problem(409, "invitation_over");
}

#[actix_web::test]
async fn a_wrong_used_ended_cancelled_or_replaced_link_is_answered_the_same() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    world.everybody_steps_up().await;
    let admin = house.token("org_admin");
    let mut links = vec![
        String::new(),
        "x".repeat(43),
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
    ];
    for (n, step) in ["cancel", "resend", "accept", "expire"].into_iter().enumerate() {
        let email = format!("a{n}@example.org");
        let body = invitation(&email, "mentor");
        world.post(admin, "/invitations", body.clone()).await.expect(201);
        links.push(mail.one_for(&email).await.token("accept"));
        match step {
            "accept" => {
                let body = json!({"token": links.last().unwrap(), "password": PASSWORD});
                drop(world.post("", "/invitations/accept", body).await.expect(200));
            }
            "expire" => {
                world.clock.set(world.now() + Duration::hours(72));
                world.everybody_steps_up().await;
            }
            step => drop(act(&world, admin, &body["id"], step).await.expect(200)),
        }
    }
    let mut answers = Vec::new();
    for link in links {
        for (path, body) in [
            ("/invitations/open", json!({"token": link})),
            ("/invitations/accept", json!({"token": link, "password": PASSWORD})),
        ] {
            let mut answer = world.post("", path, body).await.expect_problem(404, "link_over").body;
            answer["request_id"] = json!("");
            answer["instance"] = json!("");
            answers.push(answer);
        }
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[actix_web::test]
async fn roles_that_administer_want_a_second_persons_yes_before_a_mail_goes_out() {
    let world = World::new().await;
    let house = world.house("First").await;
    let second = house
        .add_staff(&world, "second_admin", &[("org_admin", None, None)], None)
        .await;
    let mail = Mailbox::open(&world).await;
    world.everybody_steps_up().await;
    let admin = house.token("org_admin");
    let sql = world.sql().await;
    for role in [
        "org_admin",
        "it_admin",
        "data_protection_officer",
        "auditor",
        "director",
    ] {
        let email = format!("{role}@example.org").replace('_', "-");
        let body = invitation(&email, role);
        let invited = world.post(admin, "/invitations", body.clone()).await.expect(201);
        assert_eq!(invited.body["state"], "waits_for_approval", "{role}");
        // The other administrator is written to, in words that say nothing; who is invited is not.
        work(&world).await;
        let told = mail.collect().await;
        assert_eq!(told.len(), 1, "{role}: {told:?}");
        assert!(told[0].to.starts_with("second_admin.") && !told[0].readable().contains("https"));
        act(&world, admin, &body["id"], "resend")
            .await
            .expect_problem(409, "waits_for_approval");
        act(&world, admin, &body["id"], "approve")
            .await
            .expect_problem(403, "not_allowed");
        let tried = world.tried_alone(body["id"].as_str().unwrap().parse().unwrap()).await;
        assert_eq!(tried, ["invitation approve org_admin"], "{role}");
        for other in ["director", "it_admin", "worker"] {
            act(&world, house.token(other), &body["id"], "approve")
                .await
                .expect_problem(403, "not_allowed");
        }
        assert!(mail.collect().await.is_empty());
        act(&world, &second.token, &body["id"], "approve").await.expect(200);
        act(&world, &second.token, &body["id"], "approve")
            .await
            .expect_problem(409, "not_waiting");
        mail.one_for(&email).await.token("accept");
        let id: Uuid = body["id"].as_str().unwrap().parse().unwrap();
        // Not even the database lets it be otherwise.
        for forged in [
            "update invitation set approved_by = recorded_by where id = $1",
            "update invitation set needs_approval = false where id = $1",
            "update invitation set approved_by = null, approved_at = null where id = $1",
        ] {
            assert!(sql.execute(forged, &[&id]).await.is_err(), "{role}: {forged}");
        }
    }
}

#[actix_web::test]
async fn an_address_that_has_a_sign_in_joins_with_its_password() {
    let world = World::new().await;
    let (first, second) = (world.house("First").await, world.house("Second").await);
    let mail = Mailbox::open(&world).await;
    world.everybody_steps_up().await;
    let person = world.person(first.org, "ana@example.org", "mentor").await;
    let body = invitation("ana@example.org", "mentor");
    world
        .post(second.token("org_admin"), "/invitations", body)
        .await
        .expect(201);
    let token = mail.one_for("ana@example.org").await.token("accept");
    let opened = world
        .post("", "/invitations/open", json!({"token": token}))
        .await
        .expect(200);
    assert_eq!(opened.body["has_account"], true);
    let wrong = json!({"token": token, "password": "kettle moss argue ton"});
    world
        .post("", "/invitations/accept", wrong)
        .await
        .expect_problem(401, "no_match");
    let right = json!({"token": token, "password": PASSWORD});
    world.post("", "/invitations/accept", right).await.expect(200);
    let sql = world.sql().await;
    let places = sql
        .query(
            "select org_id from staff_member where account_id = $1",
            &[&person.account],
        )
        .await
        .unwrap();
    assert_eq!(places.len(), 2);
    let accounts = sql
        .query("select id from auth.account where email = 'ana@example.org'", &[])
        .await
        .unwrap();
    assert_eq!(accounts.len(), 1);
}

#[actix_web::test]
async fn somebody_who_left_comes_back_to_her_own_place() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    world.everybody_steps_up().await;
    let person = world.person(house.org, "ana@example.org", "mentor").await;
    let admin = house.token("org_admin");
    world
        .post(admin, &format!("/staff/{}/end", person.staff), json!({}))
        .await
        .expect(200);
    sign_in(&world, "ana@example.org", PASSWORD)
        .await
        .expect_problem(401, "no_match");
    world
        .post(admin, "/invitations", invitation("ana@example.org", "job_coach"))
        .await
        .expect(201);
    let token = mail.one_for("ana@example.org").await.token("accept");
    let body = json!({"token": token, "password": PASSWORD});
    world.post("", "/invitations/accept", body).await.expect(200);
    let back = world
        .get(admin, &format!("/staff/{}", person.staff))
        .await
        .expect(200)
        .body;
    let roles: Vec<_> = back["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|grant| grant["role"].clone())
        .collect();
    assert_eq!(
        (back["left_at"].clone(), roles),
        (Value::Null, vec![json!("job_coach")])
    );
    sign_in(&world, "ana@example.org", PASSWORD).await.expect(201);
}

#[actix_web::test]
async fn who_may_not_bring_people_in_is_told_so_whatever_she_names() {
    let world = World::new().await;
    let (house, other) = (world.house("First").await, world.house("Second").await);
    world.everybody_steps_up().await;
    for who in ["worker", "supervisor", "director", "it_admin"] {
        for site in [house.north, other.north, new_id()] {
            let mut body = invitation("ana@example.org", "mentor");
            body["site_id"] = json!(site);
            world
                .post(house.token(who), "/invitations", body)
                .await
                .expect_problem(403, "not_allowed");
        }
        world
            .get(house.token(who), "/invitations")
            .await
            .expect_problem(403, "not_allowed");
    }
    let mut body = invitation("ana@example.org", "mentor");
    body["site_id"] = json!(other.north);
    world
        .post(house.token("org_admin"), "/invitations", body)
        .await
        .expect_problem(422, "validation");
    let body = invitation("ana@example.org", "funder_viewer");
    world
        .post(house.token("org_admin"), "/invitations", body)
        .await
        .expect_problem(422, "role_does_not_suit");
}

#[actix_web::test]
async fn inviting_and_approving_ask_for_password_and_code_once_more() {
    let world = World::new().await;
    let house = world.house("First").await;
    let second = house
        .add_staff(&world, "second_admin", &[("org_admin", None, None)], None)
        .await;
    world.everybody_steps_up().await;
    let (admin, body) = (house.token("org_admin"), invitation("ana@example.org", "director"));
    world.post(admin, "/invitations", body.clone()).await.expect(201);
    world
        .clock
        .set(world.now() + Duration::minutes(5) + Duration::seconds(1));
    let other = invitation("bea@example.org", "mentor");
    world
        .post(admin, "/invitations", other)
        .await
        .expect_problem(403, "step_up_needed");
    act(&world, &second.token, &body["id"], "approve")
        .await
        .expect_problem(403, "step_up_needed");
    world.everybody_steps_up().await;
    act(&world, &second.token, &body["id"], "approve").await.expect(200);
}

#[actix_web::test]
async fn no_line_break_in_what_is_typed_reaches_a_header() {
    let world = World::new().await;
    let house = world.house("First").await;
    let mail = Mailbox::open(&world).await;
    world.everybody_steps_up().await;
    for (field, text) in [
        ("email", "ana@example.org\r\nBcc: all@example.org"),
        ("email", "ana@example.org\n"),
        ("email", "\"a\r\nb\"@example.org"),
        ("display_name", "Ana\r\nBcc: all@example.org"),
        ("display_name", "Ana\u{85}Bcc: all@example.org"),
        ("language", "en\r\nBcc: all@example.org"),
    ] {
        let mut body = invitation("ana@example.org", "mentor");
        body[field] = json!(text);
        let answer = world.post(house.token("org_admin"), "/invitations", body).await;
        if field == "email" && text == "ana@example.org\n" {
            // Trimmed: nothing is left of it.
            answer.expect(201);
        } else {
            answer.expect_problem(422, "validation");
        }
    }
    for received in mail.collect().await {
        assert_eq!(received.to, "ana@example.org");
        assert_eq!(received.header("Bcc"), None);
    }
}

#[actix_web::test]
async fn the_list_is_paged_and_shows_no_other_house() {
    let world = World::new().await;
    let (house, other) = (world.house("First").await, world.house("Second").await);
    world.everybody_steps_up().await;
    for n in 0..3 {
        let body = invitation(&format!("a{n}@example.org"), "mentor");
        world
            .post(house.token("org_admin"), "/invitations", body)
            .await
            .expect(201);
    }
    let first = world
        .get(house.token("org_admin"), "/invitations?limit=2")
        .await
        .expect(200)
        .body;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = world
        .get(
            house.token("org_admin"),
            &format!("/invitations?limit=2&cursor={cursor}"),
        )
        .await
        .expect(200)
        .body;
    let emails = |page: &Value| -> Vec<String> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["email"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        [emails(&first), emails(&rest)].concat(),
        ["a0@example.org", "a1@example.org", "a2@example.org"]
    );
    let theirs = world
        .get(other.token("org_admin"), "/invitations")
        .await
        .expect(200)
        .body;
    assert!(emails(&theirs).is_empty());
    let id = first["items"][0]["id"].as_str().unwrap();
    world
        .get(other.token("org_admin"), &format!("/invitations/{id}"))
        .await
        .expect_problem(404, "not_found");
}
