//! A telephone of a mentor's, as far as the server meets it.

use std::io::Read;
use std::time::{Duration, Instant};

use causeway::cli::Failure;
use causeway::platform::ids::{Ids, RandomIds};
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::http::{Answer, Connection};
use crate::seed::NOTE;
use crate::world::{Kind, World};

/// Kilobytes of the first page; the next are twice as large, up to [`MOST_KB`] (sync.md §2.11).
const FIRST_KB: u32 = 16;
const MOST_KB: u32 = 256;

/// A phone, and what it remembers between two calls.
#[derive(Debug)]
pub(crate) struct Phone {
    address: String,
    token: String,
    cursor: Option<String>,
}

/// What it took to fill an empty phone.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Filled {
    /// From the first question to the last answer.
    pub(crate) took: Duration,
    /// Until what it needs to be worked with was there.
    pub(crate) usable: Option<Duration>,
    pub(crate) pages: u32,
    pub(crate) rows: usize,
    /// Bytes of the bodies as they travelled.
    pub(crate) sent: usize,
    /// The same unpacked.
    pub(crate) plain: usize,
    /// How often it was told to come again later.
    pub(crate) waits: u32,
}

impl Phone {
    /// An empty one.
    pub(crate) fn empty(address: &str, token: &str) -> Self {
        Self {
            address: address.to_owned(),
            token: token.to_owned(),
            cursor: None,
        }
    }

    /// Connects. A phone does each time it asks: after a minute nobody has kept its connection.
    async fn connect(&self) -> Result<Connection, Failure> {
        Connection::open(&self.address).await
    }

    async fn post(&self, connection: &mut Connection, path: &str, body: &Value) -> Result<Answer, Failure> {
        let body = body.to_string();
        let request = format!(
            "POST /api/v1/sync/{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\nAccept-Encoding: gzip\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        connection.exchange(&request).await
    }

    fn asks(&self, kilobytes: u32) -> Value {
        let mut asked = json!({"protocol": 1, "max_kb": kilobytes});
        match &self.cursor {
            Some(cursor) => asked["cursor"] = json!(cursor),
            None => asked["scopes"] = json!([]),
        }
        asked
    }

    /// Fetches all it should hold, page by page.
    pub(crate) async fn fill(&mut self) -> Result<Filled, Failure> {
        let (begun, mut filled, mut kilobytes) = (Instant::now(), Filled::default(), FIRST_KB);
        let mut connection = self.connect().await?;
        loop {
            let answer = self.post(&mut connection, "pull", &self.asks(kilobytes)).await?;
            if let Some(seconds) = wait(&answer) {
                filled.waits += 1;
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                connection = self.connect().await?;
                continue;
            }
            let plain = expect(&answer)?;
            let page: Value = serde_json::from_slice(&plain).map_err(Failure::of)?;
            filled.pages += 1;
            filled.rows += page["rows"].as_array().map_or(0, Vec::len);
            filled.sent += answer.body.len();
            filled.plain += plain.len();
            if filled.usable.is_none() && page["phase"] != "first" {
                filled.usable = Some(begun.elapsed());
            }
            self.cursor = page["cursor"].as_str().map(ToOwned::to_owned);
            if page["more"] != true {
                filled.took = begun.elapsed();
                return Ok(filled);
            }
            kilobytes = (kilobytes * 2).min(MOST_KB);
        }
    }

    /// Asks whether anything is new; how long that took, and the bytes of the answer.
    pub(crate) async fn poll(&mut self) -> Result<(Duration, usize), Failure> {
        let (begun, asked) = (Instant::now(), self.asks(MOST_KB));
        let answer = self.post(&mut self.connect().await?, "pull", &asked).await?;
        let took = begun.elapsed();
        let plain = expect(&answer)?;
        let page: Value = serde_json::from_slice(&plain).map_err(Failure::of)?;
        if page["rows"].as_array().is_none_or(|rows| !rows.is_empty()) {
            return Err(Failure::of("a phone that held everything was sent rows"));
        }
        self.cursor = page["cursor"].as_str().map(ToOwned::to_owned);
        Ok((took, answer.body.len()))
    }

    /// Sends ten sessions with notes; how long that took.
    pub(crate) async fn push_ten(&self, world: &World, enrolment: u32) -> Result<Duration, Failure> {
        let operations: Vec<Value> = (0..10).map(|n| session(world, enrolment, n)).collect();
        let body = json!({"protocol": 1, "client_now": world.now.to_rfc3339(), "push": {"ops": operations}});
        let begun = Instant::now();
        let answer = self.post(&mut self.connect().await?, "push", &body).await?;
        let took = begun.elapsed();
        let plain = expect(&answer)?;
        let said: Value = serde_json::from_slice(&plain).map_err(Failure::of)?;
        let results = said["push"]["results"].as_array().map_or(&[][..], Vec::as_slice);
        match results.iter().find(|result| result["status"] != "applied") {
            None if results.len() == 10 => Ok(took),
            other => Err(Failure::of(format!("ten sessions were answered with {other:?}"))),
        }
    }
}

fn session(world: &World, enrolment: u32, n: i64) -> Value {
    let starts_at = (world.now - chrono::Duration::hours(2 + n)).to_rfc3339();
    json!({
        "op_id": RandomIds.next(), "seq": n, "entity": "session", "entity_id": RandomIds.next(), "kind": "create",
        "schema": 1, "at": world.now.to_rfc3339(),
        "set": {
            "enrolment_id": world.id(Kind::Enrolment, enrolment), "kind": "individual_mentoring",
            "mode": "in_person_office", "starts_at": starts_at, "minutes": 45, "attendance": "present",
            "note": {"id": RandomIds.next(), "kind": "factual_contact", "text": NOTE},
        },
    })
}

/// For how many seconds the server asks to be left alone.
fn wait(answer: &Answer) -> Option<u64> {
    let busy = [429, 503].contains(&answer.status);
    let seconds = answer.header("retry-after").and_then(|seconds| seconds.parse().ok());
    busy.then(|| seconds.unwrap_or(1))
}

/// The body of a 200, unpacked.
fn expect(answer: &Answer) -> Result<Vec<u8>, Failure> {
    if answer.status != 200 {
        return Err(Failure::of(format!(
            "a phone was answered {}: {}",
            answer.status,
            answer.text()
        )));
    }
    if answer.header("content-encoding") != Some("gzip") {
        return Ok(answer.body.clone());
    }
    let mut plain = Vec::new();
    GzDecoder::new(answer.body.as_slice())
        .read_to_end(&mut plain)
        .map_err(Failure::of)?;
    Ok(plain)
}
