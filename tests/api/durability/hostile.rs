//! A client that behaves badly, half by bad luck and half on purpose: hangs up, repeats, reorders, trickles.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::installation::{Installation, PATIENCE};
use super::load::{LONGEST, Load, session_of};
use super::verdict::Verdict;
use super::wire::{Wire, enrol};
use crate::support::line::id_of;
use crate::support::{Ground, House};

/// How one session is sent.
#[derive(Debug, Clone, Copy)]
enum Mood {
    /// A part of the request, and the line is cut.
    HangsUpMidway,
    /// The whole request, and the line is cut before the answer.
    HangsUpBeforeTheAnswer,
    /// Byte after byte, and at last not to the end.
    Trickles,
    /// More bytes promised than ever come.
    PromisesTooMuch,
    /// Twice at once, on two lines.
    Repeats,
    /// Taken back before it was ever sent.
    Reorders,
    /// Two in one breath, the second before the first is answered.
    Pipelines,
}

const MOODS: [Mood; 7] = [
    Mood::HangsUpMidway,
    Mood::HangsUpBeforeTheAnswer,
    Mood::Trickles,
    Mood::PromisesTooMuch,
    Mood::Repeats,
    Mood::Reorders,
    Mood::Pipelines,
];

/// One client of the kind.
struct Hostile {
    host: SocketAddr,
    token: String,
    path: String,
    number: usize,
}

impl Hostile {
    /// Every mood in turn; in the end each session is sent as it should be, as a client does that forgets nothing.
    async fn run(self, rounds: usize) -> Vec<Uuid> {
        let mut acknowledged = Vec::new();
        for count in 0..rounds {
            let body = session_of(self.number, count);
            let mood = MOODS[count % MOODS.len()];
            // The server may hang up on her too: that is no failure.
            let _cut = timeout(LONGEST, self.send(mood, &body, count)).await;
            let mut wire = Wire::open(self.host).await.unwrap();
            let reply = wire.post(Some(&self.token), &self.path, &body).await.unwrap();
            assert!(
                [200, 201].contains(&reply.status),
                "after {mood:?}: {} {}",
                reply.status,
                reply.json()
            );
            acknowledged.push(id_of(&body));
        }
        acknowledged
    }

    async fn send(&self, mood: Mood, body: &Value, count: usize) -> std::io::Result<()> {
        let whole = self.request(body, 0);
        let mut line = TcpStream::connect(self.host).await?;
        match mood {
            Mood::HangsUpMidway => line.write_all(&whole[..whole.len() * (count % 9 + 1) / 10]).await,
            Mood::HangsUpBeforeTheAnswer => line.write_all(&whole).await,
            Mood::Trickles => {
                let (slow, rest) = whole[..whole.len() - 1].split_at(60);
                for byte in slow {
                    line.write_all(&[*byte]).await?;
                    sleep(Duration::from_millis(2)).await;
                }
                line.write_all(rest).await
            }
            Mood::PromisesTooMuch => {
                line.write_all(&self.request(body, 50)).await?;
                sleep(Duration::from_millis(20)).await;
                line.shutdown().await
            }
            Mood::Repeats => {
                let mut other = TcpStream::connect(self.host).await?;
                let (first, second) = tokio::join!(answer(&mut line, &whole), answer(&mut other, &whole));
                for answer in [first?, second?] {
                    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
                }
                Ok(())
            }
            Mood::Reorders => {
                let mut wire = Wire::open(self.host).await?;
                let path = format!("/sessions/{}/void", id_of(body));
                let void = serde_json::json!({"reason": "wrong_date"}).to_string();
                let early = wire
                    .send("POST", Some(&self.token), &path, "if-match: \"v1\"\r\n", &void)
                    .await?;
                assert_eq!(early.status, 404, "{}", early.json());
                Ok(())
            }
            Mood::Pipelines => {
                let both = [whole.as_slice(), whole.as_slice()].concat();
                line.write_all(&both).await?;
                let mut some = [0; 64];
                line.read(&mut some).await.map(|_read| ())
            }
        }
    }

    /// The request's bytes; `more` bytes of body are promised and not there.
    fn request(&self, body: &Value, more: usize) -> Vec<u8> {
        let (body, host, path, token) = (body.to_string(), self.host, &self.path, &self.token);
        let length = body.len() + more;
        format!(
            "POST /api/v1{path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// Sends and reads the beginning of the answer.
async fn answer(line: &mut TcpStream, request: &[u8]) -> std::io::Result<String> {
    line.write_all(request).await?;
    let mut begin = [0; 64];
    let read = line.read(&mut begin).await?;
    Ok(String::from_utf8_lossy(&begin[..read]).into_owned())
}

/// Honest clients at work, and four of the other kind beside them for so many rounds each. Afterwards no database session
/// is left at something, and every session is there once and whole.
pub(crate) async fn among_honest_ones(rounds: usize) -> Verdict {
    let installation = Installation::new();
    let load = Load::start(&installation, 3).await;
    let ground: Ground<'_> = installation.ground().await;
    let house = House::build(&ground, "Bad weather").await;
    let host = *installation.address().borrow();
    let mut hostile = Vec::new();
    for number in 0..4 {
        let (_, enrolment) = enrol(&house, host).await;
        let client = Hostile {
            host,
            token: house.token("worker").to_owned(),
            path: format!("/enrolments/{enrolment}/sessions"),
            number: 100 + number,
        };
        hostile.push(tokio::spawn(client.run(rounds)));
    }
    let mut badly = Vec::new();
    for client in hostile {
        badly.extend(client.await.unwrap());
    }
    let mut tally = load.finish().await;
    let now = Instant::now();
    tally.acknowledged.extend(badly.into_iter().map(|id| (id, now)));
    come_to_rest(&installation).await;
    Verdict::of(&installation, tally, &[]).await
}

/// Waits until nothing is under way in the database. A write that was begun runs to its end without its client.
async fn come_to_rest(installation: &Installation) {
    let sql = installation.sql().await;
    let busy = "select count(*) from pg_stat_activity where usename like 'causeway\\_%' and state <> 'idle'";
    let start = Instant::now();
    while sql.query_one(busy, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        assert!(start.elapsed() < PATIENCE, "database sessions are left open");
        sleep(Duration::from_millis(50)).await;
    }
}
