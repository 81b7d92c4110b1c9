//! Between phones and server: requests that are lost, doubled, late, overtaken, and answers that never come.

use causeway::platform::ids::StaffId;
use causeway::sync::{Cursor, Place};
use futures_util::future::join;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::dice::Dice;
use crate::mutants::Mutant;
use crate::phone::Next;
use crate::scene::desk::Added;
use crate::scene::{Letter, Scene};
use crate::steps::{Fault, Point};

/// Most requests of one go before the link is gone again.
const USUAL_TURNS: usize = 8;
/// Most requests of one go when nothing is in the way; a phone that is not at rest after so many never is.
const MOST_TURNS: usize = 100;
/// Operations of one request.
const BATCH: usize = 6;
/// Rows of a page when nothing is in the way.
pub(crate) const WHOLE: u32 = 2_000;

impl Scene<'_> {
    /// A phone sends and fetches until it has all there is, the network fails it or it dies. Did it come to rest?
    pub(crate) async fn sync(&mut self, number: usize, faults: &[Fault], rows: u32) -> bool {
        let turns = if rows == WHOLE { MOST_TURNS } else { USUAL_TURNS };
        for turn in 0..turns {
            let now = self.world.now();
            let body = self.phones[number].request(rows, BATCH, now);
            let fault = faults.get(turn).copied().unwrap_or(Fault::None);
            let answer = self.exchange(number, &body, fault).await;
            if self.phones[number].pass(Point::Sent).is_err() {
                return false;
            }
            let Some(answer) = answer else { return false };
            match self.phones[number].take(&answer) {
                Ok(Next::Again) => {}
                Ok(Next::Rest) => return true,
                Ok(Next::Wait) | Err(_) => return false,
            }
        }
        if rows == WHOLE {
            self.complaints.push(format!("phone {number} never comes to rest"));
        }
        false
    }

    /// One request, and what comes back of it.
    async fn exchange(&mut self, number: usize, body: &Value, fault: Fault) -> Option<Value> {
        match fault {
            Fault::None => self.post(number, body).await,
            Fault::RequestLost => self.acknowledged_too_early(body),
            Fault::AnswerLost => {
                self.post(number, body).await;
                None
            }
            Fault::Doubled => {
                let (first, second) = join(self.posted(number, body), self.posted(number, body)).await;
                let first = self.noted(number, first);
                self.noted(number, second).and(first)
            }
            Fault::Late(steps) => {
                self.put_off(number, body, steps);
                None
            }
            Fault::Again(steps) => {
                self.put_off(number, body, steps);
                self.post(number, body).await
            }
            Fault::Meanwhile(seed) => {
                let mut dice = Dice::new(seed);
                let courses: Vec<Uuid> = self.courses.iter().map(|course| course.enrolment).collect();
                let now = self.world.now();
                let added = Added::drawn(&courses, 2, now, &mut dice);
                let lead = self.house.who("worker").id;
                let pause = std::time::Duration::from_millis(u64::try_from(dice.below(30)).unwrap());
                let writing = async {
                    tokio::time::sleep(pause).await;
                    added.write(&self.sql, lead, now).await.unwrap();
                };
                let (answer, ()) = join(self.posted(number, body), writing).await;
                self.by_hand.extend(added.sessions);
                self.noted(number, answer)
            }
        }
    }

    fn put_off(&mut self, phone: usize, body: &Value, steps: usize) {
        let due = self.step + steps;
        self.letters.push(Letter {
            due,
            phone,
            body: body.clone(),
        });
    }

    /// Delivers what is due by this step; nobody waits for its answers.
    pub(crate) async fn deliver(&mut self, by: usize) {
        let due: Vec<Letter> = self.letters.extract_if(.., |letter| letter.due <= by).collect();
        for letter in due {
            self.post(letter.phone, &letter.body).await;
        }
    }

    /// One request that arrives, and its answer.
    async fn post(&mut self, number: usize, body: &Value) -> Option<Value> {
        let answer = self.posted(number, body).await;
        self.noted(number, answer)
    }

    /// The same, for who only looks.
    pub(crate) async fn answered(&mut self, number: usize, body: &Value) -> Option<Value> {
        self.post(number, body).await
    }

    async fn posted(&self, number: usize, body: &Value) -> (u16, Value) {
        // A phone that asks every two seconds is not told to wait.
        self.world.clock.set(self.world.now() + chrono::Duration::seconds(2));
        let token = self.phones[number].token(self.world.state.tokens(), self.world.now());
        let answer = self.world.post(&token, "/sync", body.clone()).await;
        (answer.status.as_u16(), answer.body)
    }

    fn noted(&mut self, number: usize, (status, mut answer): (u16, Value)) -> Option<Value> {
        // Postgres was killed, and the server says so: it is asked again.
        if status == 503 && self.was_killed {
            return None;
        }
        if status != 200 {
            self.complaints.push(format!("{status}: {}", answer["code"]));
            return None;
        }
        if self.mutant == Some(Mutant::CursorWithoutScope)
            && let Some(cursor) = answer["pull"]["cursor"].as_str()
        {
            answer["pull"]["cursor"] = json!(self.without_scope(number, cursor));
        }
        Some(answer)
    }

    /// As a server answers that speaks before it commits, and dies between.
    fn acknowledged_too_early(&self, body: &Value) -> Option<Value> {
        if self.mutant != Some(Mutant::AcknowledgedBeforeCommit) {
            return None;
        }
        let ops = body["push"]["ops"].as_array().unwrap().iter();
        let results: Vec<Value> = ops
            .map(|op| json!({"op_id": op["op_id"], "status": "applied", "v": 1, "replayed": false}))
            .collect();
        Some(json!({"push": {"results": results}, "pull": {"code": "unavailable"}}))
    }

    /// The cursor a server would sign whose places do not name the scope.
    fn without_scope(&self, number: usize, token: &str) -> String {
        let phone = &self.phones[number];
        let key = self
            .world
            .state
            .shared()
            .keys
            .content_mac
            .content_mac(*phone.org.as_bytes());
        let staff = StaffId::from_uuid(phone.staff);
        let mut cursor = Cursor::open(token, &key, staff, phone.device).unwrap();
        let forget = |place: Place| Place {
            scope: if place.entity.is_nil() {
                place.scope
            } else {
                Uuid::max()
            },
            ..place
        };
        cursor.at = forget(cursor.at);
        cursor.join = cursor.join.map(|join| causeway::sync::Join {
            at: forget(join.at),
            ..join
        });
        cursor.seal(&key, staff, phone.device)
    }

    /// Waits until every transaction that has begun by now has ended.
    pub(crate) async fn settled(&self) {
        let begun: i64 = self.number("select pg_current_xact_id()::text::bigint").await;
        while self
            .number("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            .await
            <= begun
        {
            tokio::task::yield_now().await;
        }
    }

    async fn number(&self, statement: &str) -> i64 {
        self.sql.query_one(statement, &[]).await.unwrap().get(0)
    }

    /// Postgres is back, and the server has noticed.
    async fn recovered(&mut self) {
        for _ in 0..100 {
            let now = self.world.now();
            let body = self.phones[0].request(1, 0, now);
            if self.posted(0, &body).await.0 == 200 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    /// The faults are over: everything arrives, everybody commits, and everybody syncs twice.
    pub(crate) async fn calm(&mut self) {
        self.recovered().await;
        self.commit_slow(usize::MAX).await;
        self.deliver(usize::MAX).await;
        for _ in 0..2 {
            self.settled().await;
            for number in 0..self.phones.len() {
                self.phones[number].dies_at = None;
                if !self.sync(number, &[], WHOLE).await {
                    self.complaints.push(format!("phone {number} does not get through"));
                }
            }
        }
    }
}
