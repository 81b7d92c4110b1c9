//! Second factors: setting one up, signing in with it, the day the phone is lost.

use actix_web::http::Method;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Secret};

use super::refresh::Browser;
use crate::support::{Answer, House, PASSWORD, Person, World};

/// An authenticator app.
pub(crate) struct App(Secret);

impl App {
    fn scan(shown: &Value) -> Self {
        let secret = shown["secret"].as_str().unwrap();
        let uri = shown["otpauth_uri"].as_str().unwrap();
        assert_eq!(uri, format!("otpauth://totp/Causeway?secret={secret}&issuer=Causeway"));
        Self(Secret::try_from_base32(secret).unwrap())
    }

    /// What it shows at a moment.
    pub(crate) fn code(&self, now: DateTime<Utc>) -> String {
        let app = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_secret(self.0.clone())
            .build()
            .unwrap();
        app.generate(u64::try_from(now.timestamp()).unwrap()).to_string()
    }
}

pub(crate) async fn sign_in(world: &World, email: &str, code: Option<&str>) -> Answer {
    let mut body = json!({"email": email, "password": PASSWORD});
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    world.post("", "/sign-ins", body).await
}

/// Somebody with an app that is set up, her recovery codes, and the sign-in she did it with.
pub(crate) async fn with_app(world: &World, house: &House, role: &str) -> (Person, App, Vec<String>, Browser) {
    let ana = world.person(house.org, "ana@example.org", role).await;
    let browser = Browser::of(&sign_in(world, &ana.email, None).await.expect(201));
    let shown = world
        .post(&browser.token, "/me/second-factor", json!({}))
        .await
        .expect(201);
    let app = App::scan(&shown.body);
    let path = format!("/me/second-factor/{}/confirm", shown.body["id"].as_str().unwrap());
    let confirmed = world
        .post(&browser.token, &path, json!({"code": app.code(world.now())}))
        .await
        .expect(200);
    let codes = confirmed.body["recovery_codes"].as_array().unwrap();
    let codes: Vec<_> = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    world.clock.set(world.now() + Duration::seconds(60));
    (ana, app, codes, browser)
}

#[actix_web::test]
async fn with_a_second_factor_the_password_alone_opens_nothing() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (ana, app, ..) = with_app(&world, &house, "mentor").await;
    let wrong = json!({"email": ana.email, "password": "kettle moss argue ton", "code": app.code(world.now())});
    world.post("", "/sign-ins", wrong).await.expect_problem(401, "no_match");
    sign_in(&world, &ana.email, None)
        .await
        .expect_problem(401, "second_factor_needed");
    for wrong in ["000000", "", "12345", &app.code(world.now() + Duration::seconds(60))] {
        sign_in(&world, &ana.email, Some(wrong))
            .await
            .expect_problem(401, "second_factor_wrong");
    }
    let code = app.code(world.now());
    sign_in(&world, &ana.email, Some(&code)).await.expect(201);
    sign_in(&world, &ana.email, Some(&code))
        .await
        .expect_problem(401, "second_factor_wrong");
    // The code of the step before is older than the last one used.
    let before = app.code(world.now() - Duration::seconds(30));
    sign_in(&world, &ana.email, Some(&before))
        .await
        .expect_problem(401, "second_factor_wrong");
    // Somebody who types slowly: the code of the step before counts, once.
    world.clock.set(world.now() + Duration::seconds(60));
    let typed = app.code(world.now());
    world.clock.set(world.now() + Duration::seconds(30));
    sign_in(&world, &ana.email, Some(&typed)).await.expect(201);
    sign_in(&world, &ana.email, Some(&typed)).await.expect(401);
}

#[actix_web::test]
async fn five_wrong_codes_close_the_door_for_a_quarter_of_an_hour_even_to_the_right_one() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (ana, app, codes, _) = with_app(&world, &house, "mentor").await;
    let start = world.now();
    for _ in 0..5 {
        sign_in(&world, &ana.email, Some("000000")).await.expect(401);
    }
    sign_in(&world, &ana.email, Some(&app.code(start)))
        .await
        .expect_problem(401, "second_factor_wrong");
    // A recovery code has a counter of its own.
    sign_in(&world, &ana.email, Some(&codes[0])).await.expect(201);
    world.clock.set(start + Duration::minutes(15));
    sign_in(&world, &ana.email, Some(&app.code(world.now())))
        .await
        .expect(201);
}

/// Twenty at once sign in with the same code. How many got in.
pub(crate) async fn race(world: &World, person: &Person, code: &str) -> usize {
    let answers = futures_util::future::join_all((0..20).map(|_| sign_in(world, &person.email, Some(code)))).await;
    answers.iter().filter(|answer| answer.status.as_u16() == 201).count()
}

/// Rounds of such races, each at a moment of its own. In how many exactly one got in.
pub(crate) async fn races(world: &World, house: &House, rounds: usize) -> usize {
    let (ana, app, ..) = with_app(world, house, "mentor").await;
    let mut once = 0;
    for _ in 0..rounds {
        world.clock.set(world.now() + Duration::minutes(61));
        once += usize::from(race(world, &ana, &app.code(world.now())).await == 1);
    }
    once
}

#[actix_web::test]
async fn of_twenty_with_one_code_one_gets_in() {
    let world = World::new().await;
    let house = world.house("First").await;
    let once = races(&world, &house, 5).await;
    println!("a code used once under a race of twenty: {once}/5");
    assert_eq!(once, 5);
}

#[actix_web::test]
async fn recovery_codes_work_once_each_and_are_replaced_as_a_whole() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (ana, app, codes, browser) = with_app(&world, &house, "mentor").await;
    let left = async || {
        let state = world.get(&browser.token, "/me/second-factor").await.expect(200);
        assert_eq!(state.body["set_up_at"], "2026-06-10T09:30:00Z");
        state.body["recovery_codes_left"].as_i64().unwrap()
    };
    assert_eq!(left().await, 10);
    let typed = codes[0].to_lowercase().replace('-', " ");
    sign_in(&world, &ana.email, Some(&typed)).await.expect(201);
    sign_in(&world, &ana.email, Some(&codes[0]))
        .await
        .expect_problem(401, "second_factor_wrong");
    assert_eq!(left().await, 9);
    let renewed = world
        .post(&browser.token, "/me/recovery-codes", json!({}))
        .await
        .expect(201);
    assert_eq!(left().await, 10);
    sign_in(&world, &ana.email, Some(&codes[1])).await.expect(401);
    let new = renewed.body["recovery_codes"][0].as_str().unwrap();
    sign_in(&world, &ana.email, Some(new)).await.expect(201);
    let sql = world.sql().await;
    let told: Vec<String> = sql
        .query("select kind from auth.notice order by recorded_at, id", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(told, ["factor_added", "recovery_code_used", "recovery_codes_made"]);
    // Neither the secret nor a code lies in the database.
    let stored: String = sql
        .query_one(
            "select string_agg(t::text, '') from (select t::text from auth.totp t
             union all select c::text from auth.recovery_code c union all select a::text from audit_event a) t",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert!(!stored.contains(&app.0.to_base32()));
    assert!(codes.iter().all(|code| !stored.contains(&code.replace('-', ""))));
}

#[actix_web::test]
async fn a_new_phone_takes_the_place_of_the_old_one_only_when_it_is_confirmed() {
    let world = World::new().await;
    let house = world.house("First").await;
    let (ana, old, _, browser) = with_app(&world, &house, "mentor").await;
    let begin = async || {
        world
            .post(&browser.token, "/me/second-factor", json!({}))
            .await
            .expect(201)
            .body
    };
    let first = begin().await;
    let shown = begin().await;
    let app = App::scan(&shown);
    let confirm = async |shown: &Value, code: &str| {
        let path = format!("/me/second-factor/{}/confirm", shown["id"].as_str().unwrap());
        world.post(&browser.token, &path, json!({"code": code})).await
    };
    let abandoned = App::scan(&first).code(world.now());
    confirm(&first, &abandoned).await.expect_problem(404, "not_found");
    confirm(&shown, "000000").await.expect_problem(422, "validation");
    sign_in(&world, &ana.email, Some(&old.code(world.now())))
        .await
        .expect(201);
    // Not another's, and not after a quarter of an hour.
    let path = format!("/me/second-factor/{}/confirm", shown["id"].as_str().unwrap());
    let theirs = world
        .post(house.token("worker"), &path, json!({"code": app.code(world.now())}))
        .await;
    theirs.expect_problem(404, "not_found");
    confirm(&shown, &app.code(world.now())).await.expect(200);
    confirm(&shown, &app.code(world.now())).await.expect(404);
    world.clock.set(world.now() + Duration::seconds(60));
    sign_in(&world, &ana.email, Some(&old.code(world.now())))
        .await
        .expect(401);
    sign_in(&world, &ana.email, Some(&app.code(world.now())))
        .await
        .expect(201);
    let stale = begin().await;
    world.clock.set(world.now() + Duration::minutes(15));
    let mut browser = browser.clone();
    browser.renew(&world).await;
    let path = format!("/me/second-factor/{}/confirm", stale["id"].as_str().unwrap());
    let code = App::scan(&stale).code(world.now());
    let late = world.post(&browser.token, &path, json!({"code": code})).await;
    late.expect_problem(404, "not_found");
    let kept = "select count(*) from auth.totp where secret_enc is not null and confirmed_at is not null";
    let kept: i64 = world.sql().await.query_one(kept, &[]).await.unwrap().get(0);
    assert_eq!(kept, 1, "nothing is kept of the one before");
}

#[actix_web::test]
async fn whoever_must_have_a_second_factor_can_do_nothing_until_she_has() {
    let world = World::new().await;
    let house = world.house("First").await;
    let boss = world.person(house.org, "boss@example.org", "supervisor").await;
    let browser = Browser::of(&sign_in(&world, &boss.email, None).await.expect(201));
    let me = world.get(&browser.token, "/me").await.expect(200);
    assert_eq!(me.body["second_factor_setup_needed"], true);
    for path in ["/people", "/staff", "/me/sign-ins", "/indicators"] {
        world
            .get(&browser.token, path)
            .await
            .expect_problem(403, "second_factor_setup_needed");
    }
    let mut next = browser.clone();
    next.renew(&world).await;
    world.get(&next.token, "/people").await.expect(403);
    world.get(&next.token, "/me/second-factor").await.expect(200);
    let shown = world
        .post(&next.token, "/me/second-factor", json!({}))
        .await
        .expect(201);
    let app = App::scan(&shown.body);
    let path = format!("/me/second-factor/{}/confirm", shown.body["id"].as_str().unwrap());
    world
        .post(&next.token, &path, json!({"code": app.code(world.now())}))
        .await
        .expect(200);
    world.get(&next.token, "/people").await.expect(200);
    let me = world.get(&next.token, "/me").await.expect(200);
    assert_eq!(me.body["second_factor_setup_needed"], false);
    // A mentor needs none; a role that asks for one bites on the next request.
    let mentor = world.person(house.org, "mentor@example.org", "mentor").await;
    let browser = Browser::of(&sign_in(&world, &mentor.email, None).await.expect(201));
    world.get(&browser.token, "/people").await.expect(200);
    let sql = world.sql().await;
    sql.execute(
        "insert into role_grant (org_id, id, staff_id, role, granted_at, recorded_at)
         values ($1, gen_random_uuid(), $2, 'org_admin', $3, $3)",
        &[&house.org, &mentor.staff, &world.now()],
    )
    .await
    .unwrap();
    world
        .get(&browser.token, "/people")
        .await
        .expect_problem(403, "second_factor_setup_needed");
    world
        .call(Method::DELETE, Some(&browser.token), "/sign-ins/current", None, &[])
        .await
        .expect(204);
}

#[actix_web::test]
async fn a_code_is_not_used_up_by_a_question() {
    let world = World::new().await;
    let (first, second) = (world.house("First").await, world.house("Second").await);
    let (ana, app, ..) = with_app(&world, &first, "mentor").await;
    world
        .sql()
        .await
        .execute(
            "insert into staff_member (org_id, id, account_id, display_name, recorded_at)
             values ($1, gen_random_uuid(), $2, 'Ana', $3)",
            &[&second.org, &ana.account, &world.now()],
        )
        .await
        .unwrap();
    let code = app.code(world.now());
    let mut body = json!({"email": ana.email, "password": PASSWORD});
    let answer = world.post("", "/sign-ins", body.clone()).await;
    answer.expect_problem(401, "second_factor_needed");
    body["code"] = json!(code);
    let answer = world.post("", "/sign-ins", body.clone()).await;
    answer.expect_problem(409, "choose_organisation");
    body["organisation_id"] = json!(second.org);
    world.post("", "/sign-ins", body.clone()).await.expect(201);
    world
        .post("", "/sign-ins", body)
        .await
        .expect_problem(401, "second_factor_wrong");
}
