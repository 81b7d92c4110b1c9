//! Guessing (security.md §3.6): what it comes to, and that it hits nobody else.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::refresh::with_mentor;
use crate::support::{Answer, PASSWORD, World};

const EMAIL: &str = "ana@example.org";

/// A host in the `n`th network.
fn network(n: u16) -> IpAddr {
    let [high, low] = n.to_be_bytes();
    Ipv4Addr::new(10, high, low, 9).into()
}

async fn sign_in(world: &World, from: IpAddr, email: &str, password: &str) -> Answer {
    world
        .post_from(from, "/sign-ins", json!({"email": email, "password": password}))
        .await
}

/// How many wrong passwords were looked at.
async fn looked_at(world: &World) -> i64 {
    let sql = "select count(*) from audit_event where action = 'sign_in_failed'";
    world.sql().await.query_one(sql, &[]).await.unwrap().get(0)
}

fn after(start: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    start + Duration::seconds(seconds)
}

/// Somebody guesses every few seconds for a day from one network, the owner signs in from another a hundred times.
/// Guesses looked at in the first minute and in the day, and how often the owner got in.
pub(crate) async fn a_day_of_guessing(world: &World, guesses: i64) -> (i64, i64, usize) {
    let (start, mut first_minute, mut let_in) = (world.now(), 0, 0);
    let every = Duration::days(1).num_seconds() / guesses;
    for guess in 0..guesses {
        let now = after(start, guess * every);
        // Sixty guesses in the first minute, then evenly.
        let now = if guess < 60 {
            after(start, guess)
        } else {
            now.max(after(start, 60))
        };
        world.clock.set(now);
        sign_in(world, network(1), EMAIL, "kettle moss argue ton")
            .await
            .expect_problem(401, "no_match");
        if guess == 59 {
            first_minute = looked_at(world).await;
        }
        if guess % (guesses / 100) == 0 {
            let answer = sign_in(world, network(2), EMAIL, PASSWORD).await;
            let_in += usize::from(answer.status.as_u16() == 201);
        }
    }
    (first_minute, looked_at(world).await, let_in)
}

#[actix_web::test]
async fn guessing_from_one_network_comes_to_nothing_and_hits_nobody_else() {
    let (world, _house) = with_mentor().await;
    let (minute, day, let_in) = a_day_of_guessing(&world, 300).await;
    println!("guesses looked at: {minute} in the first minute, {day} in a day; the owner got in {let_in}/100");
    assert!(minute <= 10 && day <= 100 && day > 10, "{minute}, {day}");
    assert_eq!(let_in, 100);
}

#[actix_web::test]
async fn the_right_password_inside_a_block_says_the_same_thing() {
    let (world, _house) = with_mentor().await;
    let (start, mut answers) = (world.now(), Vec::new());
    for _ in 0..5 {
        answers.push(sign_in(&world, network(1), EMAIL, "kettle moss argue ton").await);
    }
    assert_eq!(looked_at(&world).await, 5);
    answers.push(sign_in(&world, network(1), EMAIL, PASSWORD).await);
    for _ in 0..6 {
        answers.push(sign_in(&world, network(1), "nobody@example.org", "kettle moss argue ton").await);
    }
    let told: Vec<_> = answers
        .into_iter()
        .map(|answer| {
            let mut answer = answer.expect_problem(401, "no_match");
            answer.body["request_id"] = json!("");
            answer.headers.remove("x-request-id");
            let headers: BTreeMap<_, _> = answer
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect();
            (answer.body, headers)
        })
        .collect();
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
    assert_eq!(looked_at(&world).await, 5, "in a block nothing is looked at");
    // Another door of the same network is the same network, and another server the same database.
    let beside: IpAddr = Ipv4Addr::new(10, 0, 1, 200).into();
    sign_in(&world, beside, EMAIL, PASSWORD).await.expect(401);
    let restarted = crate::support::Door::to(world.state.clone()).await;
    let body = json!({"email": EMAIL, "password": PASSWORD});
    let answer = restarted
        .call_from(
            network(1),
            actix_web::http::Method::POST,
            None,
            "/sign-ins",
            Some(body),
            &[],
        )
        .await;
    answer.expect(401);
    world.clock.set(after(start, 60));
    sign_in(&world, network(1), EMAIL, PASSWORD).await.expect(201);
    sign_in(&world, network(1), EMAIL, "kettle moss argue ton")
        .await
        .expect(401);
    sign_in(&world, network(1), EMAIL, PASSWORD).await.expect(201);
}

#[actix_web::test]
async fn guessing_from_everywhere_ends_at_a_hundred_but_not_where_the_owner_is_known() {
    let (world, _house) = with_mentor().await;
    let start = world.now();
    sign_in(&world, network(1), EMAIL, PASSWORD).await.expect(201);
    for n in 0..120 {
        sign_in(&world, network(100 + n), EMAIL, "kettle moss argue ton")
            .await
            .expect(401);
    }
    assert_eq!(looked_at(&world).await, 100);
    sign_in(&world, network(2), EMAIL, PASSWORD).await.expect(401);
    for _ in 0..20 {
        sign_in(&world, network(1), EMAIL, PASSWORD).await.expect(201);
    }
    let sql = world.sql().await;
    let told = sql
        .query("select kind from auth.notice where kind = 'guessing'", &[])
        .await
        .unwrap();
    assert_eq!(told.len(), 1, "and the owner is told");
    world.clock.set(start + Duration::days(1) + Duration::seconds(1));
    sign_in(&world, network(2), EMAIL, PASSWORD).await.expect(201);
}

#[actix_web::test]
async fn a_network_that_tries_many_accounts_is_turned_away_and_told_so() {
    let (world, _house) = with_mentor().await;
    let mut turned_away = 0;
    for n in 0..40 {
        let answer = sign_in(
            &world,
            network(1),
            &format!("person{n}@example.org"),
            "kettle moss argue ton",
        )
        .await;
        if n < 20 {
            answer.expect_problem(401, "no_match");
        } else {
            let answer = answer.expect_problem(429, "too_many_tries");
            assert_eq!(answer.headers.get("retry-after").unwrap(), "900");
            turned_away += 1;
        }
    }
    assert_eq!(turned_away, 20);
    sign_in(&world, network(1), EMAIL, PASSWORD).await.expect(429);
    sign_in(&world, network(2), EMAIL, PASSWORD).await.expect(201);
    world.clock.set(world.now() + Duration::minutes(15));
    sign_in(&world, network(1), EMAIL, PASSWORD).await.expect(201);
    // Thirty a minute, however few the accounts.
    let start = world.now();
    for n in 0..36 {
        let email = format!("person{}@example.org", n / 3);
        world.clock.set(start + Duration::seconds(n));
        let answer = sign_in(&world, network(3), &email, "kettle moss argue ton").await;
        assert_eq!(answer.status.as_u16(), if n < 30 { 401 } else { 429 }, "{n}");
    }
}

#[actix_web::test]
async fn what_is_counted_names_nobody_and_is_forgotten() {
    let (world, _house) = with_mentor().await;
    for n in 0..12 {
        sign_in(
            &world,
            network(n),
            &format!("person{n}@example.org"),
            "kettle moss argue ton",
        )
        .await;
    }
    let sql = world.sql().await;
    let count = async || -> i64 {
        sql.query_one("select count(*) from auth.throttle", &[])
            .await
            .unwrap()
            .get(0)
    };
    assert_eq!(count().await, 12 * 4);
    let rows = sql.query("select t::text from auth.throttle t", &[]).await.unwrap();
    assert!(rows.iter().all(|row| !row.get::<_, &str>(0).contains("person")));
    world.clock.set(world.now() + Duration::days(2));
    for n in 0..3 {
        sign_in(&world, network(1000 + n), "later@example.org", "kettle moss argue ton").await;
    }
    assert!(count().await <= 12, "{} counters are left", count().await);
}
