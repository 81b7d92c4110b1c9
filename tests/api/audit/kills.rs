//! `kill -9` of the server while names are read: no name left the house without its row, and the chain over the rows is
//! whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;

use crate::durability::{Installation, Wire};
use crate::support::House;
use crate::support::line::{adult, id_of};

/// How many read at once.
const READERS: usize = 6;
/// Reads that must get through between two kills.
const BETWEEN_KILLS: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_read_is_answered_without_its_row() {
    assert!(reading_under_kills(3).await > 3 * BETWEEN_KILLS);
}

/// Kills the server so often while names are read; fails if an answer has no row, or if the log is not whole. How many
/// reads were answered.
pub(crate) async fn reading_under_kills(times: usize) -> usize {
    let mut installation = Installation::new();
    let house = House::build(&installation.ground().await, "Under load").await;
    let token = house.token("worker").to_owned();
    let person = adult(&house);
    let mut wire = Wire::open(*installation.address().borrow()).await.unwrap();
    let reply = wire.post(Some(&token), "/people", &person).await.unwrap();
    assert_eq!(reply.status, 201, "{}", reply.json());
    let path = format!("/people/{}/identity", id_of(&person));
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let reader = Reader {
                address: installation.address(),
                token: token.clone(),
                path: path.clone(),
                stop: Arc::clone(&stop),
                count: Arc::clone(&count),
            };
            tokio::spawn(reader.run())
        })
        .collect();
    for kill in 0..times {
        progress(&count, BETWEEN_KILLS + kill * 7 % 40).await;
        installation.kill_server();
    }
    progress(&count, BETWEEN_KILLS).await;
    stop.store(true, Ordering::Relaxed);
    let mut shown: Vec<String> = Vec::new();
    for reader in readers {
        shown.extend(reader.await.unwrap());
    }
    let sql = installation.sql().await;
    let without: i64 = sql
        .query_one(
            "select count(*) from unnest($1::text[]) as s (request_id) where not exists (
                 select from audit_event e where e.request_id = s.request_id and e.action = 'open'
                   and e.object_type = 'person_identity')",
            &[&shown],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(without, 0, "of {} names that were shown", shown.len());
    all_sealed(&sql).await;
    let checked = installation.causeway().args(["audit", "verify"]).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout).into_owned() + &String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{said}");
    shown.len()
}

async fn progress(count: &AtomicUsize, more: usize) {
    let goal = count.load(Ordering::Relaxed) + more;
    let start = Instant::now();
    while count.load(Ordering::Relaxed) < goal {
        assert!(start.elapsed() < Duration::from_mins(1), "reading came to a standstill");
        sleep(Duration::from_millis(2)).await;
    }
}

/// Waits until the running server has sealed what is there.
async fn all_sealed(sql: &tokio_postgres::Client) {
    let start = Instant::now();
    let waiting = "select (select count(*) from audit_event) - (select count(*) from audit_seal)";
    while sql.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        assert!(start.elapsed() < Duration::from_mins(1), "the server does not seal");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Reads one name without a pause and keeps the id of every request that was answered with it.
struct Reader {
    address: watch::Receiver<std::net::SocketAddr>,
    token: String,
    path: String,
    stop: Arc<AtomicBool>,
    count: Arc<AtomicUsize>,
}

impl Reader {
    async fn run(self) -> Vec<String> {
        let mut shown = Vec::new();
        let mut wire = None;
        while !self.stop.load(Ordering::Relaxed) {
            let address = *self.address.borrow();
            let open = match wire.take() {
                Some(open) => Ok(open),
                None => Wire::open(address).await,
            };
            let Ok(mut open) = open else {
                sleep(Duration::from_millis(20)).await;
                continue;
            };
            let Ok(reply) = open.get(Some(&self.token), &self.path).await else {
                continue;
            };
            if reply.status == 200 {
                assert_eq!(reply.json()["known_as"], "Canary");
                shown.push(reply.header("x-request-id").unwrap().to_owned());
                self.count.fetch_add(1, Ordering::Relaxed);
            } else {
                assert_eq!(reply.status, 503, "{}", reply.json());
            }
            wire = Some(open);
        }
        shown
    }
}
