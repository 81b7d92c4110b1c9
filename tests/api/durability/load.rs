//! Field workers who log sessions without a pause and forget nothing: what was not acknowledged is sent again, same id,
//! until it is.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::installation::{Installation, PATIENCE};
use super::wire::{Reply, Wire, enrol};
use crate::support::line::{id_of, session};
use crate::support::{Ground, House};

/// Longest a request may take, whatever dies meanwhile.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// How long a client waits before it sends again.
const PAUSE: Duration = Duration::from_millis(40);

/// What the clients saw.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Sessions the server said it has, and when it said so.
    pub(crate) acknowledged: Vec<(Uuid, Instant)>,
    /// Of these, how many were in the database already when they were sent again: the first answer was lost, or said 503.
    pub(crate) found_again: usize,
    /// Requests without an answer: refused or cut connections.
    pub(crate) unanswered: usize,
    /// Requests answered 503.
    pub(crate) refused: usize,
    /// The slowest request.
    pub(crate) slowest: Duration,
    /// What no client should ever see, and how often.
    pub(crate) complaints: BTreeMap<String, usize>,
}

impl Tally {
    fn complain(&mut self, what: String) {
        *self.complaints.entry(what).or_default() += 1;
    }

    fn add(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.found_again += other.found_again;
        self.unanswered += other.unanswered;
        self.refused += other.refused;
        self.slowest = self.slowest.max(other.slowest);
        for (what, times) in other.complaints {
            *self.complaints.entry(what).or_default() += times;
        }
    }

    /// The longest stretch after `from` and before `to` in which nothing was acknowledged.
    pub(crate) fn outage(&self, from: Instant, to: Instant) -> Duration {
        let mut moments: Vec<Instant> = self.acknowledged.iter().map(|(_, at)| *at).collect();
        moments.retain(|at| (from..to).contains(at));
        moments.push(from);
        moments.sort_unstable();
        moments
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .max()
            .unwrap_or_default()
    }
}

/// The running load.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
    clients: Vec<JoinHandle<Tally>>,
}

impl Load {
    /// `clients` workers share four enrolments, so that some of them meet on one row.
    pub(crate) async fn start(installation: &Installation, clients: usize) -> Self {
        let ground: Ground<'_> = installation.ground().await;
        let house = House::build(&ground, "Under load").await;
        let address = installation.address();
        let mut enrolments = Vec::new();
        for _ in 0..4 {
            enrolments.push(enrol(&house, *address.borrow()).await.1);
        }
        let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let clients = (0..clients)
            .map(|number| {
                let client = Client {
                    address: address.clone(),
                    wire: None,
                    token: house.token("worker").to_owned(),
                    path: format!("/enrolments/{}/sessions", enrolments[number % enrolments.len()]),
                    stop: Arc::clone(&stop),
                    acknowledged: Arc::clone(&acknowledged),
                    tally: Tally::default(),
                };
                tokio::spawn(client.run(number))
            })
            .collect();
        Self {
            stop,
            acknowledged,
            clients,
        }
    }

    /// Waits until `more` further sessions are acknowledged.
    pub(crate) async fn progress(&self, more: usize) {
        let goal = self.acknowledged.load(Ordering::Relaxed) + more;
        let start = Instant::now();
        while self.acknowledged.load(Ordering::Relaxed) < goal {
            assert!(start.elapsed() < PATIENCE, "the load came to a standstill");
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lets every client send what it still has in hand until it is acknowledged.
    pub(crate) async fn finish(self) -> Tally {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Tally::default();
        for client in self.clients {
            all.add(client.await.unwrap());
        }
        all
    }
}

struct Client {
    address: watch::Receiver<SocketAddr>,
    wire: Option<Wire>,
    token: String,
    path: String,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
    tally: Tally,
}

impl Client {
    async fn run(mut self, number: usize) -> Tally {
        let mut count = 0;
        while !self.stop.load(Ordering::Relaxed) {
            let body = session_of(number, count);
            self.insist(&body).await;
            count += 1;
        }
        self.tally
    }

    /// Sends one session until it is acknowledged.
    async fn insist(&mut self, body: &Value) {
        let start = Instant::now();
        while start.elapsed() < 2 * PATIENCE {
            let asked = Instant::now();
            let reply = timeout(LONGEST * 2, self.send(body)).await;
            self.tally.slowest = self.tally.slowest.max(asked.elapsed());
            match reply {
                Ok(Ok(reply)) => match self.judge(&reply) {
                    Verdict::Acknowledged => {
                        self.tally.acknowledged.push((id_of(body), Instant::now()));
                        self.acknowledged.fetch_add(1, Ordering::Relaxed);
                        return;
                    }
                    Verdict::Later => self.tally.refused += 1,
                    Verdict::Wrong => {}
                },
                Ok(Err(_)) => {
                    self.tally.unanswered += 1;
                    self.wire = None;
                }
                Err(_) => {
                    self.tally
                        .complain(format!("no answer within {} s", (LONGEST * 2).as_secs()));
                    self.wire = None;
                }
            }
            sleep(PAUSE).await;
        }
        self.tally.complain("a session was never acknowledged".to_owned());
    }

    async fn send(&mut self, body: &Value) -> Result<Reply, std::io::Error> {
        let wire = match &mut self.wire {
            Some(wire) => wire,
            gone => {
                let address = *self.address.borrow();
                gone.insert(Wire::open(address).await?)
            }
        };
        wire.post(Some(&self.token), &self.path, body).await
    }

    /// 201 and 200 acknowledge. While something is down the answer is 503, a problem that says when to try again.
    fn judge(&mut self, reply: &Reply) -> Verdict {
        match reply.status {
            201 => Verdict::Acknowledged,
            200 => {
                self.tally.found_again += 1;
                Verdict::Acknowledged
            }
            503 if reply.header("retry-after").is_some()
                && reply.header("content-type") == Some("application/problem+json") =>
            {
                Verdict::Later
            }
            other => {
                let body = String::from_utf8_lossy(&reply.body).into_owned();
                self.tally.complain(format!("{other}: {}", without_request_id(&body)));
                Verdict::Wrong
            }
        }
    }
}

enum Verdict {
    Acknowledged,
    Later,
    Wrong,
}

/// So that equal complaints are counted together.
fn without_request_id(body: &str) -> String {
    let mut body: Value = serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned()));
    if let Some(fields) = body.as_object_mut() {
        fields.remove("request_id");
    }
    body.to_string()
}

/// Session number `count` of a client. Dates jump to and fro over five months, so that the day of the first delivered
/// session moves often; every fifth she missed.
pub(super) fn session_of(client: usize, count: usize) -> Value {
    let spread = (client * 1_009 + count * 7_919) % 216_000;
    let first = chrono::DateTime::parse_from_rfc3339("2026-01-13T14:00:00Z").unwrap();
    // Ends on 12 June and never comes near the day itself: a client's clock has no part in this test.
    let starts_at = first + chrono::Duration::minutes(216_000 - i64::try_from(spread).unwrap());
    let mut body = session(&starts_at.to_rfc3339());
    if count % 5 == 4 {
        body["attendance"] = json!("absent_excused");
    }
    body
}
