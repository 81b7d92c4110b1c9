//! A worker with her phone, before a server that is a process of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use causeway::access::Tokens;
use causeway::platform::clock::{Clock, SystemClock};
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::dice::Dice;
use crate::network::WHOLE;
use crate::phone::{Next, Op, Phone};
use crate::scene::field::work_on;
use crate::steps::{Point, Work};
use crate::support::House;
use crate::wire::Wire;

/// Longest she waits for an answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Operations of one request.
const BATCH: usize = 40;
/// Most requests of one go while the network fails.
const TURNS: usize = 5;
/// Most requests until all is sent and fetched, waits included.
const MOST_TURNS: usize = 2_000;

/// What is counted.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) requests: AtomicUsize,
    pub(crate) unanswered: AtomicUsize,
    pub(crate) requests_lost: AtomicUsize,
    pub(crate) answers_lost: AtomicUsize,
    pub(crate) doubled: AtomicUsize,
    pub(crate) late: AtomicUsize,
    pub(crate) crashes: AtomicUsize,
    pub(crate) operations: AtomicUsize,
}

/// One more.
pub(crate) fn count(figure: &AtomicUsize) {
    figure.fetch_add(1, Ordering::Relaxed);
}

/// Where the servers are, and who makes tokens for them.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) servers: Vec<watch::Receiver<SocketAddr>>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) figures: Arc<Figures>,
}

impl Way {
    /// One request to one of the servers; nothing where no answer came.
    async fn post(&self, server: usize, token: &str, body: &Value) -> Option<(u16, Value)> {
        count(&self.figures.requests);
        let address = *self.servers[server % self.servers.len()].borrow();
        let exchange = async {
            let mut wire = Wire::open(address).await?;
            wire.post(Some(token), "/sync", body).await
        };
        let reply = timeout(PATIENCE, exchange).await;
        let Ok(Ok(reply)) = reply else {
            count(&self.figures.unanswered);
            return None;
        };
        Some((reply.status, reply.json()))
    }
}

/// A worker, her phone, and what she did.
pub(crate) struct Worker {
    pub(crate) phone: Phone,
    pub(crate) made: Vec<Op>,
    pub(crate) dice: Dice,
    pub(crate) house: Arc<House>,
    pub(crate) way: Way,
}

impl Worker {
    /// She does something.
    pub(crate) fn work(&mut self) {
        // Mostly corrections: what adds rows would fill a phone beyond what one may hold (sync.md §2.7).
        let work = match self.dice.below(100) {
            0..7 => Work::Session,
            7..9 => Work::WrongSession,
            9..12 => Work::FollowingSession,
            12..16 => Work::Attempt,
            16..18 => Work::Appointment,
            18..68 => Work::Language,
            68..99 => Work::Gender,
            _ => Work::Person,
        };
        let (before, now) = (self.made.last().map(|op| op.id), SystemClock.now());
        if let Some(body) = work_on(&self.phone, &self.house, work, before, now, &mut self.dice) {
            self.made.push(self.phone.save(body, now));
            count(&self.way.figures.operations);
        }
    }

    /// A few requests over a bad network; the phone may die.
    pub(crate) async fn sync(&mut self) {
        if self.dice.chance(6) {
            let points = [Point::Sent, Point::Answered, Point::ResultsKept, Point::InPage];
            self.phone.dies_at = Some(*self.dice.pick(&points));
            count(&self.way.figures.crashes);
        }
        for _ in 0..TURNS {
            let rows = *self.dice.pick(&[3, 20, 200, WHOLE]);
            let body = self.phone.request(rows, BATCH, SystemClock.now());
            let answer = self.exchange(&body).await;
            if self.phone.pass(Point::Sent).is_err() {
                return;
            }
            let Some(answer) = answer else { return };
            if self.phone.take(&answer) != Ok(Next::Again) {
                return;
            }
        }
    }

    /// One request with what the network does to it.
    async fn exchange(&mut self, body: &Value) -> Option<Value> {
        let token = self.phone.token(&self.way.tokens, SystemClock.now());
        let (way, server) = (self.way.clone(), self.dice.below(2));
        match self.dice.below(100) {
            0..10 => {
                count(&way.figures.requests_lost);
                None
            }
            10..21 => {
                count(&way.figures.answers_lost);
                way.post(server, &token, body).await;
                None
            }
            21..33 => {
                count(&way.figures.doubled);
                let (first, second) = (way.post(server, &token, body), way.post(server + 1, &token, body));
                let (first, second) = futures_util::future::join(first, second).await;
                let second = self.judged(second);
                self.judged(first).or(second)
            }
            33..43 => {
                count(&way.figures.late);
                let (body, after) = (body.clone(), self.dice.between(100, 4_000));
                let later = way.clone();
                tokio::spawn(async move {
                    sleep(Duration::from_millis(after.unsigned_abs())).await;
                    later.post(server, &token, &body).await;
                });
                None
            }
            _ => {
                let answer = way.post(server, &token, body).await;
                self.judged(answer)
            }
        }
    }

    /// Only a server that is down or asks for patience may answer anything but 200.
    fn judged(&mut self, answer: Option<(u16, Value)>) -> Option<Value> {
        let (status, body) = answer?;
        match status {
            200 => Some(body),
            429 | 503 => None,
            other => {
                self.phone.complaints.push(format!("{other}: {}", body["code"]));
                None
            }
        }
    }

    /// Sends and fetches until there is nothing left, over a network that fails nobody.
    pub(crate) async fn rest(&mut self) {
        self.phone.dies_at = None;
        for turn in 0..MOST_TURNS {
            let now = SystemClock.now();
            let (body, token) = (
                self.phone.request(WHOLE, BATCH, now),
                self.phone.token(&self.way.tokens, now),
            );
            let answer = self.way.post(turn, &token, &body).await;
            let next = self.judged(answer).map(|answer| self.phone.take(&answer));
            match next {
                Some(Ok(Next::Rest)) => return,
                Some(Ok(Next::Again)) => {}
                // What the protocol does not have is said once; waiting does not mend it.
                _ if !self.phone.complaints.is_empty() => return,
                Some(Ok(Next::Wait) | Err(_)) | None => sleep(Duration::from_millis(500)).await,
            }
        }
        self.phone.complaints.push("never comes to rest".to_owned());
    }

    /// Does the server say that the phone holds what it should?
    pub(crate) async fn agrees(&mut self) -> bool {
        for turn in 0..20 {
            let now = SystemClock.now();
            let mut body = self.phone.request(WHOLE, 0, now);
            body["pull"]["digest"] = self.phone.durable.digest();
            let token = self.phone.token(&self.way.tokens, now);
            if let Some((200, answer)) = self.way.post(turn, &token, &body).await {
                return answer["pull"]["digest_ok"] == true;
            }
            sleep(Duration::from_millis(500)).await;
        }
        false
    }
}
