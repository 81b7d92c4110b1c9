//! Changing the key that wraps people's keys, with the real binary on a running installation (`src/cli/keys.rs`).
//!
//! Twenty thousand people here; `soak` measures two hundred thousand (security.md C6).

mod crowd;

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use causeway::platform::key_ring::LiveRing;
use serde_json::json;

pub(crate) use crowd::Crowd;

use crate::durability::{Installation, Load, Wire};
use crate::support::House;

/// Runs `causeway keys …` on an installation.
fn keys(installation: &Installation, arguments: &[&str]) -> Output {
    installation.causeway().arg("keys").args(arguments).output().unwrap()
}

#[track_caller]
fn said(output: &Output) -> String {
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{out}{err}");
    format!("{out}{err}")
}

#[track_caller]
fn refused(output: &Output) -> String {
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{err}");
    let last = err.lines().last().unwrap_or_default();
    assert!(last.starts_with("causeway: "), "{err}");
    last.to_owned()
}

/// How many keys `kek` wraps.
async fn wrapped_by(sql: &tokio_postgres::Client, kek: &str) -> i64 {
    let padded = kek.parse::<sealed::KekId>().unwrap();
    sql.query_one(
        "select count(*) from person_key where substring(wrapped from 2 for 16) = $1",
        &[&padded.padded().as_slice()],
    )
    .await
    .unwrap()
    .get(0)
}

/// Reads one person's identity over and over until told to stop; how often, and how often it did not come.
struct Reader {
    stop: tokio::sync::watch::Sender<bool>,
    task: tokio::task::JoinHandle<(u32, u32)>,
}

impl Reader {
    async fn start(installation: &Installation, token: String, person: uuid::Uuid) -> Self {
        let address = *installation.address().borrow();
        let mut wire = Wire::open(address).await.unwrap();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let task = tokio::spawn(async move {
            let (mut read, mut failed) = (0, 0);
            while !*stopped.borrow() {
                let reply = wire
                    .get(Some(&token), &format!("/people/{person}/identity"))
                    .await
                    .unwrap();
                read += 1;
                if reply.status != 200 || reply.json()["known_as"] != "Canary" {
                    failed += 1;
                }
            }
            (read, failed)
        });
        Self { stop, task }
    }

    async fn end(self) -> (u32, u32) {
        self.stop.send_replace(true);
        self.task.await.unwrap()
    }
}

/// Rotation from end to end on an installation that goes on serving: nobody's read fails, a killed rewrap is taken up
/// again, the old key is given up only when it wraps nothing, and nothing can be wrapped with it afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_changed_under_load() {
    let figures = change_under_load(20_000).await;
    println!("{figures}");
}

/// The same for any number of people. Says how long the rewrap took.
pub(crate) async fn change_under_load(people: usize) -> String {
    let installation = Installation::new();
    let keys_dir = installation.path().join("keys");
    let crowd = Crowd::gather(&installation, &LiveRing::load(&keys_dir).unwrap(), people).await;
    let sql = installation.sql().await;
    let all = i64::try_from(people).unwrap() + 1;
    assert_eq!(wrapped_by(&sql, "kek-1").await, all);
    assert!(refused(&keys(&installation, &["retire", "kek-1"])).contains("is the key that wraps"));

    let load = Load::start(&installation, 2).await;
    let reader = Reader::start(&installation, crowd.token.clone(), crowd.person).await;
    assert!(said(&keys(&installation, &["rotate-kek"])).contains("kek-2"));
    assert!(refused(&keys(&installation, &["retire", "kek-1"])).contains("still wraps"));

    let killed_at = kill_midway(&installation, &sql, all).await;
    let started = Instant::now();
    let rewrapped = said(&keys(&installation, &["rewrap"]));
    let took = started.elapsed();
    assert!(rewrapped.contains("none is left"), "{rewrapped}");
    assert!(said(&keys(&installation, &["rewrap"])).contains("0 keys wrapped anew"));

    let status = said(&keys(&installation, &["status"]));
    assert!(status.contains("kek-1\topens\t0 keys"), "{status}");
    said(&keys(&installation, &["retire", "kek-1"]));
    assert!(keys_dir.join("kek-1.retired").exists() && !keys_dir.join("kek-1.key").exists());
    load.progress(20).await;
    let (read, failed) = reader.end().await;
    let tally = load.finish().await;
    assert_eq!(
        (failed, tally.refused),
        (0, 0),
        "of {read} reads and the writes beside them"
    );
    assert!(read > 0);
    assert_eq!(wrapped_by(&sql, "kek-1").await, 0);
    format!(
        "{people} people: killed after {killed_at}, the other {} wrapped anew in {:.1} s; {read} reads beside it, {failed} failed",
        all - killed_at,
        took.as_secs_f64()
    )
}

/// Starts a rewrap and kills it once it has wrapped some rows and not all. How many it had.
async fn kill_midway(installation: &Installation, sql: &tokio_postgres::Client, all: i64) -> i64 {
    let mut child = quiet(installation.causeway().args(["keys", "rewrap"])).spawn().unwrap();
    let started = Instant::now();
    loop {
        let done = wrapped_by(sql, "kek-2").await;
        if done > 0 {
            child.kill().unwrap();
            child.wait().unwrap();
            break;
        }
        assert!(started.elapsed() < Duration::from_mins(1), "nothing was wrapped anew");
    }
    let done = wrapped_by(sql, "kek-2").await;
    assert!(done < all, "it was killed midway");
    done
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

/// A server that missed a rotation cannot take somebody in with the old key.
#[actix_web::test]
async fn the_database_refuses_a_key_wrapped_by_a_retired_one() {
    let world = crate::support::World::new().await;
    let house: House = world.house("First").await;
    let person = crate::support::line::adult(&house);
    world
        .sql()
        .await
        .execute(
            "insert into auth.kek_retired values ($1, 'kek-1', now())",
            &[&"kek-1".parse::<sealed::KekId>().unwrap().padded().as_slice()],
        )
        .await
        .unwrap();
    let answer = world.post(house.token("worker"), "/people", person.clone()).await;
    answer.expect_problem(500, "internal");
    assert_eq!(
        json!(world.get(house.token("worker"), "/people").await.body["items"]),
        json!([])
    );
}
