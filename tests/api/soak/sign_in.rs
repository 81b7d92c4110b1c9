//! Signing in, in long counts (security.md S1 to S7): what `make test` shows for a few rounds.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use causeway::accounts::PasswordHasher;
use causeway::platform::keys::Keys;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::accounts::{guessing, open_sign_ins, refresh, second_factor};
use crate::durability::{Installation, Wire};
use crate::support::{BUILD, House, PASSWORD, PROGRAM, World, new_id};

/// Argon2id as it is in production (design §6).
const COSTS: (u32, u32) = (65_536, 3);
/// Accounts somebody guesses at to learn which exist: each may be tried at 100 times a day.
const KNOWN: usize = 25;
/// Guesses at accounts that exist, and as many at others.
const TRIES: usize = 2_000;

#[actix_web::test]
async fn refresh_in_long_counts() {
    let (world, _house) = refresh::with_mentor().await;
    let ended = refresh::replays(&world).await;
    println!("replays that ended the sign-in: {ended}/10");
    let repaired = refresh::lost_answers(&world, 1_000).await;
    println!("lost answers repaired: {repaired}/1,000");
    let mut single = 0;
    for _ in 0..100 {
        single += usize::from(refresh::race(&world).await == 1);
    }
    println!("races of fifty that left one live secret: {single}/100");
    assert_eq!((ended, repaired, single), (10, 1_000, 100));
}

#[actix_web::test]
async fn a_thousand_ended_sign_ins_are_over_on_the_next_request() {
    let (world, _house) = refresh::with_mentor().await;
    let dead = open_sign_ins::revocations(&world, 1_000).await;
    println!("ended sign-ins over on the next request: {dead}/1,000");
    assert_eq!(dead, 1_000);
}

#[actix_web::test]
async fn ten_thousand_guesses_in_a_day() {
    let (world, _house) = refresh::with_mentor().await;
    let (minute, day, let_in) = guessing::a_day_of_guessing(&world, 10_000).await;
    println!("10,000 guesses: {minute} looked at in the first minute, {day} in the day; the owner got in {let_in}/100");
    assert!(minute <= 10 && day <= 100, "{minute}, {day}");
    assert_eq!(let_in, 100);
}

#[actix_web::test]
async fn a_code_is_used_once_under_five_hundred_races() {
    let world = World::new().await;
    let house = world.house("First").await;
    let once = second_factor::races(&world, &house, 500).await;
    println!("a code used once under a race of twenty: {once}/500");
    assert_eq!(once, 500);
}

/// A server with `count` accounts of mentors in it, each with [`PASSWORD`].
struct Town {
    installation: Installation,
    house: House,
    emails: Vec<String>,
}

impl Town {
    async fn of(count: usize) -> Self {
        let installation = Installation::new();
        let house = House::build(&installation.ground().await, "Measured").await;
        let keys = Keys::load(&installation.path().join("keys")).unwrap();
        let hasher = PasswordHasher::new(COSTS.0, COSTS.1, &keys.pepper).unwrap();
        let hash = hasher.hash(PASSWORD.to_owned().into()).await.unwrap();
        let sql = installation.sql().await;
        let mut emails = Vec::new();
        for n in 0..count {
            let (account, email): (Uuid, _) = (new_id(), format!("known{n}@example.org"));
            sql.execute(
                "insert into auth.account (id, email, password_hash, recorded_at) values ($1, $2, $3, now())",
                &[&account, &email, &hash],
            )
            .await
            .unwrap();
            sql.execute(
                "insert into staff_member (org_id, id, account_id, display_name, recorded_at)
                 values ($1, $2, $3, 'Ana', now())",
                &[&house.org, &new_id(), &account],
            )
            .await
            .unwrap();
            emails.push(email);
        }
        Self {
            installation,
            house,
            emails,
        }
    }

    async fn wire(&self) -> Wire {
        Wire::open(*self.installation.address().borrow()).await.unwrap()
    }
}

/// The `n`th network, as the proxy names it.
fn network(n: usize) -> String {
    let [_, a, b, c] = u32::try_from(n).unwrap().to_be_bytes();
    Ipv4Addr::new(10 + a, b, c, 9).to_string()
}

fn body(email: &str, password: &str) -> Value {
    json!({"email": email, "password": password})
}

/// How well the two can be told apart: the chance that a value of `ours` is larger than one of `others`. 0.5: not at all.
fn area_under_curve(ours: &[Duration], others: &[Duration]) -> f64 {
    let mut wins = 0.0;
    for ours in ours {
        for other in others {
            wins += match ours.cmp(other) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    let count = |of: &[Duration]| f64::from(u32::try_from(of.len()).unwrap());
    wins / (count(ours) * count(others))
}

fn at(share: f64, times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let place = (0..sorted.len())
        .find(|n| f64::from(u32::try_from(n + 1).unwrap()) >= share * f64::from(u32::try_from(sorted.len()).unwrap()));
    sorted[place.unwrap()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_long_an_answer_takes_does_not_tell_which_accounts_exist() {
    let town = Town::of(KNOWN).await;
    let mut wire = town.wire().await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    // One of each in turn, and who comes first in an order that no clock knows.
    for n in 0..TRIES {
        let first = n.count_ones() % 2 == 0;
        for to_known in [first, !first] {
            let email = if to_known {
                town.emails[n % KNOWN].clone()
            } else {
                format!("nobody{n}@example.org")
            };
            let guess = body(&email, "kettle moss argue ton");
            let sent = Instant::now();
            let place = network(2 * n + usize::from(to_known));
            let reply = wire.post_from(&place, "/sign-ins", &guess).await.unwrap();
            let took = sent.elapsed();
            assert_eq!((reply.status, &reply.json()["code"]), (401, &json!("no_match")));
            if to_known { &mut known } else { &mut unknown }.push(took);
        }
    }
    assert_eq!((known.len(), unknown.len()), (TRIES, TRIES));
    let area = area_under_curve(&known, &unknown);
    let distance = area.max(1.0 - area);
    let (known, unknown) = (at(0.5, &known), at(0.5, &unknown));
    let apart = known.abs_diff(unknown);
    println!("telling accounts that exist by time ({BUILD}): AUC {distance:.3}, medians {known:?} and {unknown:?}");
    assert!(distance <= 0.55, "{distance}");
    assert!(apart <= Duration::from_millis(5), "{apart:?}");
}

/// Signs somebody in again and again, always somebody else, from everywhere.
fn storm(wire: Wire, emails: Vec<String>, from: usize) -> JoinHandle<usize> {
    let mut wire = wire;
    tokio::spawn(async move {
        let (mut signed_in, until) = (0, Instant::now() + Duration::from_secs(30));
        while Instant::now() < until {
            let email = &emails[(from + signed_in * 7) % emails.len()];
            let place = network(from * 1_000 + signed_in);
            let reply = wire
                .post_from(&place, "/sign-ins", &body(email, PASSWORD))
                .await
                .unwrap();
            assert!([201, 401, 503].contains(&reply.status), "{}", reply.json());
            signed_in += 1;
        }
        signed_in
    })
}

/// How long a page of people takes, asked for again and again for half a minute.
async fn pages(town: &Town) -> Vec<Duration> {
    let (mut wire, mut times) = (town.wire().await, Vec::new());
    let until = Instant::now() + Duration::from_secs(30);
    while Instant::now() < until {
        let sent = Instant::now();
        let reply = wire
            .get(Some(town.house.token("supervisor")), "/staff?limit=50")
            .await
            .unwrap();
        assert_eq!(reply.status, 200, "{}", reply.json());
        times.push(sent.elapsed());
    }
    times
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_sign_ins_leaves_others_their_pages() {
    let town = Town::of(200).await;
    pages(&town).await;
    let calm = pages(&town).await;
    let mut clients = Vec::new();
    for n in 0..16 {
        clients.push(storm(town.wire().await, town.emails.clone(), n));
    }
    let stormy = pages(&town).await;
    let mut tried = 0;
    for client in clients {
        tried += client.await.unwrap();
    }
    let (before, during) = (at(0.99, &calm), at(0.99, &stormy));
    println!(
        "a page while 16 clients sign in ({tried} times in 30 s, {PROGRAM}): p99 {before:?} before, {during:?} during, \
         {:.1} times; p50 {:?} and {:?}",
        during.as_secs_f64() / before.as_secs_f64(),
        at(0.5, &calm),
        at(0.5, &stormy)
    );
    assert!(during <= before * 4, "{during:?} is more than four times {before:?}");
}
