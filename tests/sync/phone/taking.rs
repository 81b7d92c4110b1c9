//! Taking an answer in: what became of the operations first, then the page, each in one transaction of the phone.

use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use super::Phone;
use super::store::{Key, Rows, entity, id};
use crate::mutants::Mutant;
use crate::steps::Point;

/// The phone died in the middle of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Died;

/// What the phone does after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// There is more, to send or to fetch.
    Again,
    /// It has all there is.
    Rest,
    /// The server asked for patience.
    Wait,
}

impl Phone {
    /// Takes in what came back.
    pub(crate) fn take(&mut self, answer: &Value) -> Result<Next, Died> {
        self.pass(Point::Answered)?;
        if self.is_elsewhere(&answer["pull"]) {
            return Ok(Next::Again);
        }
        let stopped = self.take_results(&answer["push"]["results"]);
        self.keep();
        self.pass(Point::ResultsKept)?;
        let page = &answer["pull"];
        let next = match page["code"].as_str() {
            Some(code) => self.refused(code),
            None if self.take_page(page)? => Next::Again,
            None => Next::Rest,
        };
        Ok(if stopped {
            Next::Wait
        } else if next == Next::Rest && self.memory.sendable().next().is_some() {
            Next::Again
        } else {
            next
        })
    }

    /// Does the first page of everything come from a history in which the archive was not acknowledged? Then that is sent again,
    /// before anything else.
    fn is_elsewhere(&mut self, page: &Value) -> bool {
        let Some(epoch) = page["epoch"].as_str().filter(|_| self.memory.cursor.is_none()) else {
            return false;
        };
        let waits = self.memory.waits() && self.memory.history.as_deref() != Some(epoch);
        if waits {
            self.memory.begin_again();
        }
        self.memory.history = Some(epoch.to_owned());
        self.keep();
        waits
    }

    /// What became of the operations. Is the rest of the outbox to wait?
    fn take_results(&mut self, results: &Value) -> bool {
        let mut stopped = false;
        for answer in results.as_array().unwrap() {
            let Some(place) = self
                .memory
                .outbox
                .iter()
                .position(|op| op.body["op_id"] == answer["op_id"])
            else {
                continue;
            };
            match answer["status"].as_str().unwrap() {
                "applied" | "merged" | "conflict" | "held" => {
                    let op = self.memory.outbox.remove(place);
                    self.note_version(&op.body, answer);
                    self.memory.archive.push(op);
                }
                "invalid" => {
                    let op = self.memory.outbox[place].id;
                    self.memory.unreadable.insert(op);
                    if self.defect == Some(Mutant::UnreadableDropped) {
                        self.memory.outbox.remove(place);
                    }
                }
                "retry" => stopped = true,
                other => self.complaints.push(format!("a result {other}")),
            }
        }
        stopped
    }

    /// Where nobody else had changed the row, the phone has it as it is now: its next change builds on that.
    fn note_version(&mut self, op: &Value, answer: &Value) {
        if op["kind"] != "patch" || answer["status"] != "applied" {
            return;
        }
        let person = id(&op["entity_id"]);
        let Some((version, fields)) = self.memory.rows.get_mut(&(person, "person", person)) else {
            return;
        };
        let now = answer["v"].as_i64().unwrap();
        if now < *version {
            return;
        }
        *version = now;
        let fields = Arc::make_mut(fields);
        for (name, value) in op["set"].as_object().unwrap() {
            fields.insert(name.clone(), value.clone());
            // One thing in two fields: who says how she names herself takes back why it was not known.
            if name == "gender_identity" {
                fields.insert("gender_missing".to_owned(), Value::Null);
            }
        }
    }

    /// There is no page, and why.
    fn refused(&mut self, code: &str) -> Next {
        match code {
            "epoch_changed" => self.memory.begin_again(),
            "view_unknown" => self.memory.cursor = None,
            "unavailable" | "too_many_first_syncs" => return Next::Wait,
            other => {
                self.complaints.push(format!("no page, for {other}"));
                return Next::Wait;
            }
        }
        self.keep();
        Next::Again
    }

    /// Rows, what is gone, scopes and cursor: one transaction. Is there more?
    fn take_page(&mut self, page: &Value) -> Result<bool, Died> {
        // The first page of everything begins a new shadow: of what a snapshot that was given up brought, nobody tells it
        // what is gone.
        let begins = self.memory.cursor.is_none();
        if self.defect == Some(Mutant::CursorKeptBeforeRows) {
            self.memory.cursor = page["cursor"].as_str().map(str::to_owned);
            self.keep();
        }
        for scope in page["removed_scopes"].as_array().unwrap() {
            self.forget(id(scope));
        }
        if page["snapshot"] == true && (begins || self.memory.shadow.is_none()) {
            self.memory.shadow = Some(Rows::new());
        }
        let memory = &mut self.memory;
        let rows = memory.shadow.as_mut().unwrap_or(&mut memory.rows);
        for row in page["rows"].as_array().unwrap() {
            let (key, version) = (key(row), row["v"].as_i64().unwrap());
            if rows.get(&key).is_none_or(|(held, _)| *held <= version) {
                rows.insert(key, (version, Arc::new(row["d"].as_object().unwrap().clone())));
            }
        }
        for row in page["gone"].as_array().unwrap() {
            rows.remove(&key(row));
        }
        let more = page["more"].as_bool().unwrap();
        if !more && let Some(shadow) = memory.shadow.take() {
            memory.rows = shadow;
        }
        if memory.shadow.is_none() {
            memory.epoch = page["epoch"].as_str().map(str::to_owned);
        }
        memory.cursor = page["cursor"].as_str().map(str::to_owned);
        page["as_of"].as_str().unwrap().clone_into(&mut memory.as_of);
        self.pass(Point::InPage)?;
        self.keep();
        Ok(more)
    }

    /// Drops a scope with all that is in it, but for what was not sent yet.
    fn forget(&mut self, scope: Uuid) {
        if self.defect == Some(Mutant::RemovedScopesIgnored) {
            return;
        }
        let memory = &mut self.memory;
        memory.rows.retain(|(of, ..), _| *of != scope);
        if let Some(shadow) = &mut memory.shadow {
            shadow.retain(|(of, ..), _| *of != scope);
        }
        if self.defect == Some(Mutant::RemovalEmptiesOutbox) {
            let named = scope.to_string();
            memory
                .outbox
                .retain(|op| op.body["set"]["enrolment_id"] != *named && op.body["entity_id"] != *named);
        }
    }
}

fn key(row: &Value) -> Key {
    let kind = entity(row["e"].as_str().unwrap()).kind;
    (id(&row["s"]), kind, id(&row["id"]))
}
