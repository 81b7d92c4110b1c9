//! What lies on a phone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use causeway::sync::{Digest, Entities, Entity};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// A row's place on the phone: scope, kind by its name, id.
pub(crate) type Key = (Uuid, &'static str, Uuid);
/// Rows with their versions.
pub(crate) type Rows = BTreeMap<Key, (i64, Arc<Map<String, Value>>)>;

/// An operation as it was saved: never changed after that.
#[derive(Debug, Clone)]
pub(crate) struct Op {
    pub(crate) id: Uuid,
    pub(crate) seq: i64,
    pub(crate) body: Arc<Value>,
}

impl Op {
    /// Reads what it is called.
    pub(crate) fn of(body: Value) -> Self {
        Self {
            id: id(&body["op_id"]),
            seq: body["seq"].as_i64().unwrap(),
            body: Arc::new(body),
        }
    }

    /// The row it makes or changes.
    pub(crate) fn entity_id(&self) -> Uuid {
        id(&self.body["entity_id"])
    }

    /// What it does, as `session-create`.
    pub(crate) fn what(&self) -> String {
        let word = |field: &str| self.body[field].as_str().unwrap().to_owned();
        format!("{}-{}", word("entity"), word("kind"))
    }
}

/// Everything a phone keeps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Store {
    pub(crate) rows: Rows,
    /// What a snapshot brought so far.
    pub(crate) shadow: Option<Rows>,
    pub(crate) cursor: Option<String>,
    /// The history of the database in which it got its rows.
    pub(crate) epoch: Option<String>,
    /// The history in which the archive was acknowledged.
    pub(crate) history: Option<String>,
    pub(crate) as_of: String,
    pub(crate) outbox: Vec<Op>,
    /// Of these, what the server cannot read: kept, and not in the way of the others.
    pub(crate) unreadable: BTreeSet<Uuid>,
    /// For the next thirty days, in case the server is restored.
    pub(crate) archive: Vec<Op>,
    pub(crate) seq: i64,
}

impl Store {
    /// What may be sent, in its order.
    pub(crate) fn sendable(&self) -> impl Iterator<Item = &Op> {
        self.outbox.iter().filter(|op| !self.unreadable.contains(&op.id))
    }

    /// Must it hear in which history the database is before it sends? Only a cursor tells a server that the phone is of
    /// another one, and then the archive comes first.
    pub(crate) fn waits(&self) -> bool {
        self.cursor.is_none() && !self.archive.is_empty()
    }

    /// The scopes in which it holds a row, also of what is being filled in.
    pub(crate) fn scopes(&self) -> BTreeSet<Uuid> {
        let rows = self.rows.keys().chain(self.shadow.iter().flat_map(Rows::keys));
        rows.map(|(scope, ..)| *scope).collect()
    }

    /// Ids of one kind that it holds.
    pub(crate) fn of_kind(&self, kind: &str) -> Vec<Uuid> {
        let ids: BTreeSet<Uuid> = self
            .rows
            .keys()
            .filter(|(_, of, _)| *of == kind)
            .map(|(_, _, id)| *id)
            .collect();
        ids.into_iter().collect()
    }

    /// What it holds in all, as a pull says it.
    pub(crate) fn digest(&self) -> Value {
        let mut digest = Digest::default();
        for ((scope, kind, id), (version, _)) in &self.rows {
            digest.add(*scope, entity(kind).number, *id, *version);
        }
        json!({"rows": digest.rows, "x": digest.hex()})
    }

    /// The server has another history: everything it acknowledged is sent again, before what it has not seen, and rows are
    /// asked for anew, also those that had begun to come (reference/sync.md §2.8).
    pub(crate) fn begin_again(&mut self) {
        let mut again = std::mem::take(&mut self.archive);
        again.append(&mut self.outbox);
        again.sort_by_key(|op| op.seq);
        self.outbox = again;
        self.cursor = None;
        self.shadow = None;
        self.history = None;
    }
}

/// What is declared of a kind, by its name.
pub(crate) fn entity(kind: &str) -> &'static Entity {
    let mut all = Entities::OURS.all().iter();
    all.find(|entity| entity.kind == kind).unwrap()
}

/// An id in an answer.
pub(crate) fn id(value: &Value) -> Uuid {
    value.as_str().and_then(|text| text.parse().ok()).unwrap()
}
