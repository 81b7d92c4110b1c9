//! Renewing a sign-in: rotation, replay, lost answers, races (security.md §3.2). The long counts are in `soak`.

use std::collections::HashSet;

use actix_web::http::Method;
use actix_web::http::header::SET_COOKIE;
use chrono::Duration;
use serde_json::json;

use crate::support::{Answer, House, PASSWORD, World};

/// What a page of ours sends along.
const OURS: [(&str, &str); 4] = [
    ("host", "desk.example.org"),
    ("origin", "https://desk.example.org"),
    ("sec-fetch-site", "same-origin"),
    ("x-requested-with", "fetch"),
];

/// A browser: what it holds of a sign-in.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) token: String,
    pub(crate) secret: String,
}

impl Browser {
    /// What an answer hands out.
    #[track_caller]
    pub(crate) fn of(answer: &Answer) -> Self {
        let cookie = answer.headers.get(SET_COOKIE).expect("a cookie").to_str().unwrap();
        let (secret, rules) = cookie.strip_prefix("__Host-rt=").unwrap().split_once("; ").unwrap();
        assert!(rules.ends_with("Path=/; Secure; HttpOnly; SameSite=Strict"), "{rules}");
        Self {
            token: answer.body["access_token"].as_str().unwrap().to_owned(),
            secret: secret.to_owned(),
        }
    }

    /// A sign-in with [`PASSWORD`].
    pub(crate) async fn sign_in(world: &World, email: &str) -> Self {
        let body = json!({"email": email, "password": PASSWORD});
        Self::of(&world.post("", "/sign-ins", body).await.expect(201))
    }

    /// Renews the sign-in; what comes back is not kept.
    pub(crate) async fn ask(&self, world: &World) -> Answer {
        present(world, &self.secret).await
    }

    /// Renews the sign-in.
    pub(crate) async fn renew(&mut self, world: &World) {
        *self = Self::of(&self.ask(world).await.expect(200));
    }

    pub(crate) async fn is_in(&self, world: &World) -> bool {
        world.get(&self.token, "/me").await.status.is_success()
    }
}

async fn present(world: &World, secret: &str) -> Answer {
    let cookie = format!("theme=dark; __Host-rt={secret}");
    let mut headers = OURS.to_vec();
    headers.push(("cookie", &cookie));
    world
        .call(Method::POST, None, "/sign-ins/refresh", None, &headers)
        .await
}

/// A world with a mentor in it.
pub(crate) async fn with_mentor() -> (World, House) {
    let world = World::new().await;
    let house = world.house("First").await;
    world.person(house.org, "ana@example.org", "mentor").await;
    (world, house)
}

async fn count(world: &World, query: &str) -> i64 {
    world.sql().await.query_one(query, &[]).await.unwrap().get(0)
}

#[actix_web::test]
async fn a_sign_in_goes_on_from_secret_to_secret_and_no_dump_holds_one() {
    let (world, _house) = with_mentor().await;
    let mut browser = Browser::sign_in(&world, "ana@example.org").await;
    let (mut secrets, mut tokens) = (HashSet::new(), HashSet::new());
    for _ in 0..20 {
        assert!(secrets.insert(browser.secret.clone()) && tokens.insert(browser.token.clone()));
        assert!(browser.is_in(&world).await);
        world.clock.set(world.now() + Duration::minutes(5));
        browser.renew(&world).await;
    }
    let stored: Vec<String> = world
        .sql()
        .await
        .query(
            "select t::text || s::text from auth.refresh_token t, auth.sign_in s",
            &[],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(stored.len() % 21, 0, "every generation is known");
    for secret in secrets {
        assert!(stored.iter().all(|row| !row.contains(&secret)));
    }
    let out = [("cookie", "__Host-rt=x")];
    let answer = world
        .call(Method::DELETE, Some(&browser.token), "/sign-ins/current", None, &out)
        .await
        .expect(204);
    let cookie = answer.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
    assert!(cookie.starts_with("__Host-rt=; Max-Age=0; "), "{cookie}");
    browser.ask(&world).await.expect_problem(401, "sign_in_needed");
}

#[actix_web::test]
async fn the_cookie_works_from_our_own_pages_only() {
    let (world, _house) = with_mentor().await;
    let browser = Browser::sign_in(&world, "ana@example.org").await;
    let cookie = format!("__Host-rt={}", browser.secret);
    for missing in ["origin", "x-requested-with", "host"] {
        let mut headers: Vec<_> = OURS.into_iter().filter(|(name, _)| *name != missing).collect();
        headers.push(("cookie", &cookie));
        let answer = world
            .call(Method::POST, None, "/sign-ins/refresh", None, &headers)
            .await;
        answer.expect_problem(403, "cross_site");
    }
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let mut headers = OURS.to_vec();
        headers.retain(|(known, _)| *known != name);
        headers.extend([(name, value), ("cookie", &cookie)]);
        let answer = world
            .call(Method::POST, None, "/sign-ins/refresh", None, &headers)
            .await;
        answer.expect_problem(403, "cross_site");
    }
    // Nothing was used up by that, and one cookie of that name is all there may be.
    let twice = format!("{cookie}; {cookie}");
    let mut headers = OURS.to_vec();
    headers.push(("cookie", &twice));
    let answer = world
        .call(Method::POST, None, "/sign-ins/refresh", None, &headers)
        .await;
    answer.expect_problem(401, "sign_in_needed");
    world
        .call(Method::POST, None, "/sign-ins/refresh", None, &OURS)
        .await
        .expect(401);
    for wrong in ["", "x", &"A".repeat(43), &browser.secret[1..]] {
        present(&world, wrong).await.expect_problem(401, "sign_in_needed");
    }
    browser.ask(&world).await.expect(200);
}

/// Replays each of the last ten secrets in a sign-in of its own. How often that ended the sign-in.
pub(crate) async fn replays(world: &World) -> usize {
    let mut ended = 0;
    for generation in 1..=10 {
        let mut browser = Browser::sign_in(world, "ana@example.org").await;
        let mut used = Vec::new();
        for _ in 0..11 {
            used.push(browser.secret.clone());
            browser.renew(world).await;
            assert!(browser.is_in(world).await, "the answer arrived");
        }
        present(world, &used[used.len() - generation])
            .await
            .expect_problem(401, "sign_in_needed");
        let over = !browser.is_in(world).await && browser.ask(world).await.status.as_u16() == 401;
        ended += usize::from(over);
        world.clock.set(world.now() + Duration::hours(2));
    }
    ended
}

#[actix_web::test]
async fn a_secret_that_comes_back_ends_the_sign_in_ten_of_ten() {
    let (world, _house) = with_mentor().await;
    let ended = replays(&world).await;
    println!("replays that ended the sign-in: {ended}/10");
    assert_eq!(ended, 10);
    let told = "select count(*) from auth.notice where kind = 'sign_in_reused'";
    assert_eq!(count(&world, told).await, 10, "and its owner is told");
    let remembered = "select count(*) from audit_event where action = 'sign_in_reused'";
    assert_eq!(count(&world, remembered).await, 10);
}

/// Renews a sign-in whose answer is lost, and asks again. How often the second answer was good for going on.
pub(crate) async fn lost_answers(world: &World, rounds: usize) -> usize {
    let mut repaired = 0;
    let mut browser = Browser::sign_in(world, "ana@example.org").await;
    for round in 0..rounds {
        if round % 100 == 0 {
            // Tokens of a fixed clock end at a fixed time.
            world.clock.set(world.now() + Duration::minutes(1));
            browser.renew(world).await;
        }
        let lost = Browser::of(&browser.ask(world).await.expect(200));
        let answer = browser.ask(world).await;
        if answer.status.is_success() {
            browser = Browser::of(&answer);
            repaired += usize::from(browser.is_in(world).await && lost.secret != browser.secret);
        }
    }
    repaired
}

#[actix_web::test]
async fn a_lost_answer_is_given_again() {
    let (world, _house) = with_mentor().await;
    let repaired = lost_answers(&world, 25).await;
    println!("lost answers repaired: {repaired}/25");
    assert_eq!(repaired, 25);
    assert_eq!(count(&world, "select count(*) from auth.notice").await, 0);
}

#[actix_web::test]
async fn what_was_taken_back_or_came_too_late_ends_the_sign_in() {
    let (world, _house) = with_mentor().await;
    let fresh = async || {
        let mut browser = Browser::sign_in(&world, "ana@example.org").await;
        let grandparent = browser.clone();
        browser.renew(&world).await;
        (grandparent, browser)
    };
    // After a minute it is no lost answer any more.
    let (_, parent) = fresh().await;
    let child = Browser::of(&parent.ask(&world).await.expect(200));
    world.clock.set(world.now() + Duration::seconds(61));
    parent.ask(&world).await.expect(401);
    assert!(!child.is_in(&world).await);
    // Nor is it when the answer was used.
    let (_, parent) = fresh().await;
    let child = Browser::of(&parent.ask(&world).await.expect(200));
    assert!(child.is_in(&world).await);
    parent.ask(&world).await.expect(401);
    assert!(!child.is_in(&world).await);
    // A grandparent is never one, within the minute either.
    let (grandparent, parent) = fresh().await;
    let child = Browser::of(&parent.ask(&world).await.expect(200));
    grandparent.ask(&world).await.expect(401);
    assert!(!child.is_in(&world).await);
    // And who holds the answer that was thought to be lost holds nothing.
    let (_, parent) = fresh().await;
    let taken_back = Browser::of(&parent.ask(&world).await.expect(200));
    let child = Browser::of(&parent.ask(&world).await.expect(200));
    taken_back.ask(&world).await.expect(401);
    assert!(!child.is_in(&world).await, "one of the two is not its owner");
}

/// Renews one sign-in fifty times at once. How many secrets are good for going on afterwards.
pub(crate) async fn race(world: &World) -> i64 {
    // What was open before is not counted.
    world
        .sql()
        .await
        .batch_execute("update auth.sign_in set revoked_at = issued_at")
        .await
        .unwrap();
    let browser = Browser::sign_in(world, "ana@example.org").await;
    let answers = futures_util::future::join_all((0..50).map(|_| browser.ask(world))).await;
    assert!(
        answers
            .iter()
            .all(|answer| [200, 401].contains(&answer.status.as_u16()))
    );
    let live = "select count(*) from auth.refresh_token t join auth.sign_in s on s.id = t.sign_in_id
        where t.used_at is null and t.revoked_at is null and s.revoked_at is null";
    count(world, live).await
}

#[actix_web::test]
async fn fifty_at_once_leave_one_live_secret() {
    let (world, _house) = with_mentor().await;
    for round in 1..=3 {
        assert_eq!(race(&world).await, 1, "round {round}");
    }
}

#[actix_web::test]
async fn a_sign_in_ends_by_idleness_and_by_age_as_its_strictest_role_says() {
    let (world, house) = with_mentor().await;
    let boss = world.person(house.org, "boss@example.org", "supervisor").await;
    for (email, idle, absolute) in [("ana@example.org", 72, 30 * 24), ("boss@example.org", 8, 7 * 24)] {
        let start = world.now();
        let mut browser = Browser::sign_in(&world, email).await;
        world.clock.set(start + Duration::hours(idle) - Duration::seconds(1));
        browser.renew(&world).await;
        world.clock.set(world.now() + Duration::hours(idle));
        browser.ask(&world).await.expect(401);
        let notices = "select count(*) from auth.notice";
        assert_eq!(count(&world, notices).await, 0, "to be away is no crime");
        let start = world.now();
        let mut browser = Browser::sign_in(&world, email).await;
        while world.now() + Duration::hours(idle - 1) < start + Duration::hours(absolute) {
            world.clock.set(world.now() + Duration::hours(idle - 1));
            browser.renew(&world).await;
        }
        world.clock.set(start + Duration::hours(absolute));
        browser.ask(&world).await.expect(401);
    }
    // A role that is added shortens what is open.
    let start = world.now();
    let mut browser = Browser::sign_in(&world, &boss.email).await;
    world
        .sql()
        .await
        .execute(
            "insert into role_grant (org_id, id, staff_id, role, granted_at, recorded_at)
             values ($1, gen_random_uuid(), $2, 'org_admin', $3, $3)",
            &[&house.org, &boss.staff, &start],
        )
        .await
        .unwrap();
    browser.renew(&world).await;
    world.clock.set(start + Duration::minutes(31));
    browser.ask(&world).await.expect(401);
}

#[actix_web::test]
async fn the_sixth_sign_in_ends_the_oldest_and_says_so() {
    let (world, _house) = with_mentor().await;
    let mut browsers = Vec::new();
    for _ in 0..6 {
        browsers.push(Browser::sign_in(&world, "ana@example.org").await);
        world.clock.set(world.now() + Duration::seconds(1));
    }
    let mut open = Vec::new();
    for browser in &browsers {
        open.push(browser.is_in(&world).await);
    }
    assert_eq!(open, [false, true, true, true, true, true]);
    assert_eq!(
        count(&world, "select count(*) from auth.notice where kind = 'sign_in_limit'").await,
        1
    );
    Browser::sign_in(&world, "ana@example.org").await;
    assert_eq!(
        count(&world, "select count(*) from auth.notice").await,
        1,
        "told once an hour"
    );
    // Nobody who has left goes on either.
    world
        .sql()
        .await
        .batch_execute("update staff_member set ended_at = now() where display_name = 'Ana'")
        .await
        .unwrap();
    browsers[5].ask(&world).await.expect_problem(401, "sign_in_needed");
}

#[actix_web::test]
async fn secrets_of_sign_ins_long_over_are_forgotten() {
    let (world, _house) = with_mentor().await;
    let browser = Browser::sign_in(&world, "ana@example.org").await;
    world
        .call(Method::DELETE, Some(&browser.token), "/sign-ins/current", None, &[])
        .await
        .expect(204);
    world.clock.set(world.now() + Duration::hours(23));
    Browser::sign_in(&world, "ana@example.org").await;
    let kept = "select count(*) from auth.refresh_token";
    assert_eq!(count(&world, kept).await, 2);
    world.clock.set(world.now() + Duration::hours(2));
    Browser::sign_in(&world, "ana@example.org").await;
    assert_eq!(count(&world, kept).await, 2);
}
