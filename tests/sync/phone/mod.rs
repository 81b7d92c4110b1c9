//! A phone as the app is: rows, a cursor, an outbox, an archive of what was acknowledged. What it has kept outlives it; what
//! it only has in memory does not, and between any two steps it may die (reference/sync.md §2, F3, F13).

mod store;
mod taking;

pub(crate) use store::{Key, Op, Store};
pub(crate) use taking::{Died, Next};

use causeway::platform::ids::{OrgId, SignInId, TokenId};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::mutants::Mutant;
use crate::steps::Point;

/// One phone of somebody.
#[derive(Debug)]
pub(crate) struct Phone {
    pub(crate) device: Uuid,
    pub(crate) org: Uuid,
    pub(crate) staff: Uuid,
    pub(crate) sign_in: Uuid,
    /// What it has kept.
    pub(crate) durable: Store,
    /// What it works with.
    pub(crate) memory: Store,
    /// By how much its clock is off.
    pub(crate) clock_off: TimeDelta,
    /// The defect its program has.
    pub(crate) defect: Option<Mutant>,
    /// Where it dies next.
    pub(crate) dies_at: Option<Point>,
    /// What it met and should not have.
    pub(crate) complaints: Vec<String>,
}

impl Phone {
    /// One with nothing on it.
    pub(crate) fn new([device, org, staff, sign_in]: [Uuid; 4], defect: Option<Mutant>) -> Self {
        Self {
            device,
            org,
            staff,
            sign_in,
            durable: Store::default(),
            memory: Store::default(),
            clock_off: TimeDelta::zero(),
            defect,
            dies_at: None,
            complaints: Vec::new(),
        }
    }

    /// A token that is valid now.
    pub(crate) fn token(&self, tokens: &causeway::access::Tokens, now: DateTime<Utc>) -> String {
        let (org, sign_in) = (OrgId::from_uuid(self.org), SignInId::from_uuid(self.sign_in));
        tokens
            .issue(org, sign_in, TokenId::of(crate::support::new_id()), now)
            .unwrap()
            .0
    }

    /// The moment by its own clock.
    pub(crate) fn clock(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.clock_off
    }

    /// Saves an operation: kept before its owner is told so. What it is made of, and `seq` is the phone's.
    pub(crate) fn save(&mut self, mut body: Value, now: DateTime<Utc>) -> Op {
        self.memory.seq += 1;
        body["seq"] = json!(self.memory.seq);
        body["at"] = json!(self.clock(now));
        let op = Op::of(body);
        self.memory.outbox.push(op.clone());
        self.keep();
        op
    }

    /// What it would send, at most `batch` operations, and ask for.
    pub(crate) fn request(&mut self, rows: u32, batch: usize, now: DateTime<Utc>) -> Value {
        let batch = if self.memory.waits() { 0 } else { batch };
        let ops: Vec<Value> = self
            .memory
            .sendable()
            .take(batch)
            .map(|op| Value::clone(&op.body))
            .collect();
        let mut pull = json!({"protocol": 1, "max_kb": 256, "max_rows": rows});
        match &self.memory.cursor {
            Some(cursor) => pull["cursor"] = json!(cursor),
            None => pull["scopes"] = json!(self.memory.scopes()),
        }
        if self.defect == Some(Mutant::OutboxEmptiedOnSending) {
            let sent: Vec<&Value> = ops.iter().map(|op| &op["op_id"]).collect();
            self.memory.outbox.retain(|op| !sent.contains(&&op.body["op_id"]));
            self.keep();
        }
        json!({"protocol": 1, "app": "harness", "client_now": self.clock(now), "push": {"ops": ops}, "pull": pull})
    }

    /// What it has in memory is kept.
    fn keep(&mut self) {
        self.durable = self.memory.clone();
    }

    /// It is no longer known how far it had come.
    pub(crate) fn lose_cursor(&mut self) {
        self.memory.cursor = None;
        self.keep();
    }

    /// Its memory is gone.
    pub(crate) fn crash(&mut self) {
        self.memory = self.durable.clone();
    }

    /// Dies here, if it is to.
    pub(crate) fn pass(&mut self, point: Point) -> Result<(), Died> {
        if self.dies_at != Some(point) {
            return Ok(());
        }
        self.dies_at = None;
        self.crash();
        Err(Died)
    }
}
